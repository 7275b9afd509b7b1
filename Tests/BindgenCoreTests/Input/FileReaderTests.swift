import BindgenCore
import Foundation
import Testing

@Suite struct FileReaderTests {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("evm-bindgen-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func problem(_ path: String) -> String? {
        defer { try? FileManager.default.removeItem(at: folder) }
        do throws(Diagnostic) {
            _ = try FileReader.read(path)
            return nil
        } catch {
            return error.message
        }
    }

    @Test func reads() throws {
        let path = folder.appendingPathComponent("a").path
        let content = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0) })
        try content.write(to: URL(fileURLWithPath: path))
        #expect(try FileReader.read(path) == Array(content))
        #expect(problem(path) == nil)
    }

    @Test func missing() { #expect(problem(folder.path + "/none.json") == "there is no such file") }

    @Test func directory() { #expect(problem(folder.path) == "it is a directory, not a file") }

    @Test func empty() throws {
        let path = folder.path + "/empty.json"
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(problem(path) == "the file is empty")
    }

    @Test func noName() { #expect(problem("") == "a file name may not be empty or contain NUL") }

    @Test func notAFolder() throws {
        let path = folder.path + "/file"
        try Data([1]).write(to: URL(fileURLWithPath: path))
        #expect(problem(path + "/x.json") == "cannot open the file: Not a directory")
    }

    /// A sparse file: it must be refused by its size, before a byte is read.
    @Test func hundredMegabytes() throws {
        let path = folder.path + "/large.json"
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.truncate(atOffset: 100 << 20)
        try handle.close()
        #expect(problem(path) == "the file is larger than 64 MB: no spec is so large")
    }

    @Test func endlessDevice() { #expect(problem("/dev/zero") == "the file is larger than 64 MB: no spec is so large") }
}
