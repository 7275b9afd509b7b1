import BindgenCore

/// `evm-bindgen encode`.
enum EncodeCommand: Command {
    static let name = "encode"
    static let summary = "encode calls and values to calldata and data"
    static let help = """
        Usage: evm-bindgen encode [--abi SPEC]… SIGNATURE VALUE…
               evm-bindgen encode [--abi SPEC]… --jsonl [FILE]

        The first form prints calldata, or plain data for a list of types:
          evm-bindgen encode 'transfer(address,uint256)' 0x5B38Da6a701c568545dCfcB03FcB875f56beddC4 1000000
          evm-bindgen encode '(uint256,(address,bytes)[])' 5 '[["0x5B38Da6a701c568545dCfcB03FcB875f56beddC4", "0x00"]]'
          evm-bindgen encode --abi SymmioCore.json sendQuote …

        The second form answers JSON lines, from FILE or standard input, one for one:
          {"signature":"f(uint256,(address,bytes)[])","args":[…]}   {"calldata":"0x…"}
          {"function":"sendQuote","args":{"symbolId":1,…}}          {"calldata":"0x…"}, by --abi
          {"types":["uint256","bytes"],"args":[…]}                  {"data":"0x…"}

        Values: integers as decimal or 0x text, or JSON integers that fit 64 bits; bytes as 0x text; arrays as JSON arrays; tuples as JSON
        arrays, or as objects where the members have names. A line that fails is answered {"failure":"…","at":"args[2].price"}.

        Options:
          --abi SPEC   a spec that has the functions; may be given several times
          --jsonl      answer JSON lines
          --           what follows is no option

        Exit codes: 0 all well, 1 a line failed, 2 wrong usage or input.
        """

    static func run(_ arguments: [String]) -> ExitCode {
        let options: CommandLineWords
        do throws(CommandLineWords.Problem) {
            options = try CommandLineWords(arguments, lists: ["--abi"], flags: ["--jsonl"])
        } catch {
            return usageError(error.message, command: name)
        }
        guard let spec = options.readSpecs() else { return .usage }
        var encoder = DynamicLineEncoder(spec: spec)
        if options.flags.contains("--jsonl") {
            return runLines(options.operands, command: name) { line throws(DynamicFailure) in try encoder.answer(line) }
        }
        guard let item = options.operands.first else { return usageError("give a signature, or --jsonl; see --help", command: name) }
        do {
            print(try encoder.encode(item, words: Array(options.operands.dropFirst())))
            return .success
        } catch {
            return usageError(error.description, command: name)
        }
    }
}
