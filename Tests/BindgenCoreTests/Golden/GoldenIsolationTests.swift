import Foundation
import Testing

/// A target may run everything on the main actor unless told otherwise; what is generated is values all the same.
@Suite struct GoldenIsolationTests {
    @Test(.enabled(if: SwiftCompiler() != nil, "the modules are not where SwiftPM puts them"))
    func goldensCompileWhereTheMainActorIsTheDefault() throws {
        let compiler = try #require(SwiftCompiler())
        let empty = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).swift")
        try Data().write(to: empty)
        defer { try? FileManager.default.removeItem(at: empty) }
        let option = ["-default-isolation", "MainActor"]
        // Swift 6.1 has no such option.
        guard try compiler.problems([empty.path], module: "Empty", options: option).isEmpty else { return }
        let files = GoldenFolder.cases.flatMap { name in
            let folder = GoldenFolder.output.appendingPathComponent(name)
            return GoldenFolder.names(folder).map { folder.appendingPathComponent($0).path }
        }
        #expect(try compiler.problems(files, module: "Goldens", options: option + SwiftCompiler.upcomingFeatures) == [])
    }
}
