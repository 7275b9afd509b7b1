@testable import BindgenCore
import Foundation
import Testing

/// What holds whatever is compared.
@Suite struct DiffPropertyTests {
    private static let releases = ["Symmio084", "Symmio085", "Symmio086"]

    private func sides() throws -> [DiffSide] { try Self.releases.map(Compared.release) }

    @Test func nothingDiffersFromItself() throws {
        var diagnostics = Diagnostics()
        for side in try sides() {
            let diff = try #require(SpecDiff(side, side, comparesSwift: true, diagnostics: &diagnostics))
            #expect(diff.isEmpty && diff.findings.isEmpty && diff.report.contains("nothing differs"))
        }
        #expect(diagnostics.all == [])
    }

    @Test func theWayBackSwapsAddedAndRemoved() throws {
        var diagnostics = Diagnostics()
        let sides = try sides()
        for (i, j) in [(0, 1), (1, 2), (0, 2)] {
            let there = try #require(SpecDiff(sides[i], sides[j], comparesSwift: true, diagnostics: &diagnostics))
            let back = try #require(SpecDiff(sides[j], sides[i], comparesSwift: true, diagnostics: &diagnostics))
            let names = { (diff: SpecDiff, change: DiffFinding.Change) in
                diff.findings.filter { $0.change == change }.map { "\($0.contract) \($0.kind) \($0.signature) \($0.id ?? "")" }.sorted()
            }
            #expect(names(there, .added) == names(back, .removed))
            #expect(names(there, .removed) == names(back, .added))
            #expect(there.swift?.added == back.swift?.removed)
            #expect(there.swift?.changed.map(\.name) == back.swift?.changed.map(\.name))
            // Each wire break of a signature is one on the way back too, where the old side's way of calling is the new one.
            let pairs = { (diff: SpecDiff, turned: Bool) in
                Set(
                    diff.findings.filter { $0.change == .changed && [.event, .error].contains($0.kind) && $0.was != $0.signature }
                        .map { turned ? "\($0.was ?? "") \($0.signature)" : "\($0.signature) \($0.was ?? "")" })
            }
            #expect(pairs(there, false) == pairs(back, true))
        }
    }

    @Test func jsonIsTheSameEveryTime() throws {
        let texts = try (0..<3).map { _ in JSONWriter.write(try Compared.releases("Symmio085", "Symmio086", swift: true).json) }
        #expect(Set(texts).count == 1)
    }

    @Test func jsonHasTheForm() throws {
        let diff = try Compared.releases("Symmio085", "Symmio086")
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(JSONWriter.write(diff.json).utf8)) as? [String: Any])
        #expect(Set(json.keys) == ["added", "removed", "changed", "summary"])
        let summary = try #require(json["summary"] as? [String: Int])
        #expect(Set(summary.keys) == ["wire", "decoding", "source", "harmless"])
        var total = 0
        for (list, keys) in [
            ("added", ["kind", "contract", "signature", "id", "class"]), ("removed", ["kind", "contract", "signature", "id", "class", "likely"]),
            ("changed", ["kind", "contract", "signature", "was", "class", "detail"]),
        ] {
            let entries = try #require(json[list] as? [[String: Any]])
            #expect(!entries.isEmpty && entries.allSatisfy { Set($0.keys) == Set(keys) })
            #expect(entries.allSatisfy { DiffKind(rawValue: $0["kind"] as? String ?? "") != nil })
            total += entries.count
        }
        #expect(total == summary.values.reduce(0, +))
        // Of two files, without the contract's name.
        let one = JSONWriter.write(try Compared.solidity("function f();", "function g(uint256 a);").json, .compact)
        #expect(
            one
                == #"{"added":[{"kind":"function","signature":"g(uint256)","id":"0xe420264a","class":"harmless"}],"#
                + #""removed":[{"kind":"function","signature":"f()","id":"0x26121ff0","class":"wire","likely":null}],"changed":[],"#
                + #""summary":{"wire":1,"decoding":0,"source":0,"harmless":1}}"#)
    }

    /// Neither the order of a spec nor what stands twice in it is a difference.
    @Test(arguments: 0..<6) func orderDoesNotMatter(seed: Int) throws {
        let path = GoldenFolder.tests.appendingPathComponent("Upgrade/Records/synthetic/old.sol")
        let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map(String.init)
        var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1
        func random(_ count: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(count))
        }
        var shuffled = lines + lines.filter { $0.hasPrefix("event") }
        for i in shuffled.indices.dropFirst().reversed() { shuffled.swapAt(i, random(i + 1)) }
        let diff = try Compared.solidity(lines.joined(separator: "\n"), shuffled.joined(separator: "\n"), swift: true)
        #expect(diff.isEmpty, "\(diff.short)")
    }

    /// Names out of a spec stay in their place in every form of the report.
    @Test func hostileNames() throws {
        let entry =
            #"[{"type":"function","name":"f","inputs":[{"type":"tuple","name":"s","internalType":"struct A`b\n### x|y","components":[{"type":"bool","name":"b"}]}]}]"#
        let diff = try Compared.files(("old.json", entry), ("new.json", "[\(Entry.function("g"))]"))
        #expect(!diff.report.contains("###") && !diff.markdown.contains("### x"))
    }
}
