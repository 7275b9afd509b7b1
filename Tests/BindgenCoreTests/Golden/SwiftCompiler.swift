import Foundation
import Testing

/// The compiler and the modules of the build that the tests run in.
struct SwiftCompiler {
    let modules: URL
    let moduleMap: URL

    /// nil where the tests were not built by SwiftPM, so that its modules are not where they are looked for.
    init?() {
        var folder = BuiltProducts.folder
        folder.appendPathComponent("Modules")
        modules = folder
        moduleMap = BuiltProducts.folder.appendingPathComponent("CKeccak.build/module.modulemap")
        guard FileManager.default.fileExists(atPath: modules.appendingPathComponent("EVMCore.swiftmodule").path),
            FileManager.default.fileExists(atPath: moduleMap.path)
        else { return nil }
    }

    /// What the compiler says of the files; empty where it has nothing to say.
    func problems(_ files: [String], module: String, options: [String] = []) throws -> [String] {
        let result = try Run(
            "/usr/bin/env",
            [
                "swiftc", "-typecheck", "-swift-version", "6", "-I", modules.path, "-Xcc", "-fmodule-map-file=\(moduleMap.path)",
                "-package-name", "golden", "-module-name", module,
            ] + options + files)
        let lines = result.output.split(separator: "\n") + result.errors.split(separator: "\n")
        return lines.map(String.init).filter { $0.contains("error: ") || $0.contains("warning: ") }
            + (result.status == 0 ? [] : ["exit \(result.status)"])
    }

    /// Compiles and links a program with EVMCore.
    func build(_ files: [String], to program: String) throws -> Run {
        // What the tool is linked with: the build folder may hold objects of files that are gone.
        let list = try String(contentsOf: BuiltProducts.folder.appendingPathComponent("evm-bindgen.product/Objects.LinkFileList"), encoding: .utf8)
        let objects = list.split(separator: "\n").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "'\"")) }
            .filter { $0.contains("/EVMCore.build/") || $0.contains("/CKeccak.build/") }
        return try Run(
            "/usr/bin/env",
            [
                "swiftc", "-swift-version", "6", "-Onone", "-I", modules.path, "-Xcc", "-fmodule-map-file=\(moduleMap.path)",
                "-module-name", "Program", "-o", program,
            ] + objects + files)
    }

    static let upcomingFeatures = ["ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility"].flatMap {
        ["-enable-upcoming-feature", $0]
    }
}

/// Where the build puts programs and modules: the folder with the test bundle.
enum BuiltProducts {
    static let folder: URL = {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        let executable = URL(fileURLWithPath: CommandLine.arguments.first ?? "")
        return (bundle ?? executable).deletingLastPathComponent()
    }()
}

/// A program's answer.
struct Run {
    var status: Int32
    var output: String
    var errors: String

    init(_ program: String, _ arguments: [String], in folder: URL? = nil) throws {
        let run = try Subprocess.run(program, arguments, folder: folder?.path)
        (status, output, errors) = (run.status, run.output, run.error)
    }
}
