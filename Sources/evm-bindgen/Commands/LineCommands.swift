#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif
import BindgenCore

extension CommandLineWords {
    /// Reads the specs given by `--abi`, all of their problems told; nil where one cannot be used.
    func readSpecs() -> DynamicSpec? {
        var diagnostics = Diagnostics()
        let documents = (lists["--abi"] ?? []).compactMap { SpecInput.read($0, contract: nil, diagnostics: &diagnostics) }
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
