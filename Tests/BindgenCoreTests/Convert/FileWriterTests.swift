import Foundation
import Testing

@testable import BindgenCore

@Suite struct FileWriterTests {
    @Test func writesOnlyWhatChanged() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("FileWriterTests-\(UUID().uuidString).txt").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try FileWriter.write("abc", to: path))
        let old = Date(timeIntervalSince1970: 1_000_000_000)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
        #expect(try !FileWriter.write("abc", to: path))
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date == old)
        #expect(try FileWriter.write("ab", to: path))
        #expect(try FileReader.read(path) == Array("ab".utf8))
    }

    /// The Swift driver takes files of one second for unchanged.
    @Test func aFileWrittenAgainIsOfALaterSecond() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("FileWriterTests-\(UUID().uuidString).txt").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var seconds: [Int] = []
        for round in 0..<4 {
            #expect(try FileWriter.write("\(round)", to: path))
            let date = try #require(FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date)
            seconds.append(Int(date.timeIntervalSince1970.rounded(.down)))
        }
        #expect(zip(seconds, seconds.dropFirst()).allSatisfy { $0 < $1 }, "\(seconds)")
    }

    @Test(arguments: ["", "/", "/nowhere/at/all/x.txt", "a\u{0}b"])
    func tellsWhatFailed(path: String) {
        #expect(throws: Diagnostic.self) { try FileWriter.write("a", to: path) }
    }
}
