#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Answers a stream of JSON lines with a stream of JSON lines, one for one.
///
/// Memory is bounded by the longest line. Empty lines are passed over; a carriage return at a line's end counts as space. Answers are written
/// before more input is waited for, so that a program on the other end of a pipe may ask and listen in turn.
public struct JSONLineStream {
    /// The most bytes that a line may have.
    public static let longestLine = JSONLimits.bytes

    /// What came of a stream.
    public enum Outcome: Sendable, Hashable {
        /// Every line was answered.
        case success
        /// Lines failed; each has an answer that says why.
        case failures(Int)
        /// The input could not be read or the output not be written.
        case broken(String)
    }

    private let input: Int32
    private let output: Int32
    private let file: String
    private var answers: [UInt8] = []
    private var failures = 0
    private var number = 0

    /// Creates a stream between two file descriptors; `file` names the input in messages.
    public init(input: Int32, output: Int32, file: String) {
        self.input = input
        self.output = output
        self.file = file
    }

    /// Reads to the end.
    public mutating func run(_ answer: (JSONNode) throws(DynamicFailure) -> JSONOutput) -> Outcome {
        var line: [UInt8] = []
        // Of a line that is too long only the fact is kept.
        var isTooLong = false
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            guard flush() else { return .broken("cannot write: \(String(cString: strerror(errno)))") }
            let count = chunk.withUnsafeMutableBytes { readOnce(input, $0) }
            if count < 0 { return .broken("cannot read \(file): \(String(cString: strerror(errno)))") }
            if count == 0 { break }
            var start = 0
            while start < count {
                let end = chunk[start..<count].firstIndex(of: 0x0a)
                if !isTooLong {
                    if line.count + ((end ?? count) - start) > Self.longestLine {
                        isTooLong = true
                        line = []
                    } else {
                        line.append(contentsOf: chunk[start..<(end ?? count)])
                    }
                }
                guard let end else { break }
                take(&line, &isTooLong, answer)
                start = end + 1
            }
        }
        if !line.isEmpty || isTooLong { take(&line, &isTooLong, answer) }
        guard flush() else { return .broken("cannot write: \(String(cString: strerror(errno)))") }
        return failures == 0 ? .success : .failures(failures)
    }

    private mutating func take(
        _ line: inout [UInt8], _ isTooLong: inout Bool, _ answer: (JSONNode) throws(DynamicFailure) -> JSONOutput
    ) {
        number += 1
        defer {
            line.removeAll(keepingCapacity: line.capacity <= 1 << 20)
            isTooLong = false
        }
        let isBlank = line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
        guard isTooLong || !isBlank else { return }
        let result: JSONOutput
        do throws(DynamicFailure) {
            if isTooLong { throw DynamicFailure("the line is longer than \(Self.longestLine >> 20) MB") }
            result = try answer(try Self.parse(line, file: file, number: number))
        } catch {
            failures += 1
            result = error.json
        }
        append(JSONWriter.write(result, .compact))
        // A reader that has gone shows at the next flush.
        if answers.count > 1 << 20 { _ = flush() }
    }

    /// Appends an answer; the line separators that Unicode has besides LF are escaped, since some readers split lines at them.
    private mutating func append(_ text: String) {
        let bytes = Array(text.utf8)
        var copied = 0
        for (index, byte) in bytes.enumerated() where byte == 0xc2 || byte == 0xe2 {
            let escape: (text: String, length: Int)
            if bytes[index...].starts(with: [0xc2, 0x85]) {
                escape = ("\\u0085", 2)
            } else if bytes[index...].starts(with: [0xe2, 0x80, 0xa8]) {
                escape = ("\\u2028", 3)
            } else if bytes[index...].starts(with: [0xe2, 0x80, 0xa9]) {
                escape = ("\\u2029", 3)
            } else {
                continue
            }
            answers.append(contentsOf: bytes[copied..<index])
            answers.append(contentsOf: escape.text.utf8)
            copied = index + escape.length
        }
        answers.append(contentsOf: bytes[copied...])
        answers.append(0x0a)
    }

    private static func parse(_ line: [UInt8], file: String, number: Int) throws(DynamicFailure) -> JSONNode {
        do {
            return try JSONNode.parse(line: line, file: file, number: number)
        } catch {
            throw DynamicFailure(error)
        }
    }

    private mutating func flush() -> Bool {
        var done = 0
        while done < answers.count {
            let count = answers[done...].withUnsafeBytes { writeOnce(output, $0) }
            guard count > 0 else { return false }
            done += count
        }
        answers.removeAll(keepingCapacity: true)
        return true
    }
}
