@testable import BindgenCore
import Foundation
import Testing

@Suite struct DeterminismTests {
    /// The entries of a spec, an element of the array each.
    private func entries(_ path: String) throws -> [Any] {
        let data = try Data(contentsOf: GoldenFolder.specs.appendingPathComponent(path))
        return try #require(JSONSerialization.jsonObject(with: data) as? [Any])
    }

    private func json(_ entries: [Any]) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: entries, options: [.sortedKeys]), as: UTF8.self)
    }

    @Test(arguments: ["0.8.5/SymmioCore.json", "0.8.6/AccountLayer.json"])
    func theOrderOfItemsMakesNoDifference(path: String) throws {
        let entries = try entries(path)
        let plain = try Workspace(["a.json": json(entries), "bindings.json": Workspace.config()]).generate()
        #expect(plain.problems == [] && !plain.outputs.isEmpty)
        var generator = Shuffler(seed: 1)
        for _ in 0..<2 {
            let shuffled = try Workspace(["a.json": json(entries.shuffled(using: &generator)), "bindings.json": Workspace.config()])
                .generate()
            #expect(shuffled.text == plain.text)
        }
    }

    @Test func theFolderMakesNoDifference() throws {
        let files = ["a.json": "[\(Entry.function("f"))]", "bindings.json": Workspace.config()]
        #expect(try Workspace(files).generate().text == Workspace(files).generate().text)
    }

    /// Every text of a spec that reaches the output, filled with what would break out of a comment, a literal or a name.
    @Test(arguments: ["\\\"; fatalError() //", "a\\nb", "`x`", "x */ y", "\\\\(0)", "x\\u2028y", "Qu\u{043e}te", "a b", "x;y", "\\u0000"])
    func whatASpecSaysIsNoCode(text: String) throws {
        // Names are refused, with their place.
        for entry in [
            Entry.function(text), Entry.event(text), Entry.error(text), Entry.function("f", Entry.parameter("uint256", text)),
            Entry.function("f", outputs: Entry.parameter("uint256", text)),
            Entry.function("f", Entry.tuple(text, [Entry.parameter("uint256", "x")])),
            Entry.function("f", Entry.tuple("t", [Entry.parameter("uint256", text)])),
        ] {
            let result = try Workspace.contract([entry])
            #expect(!result.problems.isEmpty && result.outputs.isEmpty)
            #expect(result.problems.allSatisfy { $0.hasPrefix("a.json:2:") }, "\(result.problems)")
        }
        // A compiler's note on a type that is no name counts as none.
        let typed = try Workspace.contract([
            Entry.function("f", Entry.tuple("t", [Entry.parameter("uint256", "x")], internalType: text)),
            Entry.function("g", Entry.parameter("uint8", "k", internalType: "enum \(text)")),
            Entry.function("h", Entry.parameter("address", "k", internalType: "contract \(text)")),
        ])
        #expect(typed.problems == [])
        #expect(typed.contract?.structs.map(\.path) == [["FT"]])
        #expect(typed.contract?.enums.isEmpty == true)
        #expect(!typed.text.contains("fatalError"))
        // What a domain is called is a literal.
        let spec = #"{"types": {"Login": [{"name": "user", "type": "address"}]}, "primaryType": "Login", "domain": {"name": "\#(text)"}}"#
        let config = #"{"namespace": "N", "typedData": [{"name": "T", "specs": ["t.json"]}]}"#
        let domain = try Workspace(["t.json": spec, "bindings.json": config]).generate()
        if domain.problems.isEmpty {
            let lines = domain.text.split(separator: "\n").filter { $0.contains("EIP712Domain(name:") }
            #expect(lines.count == 1)
            let literal = try #require(lines.first).dropFirst("        EVMCore.EIP712Domain(name: \"".count).dropLast("\")".count)
            // Without what is escaped there is neither quote nor backslash.
            #expect(
                !literal.replacing("\\\\", with: "").replacing("\\\"", with: "").replacing("\\n", with: "").replacing("\\u{", with: "")
                    .contains { "\"\\".contains($0) })
        }
    }
}
