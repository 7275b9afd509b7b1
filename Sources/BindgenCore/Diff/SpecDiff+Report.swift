extension SpecDiff {
    /// The differences for people: gravest first, by contract; no colours. Ends with a line break.
    public var report: String {
        var lines = ["\(oldTitle) → \(newTitle)", totals]
        for `class` in DiffClass.allCases {
            let section = section(`class`)
            guard !section.isEmpty else { continue }
            lines += ["", "\(Self.title(`class`)) (\(count(`class`)))"]
            for (contract, entries) in section {
                if !contract.isEmpty { lines.append("  \(contract)") }
                let indent = contract.isEmpty ? "  " : "    "
                for entry in entries {
                    lines.append(indent + entry.mark + " " + entry.text)
                    lines += entry.notes.map { indent + "    " + $0 }
                }
            }
        }
        if let swift {
            lines += ["", "Swift: \(swift.removed.count) types gone, \(swift.changed.count) changed, \(swift.added.count) new"]
            lines += swift.removed.map { "  - \($0)" }
            lines += swift.changed.map { "  ~ \($0.name): \($0.detail)" }
            lines += swift.added.map { "  + \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The differences as Markdown for a pull request; what is harmless is folded. Ends with a line break.
    public var markdown: String {
        var lines = ["## \(Self.code(oldTitle)) → \(Self.code(newTitle))", "", totals]
        for `class` in DiffClass.allCases {
            let section = section(`class`)
            guard !section.isEmpty else { continue }
            let title = "\(Self.title(`class`)) (\(count(`class`)))"
            let isFolded = `class` == .harmless
            lines += isFolded ? ["", "<details><summary>\(title)</summary>"] : ["", "### \(title)"]
            for (contract, entries) in section {
                lines += contract.isEmpty ? [""] : ["", "**\(contract)**", ""]
                for entry in entries {
                    lines.append("* \(entry.verb) \(Self.code(entry.subject))\(entry.detail.isEmpty ? "" : ": \(Self.plain(entry.detail))")")
                    lines += entry.notes.map { "  * \(Self.plain($0))" }
                }
            }
            if isFolded { lines += ["", "</details>"] }
        }
        if let swift {
            lines += ["", "### Swift: \(swift.removed.count) types gone, \(swift.changed.count) changed, \(swift.added.count) new", ""]
            lines += swift.removed.map { "* gone: \(Self.code($0))" }
            lines += swift.changed.map { "* changed: \(Self.code($0.name)): \(Self.plain($0.detail))" }
            lines += swift.added.map { "* new: \(Self.code($0))" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var totals: String {
        guard !findings.isEmpty else { return "nothing differs" }
        return DiffClass.allCases.map { "\($0.rawValue) \(count($0))" }.joined(separator: ", ")
    }

    private static func title(_ class: DiffClass) -> String {
        switch `class` {
        case .wire: "Breaks the wire: an old caller's bytes are refused or mean something else"
        case .decoding: "Breaks decoding: an answer, a log or a revert is read wrongly"
        case .source: "Breaks source: Swift that compiled no longer does"
        case .harmless: "Harmless"
        }
    }

    // MARK: - Entries

    private struct Entry {
        var mark: String
        var verb: String
        /// What it is about, in code.
        var subject: String
        var detail = ""
        var notes: [String] = []

        var text: String { detail.isEmpty ? subject : "\(subject): \(detail)" }
    }

    /// The entries of a class by contract. What goes or comes with its whole contract is one entry.
    private func section(_ class: DiffClass) -> [(contract: String, entries: [Entry])] {
        var section: [(contract: String, entries: [Entry])] = []
        for finding in findings
        where finding.class == `class` && !lone.contains(where: { $0.name == finding.contract && $0.isAdded == (finding.change == .added) }) {
            if section.last?.contract != finding.contract { section.append((finding.contract, [])) }
            let entry = Self.entry(finding)
            // The arguments of one function that moved are one entry.
            if finding.kind == .layout, let last = section[section.count - 1].entries.last, last.subject == entry.subject, last.notes.first == entry.notes.first
            {
                section[section.count - 1].entries[section[section.count - 1].entries.count - 1].notes += entry.notes.dropFirst()
            } else {
                section[section.count - 1].entries.append(entry)
            }
        }
        // A contract that is gone is told where its functions would be.
        for part in lone where (part.isAdded ? DiffClass.harmless : .wire) == `class` {
            var entry = Entry(
                mark: part.isAdded ? "+" : "-", verb: part.isAdded ? "new:" : "gone:", subject: "\(part.what) \(part.name)", detail: contents(part))
            if let likely = part.likely { entry.notes.append("likely \(likely), which has most of its functions") }
            section.append(("", [entry]))
        }
        return section
    }

    private func contents(_ part: Lone) -> String {
        let own = findings.filter { $0.contract == part.name }
        return DiffKind.allCases.compactMap { kind in
            let count = own.count { $0.kind == kind }
            return count == 0 ? nil : "\(count) \(kind.rawValue)\(count == 1 || kind == .typedData ? "" : "s")"
        }.joined(separator: ", ")
    }

    private static func entry(_ finding: DiffFinding) -> Entry {
        let subject = "\(finding.kind.rawValue) \(finding.signature)"
        switch finding.change {
        case .added:
            return Entry(mark: "+", verb: "new:", subject: subject, detail: finding.kind == .function || finding.kind == .error ? finding.id ?? "" : "")
        case .removed:
            var entry = Entry(mark: "-", verb: "gone:", subject: subject, detail: finding.kind == .function || finding.kind == .error ? finding.id ?? "" : "")
            if let likely = finding.likely { entry.notes.append("likely \(likely)\(finding.hint.map { " (\($0))" } ?? "")") }
            return entry
        case .changed:
            var entry = Entry(mark: "~", verb: "changed:", subject: subject, detail: finding.detail ?? "")
            if let was = finding.was, was != finding.signature { entry.notes.append("was \(was)") }
            if finding.kind == .layout {
                entry.notes.append(entry.detail)
                entry.detail = ""
            }
            return entry
        }
    }

    // MARK: - Markdown

    private static func code(_ text: String) -> String { "`\(text.filter { $0 != "`" && !$0.isNewline })`" }

    /// Names with underscores and types with brackets as they are, not as markup.
    private static func plain(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if "\\`*_[]<>|#&".contains(character) { result += "\\" }
            result.append(character.isNewline ? " " : character)
        }
    }
}
