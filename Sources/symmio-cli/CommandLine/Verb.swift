/// An option of a verb.
struct Option: Sendable {
    /// With its dashes.
    let name: String
    /// What its value is called in the help; nil for a flag.
    let value: String?
    let help: String
    /// Whether it may stand more than once.
    var isRepeatable = false

    init(_ name: String, _ value: String? = nil, _ help: String, isRepeatable: Bool = false) {
        self.name = name
        self.value = value
        self.help = help
        self.isRepeatable = isRepeatable
    }
}

/// One thing that the command does.
struct Verb: Sendable {
    /// `account create`.
    let name: String
    /// The operands as the usage line shows them.
    var operands = ""
    /// How many operands there may be.
    var operandCount: ClosedRange<Int> = 0...0
    /// One line for the list.
    let summary: String
    /// More, for the verb's own help.
    var details = ""
    var options: [Option] = []
    let run: @Sendable (Invocation) async throws -> Void
}

/// A verb with what was given to it.
struct Invocation: Sendable {
    /// The verb's name.
    let verb: String
    let arguments: Arguments
    let console: Console
    /// What the wallet has signed in this run.
    let wallet = WalletRun()

    /// What was asked for, without its options.
    var words: String { ([verb] + arguments.operands).joined(separator: " ") }

    /// The operand at an index; the parser has seen to it that those the verb needs are there.
    func operand(_ index: Int) throws -> String {
        guard arguments.operands.indices.contains(index) else { throw UsageError("an operand is missing; --help tells what is expected") }
        return arguments.operands[index]
    }
}

/// The options that many verbs share.
enum CommonOptions {
    static let output = [
        Option("--json", nil, "Print JSON for machines instead of tables for people"), Option("--help", nil, "Print this text"),
    ]
    static let deployment = [
        Option("--deployment", "NAME|FILE", "A known deployment (hyperevm-0.8.5) or a file of one; default: SYMMIO_DEPLOYMENT"),
        Option("--rpc", "URL", "The chain's JSON-RPC endpoint; default: SYMMIO_RPC, or the `rpc` of the deployment's file"),
    ]
    static let account = [
        Option("--account", "ADDRESS", "The sub-account; default: SYMMIO_ACCOUNT, or the wallet's only one")
    ]
    static let wallet = [
        Option("--key-file", "FILE", "The owner's key, a v3 key file (password: SYMMIO_PASSWORD or asked for); default: SYMMIO_KEY")
    ]
    static let session = [
        Option(
            "--session-key-file", "FILE",
            "The session key, a v3 key file (password: SYMMIO_SESSION_PASSWORD, SYMMIO_PASSWORD or asked for); default: SYMMIO_SESSION_KEY")
    ]
    static let solver = [
        Option("--solver", "KIND|ADDRESS", "Which of the deployment's solvers: enigma, rasa, or its address; default: SYMMIO_SOLVER, or the first")
    ]
    static let confirmation = [Option("--yes", nil, "Sign without asking; needed where there is no terminal")]
}
