import Foundation
import Testing

/// The command as it is run.
@Suite struct GenerateCommandTests {
    private static let program = BuiltProducts.folder.appendingPathComponent("evm-bindgen").path

    private func workspace() throws -> Workspace {
        try Workspace(["a.json": "[\n\(Entry.function("first"))\n]", "bindings.json": Workspace.config()])
    }

    private func run(_ workspace: Workspace, _ arguments: String...) throws -> Run {
        try Run(Self.program, ["generate"] + arguments, in: workspace.folder)
    }

    @Test func checkFindsDifferences() throws {
        let workspace = try workspace()
        let missing = try run(workspace, "--check")
        #expect(missing.status == 1)
        #expect(missing.output.contains("--- /dev/null\n+++ Generated/N.C+Calls.swift\n@@ "))
        #expect(try run(workspace).status == 0)
        let fresh = try run(workspace, "--check")
        #expect(fresh.status == 0 && fresh.errors.isEmpty)
        try workspace.write("a.json", "[\n\(Entry.function("second"))\n]")
        let stale = try run(workspace, "--check")
        #expect(stale.status == 1)
        #expect(stale.output.contains("--- Generated/N.C+Calls.swift\n+++ Generated/N.C+Calls.swift\n@@ "))
        #expect(stale.output.contains("\n-        case first(First)\n+        case second(Second)\n"))
        #expect(stale.errors.contains("evm-bindgen generate"))
        // Nothing was written.
        #expect(try String(contentsOfFile: workspace.path("Generated/N.C+Calls.swift"), encoding: .utf8).contains("First"))
    }

    @Test func aSecondRunWritesNothing() throws {
        let workspace = try workspace()
        #expect(try run(workspace).output.contains("8 files in Generated, 8 written, 0 removed"))
        let dates = try GoldenFolder.names(workspace.folder.appendingPathComponent("Generated")).map {
            try FileManager.default.attributesOfItem(atPath: workspace.path("Generated/\($0)"))[.modificationDate] as? Date
        }
        #expect(try run(workspace).output.contains("8 files in Generated, 0 written, 0 removed"))
        let after = try GoldenFolder.names(workspace.folder.appendingPathComponent("Generated")).map {
            try FileManager.default.attributesOfItem(atPath: workspace.path("Generated/\($0)"))[.modificationDate] as? Date
        }
        #expect(dates == after && dates.count == 8)
    }

    @Test func staleFilesGo() throws {
        let workspace = try workspace()
        #expect(try run(workspace).status == 0)
        try workspace.write("Generated/Mine.swift", "// by hand\n")
        try workspace.write("bindings.json", Workspace.config(name: "D"))
        let check = try run(workspace, "--check")
        #expect(check.status == 1 && check.output.contains("--- Generated/N.C+Calls.swift\n+++ /dev/null\n@@ "))
        #expect(try run(workspace).output.contains("8 written, 7 removed"))
        #expect(
            GoldenFolder.names(workspace.folder.appendingPathComponent("Generated"))
                == [
                    "Mine.swift", "N.D+Calls.swift", "N.D+Errors.swift", "N.D+Events.swift", "N.D+Types.swift", "N.D+WireCalls.swift",
                    "N.D+WireEvents.swift", "N.D+WireTypes.swift", "N.swift",
                ])
    }

    @Test func badInputIsToldWithItsPlace() throws {
        let workspace = try workspace()
        try workspace.write(
            "a.json",
            "[\n{\"type\": \"function\", \"name\": \"f\", \"inputs\": [{\"type\": \"uint257\", \"name\": \"a\"}], \"outputs\": []},\n{\"name\": \"g\"}\n]"
        )
        let result = try run(workspace)
        #expect(result.status == 2)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("a.json:2:") && $0.contains(": error: ") && $0.contains("uint257") }, "\(result.errors)")
        #expect(lines.contains { $0.hasPrefix("a.json:3:1: error: ") }, "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: workspace.path("Generated")))
    }

    @Test func badUsage() throws {
        let workspace = try workspace()
        #expect(try run(workspace, "--chek").status == 2)
        #expect(try run(workspace, "--config", "none.json").status == 2)
        #expect(try run(workspace, "--help").status == 0)
    }
}
