import Foundation

/// Where the golden cases are: a folder each of specs and configs in Inputs/, and what they lead to in Output/.
enum GoldenFolder {
    static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let inputs = tests.appendingPathComponent("Golden/Inputs")
    static let output = tests.appendingPathComponent("Golden/Output")
    static let specs = tests.deletingLastPathComponent().appendingPathComponent("Specs")
    static let vectors = tests.appendingPathComponent("Vectors")

    /// Whether the files are to be rewritten rather than compared.
    static var isRecording: Bool { ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" }

    /// The cases by name.
    static let cases: [String] = names(inputs)

    /// The configs of a case.
    static func configs(_ name: String) -> [String] {
        let folder = inputs.appendingPathComponent(name)
        return names(folder).filter { $0.hasSuffix("bindings.json") }.map { folder.appendingPathComponent($0).path }
    }

    static func names(_ folder: URL) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }
}
