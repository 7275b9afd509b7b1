/// What the build plugin told the build system, written down for the tool.
///
/// A build system plans once and then runs the planned commands again whenever an input changes, even where the change is one that
/// would have made another plan: a config that gained a contract leads to files nobody declared, and files that were not declared are
/// not compiled. With the plan at hand the tool notices. It puts what has no declared file of its own at the end of one that has
/// (`fit`), so that the build is right at once, and asks for a new plan (`isStale`), so that the next one is tidy.
///
/// Like `OutputFile`, this file is compiled into the tool and into the plugins, and imports nothing.
public struct OutputPlan: Sendable, Equatable {
    /// The declared files' names, in the folder given by `--output`.
    public var outputs: [String] = []
    /// Each config's fingerprint when the plan was made, in the order of the command line.
    public var configs: [UInt64] = []
    /// Whether a spec that a config names was missing when the plan was made, and so is not among the command's inputs.
    public var isIncomplete = false
    /// The file whose coming or going makes the build system plan anew.
    public var marker = ""

    /// Creates an empty plan.
    public init() {}

    /// Reads what `text` wrote; nil if it is something else.
    public init?(_ text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: true)[...]
        guard lines.popFirst() == Self.header else { return nil }
        for line in lines {
            guard let space = line.firstIndex(of: " ") else { return nil }
            let value = String(line[line.index(after: space)...])
            switch line[..<space] {
            case "output": outputs.append(value)
            case "config":
                guard let fingerprint = UInt64(value, radix: 16) else { return nil }
                configs.append(fingerprint)
            case "incomplete": isIncomplete = value == "yes"
            case "marker": marker = value
            default: return nil
            }
        }
    }

    /// The plan as lines of text.
    public var text: String {
        var lines = [String(Self.header), "marker \(marker)", "incomplete \(isIncomplete ? "yes" : "no")"]
        lines += configs.map { "config \(String($0, radix: 16))" }
        lines += outputs.map { "output \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Tells one state of a config from another. This is FNV-1a, 64 bits: it need not withstand anybody.
    public static func fingerprint(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }

    /// Whether the configs are no longer those the plan was made for, or the plan could not name all inputs.
    public func isStale(configs current: [UInt64]) -> Bool { isIncomplete || current != configs }

    /// The files to write so that exactly the declared ones come out.
    ///
    /// What has no declared file of its own goes into a declared one that has nothing else to hold, or, where those run out, to the end
    /// of the first declared one. Namespace files choose first: what they declare for themselves must not meet another's. A declared
    /// file that stays without contents gets `empty`.
    public func fit(_ files: [(name: String, text: String)], empty: String) -> [(name: String, text: String)] {
        guard let first = outputs.first else { return files }
        var texts: [String: String] = [:]
        for file in files { texts[file.name] = file.text }
        let declared = Set(outputs)
        let strays = files.filter { !declared.contains($0.name) }
            .sorted { ($0.name.contains("+") ? 1 : 0, $0.name) < ($1.name.contains("+") ? 1 : 0, $1.name) }
        var vacant = outputs.filter { texts[$0] == nil }[...]
        for stray in strays {
            let place = vacant.popFirst() ?? first
            texts[place] = texts[place].map { Self.joinImports(of: $0 + "\n" + stray.text) } ?? stray.text
        }
        return outputs.map { ($0, texts[$0] ?? empty) }
    }

    /// One import a module, where the first was, at the most open of their access levels: Swift warns of two that differ.
    private static func joinImports(of text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var places: [Substring: Int] = [:]
        var repeated: [Int] = []
        let levels: [Substring] = ["public", "package", "import", "internal"]
        for (index, line) in lines.enumerated() {
            let words = line.split(separator: " ")
            guard words.count >= 2, words.dropLast().last == "import", let module = words.last, let level = levels.firstIndex(of: words[0])
            else { continue }
            guard let place = places[module] else {
                places[module] = index
                continue
            }
            repeated.append(index)
            if let present = levels.firstIndex(of: lines[place].split(separator: " ")[0]), level < present { lines[place] = line }
        }
        for index in repeated.reversed() { lines.remove(at: index) }
        return lines.joined(separator: "\n")
    }

    private static let header: Substring = "evm-bindgen plan 1"
}
