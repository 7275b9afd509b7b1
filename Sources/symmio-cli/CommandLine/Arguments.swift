/// The words after a verb, sorted into options and operands.
///
/// `--name value` and `--name=value` mean the same; after `--` every word is an operand.
struct Arguments: Sendable {
    private var values: [String: [String]] = [:]
    private var flags: Set<String> = []
    private(set) var operands: [String] = []

    /// Sorts the words by the options that a verb has.
    init(_ words: [String], options: [Option]) throws {
        let known = Dictionary(options.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                return
            }
            guard word.hasPrefix("-"), word.count > 1 else {
                operands.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts.first ?? word
            guard let option = known[name] else { throw UsageError("there is no option '\(name)' here; --help lists them") }
            guard option.value != nil else {
                guard parts.count == 1 else { throw UsageError("\(name) takes no value") }
                flags.insert(name)
                continue
            }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else { throw UsageError("\(name) needs a value") }
            guard option.isRepeatable || values[name] == nil else { throw UsageError("\(name) stands twice") }
            values[name, default: []].append(value)
        }
    }

    /// Whether a flag is given.
    func has(_ flag: String) -> Bool { flags.contains(flag) }

    /// The value of an option that stands once at most.
    subscript(name: String) -> String? { values[name]?.first }

    /// The values of an option that may stand more than once, in order.
    func all(_ name: String) -> [String] { values[name] ?? [] }
}
