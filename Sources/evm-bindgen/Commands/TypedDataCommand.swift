import BindgenCore
import EVMCore

/// `evm-bindgen typed-data`.
enum TypedDataCommand: Command {
    static let name = "typed-data"
    static let summary = "hash EIP-712 typed data"
    static let help = """
        Usage: evm-bindgen typed-data hash [FILE]
               evm-bindgen typed-data hash --jsonl [FILE]

        Hashes a document as eth_signTypedData_v4 takes it (types, primaryType, domain, message), or one per line; from FILE or standard input:
          {"domainSeparator":"0x…","structHash":"0x…","digest":"0x…","encodeType":"…","typeHash":"0x…"}

        Every member of every struct has to be there, and no other; null stands for a struct only where its type contains itself. Integers
        beyond 64 bits are written in quotes. A line that fails is answered
        {"failure":"…","at":"message.ops[2].salt"}.

        Options:
          --jsonl      answer JSON lines

        Exit codes: 0 all well, 1 a line failed, 2 wrong usage or input.
        """

    static func run(_ arguments: [String]) -> ExitCode {
        let options: CommandLineWords
        do throws(CommandLineWords.Problem) {
            options = try CommandLineWords(arguments, flags: ["--jsonl"])
        } catch {
            return usageError(error.message, command: name)
        }
        guard options.operands.first == "hash" else { return usageError("say what to do: 'typed-data hash'; see --help", command: name) }
        let files = Array(options.operands.dropFirst())
        if options.flags.contains("--jsonl") {
            return runLines(files, command: name) { line throws(DynamicFailure) in try DynamicTypedData.answer(line) }
        }
        guard files.count <= 1 else { return usageError("one file at most is hashed; see --help", command: name) }
        let file = files.first ?? "-"
        let document: JSONNode
        do {
            document = try JSONNode.parse(try FileReader.read(file == "-" ? "/dev/stdin" : file), file: file == "-" ? "<stdin>" : file)
        } catch {
            printError(error.description)
            return .usage
        }
        do {
            print(JSONWriter.write(try DynamicTypedData.answer(document)), terminator: "")
            return .success
        } catch {
            return usageError(error.description, command: name)
        }
    }
}
