import BindgenCore
import Foundation
import Testing

@Suite struct JSONLineStreamTests {
    /// Runs a stream over a text; each line is answered with itself.
    private func run(_ text: [UInt8]) throws -> (lines: [String], outcome: JSONLineStream.Outcome) {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let input = directory.appendingPathComponent("in"), output = directory.appendingPathComponent("out")
        try Data(text).write(to: input)
        try Data().write(to: output)
        let reading = try FileHandle(forReadingFrom: input), writing = try FileHandle(forWritingTo: output)
        var stream = JSONLineStream(input: reading.fileDescriptor, output: writing.fileDescriptor, file: "in")
        let outcome = stream.run { node throws(DynamicFailure) in
            guard let text = node.string else { throw DynamicFailure("no string", at: "x") }
            return .string(text)
        }
        let answer = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        #expect(answer.isEmpty || answer.utf8.last == 0x0a)
        return (answer.split(separator: "\n").map(String.init), outcome)
    }

    @Test func lineEndsAndEmptyLines() throws {
        let (lines, outcome) = try run(Array("\"a\"\r\n\n  \t\r\n \"b\" \n\"c\"".utf8))
        #expect(lines == ["\"a\"", "\"b\"", "\"c\""] && outcome == .success)
        #expect(try run([]).lines.isEmpty)
    }

    @Test func failuresDoNotStopTheStream() throws {
        let (lines, outcome) = try run(Array("\"a\"\nx\n5\n\"b\"\n".utf8) + [0xff, 0x0a] + Array("\"c\"\n".utf8))
        #expect(lines.count == 6 && outcome == .failures(3))
        #expect(lines[1].hasPrefix("{\"failure\":\"column 1: ") && lines[1].hasSuffix("\"at\":\"\"}"))
        #expect(lines[2] == "{\"failure\":\"no string\",\"at\":\"x\"}")
        #expect(lines[5] == "\"c\"")
    }

    @Test func manyAndLongLines() throws {
        let long = "\"" + String(repeating: "x", count: 300_000) + "\""
        let text = (0..<5000).map { "\"\($0)\"" }.joined(separator: "\n") + "\n" + long + "\n\"end\"\n"
        let (lines, outcome) = try run(Array(text.utf8))
        #expect(lines.count == 5002 && outcome == .success)
        #expect(lines[4999] == "\"4999\"" && lines[5000] == long && lines[5001] == "\"end\"")
    }

    /// Readers that split at every line break of Unicode shall see one line.
    @Test func unicodeLineSeparatorsAreEscaped() throws {
        let (lines, _) = try run(Array("\"a\\u2028b\u{2029}c\\u0085d\u{2030}é\"\n".utf8))
        #expect(lines == ["\"a\\u2028b\\u2029c\\u0085d\u{2030}é\""])
    }

    @Test func brokenInputIsTold() throws {
        var stream = JSONLineStream(input: -1, output: -1, file: "nowhere")
        guard case .broken(let reason) = stream.run({ _ throws(DynamicFailure) in .null }) else {
            Issue.record("a closed descriptor was read")
            return
        }
        #expect(reason.hasPrefix("cannot read nowhere"))
    }
}
