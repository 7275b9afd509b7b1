import BindgenCore

/// `evm-bindgen decode`.
enum DecodeCommand: Command {
    static let name = "decode"
    static let summary = "decode calldata, return values, logs and reverts"
    static let help = """
        Usage: evm-bindgen decode [--abi SPEC]… [SIGNATURE] DATA
               evm-bindgen decode [--abi SPEC]… --revert DATA
               evm-bindgen decode [--abi SPEC]… --jsonl [FILE]

        The first form decodes calldata by a signature or by specs, or plain data by a list of types:
          evm-bindgen decode 'transfer(address,uint256)' 0xa9059cbb…
          evm-bindgen decode --abi SymmioCore.json 0x…
          evm-bindgen decode '(uint256,bytes)' 0x…

        The last form answers JSON lines, from FILE or standard input, one for one:
          {"signature":"f(uint256)","calldata":"0x…"}     {"signature":"…","args":[…]}
          {"types":["uint256"],"data":"0x…"}              {"args":[…]}
          {"revert":"0x…"}                                {"kind":"Error","signature":"…","args":[…],"message":"…","inner":{…}}
        and by --abi:
          {"calldata":"0x…"}                              {"signature":"…","args":[…],"named":{…}}
          {"function":"getQuote","returns":"0x…"}         the same
          {"topics":["0x…"],"data":"0x…"}                 the same; "event":"E(address)" for anonymous events

        In "named", what has no name goes by its position ("0"). An indexed value of more than one word is {"hash":"0x…"}. Decoding is strict;
        a line that fails is answered {"failure":"…","at":"args[2].price"}.

        Options:
          --abi SPEC   a spec that has functions, events and errors; may be given several times
          --revert     DATA is what a reverted call returned
          --jsonl      answer JSON lines
          --           what follows is no option

        Exit codes: 0 all well, 1 a line failed, 2 wrong usage or input.
        """

    static func run(_ arguments: [String]) -> ExitCode {
        let options: CommandLineWords
        do throws(CommandLineWords.Problem) {
            options = try CommandLineWords(arguments, lists: ["--abi"], flags: ["--jsonl", "--revert"])
        } catch {
            return usageError(error.message, command: name)
        }
        guard let spec = options.readSpecs() else { return .usage }
        var decoder = DynamicLineDecoder(spec: spec)
        if options.flags.contains("--jsonl") {
            return runLines(options.operands, command: name) { line throws(DynamicFailure) in try decoder.answer(line) }
        }
        let isRevert = options.flags.contains("--revert")
        guard let data = options.operands.last, options.operands.count <= (isRevert ? 1 : 2) else {
            return usageError("give data, with a signature before it or --abi, or --jsonl; see --help", command: name)
        }
        do {
            let answer = isRevert ? try decoder.revert(data) : try decoder.decode(data, as: options.operands.dropLast().first)
            print(JSONWriter.write(answer), terminator: "")
            return .success
        } catch {
            return usageError(error.description, command: name)
        }
    }
}
