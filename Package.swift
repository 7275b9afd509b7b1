// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "symmio-swift",
    platforms: [.macOS(.v14), .iOS(.v17)],
    products: [
        .library(name: "EVMCore", targets: ["EVMCore"]),
        .executable(name: "evm-bindgen", targets: ["evm-bindgen"]),
    ],
    targets: [
        .systemLibrary(name: "CJSONC", pkgConfig: "json-c", providers: [.apt(["libjson-c-dev"]), .brew(["json-c"])]),
        .target(name: "CKeccak"),
        .target(name: "EVMCore", dependencies: ["CKeccak"]),
        .target(name: "BindgenCore", dependencies: ["EVMCore", "CJSONC"]),
        .executableTarget(name: "evm-bindgen", dependencies: ["BindgenCore", "EVMCore"]),
        .testTarget(name: "EVMCoreTests", dependencies: ["EVMCore"]),
        .testTarget(name: "BindgenCoreTests", dependencies: ["BindgenCore"]),
    ],
    swiftLanguageModes: [.v6]
)
