@testable import BindgenCore
import Foundation
import Testing

/// Where the two sides come from, and what is said where they cannot be read.
@Suite struct DiffSideTests {
    private static let f = "[\(Entry.function("f"))]"
    private static let g = "[\(Entry.function("g"))]"

    private func workspace(_ files: [String: String]) throws -> Workspace {
        let workspace = try Workspace([:])
        for (name, text) in files {
            let url = workspace.folder.appendingPathComponent(name)
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        return workspace
    }

    private func folders(_ workspace: Workspace, _ old: String, _ new: String, areFacets: Bool = false) throws -> SpecDiff {
        var diagnostics = Diagnostics()
        let before = try #require(DiffSide.folder(workspace.path(old), areFacets: areFacets, diagnostics: &diagnostics), "\(diagnostics.all)")
        let after = try #require(DiffSide.folder(workspace.path(new), areFacets: areFacets, diagnostics: &diagnostics), "\(diagnostics.all)")
        return try #require(SpecDiff(before, after, diagnostics: &diagnostics), "\(diagnostics.all)")
    }

    @Test func aContractAFile() throws {
        let workspace = try workspace(["1/A.json": Self.f, "1/B.json": Self.f, "2/A.json": Self.f, "2/B.json": Self.g, "2/B.enums.json": "{}"])
        let diff = try folders(workspace, "1", "2")
        #expect(diff.short == ["+ harmless function g()", "- wire function f()"])
        #expect(diff.findings.map(\.contract) == ["B", "B"])
    }

    /// A function that moves from facet to facet stays where it was for everybody outside.
    @Test func facets() throws {
        let workspace = try workspace([
            "1/OneFacet.json": Self.f, "1/TwoFacet.json": Self.g, "2/OneFacet.json": Self.g, "2/ThreeFacet.json": Self.f,
            "3/a.json": Self.f, "3/b.json": Self.g, "4/a.json": Self.g, "4/c.json": Self.f,
        ])
        #expect(try folders(workspace, "1", "2").isEmpty)
        #expect(try folders(workspace, "3", "4", areFacets: true).isEmpty)
        #expect(try folders(workspace, "3", "4").count(.wire) == 2)
    }

    @Test func facetsAndOneFile() throws {
        let workspace = try workspace(["1/OneFacet.json": Self.f, "1/TwoFacet.json": Self.g, "new.json": Self.f])
        var diagnostics = Diagnostics()
        let old = try #require(DiffSide.folder(workspace.path("1"), diagnostics: &diagnostics))
        let new = try #require(DiffSide.file(workspace.path("new.json"), diagnostics: &diagnostics))
        let diff = try #require(SpecDiff(old, new, diagnostics: &diagnostics))
        #expect(diff.short == ["- wire function g()"])
        #expect(diff.findings.map(\.contract) == [""])
    }

    @Test func oneOfSeveral() throws {
        let workspace = try workspace(["1/A.json": Self.f, "1/B.json": Self.g, "A.json": Self.g, "C.json": Self.g])
        var diagnostics = Diagnostics()
        let folder = try #require(DiffSide.folder(workspace.path("1"), diagnostics: &diagnostics))
        let file = try #require(DiffSide.file(workspace.path("A.json"), diagnostics: &diagnostics))
        #expect(try #require(SpecDiff(folder, file, diagnostics: &diagnostics)).short == ["+ harmless function g()", "- wire function f()"])
        let other = try #require(DiffSide.file(workspace.path("C.json"), diagnostics: &diagnostics))
        #expect(SpecDiff(folder, other, diagnostics: &diagnostics) == nil)
        #expect(diagnostics.all.map(\.message) == ["\(workspace.path("1")) has nothing called C; it has A, B"])
        diagnostics = Diagnostics()
        let chosen = try #require(folder.only("B", diagnostics: &diagnostics))
        #expect(chosen.contracts.map(\.name) == ["B"] && chosen.model?.contracts.map(\.name) == ["B"])
        #expect(folder.only("X", diagnostics: &diagnostics) == nil)
        #expect(diagnostics.all.map(\.message) == ["\(workspace.path("1")) has nothing called 'X'; it has A, B"])
    }

    @Test func contractComeAndGone() throws {
        let workspace = try workspace(["1/A.json": Self.f, "1/Old.json": Self.g, "2/A.json": Self.f, "2/New.json": Self.g])
        let diff = try folders(workspace, "1", "2")
        #expect(diff.short == ["+ harmless function g()", "- wire function g()"])
        #expect(diff.findings.last?.likely == "New.g()")
        #expect(diff.lone.map(\.name).sorted() == ["New", "Old"])
        #expect(diff.lone.first { !$0.isAdded }?.likely == "New")
        #expect(diff.report.contains("- contract Old: 1 function\n      likely New, which has most of its functions"))
    }

    @Test func nothingInCommon() throws {
        let workspace = try workspace(["1/A.json": Self.f, "2/B.json": Self.g])
        var diagnostics = Diagnostics()
        let old = try #require(DiffSide.folder(workspace.path("1"), diagnostics: &diagnostics))
        let new = try #require(DiffSide.folder(workspace.path("2"), diagnostics: &diagnostics))
        #expect(SpecDiff(old, new, diagnostics: &diagnostics) == nil)
        #expect(diagnostics.all.count == 1 && diagnostics.all[0].message.hasPrefix("nothing in "))
    }

    @Test(
        arguments: [
            ("missing.json", nil, 1, 1, "there is no such file"),
            ("broken.json", "[\n{\"type\": \"function\" \"name\": 1}]", 2, 0, "expected ','"),
            ("other.json", "{\"a\": 1}", 1, 1, "this is no spec"),
            ("empty.json", "", 1, 1, "the file is empty"),
            ("nothing.json", "[]", 1, 1, "there is nothing to compare"),
            ("bad.json", "[{\"type\":\"function\",\"name\":\"f\",\n\"inputs\":[{\"type\":\"uint257\",\"name\":\"\"}]}]", 2, 0, "uint257"),
        ] as [(String, String?, Int, Int, String)])
    func unreadable(name: String, text: String?, line: Int, column: Int, message: String) throws {
        let workspace = try workspace(text.map { [name: $0] } ?? [:])
        var diagnostics = Diagnostics()
        #expect(DiffSide.file(workspace.path(name), diagnostics: &diagnostics) == nil)
        let problem = try #require(diagnostics.all.first)
        #expect(problem.description.hasPrefix("\(workspace.path(name)):\(line):"))
        #expect(column == 0 || problem.description.hasPrefix("\(workspace.path(name)):\(line):\(column):"))
        #expect(problem.message.contains(message))
    }

    @Test func allProblemsOfAFolder() throws {
        let workspace = try workspace(["1/A.json": "{}", "1/B.json": "[1]", "1/C.json": Self.f, "2/readme.md": "no"])
        var diagnostics = Diagnostics()
        #expect(DiffSide.folder(workspace.path("1"), diagnostics: &diagnostics) == nil)
        #expect(Set(diagnostics.all.compactMap(\.location?.file)) == [workspace.path("1/A.json"), workspace.path("1/B.json")])
        diagnostics = Diagnostics()
        #expect(DiffSide.folder(workspace.path("2"), diagnostics: &diagnostics) == nil)
        #expect(diagnostics.all.map(\.message) == ["the folder has no spec: no .json and no .sol file lies in it"])
    }

    @Test func twoFilesOfOneName() throws {
        let workspace = try workspace(["1/A.json": Self.f, "1/A.sol": "function g();"])
        var diagnostics = Diagnostics()
        #expect(DiffSide.folder(workspace.path("1"), diagnostics: &diagnostics) == nil)
        #expect(diagnostics.all.count == 1 && diagnostics.all[0].message.contains("--facets"))
    }

    /// A config is followed: what it leaves out is not compared, and its names and cases count.
    @Test func configs() throws {
        let config = { (file: String, more: String) in
            #"{"namespace": "N", "release": "1", "contracts": [{"name": "C", "specs": ["\#(file)"]\#(more)}]}"#
        }
        let workspace = try Workspace([
            "old.json": "[\(Entry.function("f")),\(Entry.function("skipped"))]", "new.json": "[\(Entry.function("f"))]",
            "old.bindings.json": config("old.json", #", "exclude": ["skipped"]"#),
            "new.bindings.json": config("new.json", #", "rename": {"f()": "Other"}"#),
        ])
        var diagnostics = Diagnostics()
        let sides = try ["old", "new"].map { name in
            let config = try #require(BindingsConfig.read(path: workspace.path("\(name).bindings.json"), diagnostics: &diagnostics))
            return try #require(DiffSide.config(config, diagnostics: &diagnostics))
        }
        #expect(sides[0].title == "1 (N)")
        let diff = try #require(SpecDiff(sides[0], sides[1], diagnostics: &diagnostics))
        #expect(diff.short == ["~ source function f(): it is Calls.Other in Swift now, not Calls.F"])
    }

    /// Where no config tells how to name two things that meet, the rest is compared all the same.
    @Test func withoutSwiftNames() throws {
        let text = "[\(Entry.function("f", Entry.tuple("s", [Entry.parameter("uint256", "a")], internalType: "Calls"))),"
        let old = text + "\(Entry.event("E", Entry.tuple("s", [Entry.parameter("bool", "b")], internalType: "Calls")))]"
        let workspace = try Workspace(["old.json": old, "new.json": "[\(Entry.function("g"))]"])
        var diagnostics = Diagnostics()
        let before = try #require(DiffSide.file(workspace.path("old.json"), diagnostics: &diagnostics))
        #expect(before.model == nil)
        #expect(diagnostics.all.map(\.severity) == [.warning])
        let after = try #require(DiffSide.file(workspace.path("new.json"), diagnostics: &diagnostics))
        #expect(try #require(SpecDiff(before, after, diagnostics: &diagnostics)).count(.wire) == 1)
        #expect(SpecDiff(before, after, comparesSwift: true, diagnostics: &diagnostics) == nil)
        #expect(diagnostics.hasErrors)
    }
}
