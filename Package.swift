// swift-tools-version: 6.1
import PackageDescription

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Whether `SymmioContracts` is compiled from Specs/, by the tool and the build plugin, or from the committed snapshot in Generated/.
///
/// From Specs/ where this package is the one being developed (a clone, a path dependency, `swift package edit`). From the snapshot where
/// it was fetched as a dependency, so that an app needs neither json-c nor trust in a plugin: SwiftPM and Xcode keep what they fetch in
/// `<build folder>/checkouts/<name>`, or `<build folder>/registry/downloads/<scope>/<name>/<version>`, with their `workspace-state.json`
/// in the build folder. The environment variable SYMMIO_BINDINGS, `plugin` or `snapshot`, overrides both ways.
let compilesSnapshot: Bool = {
    switch Context.environment["SYMMIO_BINDINGS"] {
    case "plugin": return false
    case "snapshot": return true
    default: break
    }
    let path = Context.packageDirectory.split(separator: "/").map(String.init)
    func isBuildFolder(levelsUp count: Int) -> Bool {
        path.count > count && access("/" + (path.dropLast(count) + ["workspace-state.json"]).joined(separator: "/"), F_OK) == 0
    }
    if path.dropLast().last == "checkouts" { return isBuildFolder(levelsUp: 2) }
    if path.dropLast(3).suffix(2) == ["registry", "downloads"] { return isBuildFolder(levelsUp: 5) }
    return false
}()

/// The settings every module of this package is held to beyond those of the language mode.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "symmio-swift",
    platforms: [.macOS(.v14), .iOS(.v17)],
    products: [
        .library(name: "EVMCore", targets: ["EVMCore"]),
        .library(name: "EVMSigning", targets: ["EVMSigning"]),
        .library(name: "EVMClient", targets: ["EVMClient"]),
        .library(name: "SymmioContracts", targets: ["SymmioContracts"]),
        .library(name: "Symmio", targets: ["Symmio"]),
        .library(name: "SymmioSolver", targets: ["SymmioSolver"]),
        .library(name: "SymmioSandbox", targets: ["SymmioSandbox"]),
        .executable(name: "symmio", targets: ["symmio-cli"]),
        .executable(name: "evm-bindgen", targets: ["evm-bindgen"]),
        .plugin(name: "EVMBindings", targets: ["EVMBindings"]),
        .plugin(name: "EVMBindingsCommand", targets: ["EVMBindingsCommand"]),
    ],
    targets: [
        .systemLibrary(name: "CJSONC", pkgConfig: "json-c", providers: [.apt(["libjson-c-dev"]), .brew(["json-c"])]),
        .systemLibrary(name: "CSecp256k1", pkgConfig: "libsecp256k1", providers: [.apt(["libsecp256k1-dev"]), .brew(["secp256k1"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
        .systemLibrary(name: "CWebSockets", pkgConfig: "libwebsockets", providers: [.apt(["libwebsockets-dev"]), .brew(["libwebsockets"])]),
        // The event loop that the socket client of Linux and the sandbox's server share. Internal: no product.
        .target(name: "SocketLoop", dependencies: ["CWebSockets"], swiftSettings: strict),
        .target(name: "CKeccak"),
        .target(name: "EVMCore", dependencies: ["CKeccak"]),
        .target(name: "CScrypt"),
        .target(name: "EVMSigning", dependencies: ["EVMCore", "CSecp256k1", "CCrypto", "CScrypt"], swiftSettings: strict),
        .target(name: "EVMClient", dependencies: ["EVMCore", "EVMSigning", "CHTTP"], swiftSettings: strict),
        .target(name: "CHTTP", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
        .target(name: "BindgenCore", dependencies: ["EVMCore", "CJSONC", "CHTTP"]),
        .executableTarget(name: "evm-bindgen", dependencies: ["BindgenCore", "EVMCore", "CJSONC"]),

        .plugin(name: "EVMBindings", capability: .buildTool(), dependencies: ["evm-bindgen"]),
        .plugin(
            name: "EVMBindingsCommand",
            capability: .command(
                intent: .custom(
                    verb: "generate-bindings", description: "Write typed Swift for contract ABIs and EIP-712 specs into the package"),
                permissions: [.writeToPackageDirectory(reason: "It writes the Swift that the specs lead to into the package (Generated/).")]
            ),
            dependencies: ["evm-bindgen"]
        ),

        // `Generated` in the target's folder is a symbolic link to the snapshot at the top.
        compilesSnapshot
            ? .target(
                name: "SymmioContracts",
                dependencies: ["EVMCore"],
                exclude: ["Symmio084.bindings.json", "Symmio085.bindings.json", "Symmio086.bindings.json"],
                swiftSettings: strict
            )
            : .target(
                name: "SymmioContracts",
                dependencies: ["EVMCore"],
                exclude: ["Generated"],
                swiftSettings: strict,
                plugins: ["EVMBindings"]
            ),

        // `Known` is a symbolic link to Specs/deployments; the files are compiled in, so that a program needs no bundle beside it.
        .target(
            name: "Symmio",
            dependencies: ["EVMCore", "EVMSigning", "EVMClient", "SymmioContracts", .target(name: "SocketLoop", condition: .when(platforms: [.linux]))],
            resources: [.embedInCode("Deployments/Known")],
            swiftSettings: strict
        ),
        .target(
            name: "SymmioSolver", dependencies: ["Symmio", "EVMCore", "EVMSigning", "EVMClient", "SymmioContracts"], swiftSettings: strict),
        .target(
            name: "SymmioSandbox",
            dependencies: ["Symmio", "SymmioSolver", "EVMCore", "EVMSigning", "EVMClient", "SymmioContracts", "SocketLoop"],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "symmio-cli", dependencies: ["Symmio", "SymmioSandbox", "SymmioContracts", "EVMCore", "EVMSigning", "EVMClient"], swiftSettings: strict),

        .testTarget(name: "EVMCoreTests", dependencies: ["EVMCore"]),
        .testTarget(name: "EVMSigningTests", dependencies: ["EVMSigning", "EVMCore", "SymmioContracts"]),
        .testTarget(name: "EVMClientTests", dependencies: ["EVMClient", "EVMSigning", "EVMCore", "SymmioContracts"]),
        // What can be wrong with a JSON document, for the tests of both sides of a service. Internal: no product.
        .target(name: "JSONMutations", dependencies: ["EVMClient"], path: "Tests/Support/JSONMutations", swiftSettings: strict),
        .testTarget(name: "SymmioTests", dependencies: ["Symmio", "EVMClient", "EVMSigning", "EVMCore", "SymmioContracts", "JSONMutations"]),
        .testTarget(
            name: "SymmioSandboxTests",
            dependencies: ["SymmioSandbox", "SymmioSolver", "Symmio", "EVMClient", "EVMSigning", "EVMCore", "SymmioContracts", "JSONMutations"]),
        .testTarget(name: "BindgenCoreTests", dependencies: ["BindgenCore"]),
        .testTarget(name: "SymmioContractsTests", dependencies: ["SymmioContracts", "EVMCore"], plugins: ["EVMBindings"]),
        // What the golden inputs lead to, compiled and run.
        .testTarget(name: "GoldenTests", dependencies: ["EVMCore"], path: "Tests/Golden", exclude: ["Inputs"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
