@testable import BindgenCore
import Foundation
import Testing

/// Compares specs that are written out in a test.
enum Compared {
    /// What differs between two contracts in Solidity.
    static func solidity(_ old: String, _ new: String, swift: Bool = false) throws -> SpecDiff {
        try files(("old.sol", old), ("new.sol", new), swift: swift)
    }

    /// What differs between two files.
    static func files(_ old: (String, String), _ new: (String, String), swift: Bool = false) throws -> SpecDiff {
        let workspace = try Workspace([old.0: old.1, new.0: new.1])
        var diagnostics = Diagnostics()
        var before = try #require(DiffSide.file(workspace.path(old.0), diagnostics: &diagnostics), "\(diagnostics.all.map(\.message))")
        var after = try #require(DiffSide.file(workspace.path(new.0), diagnostics: &diagnostics), "\(diagnostics.all.map(\.message))")
        (before.title, after.title) = (old.0, new.0)
        let difference = SpecDiff(before, after, comparesSwift: swift, diagnostics: &diagnostics)
        #expect(diagnostics.all == [])
        return try #require(difference)
    }

    /// The releases of this package's own configs, read once: it takes a while.
    private static let releases = Result { try ["Symmio084", "Symmio085", "Symmio086"].map { ($0, try read($0)) } }

    /// A release of this package's own configs.
    static func release(_ namespace: String) throws -> DiffSide {
        try #require(try releases.get().first { $0.0 == namespace }?.1)
    }

    private static func read(_ namespace: String) throws -> DiffSide {
        var diagnostics = Diagnostics()
        let folder = GoldenFolder.tests.deletingLastPathComponent().appendingPathComponent("Sources/SymmioContracts")
        let path = folder.appendingPathComponent("\(namespace).bindings.json").path
        let config = try #require(BindingsConfig.read(path: path, diagnostics: &diagnostics))
        let side = DiffSide.config(config, diagnostics: &diagnostics)
        #expect(diagnostics.all == [])
        return try #require(side)
    }

    /// What differs between two releases.
    static func releases(_ old: String, _ new: String, swift: Bool = false) throws -> SpecDiff {
        var diagnostics = Diagnostics()
        let difference = SpecDiff(try release(old), try release(new), comparesSwift: swift, diagnostics: &diagnostics)
        #expect(diagnostics.all == [])
        return try #require(difference)
    }
}

extension SpecDiff {
    /// The findings in short: `- wire function f()`, `~ source event E(): detail`.
    var short: [String] {
        findings.map { finding in
            let mark =
                switch finding.change {
                case .added: "+"
                case .removed: "-"
                case .changed: "~"
                }
            return "\(mark) \(finding.class.rawValue) \(finding.kind.rawValue) \(finding.signature)\(finding.detail.map { ": \($0)" } ?? "")"
        }
    }

    /// The one finding about a signature, of a change.
    func only(_ kind: DiffKind, _ signature: String) throws -> DiffFinding {
        let found = findings.filter { $0.kind == kind && $0.signature == signature }
        try #require(found.count == 1, "\(found)")
        return found[0]
    }
}
