import BindgenCore

/// `diff`: what changed between two specs, two folders of them, or two releases.
enum DiffCommand: Command {
    static let name = "diff"
    static let summary = "tell what changed between two specs or releases, and whom it breaks"
    static let help = """
        Tell what changed between two specs, two folders of specs or two releases, and what each change breaks.

        Usage: evm-bindgen diff OLD NEW [--config FILE]... [--contract NAME] [--facets] [--swift-api]
                                        [--json | --markdown] [--fail-on CLASS,...]

        OLD and NEW are each one of
          a spec       a JSON ABI, an artifact, Solidity declarations, or EIP-712 types: Specs/0.8.5/SymmioCore.json
          a folder     a contract a file, compared by name; or the facets of one contract, where a file's name ends in Facet
          a config     a bindings.json or *.bindings.json
          a release    of a config: its "release" or its "namespace": 0.8.5, Symmio085

          --config FILE      where releases are looked up; without it, in every config below Sources/, or below this folder
          --contract NAME    compare this contract only: of a file that holds several, of a folder, of a release
          --facets           a folder's files are facets of one contract, whatever they are called
          --swift-api        also compare the public Swift that the generator makes of both
          --json             JSON for tools: {"added": […], "removed": […], "changed": […], "summary": {…}}
          --markdown         Markdown for a pull request
          --fail-on CLASS    exit with 1 where a difference of the class is there; several with commas: wire,decoding,source

        Each difference has a class. It may have two findings of two classes.
          wire       an old caller's bytes are refused or mean something else: a function that is gone or takes other types; arguments, members of
                     a struct in arguments or cases of an enum in arguments that changed places; an EIP-712 type with another typeHash; an
                     argument at another byte offset; a function that takes no ether any more, that a static call may not call any more, or
                     that returns nothing and has become a view
          decoding   an answer, a log or a revert is read wrongly: other outputs, another topic, another set of indexed fields, an event that is
                     gone, an error with other arguments, another struct in an output or a log
          source     Swift that compiled no longer does: other names of arguments, outputs, members and cases, a Solidity type in the place of
                     another with the same ABI type, a name that changed since an overload came or went, an error, struct or enum that is gone
          harmless   everything else: what is new, a case at an enum's end, view in the place of pure
        Enums of cases, calls, events and errors may grow at any time: a switch over one needs a default.

        Exit codes: 0 all well, 1 a class of --fail-on was found, 2 wrong usage or input.
        """

    static func run(_ arguments: [String]) -> ExitCode {
        do throws(CommandLineWords.Problem) {
            return try Comparison(
                try CommandLineWords(
                    arguments, values: ["--contract", "--fail-on"], lists: ["--config"],
                    flags: ["--facets", "--swift-api", "--json", "--markdown"])
            ).run()
        } catch {
            return usageError(error.message, command: name)
        }
    }
}

/// One run of `diff`.
private struct Comparison {
    var old: String
    var new: String
    var configs: [String]
    var contract: String?
    var areFacets: Bool
    var comparesSwift: Bool
    var isJSON: Bool
    var isMarkdown: Bool
    var failing: Set<DiffClass>

    init(_ words: CommandLineWords) throws(CommandLineWords.Problem) {
        guard words.operands.count == 2 else {
            throw CommandLineWords.Problem(message: "expected OLD and NEW, found \(words.operands.count) of them; see --help")
        }
        (old, new) = (words.operands[0], words.operands[1])
        configs = words.lists["--config"] ?? []
        contract = words.values["--contract"]
        areFacets = words.flags.contains("--facets")
        comparesSwift = words.flags.contains("--swift-api")
        isJSON = words.flags.contains("--json")
        isMarkdown = words.flags.contains("--markdown")
        if isJSON, isMarkdown { throw CommandLineWords.Problem(message: "--json and --markdown exclude each other") }
        failing = []
        for word in words.values["--fail-on"]?.split(separator: ",", omittingEmptySubsequences: false) ?? [] {
            guard let known = DiffClass(rawValue: String(word)) else {
                let all = DiffClass.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandLineWords.Problem(message: "--fail-on takes classes with commas between them, of \(all); '\(word)' is none")
            }
            failing.insert(known)
        }
    }

    func run() -> ExitCode {
        var diagnostics = Diagnostics()
        // Both, so that the problems of both are told.
        let before = side(old, &diagnostics)
        let after = side(new, &diagnostics)
        var difference: SpecDiff?
        if let before, let after { difference = SpecDiff(before, after, comparesSwift: comparesSwift, diagnostics: &diagnostics) }
        for problem in diagnostics.all { printError(problem.description) }
        guard let difference, !diagnostics.hasErrors else { return .usage }
        print(isJSON ? JSONWriter.write(difference.json) : isMarkdown ? difference.markdown : difference.report, terminator: "")
        let isFound = failing.contains { difference.count($0) > 0 }
        let breaksSwift = failing.contains(.source) && (difference.swift?.breaks ?? 0) > 0
        return isFound || breaksSwift ? .finding : .success
    }

    /// One operand: a file, a folder, a config or a release.
    private func side(_ word: String, _ diagnostics: inout Diagnostics) -> DiffSide? {
        let name = word.split(separator: "/").last.map(String.init) ?? word
        if FileReader.isFile(word) {
            guard ConfigFinder.isConfig(name) else { return .file(word, contract: contract, diagnostics: &diagnostics) }
            return BindingsConfig.read(path: word, diagnostics: &diagnostics).flatMap { chosen(.config($0, diagnostics: &diagnostics), &diagnostics) }
        }
        if FileReader.isFolder(word) { return chosen(.folder(word, areFacets: areFacets, diagnostics: &diagnostics), &diagnostics) }
        if word.contains("/") || [".json", ".sol", ".txt"].contains(where: word.hasSuffix) {
            // The reader says what is wrong with it.
            return .file(word, diagnostics: &diagnostics)
        }
        return release(word, &diagnostics).flatMap { chosen(.config($0, diagnostics: &diagnostics), &diagnostics) }
    }

    private func chosen(_ side: DiffSide?, _ diagnostics: inout Diagnostics) -> DiffSide? {
        guard let contract, let side else { return side }
        return side.only(contract, diagnostics: &diagnostics)
    }

    /// The config of a release, by its name or its namespace.
    private func release(_ word: String, _ diagnostics: inout Diagnostics) -> BindingsConfig? {
        let paths = configs.isEmpty ? ConfigFinder.configs(below: Folder.isFolder("Sources") ? "Sources" : ".") : configs
        let known = paths.compactMap { BindingsConfig.read(path: $0, diagnostics: &diagnostics) }
        guard !diagnostics.hasErrors else { return nil }
        let found = known.filter { $0.namespace == word || $0.release == word }
        if found.count == 1 { return found[0] }
        let names = { (configs: [BindingsConfig]) in
            configs.map { config in config.release.map { "\($0) (\(config.namespace))" } ?? config.namespace }.joined(separator: ", ")
        }
        if found.isEmpty {
            diagnostics.error(
                "there is no file, folder or release called '\(word)'; "
                    + (known.isEmpty ? "no config was found to look releases up in" : "releases are \(names(known))"))
        } else {
            diagnostics.error("several configs are of release \(word); say which by its namespace: \(names(found))")
        }
        return nil
    }
}
