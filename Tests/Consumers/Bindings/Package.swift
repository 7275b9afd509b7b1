// swift-tools-version: 6.1
import PackageDescription

// An app names the package by its URL. Here it is the folder this package lies in, or another one that the tests name. `name:` is what
// the products below are looked up by, so that the folder may be called anything.
let symmioSwift = Context.environment["SYMMIO_SWIFT"] ?? "../../.."

/// A program that runs code made from the specs its `bindings.json` names.
func program(_ name: String) -> Target {
    .executableTarget(
        name: name,
        dependencies: [.product(name: "EVMCore", package: "symmio-swift")],
        plugins: [.plugin(name: "EVMBindings", package: "symmio-swift")]
    )
}

let package = Package(
    name: "Bindings",
    platforms: [.macOS(.v14)],
    dependencies: [.package(name: "symmio-swift", path: symmioSwift)],
    targets: [
        program("OneABI"),
        program("SeveralABIs"),
        program("NestedConfigs"),
        program("SameStem"),
        program("Edited"),
    ],
    swiftLanguageModes: [.v6]
)
