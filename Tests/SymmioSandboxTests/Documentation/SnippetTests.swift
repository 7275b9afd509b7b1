import Foundation
import Testing

/// Every block of Swift in the articles is a piece of the files beside this one, which are compiled and run.
@Suite struct SnippetTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    private static let articles = ["Symmio", "SymmioSolver"].map {
        folder.appending(path: "../../../Sources/\($0)/Documentation.docc").standardizedFileURL
    }

    @Test func articlesSayWhatCompiles() throws {
        let sources = try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.hasSuffix("Snippets.swift") }
            .map { Self.lines(try String(contentsOf: $0, encoding: .utf8)) }
        let files = try Self.articles.flatMap { try FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil) }
            .filter { $0.pathExtension == "md" }.sorted { $0.path < $1.path }
        var blocks = 0
        for file in files {
            for block in Self.blocks(try String(contentsOf: file, encoding: .utf8)) {
                blocks += 1
                let isThere = sources.contains { Self.contains($0, block) }
                #expect(isThere, "\(file.lastPathComponent) has a snippet that no *Snippets.swift has:\n\(block.joined(separator: "\n"))")
            }
        }
        #expect(blocks > 8, "the articles were not found")
    }

    /// Every step of the tutorial is the beginning of a program that is compiled and run.
    @Test func tutorialsShowWhatCompiles() throws {
        let tutorials = Self.articles[0].appending(path: "Tutorials")
        let program = Self.lines(try String(contentsOf: Self.folder.appending(path: "TutorialSnippets.swift"), encoding: .utf8))
        let files = try FileManager.default.contentsOfDirectory(at: tutorials.appending(path: "Code"), includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "swift" }.sorted { $0.path < $1.path }
        #expect(files.count >= 10, "the tutorial was not found")
        let shown = try FileManager.default.contentsOfDirectory(at: tutorials, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "tutorial" }.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
        var before: [String] = []
        for file in files {
            let code = Self.lines(try String(contentsOf: file, encoding: .utf8))
            let imports = code.prefix { $0.hasPrefix("import ") }
            let steps = Array(code.dropFirst(imports.count))
            #expect(Set(imports).isSubset(of: program), "\(file.lastPathComponent)")
            #expect(Self.contains(program, steps), "\(file.lastPathComponent) is not what TutorialSnippets.swift has")
            #expect(steps.starts(with: before), "\(file.lastPathComponent) does not go on where the step before ends")
            #expect(shown.contains("file: \"\(file.lastPathComponent)\""), "no step shows \(file.lastPathComponent)")
            before = steps
        }
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: true).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    private static func blocks(_ text: String) -> [[String]] {
        var blocks: [[String]] = []
        for (index, part) in text.components(separatedBy: "```").enumerated() where index % 2 == 1 && part.hasPrefix("swift\n") {
            blocks.append(lines(String(part.dropFirst(6))))
        }
        return blocks
    }

    /// Whether the lines stand in the source, one after the other.
    private static func contains(_ source: [String], _ block: [String]) -> Bool {
        guard let first = block.first, source.count >= block.count else { return false }
        return source.indices.contains { start in
            source[start] == first && start + block.count <= source.count && Array(source[start..<start + block.count]) == block
        }
    }
}
