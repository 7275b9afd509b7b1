@testable import BindgenCore
import Testing

/// One signature with other `indexed` parameters: what can be told apart by the number of topics, and what cannot.
@Suite struct EventVariantTests {
    private static func event(_ indexed: [Bool], anonymous: Bool = false) -> String {
        let inputs = indexed.map { #"{"name": "", "type": "uint256", "indexed": \#($0)}"# }.joined(separator: ",")
        return #"{"type": "event", "name": "E", "anonymous": \#(anonymous), "inputs": [\#(inputs)]}"#
    }

    private static func merge(_ files: [[String]]) -> (count: Int, problems: [String]) {
        var diagnostics = Diagnostics()
        let documents = files.enumerated().map { readSpec("[\n\($1.joined(separator: ",\n"))\n]", file: "\($0).json").document }
        let merged = MergedSpec(documents, hints: [], diagnostics: &diagnostics)
        return (merged.items.count, diagnostics.all.map(\.description))
    }

    @Test func anotherNumberOfTopics() {
        let merged = Self.merge([[Self.event([true, false]), Self.event([false, false]), Self.event([true, true])]])
        #expect(merged.count == 3 && merged.problems.isEmpty)
    }

    @Test func theSameNumberOfTopics() {
        let merged = Self.merge([[Self.event([false, false]), Self.event([true, false]), Self.event([false, true])]])
        #expect(merged.count == 2 && merged.problems.count == 1)
        #expect(merged.problems.first?.hasPrefix("0.json:4:1: error: event E(uint256,uint256) has other 'indexed' parameters here") == true)
    }

    @Test func anonymousBesideNamed() {
        let merged = Self.merge([[Self.event([true, false]), Self.event([true, false], anonymous: true)]])
        #expect(merged.count == 2 && merged.problems.isEmpty)
    }

    @Test func acrossFiles() {
        let merged = Self.merge([[Self.event([true])], [Self.event([false])]])
        #expect(merged.count == 1 && merged.problems.count == 1)
        let same = Self.merge([[Self.event([true])], [Self.event([true])]])
        #expect(same.count == 1 && same.problems.isEmpty)
    }
}
