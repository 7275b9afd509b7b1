@testable import BindgenCore
import Foundation

/// A folder with specs and configs, gone when nobody holds it any more.
final class Workspace: Sendable {
    let folder: URL

    init(_ files: [String: String]) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("bindings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files { try write(name, text) }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Runs the pipeline; paths in problems are relative to the folder.
    func generate(_ configs: [String] = ["bindings.json"]) -> Generated {
        var diagnostics = Diagnostics()
        let read = configs.compactMap { BindingsConfig.read(path: path($0), diagnostics: &diagnostics) }
        var pipeline = Pipeline()
        let outputs = pipeline.run(read)
        let problems = (diagnostics.all + pipeline.diagnostics.all).map {
            $0.description.replacingOccurrences(of: folder.path + "/", with: "")
        }
        return Generated(outputs: outputs, problems: problems)
    }

    /// A contract `C` in a namespace `N` of the ABI entries given.
    static func contract(_ abi: [String], more: String = "") throws -> Generated {
        try Workspace(["a.json": "[\n\(abi.joined(separator: ",\n"))\n]", "bindings.json": config(more: more)]).generate()
    }

    /// A config with one contract.
    static func config(specs: String = #"["a.json"]"#, name: String = "C", more: String = "") -> String {
        """
        {"namespace": "N", "contracts": [
          {"name": "\(name)", "specs": \(specs)\(more.isEmpty ? "" : ", " + more)}]}
        """
    }
}

/// What came of a run.
struct Generated {
    var outputs: [Pipeline.Output]
    var problems: [String]

    var contract: Contract? { outputs.first?.model.contracts.first }
    /// The text of all files.
    var text: String { outputs.flatMap(\.files).map { "=== \($0.name)\n\($0.text)" }.joined() }
    /// Swift names of functions by signature.
    var calls: [String: String] {
        Dictionary((contract?.functions ?? []).map { ($0.names.signature, $0.names.typeName) }) { first, _ in first }
    }
}

/// ABI entries in short.
enum Entry {
    static func function(_ name: String, _ inputs: String = "", outputs: String = "") -> String {
        #"{"type":"function","name":"\#(name)","inputs":[\#(inputs)],"outputs":[\#(outputs)],"stateMutability":"nonpayable"}"#
    }

    static func event(_ name: String, _ inputs: String = "", isAnonymous: Bool = false) -> String {
        #"{"type":"event","name":"\#(name)","inputs":[\#(inputs)],"anonymous":\#(isAnonymous)}"#
    }

    static func error(_ name: String, _ inputs: String = "") -> String {
        #"{"type":"error","name":"\#(name)","inputs":[\#(inputs)]}"#
    }

    static func parameter(_ type: String, _ name: String = "", indexed: Bool? = nil, internalType: String? = nil) -> String {
        #"{"type":"\#(type)","name":"\#(name)"\#(indexed.map { ",\"indexed\":\($0)" } ?? "")\#(internalType.map { ",\"internalType\":\"\($0)\"" } ?? "")}"#
    }

    static func tuple(_ name: String, _ components: [String], internalType: String? = nil, suffix: String = "") -> String {
        #"{"type":"tuple\#(suffix)","name":"\#(name)","components":[\#(components.joined(separator: ","))]"#
            + "\(internalType.map { ",\"internalType\":\"struct \($0)\(suffix)\"" } ?? "")}"
    }
}
