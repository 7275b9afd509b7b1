// swift-tools-version: 6.1
import PackageDescription

// Run by `make bench`; see README.md.
let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v14)],
    // By name and path: a package found by its path alone is called after its folder, and a clone's folder may have any name.
    dependencies: [.package(name: "symmio-swift", path: "../..")],
    targets: [
        // The limits are to be as low as C can make them, so they may have flags that a package others depend on may not.
        // EVMSigning only for where libsecp256k1 and its headers are.
        .target(
            name: "CFloor", dependencies: [.product(name: "EVMSigning", package: "symmio-swift")],
            cSettings: [.unsafeFlags(["-O3", "-fomit-frame-pointer"])]),
        .executableTarget(
            name: "bench",
            dependencies: [
                .product(name: "EVMCore", package: "symmio-swift"), .product(name: "EVMSigning", package: "symmio-swift"),
                .product(name: "SymmioContracts", package: "symmio-swift"), .product(name: "Symmio", package: "symmio-swift"), "CFloor",
            ]),
        .executableTarget(
            name: "soak",
            dependencies: [
                .product(name: "EVMCore", package: "symmio-swift"), .product(name: "EVMSigning", package: "symmio-swift"),
                .product(name: "EVMClient", package: "symmio-swift"), .product(name: "Symmio", package: "symmio-swift"),
                .product(name: "SymmioSandbox", package: "symmio-swift"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
