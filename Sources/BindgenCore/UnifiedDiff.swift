/// A unified diff of two texts, as `diff -u` prints it.
public enum UnifiedDiff {
    /// The diff, empty where the texts are equal, by their bytes; `patch` takes it. What differs over more than a few thousand lines is shown as one block.
    ///
    /// - Parameters:
    ///   - old: The text before; empty for a file to be created, whose `oldName` is `/dev/null`.
    ///   - new: The text after; empty for a file to be removed, whose `newName` is `/dev/null`.
    public static func text(old: String, new: String, oldName: String, newName: String, context: Int = 3) -> String {
        guard !old.utf8.elementsEqual(new.utf8) else { return "" }
        let a = lines(old)
        let b = lines(new)
        var prefix = 0
        while prefix < a.count, prefix < b.count, a[prefix] == b[prefix] { prefix += 1 }
        var suffix = 0
        while suffix < a.count - prefix, suffix < b.count - prefix, a[a.count - 1 - suffix] == b[b.count - 1 - suffix] { suffix += 1 }
        let edits = edits(a[prefix..<(a.count - suffix)], b[prefix..<(b.count - suffix)], offset: prefix)
        let lines = a[..<prefix].map { Edit.keep($0) } + edits + a[(a.count - suffix)...].map { Edit.keep($0) }
        return "--- \(oldName)\n+++ \(newName)\n" + hunks(lines, context: context)
    }

    /// A line in bytes: `String` calls texts equal that differ in their bytes, and takes a carriage return and the line feed behind it for one character.
    private typealias Line = [UInt8]

    private static func lines(_ text: String) -> [Line] {
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Line($0) }
        // What follows the last line feed is a line only where it holds something, and then one that patch has to be told of.
        if let last = lines.popLast(), !last.isEmpty { lines.append(last + Line("\n\\ No newline at end of file".utf8)) }
        return lines
    }

    private enum Edit {
        case keep(Line), remove(Line), insert(Line)

        var isChange: Bool { if case .keep = self { false } else { true } }
    }

    private static func edits(_ a: ArraySlice<Line>, _ b: ArraySlice<Line>, offset: Int) -> [Edit] {
        // The comparison takes time in proportion to length times difference.
        guard a.count + b.count <= 4000 else { return a.map { .remove($0) } + b.map { .insert($0) } }
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in Array(b).difference(from: Array(a)) {
            switch change {
            case .remove(let index, _, _): removed.insert(index)
            case .insert(let index, _, _): inserted.insert(index)
            }
        }
        var edits: [Edit] = []
        var i = 0
        var j = 0
        while i < a.count || j < b.count {
            if i < a.count, removed.contains(i) {
                edits.append(.remove(a[a.startIndex + i]))
                i += 1
            } else if j < b.count, inserted.contains(j) {
                edits.append(.insert(b[b.startIndex + j]))
                j += 1
            } else if i < a.count {
                edits.append(.keep(a[a.startIndex + i]))
                i += 1
                j += 1
            } else {
                break
            }
        }
        return edits
    }

    private static func hunks(_ lines: [Edit], context: Int) -> String {
        var text = ""
        var index = 0
        var oldLine = 1
        var newLine = 1
        while let first = lines[index...].firstIndex(where: \.isChange) {
            let start = max(index, first - context)
            oldLine += start - index
            newLine += start - index
            var end = first
            while let next = lines[(end + 1)...].firstIndex(where: \.isChange), next - end <= 2 * context { end = next }
            end = min(lines.count, end + context + 1)
            var body = ""
            var oldCount = 0
            var newCount = 0
            for line in lines[start..<end] {
                switch line {
                case .keep(let line):
                    body += " \(String(decoding: line, as: UTF8.self))\n"
                    oldCount += 1
                    newCount += 1
                case .remove(let line):
                    body += "-\(String(decoding: line, as: UTF8.self))\n"
                    oldCount += 1
                case .insert(let line):
                    body += "+\(String(decoding: line, as: UTF8.self))\n"
                    newCount += 1
                }
            }
            // A range of no lines is named by the line before it.
            text += "@@ -\(oldLine - (oldCount == 0 ? 1 : 0)),\(oldCount) +\(newLine - (newCount == 0 ? 1 : 0)),\(newCount) @@\n" + body
            oldLine += oldCount
            newLine += newCount
            index = end
        }
        return text
    }
}
