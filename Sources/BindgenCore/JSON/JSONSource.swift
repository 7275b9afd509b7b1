/// The text that a tree of JSON values was read from, kept so that each value can say where it stands.
final class JSONSource: Sendable {
    let file: String
    /// The number of the text's first line: 1, or a line's own in a stream of JSON lines.
    let firstLine: Int
    /// Where each line but the first starts, ascending.
    private let lineStarts: [Int32]
    /// Where bytes stand that continue a UTF-8 sequence and so make no column, ascending.
    private let continuations: [Int32]
    /// Bytes before the text proper: a byte order mark.
    private let start: Int
    /// Where the text stands as a string inside another; then everything in it is there.
    private let anchor: SourceLocation?

    init(file: String, firstLine: Int, anchor: SourceLocation?, start: Int, lineStarts: [Int32], continuations: [Int32]) {
        self.file = file
        self.firstLine = firstLine
        self.anchor = anchor
        self.start = start
        self.lineStarts = lineStarts
        self.continuations = continuations
    }

    /// The line and column of a byte; logarithmic, since every parameter of an ABI asks for its own.
    func location(of offset: Int) -> SourceLocation {
        if let anchor { return anchor }
        let line = Self.count(in: lineStarts, before: offset + 1)
        let lineStart = line == 0 ? start : Int(lineStarts[line - 1])
        let continued = Self.count(in: continuations, before: offset) - Self.count(in: continuations, before: lineStart)
        return SourceLocation(file: file, line: firstLine + line, column: max(offset - lineStart - continued, 0) + 1)
    }

    /// How many of the ascending `offsets` are below `limit`.
    private static func count(in offsets: [Int32], before limit: Int) -> Int {
        var low = 0
        var high = offsets.count
        while low < high {
            let middle = low + (high - low) / 2
            if Int(offsets[middle]) < limit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
