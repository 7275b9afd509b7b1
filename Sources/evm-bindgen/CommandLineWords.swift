/// The words after a command's verb, sorted into options with a value, flags and operands.
///
/// `--name value` and `--name=value` mean the same; after `--` every word is an operand; `-` alone and negative numbers always are.
struct CommandLineWords {
    /// What is wrong with the command line.
    struct Problem: Error {
        var message: String
    }

    /// Of the options that take a value and stand once.
    private(set) var values: [String: String] = [:]
    /// Of the options that take a value and may be repeated, in the order given.
    private(set) var lists: [String: [String]] = [:]
    /// The flags given.
    private(set) var flags: Set<String> = []
    /// The other words in order.
    private(set) var operands: [String] = []

    /// Sorts the words.
    ///
    /// - Parameters:
    ///   - values: The names of the options that take a value, with their dashes.
    ///   - lists: The names of those that take a value and may be repeated.
    ///   - flags: The names of the options that take none.
    init(_ words: [String], values valued: Set<String> = [], lists repeated: Set<String> = [], flags known: Set<String> = [])
        throws(Problem)
    {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                return
            }
            guard word.hasPrefix("-"), word != "-", !Self.isNegativeNumber(word) else {
                operands.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts.first ?? word
            if known.contains(word) {
                flags.insert(word)
            } else if valued.contains(name) || repeated.contains(name) {
                guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else { throw Problem(message: "\(name) needs a value") }
                if repeated.contains(name) {
                    lists[name, default: []].append(value)
                    continue
                }
                guard values.updateValue(value, forKey: name) == nil else { throw Problem(message: "\(name) stands twice") }
            } else {
                throw Problem(message: "there is no option '\(name)' here; --help lists them")
            }
        }
    }

    private static func isNegativeNumber(_ word: String) -> Bool {
        word.utf8.first == UInt8(ascii: "-") && word.utf8.dropFirst().first.map { (0x30...0x39).contains($0) } == true
    }
}
