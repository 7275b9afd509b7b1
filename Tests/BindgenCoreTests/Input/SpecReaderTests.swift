import BindgenCore
import Foundation
import Testing

@Suite struct SpecReaderTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    private func read(_ files: [String: String], _ name: String) throws -> (document: SpecDocument, problems: [String]) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("evm-bindgen-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
        var diagnostics = Diagnostics()
        let document = SpecReader.read(path: folder.path + "/" + name, diagnostics: &diagnostics)
        return (document, diagnostics.all.map { String($0.description.replacingOccurrences(of: folder.path + "/", with: "")) })
    }

    @Test func enumCaseNamesBesideTheSpec() throws {
        let (document, problems) = try read(
            ["X.json": "[]", "X.enums.json": #"{"QuoteStatus": ["PENDING", "LOCKED"], "Lib.Kind": null}"#], "X.json")
        #expect(problems == [])
        #expect(document.enums == ["QuoteStatus": ["PENDING", "LOCKED"], "Lib.Kind": nil])
    }

    @Test(arguments: [
        ("[]", "1:1: error: the file with enum case names must be an object, not an array"),
        (#"{"A B": null}"#, "1:2: error: 'A B' is no enum's name"),
        (#"{"A": {}}"#, "1:7: error: the case names of 'A' must be an array, not an object"),
        (#"{"A": []}"#, "1:7: error: the enum 'A' has no cases; write null where they are not known"),
        (#"{"A": [1]}"#, "1:8: error: each of the case names of 'A' must be a string, not a number"),
        (#"{"A": ["x", "x"]}"#, "1:13: error: the case 'x' stands twice"),
        (#"{"A": ["x-y"]}"#, "1:8: error: 'x-y' is no name of a case: letters, digits and '_' make one"),
        ("{", "1:2: error: the text ends where a member's name in double quotes should stand: it is truncated"),
    ])
    func badEnumCaseNames(text: String, message: String) throws {
        #expect(try read(["X.json": "[]", "X.enums.json": text], "X.json").problems == ["X.enums.json:" + message])
    }

    @Test func tooManyCases() throws {
        let names = (0..<257).map { "\"c\($0)\"" }.joined(separator: ",")
        let problems = try read(["X.json": "[]", "X.enums.json": "{\"A\": [\(names)]}"], "X.json").problems
        #expect(problems == ["X.enums.json:1:7: error: the enum 'A' has 257 cases; Solidity has room for 256"])
    }

    @Test func files() throws {
        #expect(try read([:], "none.json").problems == ["none.json:1:1: error: there is no such file"])
        #expect(try read([:], "").problems.first?.hasSuffix("error: it is a directory, not a file") == true)
        #expect(try read(["e.json": ""], "e.json").problems == ["e.json:1:1: error: the file is empty"])
        #expect(try read(["e.json": "\n"], "e.json").problems == ["e.json:2:1: error: the file holds nothing but white space"])
        #expect(try read(["e.json": "no"], "e.json").problems == ["e.json:1:1: error: expected a JSON value, found 'n'"])
    }

    @Test func solidityIsKnownByItsNameOrItsLook() throws {
        let text = "interface V { function f(uint256 a) external; }"
        #expect(try read(["V.sol": text], "V.sol").document.items.map(\.name) == ["f"])
        #expect(try read(["V.txt": text], "V.txt").document.items.map(\.name) == ["f"])
    }

    /// The specs that this package ships.
    @Test func ourOwnSpecs() throws {
        let specs = Self.root.appendingPathComponent("Specs")
        let files = try #require(FileManager.default.enumerator(at: specs, includingPropertiesForKeys: nil)).compactMap { $0 as? URL }
            .filter { url in
                url.pathExtension == "json"
                    && url.pathComponents.contains { $0.hasPrefix("0.8.") || $0 == "typed-data" || $0 == "ERC20.json" }
                    && !url.path.hasSuffix(".enums.json")
            }
        #expect(files.count >= 13)
        for file in files {
            var diagnostics = Diagnostics()
            let document = SpecReader.read(path: file.path, diagnostics: &diagnostics)
            #expect(diagnostics.all == [])
            #expect(!document.items.isEmpty || !document.typedData.isEmpty)
        }
        var diagnostics = Diagnostics()
        let core = SpecReader.read(path: specs.appendingPathComponent("0.8.5/SymmioCore.json").path, diagnostics: &diagnostics)
        #expect(core.items.count > 500)
        #expect(core.enums["OrderType"] == ["LIMIT", "MARKET"])
    }
}
