#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif
import BindgenCore
import EVMCore

/// What a command's run ends with.
enum ExitCode: Int32 {
    /// All went well.
    case success = 0
    /// The command ran and found something: a difference, a line that failed.
    case finding = 1
    /// The command line or an input is wrong.
    case usage = 2
}

/// One verb of `evm-bindgen`.
protocol Command {
    /// The verb.
    static var name: String { get }
    /// One line for the list of commands.
    static var summary: String { get }
    /// The text of `--help`.
    static var help: String { get }
    /// Runs with the words after the verb (never containing `--help`).
    static func run(_ arguments: [String]) -> ExitCode
}

/// Finds the verb and runs it.
enum CommandLineTool {
    static var commands: [any Command.Type] {
        [
            GenerateCommand.self,
            DiffCommand.self,
            InspectCommand.self,
            ConvertCommand.self,
            EncodeCommand.self,
            DecodeCommand.self,
            TypedDataCommand.self,
            VerifyCommand.self,
        ]
    }

    /// Runs the command line and sees to it that what was printed has arrived: a full disk must not look like success.
    static func main(_ words: [String]) -> Int32 {
        let code = run(words)
        guard fflush(nil) == 0 else {
            printError("evm-bindgen: error: cannot write the output: \(String(cString: strerror(errno)))")
            return ExitCode.usage.rawValue
        }
        return code
    }

    private static func run(_ words: [String]) -> Int32 {
        guard let verb = words.first, verb != "--help", verb != "-h", verb != "help" else {
            print(overview)
            return words.isEmpty ? ExitCode.usage.rawValue : ExitCode.success.rawValue
        }
        guard let command = commands.first(where: { $0.name == verb }) else {
            printError("evm-bindgen: error: there is no command '\(verb)'; run 'evm-bindgen --help' for the list")
            return ExitCode.usage.rawValue
        }
        let rest = Array(words.dropFirst())
        if rest.contains("--help") || rest.contains("-h") {
            print(command.help)
            return ExitCode.success.rawValue
        }
        return command.run(rest).rawValue
    }

    static var overview: String {
        let width = commands.map({ $0.name.count }).max() ?? 0
        let lines = commands.map { "  \($0.name)\(String(repeating: " ", count: width - $0.name.count))  \($0.summary)" }
        return """
            evm-bindgen: typed Swift from contract ABIs and EIP-712 specs

            Usage: evm-bindgen <command> [options]

            \(lines.joined(separator: "\n"))

            'evm-bindgen <command> --help' tells more. Exit codes: 0 all well, 1 a finding, 2 wrong usage or input.
            """
    }
}

/// Writes a line to standard error, with control characters escaped: what it quotes comes from files, from endpoints and from the command line.
func printError(_ line: String) {
    let bytes = Array((line.onOneLine + "\n").utf8)
    var written = 0
    while written < bytes.count {
        let count = bytes[written...].withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        guard count > 0 else { return }
        written += count
    }
}

/// Tells what is wrong with a command line or an input.
func usageError(_ message: String, command: String) -> ExitCode {
    printError("evm-bindgen \(command): error: \(message)")
    return .usage
}
