#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif
import BindgenCore

/// The options that the commands on streams of JSON lines share.
struct LineCommandOptions {
    /// The files after `--abi`.
    var specs: [String] = []
    /// Whether a stream of JSON lines is asked for.
    var isLines = false
    /// The further flags that were given.
    var flags: Set<String> = []
    /// All that is no option.
    var words: [String] = []

    /// Why a command line is wrong.
    struct UsageError: Error {
        var message: String
    }

    init(_ arguments: [String], takesSpecs: Bool = true, flags allowed: Set<String> = []) throws(UsageError) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--jsonl": isLines = true
            case "--abi" where takesSpecs:
                guard let path = rest.popFirst() else { throw UsageError(message: "--abi needs a file") }
                specs.append(path)
            case "--":
                words += rest
                rest = []
            case _ where allowed.contains(word): flags.insert(word)
            // A negative number is a value.
            case _ where word.utf8.starts(with: "--".utf8): throw UsageError(message: "there is no option '\(word)'")
            default: words.append(word)
            }
        }
    }

    /// Reads the specs, all of their problems told; nil where one cannot be used.
    func readSpecs() -> DynamicSpec? {
        var diagnostics = Diagnostics()
        let documents = specs.map { SpecReader.read(path: $0, diagnostics: &diagnostics) }
        for problem in diagnostics.all { printError(problem.description) }
        return diagnostics.hasErrors ? nil : DynamicSpec(documents)
    }
}

/// Runs a stream of JSON lines from a file, or from standard input where none is given, to standard output.
func runLines(_ words: [String], command: String, _ answer: (JSONNode) throws(DynamicFailure) -> JSONOutput) -> ExitCode {
    guard words.count <= 1 else { return usageError("--jsonl takes one file at most", command: command) }
    let file = words.first ?? "-"
    var input = STDIN_FILENO
    if file != "-" {
        input = open(file, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { return usageError("\(file): cannot open the file: \(String(cString: strerror(errno)))", command: command) }
    }
    defer { if input != STDIN_FILENO { close(input) } }
    var stream = JSONLineStream(input: input, output: STDOUT_FILENO, file: file == "-" ? "<stdin>" : file)
    switch stream.run(answer) {
    case .success: return .success
    case .failures: return .finding
    case .broken(let reason): return usageError(reason, command: command)
    }
}

/// Tells what is wrong with a command line or an input.
func usageError(_ message: String, command: String) -> ExitCode {
    printError("evm-bindgen \(command): error: \(message)")
    return .usage
}
