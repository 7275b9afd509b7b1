// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "symmio-swift",
    platforms: [.macOS(.v13), .iOS(.v16)],
    products: [
        .library(name: "EVMCore", targets: ["EVMCore"])
    ],
    targets: [
        .target(name: "EVMCore"),
        .testTarget(name: "EVMCoreTests", dependencies: ["EVMCore"]),
    ],
    swiftLanguageModes: [.v6]
)
