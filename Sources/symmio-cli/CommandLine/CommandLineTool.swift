import EVMClient

/// Finds the verb, runs it, and says what went wrong.
enum CommandLineTool {
    static let verbs: [Verb] = [
        SandboxVerb.all,
        AccountVerbs.all,
        SessionVerbs.all,
        MarketVerbs.all,
        TradeVerbs.all,
        WiderVerbs.all,
        MuonVerbs.all,
        LegacyTradeVerbs.all,
        [DecodeVerb.verb, DoctorVerb.verb],
        KeyVerbs.all,
    ].flatMap(\.self)

    static func main(_ words: [String]) async -> ExitCode {
        guard let first = words.first else {
            Console.standardError(overview)
            return .usage
        }
        if ["--help", "-h", "help"].contains(first) {
            Console.standardOutput(overview)
            return .success
        }
        guard let (verb, rest) = find(words) else { return group(words) }
        if rest.contains("--help") || rest.contains("-h") {
            Console.standardOutput(help(verb))
            return .success
        }
        return await run(verb, rest)
    }

    private static func find(_ words: [String]) -> (Verb, [String])? {
        for verb in verbs {
            let name = verb.name.split(separator: " ").map(String.init)
            if words.starts(with: name) { return (verb, Array(words.dropFirst(name.count))) }
        }
        return nil
    }

    private static func run(_ verb: Verb, _ words: [String]) async -> ExitCode {
        // Whoever reads JSON wants the error in it too, even where the rest of the line is wrong.
        let isJSON = words.contains("--json")
        do {
            let arguments = try Arguments(words, options: verb.options + CommonOptions.output)
            guard verb.operandCount.contains(arguments.operands.count) else {
                throw UsageError("expected: symmio \(usage(verb)); found \(arguments.operands.count) operands")
            }
            let invocation = Invocation(
                verb: verb.name, arguments: arguments, console: Console(isJSON: isJSON, assumesYes: arguments.has("--yes")))
            do {
                try await verb.run(invocation)
            } catch {
                await invocation.wallet.end(with: error)
                throw error
            }
            // Only now has somebody seen what came of it.
            await invocation.wallet.end()
            return .success
        } catch let error as UsageError {
            report(error.description, isJSON: isJSON)
            return .usage
        } catch {
            report("\(error)", isJSON: isJSON && (error as? Failure)?.isInResult != true)
            return .failure
        }
    }

    private static func report(_ message: String, isJSON: Bool) {
        if isJSON { Console.standardOutput(JSONValue.object(["error": .string(message)]).text) }
        Console.standardError("symmio: error: \(message)")
    }

    // MARK: Help

    /// `symmio account` alone, or a verb that there is not.
    private static func group(_ words: [String]) -> ExitCode {
        let word = words.first ?? ""
        let members = verbs.filter { $0.name.hasPrefix("\(word) ") }
        guard !members.isEmpty else {
            Console.standardError("symmio: error: there is no verb '\(word)'; 'symmio --help' lists them")
            return .usage
        }
        let text = "Usage: symmio \(word) <verb> [options]\n\n\(list(members))\n\n'symmio \(word) <verb> --help' tells more."
        if words.dropFirst().contains(where: { ["--help", "-h"].contains($0) }) {
            Console.standardOutput(text)
            return .success
        }
        Console.standardError(words.count > 1 ? "symmio: error: there is no verb '\(word) \(words[1])'\n\n\(text)" : text)
        return .usage
    }

    private static func list(_ verbs: [Verb]) -> String {
        let width = verbs.map(\.name.count).max() ?? 0
        return verbs.map { "  \($0.name)\(String(repeating: " ", count: width - $0.name.count))  \($0.summary)" }.joined(separator: "\n")
    }

    private static func usage(_ verb: Verb) -> String {
        [verb.name, verb.operands, "[options]"].filter { !$0.isEmpty }.joined(separator: " ")
    }

    static func help(_ verb: Verb) -> String {
        let options = verb.options + CommonOptions.output
        let heads = options.map { [$0.name, $0.value].compactMap(\.self).joined(separator: " ") }
        let width = heads.map(\.count).max() ?? 0
        let lines = zip(heads, options).map { "  \($0)\(String(repeating: " ", count: width - $0.count))  \($1.help)" }
        let details = verb.details.isEmpty ? "" : "\n\(verb.details)\n"
        return "symmio \(verb.name): \(verb.summary)\n\nUsage: symmio \(usage(verb))\n\(details)\nOptions:\n\(lines.joined(separator: "\n"))"
    }

    private static var overview: String {
        """
        symmio: instant trading on Symmio, and a sandbox to try it in

        Usage: symmio <verb> [options]

        \(list(verbs))

        'symmio <verb> --help' tells more. Prices and amounts are in whole units (61000.5), times in seconds or as 30m, 12h, 7d.
        Keys come from a key file (--key-file, --session-key-file), from SYMMIO_KEY and SYMMIO_SESSION_KEY, or from a prompt.
        They are never taken from the command line and never printed.
        Exit codes: 0 done, 1 refused or failed, 2 wrong usage or input.
        """
    }
}
