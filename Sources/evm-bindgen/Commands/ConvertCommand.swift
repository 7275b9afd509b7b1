import BindgenCore

/// `convert`: Solidity declarations to a JSON ABI and back.
enum ConvertCommand: Command {
    static let name = "convert"
    static let summary = "turn Solidity declarations into a JSON ABI, or any spec into a Solidity interface"
    static let help = """
        Turn Solidity declarations into a JSON ABI, or a spec of any form into a Solidity interface.

        Usage: evm-bindgen convert <input> [--contract NAME] [--to json|solidity] [--output FILE]

          <input>            a file; - is standard input
          --contract NAME    the contract to take, where the input holds several
          --to FORM          json or solidity; without it, by the output's name, else json for a .sol file and solidity for others
          --output FILE      write FILE instead of standard output; with X.json, enums go into X.enums.json beside it

        A JSON ABI has no place for enum case names, so they are kept in the .enums.json file: an object from the enum's
        qualified name to its cases, null where they are unknown. Files are written only if their bytes change.
        """

    private enum Form: String { case json, solidity }

    static func run(_ arguments: [String]) -> ExitCode {
        let line: CommandLineWords
        do throws(CommandLineWords.Problem) {
            line = try CommandLineWords(arguments, values: ["--contract", "--to", "--output"])
        } catch {
            return usageError(error.message, command: name)
        }
        guard line.operands.count == 1, let input = line.operands.first else {
            return usageError("expected one input file, found \(line.operands.count)", command: name)
        }
        var wanted: Form?
        if let word = line.values["--to"] {
            wanted = Form(rawValue: word)
            if wanted == nil { return usageError("--to is 'json' or 'solidity', not '\(word)'", command: name) }
        }
        let output = line.values["--output"]
        var diagnostics = Diagnostics()
        let document = SpecInput.read(input, contract: line.values["--contract"], diagnostics: &diagnostics)
        defer { for diagnostic in diagnostics.all { printError(diagnostic.description) } }
        guard let document else { return .usage }
        // An empty interface is one; EIP-712 types are none.
        if document.items.isEmpty, document.structs.isEmpty, document.enums.isEmpty, !document.typedData.isEmpty {
            diagnostics.error("there is nothing that an ABI could hold", at: SourceLocation(file: input))
            return .usage
        }
        switch wanted ?? form(of: output) ?? (input.hasSuffix(".sol") ? .json : .solidity) {
        case .json: return write(JSONABIWriter.abi(of: document), enums: JSONABIWriter.enums(of: document), to: output)
        case .solidity:
            let text = SolidityWriter.interface(of: document, diagnostics: &diagnostics)
            return diagnostics.hasErrors ? .usage : write(text, enums: nil, to: output)
        }
    }

    private static func form(of output: String?) -> Form? {
        guard let output else { return nil }
        return output.hasSuffix(".sol") ? .solidity : output.hasSuffix(".json") ? .json : nil
    }

    private static func write(_ text: String, enums: String?, to output: String?) -> ExitCode {
        guard let output else {
            print(text, terminator: "")
            return .success
        }
        do throws(Diagnostic) {
            _ = try FileWriter.write(text, to: output)
            if let enums, output.hasSuffix(".json") {
                _ = try FileWriter.write(enums, to: output.dropLast(".json".count) + ".enums.json")
            }
            return .success
        } catch {
            printError(error.description)
            return .usage
        }
    }
}
