// swift-tools-version: 6.1
import PackageDescription

// An app that keeps the Swift of its contracts under version control: it needs EVMCore and no plugin. run.sh fills Sources/App from Bindings and
// Programs, a release at a time, as its maintainer would.
let package = Package(
    name: "App",
    platforms: [.macOS(.v14)],
    dependencies: [.package(name: "symmio-swift", path: Context.environment["SYMMIO_SWIFT"] ?? "../../..")],
    targets: [
        .executableTarget(name: "App", dependencies: [.product(name: "EVMCore", package: "symmio-swift")], exclude: ["Bindings"])
    ],
    swiftLanguageModes: [.v6]
)
