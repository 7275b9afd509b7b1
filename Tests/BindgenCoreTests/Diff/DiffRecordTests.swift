@testable import BindgenCore
import Foundation
import Testing

/// The reports of a synthetic pair and of the real ones are what is on record. `RECORD_GOLDENS=1 swift test --filter DiffRecordTests` rewrites them.
@Suite struct DiffRecordTests {
    static let folder = GoldenFolder.tests.appendingPathComponent("Upgrade/Records")

    private func compare(_ text: String, _ name: String) throws {
        let path = Self.folder.appendingPathComponent(name)
        if GoldenFolder.isRecording {
            try Data(text.utf8).write(to: path)
            return
        }
        let recorded = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        let diff = UnifiedDiff.text(old: recorded, new: text, oldName: "\(name) (recorded)", newName: name)
        if !diff.isEmpty { Issue.record("\(diff)\nRECORD_GOLDENS=1 records what is said now") }
    }

    @Test func synthetic() throws {
        let read = { (name: String) in
            try String(contentsOf: Self.folder.appendingPathComponent("synthetic/\(name)"), encoding: .utf8)
        }
        let diff = try Compared.solidity(try read("old.sol"), try read("new.sol"), swift: true)
        try compare(diff.report, "synthetic/report.txt")
        try compare(diff.markdown, "synthetic/report.md")
        try compare(JSONWriter.write(diff.json), "synthetic/report.json")
        #expect(DiffClass.allCases.allSatisfy { diff.count($0) > 0 })
        #expect(Set(diff.findings.map(\.kind)) == Set(DiffKind.allCases).subtracting([.typedData]))
    }

    @Test(arguments: [("Symmio084", "Symmio085", "0.8.4-0.8.5"), ("Symmio085", "Symmio086", "0.8.5-0.8.6")])
    func releases(old: String, new: String, name: String) throws {
        let diff = try Compared.releases(old, new)
        try compare(diff.report, "\(name).txt")
        try compare(diff.markdown, "\(name).md")
    }
}
