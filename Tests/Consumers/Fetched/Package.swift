// swift-tools-version: 6.1
import PackageDescription

// A repository of the package's present state, which the tests make; it stands for the URL an app would give.
let symmioSwift = Context.environment["SYMMIO_SWIFT_REPOSITORY"] ?? "https://example.invalid/symmio-swift.git"

let package = Package(
    name: "Fetched",
    platforms: [.macOS(.v14)],
    dependencies: [.package(url: symmioSwift, from: "1.0.0")],
    targets: [
        .executableTarget(
            name: "App",
            dependencies: [
                .product(name: "EVMCore", package: "symmio-swift"),
                .product(name: "SymmioContracts", package: "symmio-swift"),
            ]
        )
    ],
    swiftLanguageModes: [.v6]
)
