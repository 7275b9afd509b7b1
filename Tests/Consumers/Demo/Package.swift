// swift-tools-version: 6.1
import PackageDescription

// What `make demo` runs: a program that uses the Symmio bindings as an app would.
let package = Package(
    name: "Demo",
    platforms: [.macOS(.v14)],
    dependencies: [.package(name: "symmio-swift", path: "../../..")],
    targets: [
        .executableTarget(
            name: "demo",
            dependencies: [
                .product(name: "EVMCore", package: "symmio-swift"),
                .product(name: "SymmioContracts", package: "symmio-swift"),
            ]
        )
    ],
    swiftLanguageModes: [.v6]
)
