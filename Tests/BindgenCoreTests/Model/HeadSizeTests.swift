@testable import BindgenCore
import Testing

/// What an item's words may take: layouts and decoders count in 32 bits.
@Suite struct HeadSizeTests {
    private static func merge(_ inputs: [String], outputs: [String] = []) -> (count: Int, problems: [String]) {
        func list(_ types: [String]) -> String { types.map { #"{"name": "", "type": "\#($0)"}"# }.joined(separator: ",") }
        let item = #"{"type": "function", "name": "f", "inputs": [\#(list(inputs))], "outputs": [\#(list(outputs))], "stateMutability": "view"}"#
        var diagnostics = Diagnostics()
        let merged = MergedSpec([readSpec("[\(item)]", file: "a.json").document], hints: [], diagnostics: &diagnostics)
        return (merged.items.count, diagnostics.all.map(\.description))
    }

    @Test func asLargeAsOneTypeMayBe() {
        let merged = Self.merge(["uint256[33554431]", "bytes"])
        #expect(merged.count == 1 && merged.problems.isEmpty)
    }

    @Test func tooLargeTogether() {
        let problem =
            "a.json:1:2: error: function f(uint256[33554432],bool) takes 1073741856 bytes before any dynamic value, more than the 1073741824 that are supported; exclude it"
        #expect(Self.merge(["uint256[33554432]", "bool"]).problems == [problem])
        #expect(Self.merge([], outputs: ["uint256[33554432]", "bool"]).problems.count == 1)
    }
}
