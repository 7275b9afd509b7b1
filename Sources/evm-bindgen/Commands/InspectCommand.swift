import BindgenCore

/// `inspect`: what a spec contains.
enum InspectCommand: Command {
    static let name = "inspect"
    static let summary = "show what a spec contains: functions, events, errors, structs, enums, EIP-712 types"
    static let help = """
        Show what a spec contains: functions with selectors, events with topics, errors, structs, enums and EIP-712 types.

        Usage: evm-bindgen inspect <spec> [--contract NAME] [--json]

          --contract NAME    the contract to take, where the spec holds several
          --json             JSON for tools instead of tables for people

        The spec is a JSON ABI, an artifact, Solidity declarations or EIP-712 types; - is standard input. Everything is sorted by
        signature or name, and items that repeat appear once.
        """

    static func run(_ arguments: [String]) -> ExitCode {
        let line: CommandLineWords
        do throws(CommandLineWords.Problem) {
            line = try CommandLineWords(arguments, values: ["--contract"], flags: ["--json"])
        } catch {
            return usageError(error.message, command: name)
        }
        guard line.operands.count == 1, let input = line.operands.first else {
            return usageError("expected one spec, found \(line.operands.count)", command: name)
        }
        var diagnostics = Diagnostics()
        defer { for diagnostic in diagnostics.all { printError(diagnostic.description) } }
        guard let document = SpecInput.read(input, contract: line.values["--contract"], diagnostics: &diagnostics) else { return .usage }
        let inventory = SpecInventory(document, diagnostics: &diagnostics)
        guard !diagnostics.hasErrors else { return .usage }
        print(line.flags.contains("--json") ? JSONWriter.write(inventory.json) : inventory.summary, terminator: "")
        return .success
    }
}
