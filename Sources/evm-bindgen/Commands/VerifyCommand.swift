import BindgenCore
import EVMCore

/// `verify`: deployed contracts against their specs.
enum VerifyCommand: Command {
    static let name = "verify"
    static let summary = "whether a deployed contract has what its spec says"
    static let help = """
        Hold deployed contracts against their specs: functions that are missing, functions that no spec explains, EIP-712 domains.

        Usage: evm-bindgen verify --rpc URL --address ADDRESS <spec>... [options]
               evm-bindgen verify --rpc CHAIN=URL... --deployments FILE|FOLDER... [--specs FOLDER] [options]

          --rpc URL              a JSON-RPC endpoint; CHAIN=URL says which chain it must be of, and may be repeated
          --address ADDRESS      the contract
          --chain-id N           the chain that the endpoint must be of
          --contract NAME        the contract to take, where a spec holds several
          --typed-data FILE      EIP-712 documents whose domain must be the contract's; may be repeated
          --known FILE|FOLDER    specs to look unknown functions up in; may be repeated; 'Specs' unless given
          --deployments PATH     all contracts of deployments: a file or a folder of them; may be repeated
          --specs FOLDER         where <release>/<Contract>.json and typed-data/ are; the folder above the deployments unless given
          --allow-unknown        functions beyond the spec are listed and are no finding
          --timeout SECONDS      how long an answer may take; 30 unless given
          --json                 JSON for tools instead of text for people

        Proxies are followed (EIP-1967 with beacons, EIP-1822, ZeppelinOS, EIP-1167, EIP-7511, EIP-7702). A diamond's functions come from its
        loupe; those of others from running the code's dispatcher with many selectors, without a node's help. Where no dispatcher is
        recognised the report says so: then a function counts as there if its selector is in the code, and unknown ones cannot be listed.

        Exit codes: 0 all is as the specs say, 1 findings, 2 something could not be looked at (endpoint, chain, address, spec).
        """

    static func run(_ arguments: [String]) -> ExitCode {
        do throws(CommandLineWords.Problem) {
            let words = try CommandLineWords(
                arguments, values: ["--address", "--chain-id", "--contract", "--specs", "--timeout"],
                lists: ["--rpc", "--typed-data", "--known", "--deployments"], flags: ["--allow-unknown", "--json"])
            var run = VerifyRun(try VerifyOptions(words))
            return run.run()
        } catch {
            return usageError(error.message, command: name)
        }
    }
}

/// The command line of `verify`, understood.
struct VerifyOptions {
    /// The address and specs of one contract, or deployments.
    enum Subject {
        case contract(Address, specs: [String])
        case deployments([String])
    }

    /// By chain; nil for the one whose chain was not said.
    var endpoints: [(chainID: UInt64?, url: String)]
    var subject: Subject
    var contractName: String?
    var typedData: [String]
    var known: [String]?
    var specsFolder: String?
    var allowsUnknown: Bool
    var isJSON: Bool
    var timeout = 30

    init(_ words: CommandLineWords) throws(CommandLineWords.Problem) {
        endpoints = (words.lists["--rpc"] ?? []).map(Self.endpoint)
        guard !endpoints.isEmpty else { throw .init(message: "name the endpoint by --rpc URL") }
        contractName = words.values["--contract"]
        typedData = words.lists["--typed-data"] ?? []
        known = words.lists["--known"]
        specsFolder = words.values["--specs"]
        allowsUnknown = words.flags.contains("--allow-unknown")
        isJSON = words.flags.contains("--json")
        if let text = words.values["--timeout"] {
            guard let seconds = Int(text), (1...3600).contains(seconds) else { throw .init(message: "--timeout needs 1 to 3600 seconds") }
            timeout = seconds
        }
        if let deployments = words.lists["--deployments"] {
            guard words.operands.isEmpty, words.values["--address"] == nil, words.values["--chain-id"] == nil, contractName == nil else {
                throw .init(message: "--deployments says which contracts and specs; give it without --address, --chain-id, --contract and specs")
            }
            subject = .deployments(deployments)
            return
        }
        guard let text = words.values["--address"] else { throw .init(message: "name the contract by --address ADDRESS, or many by --deployments") }
        let address: Address
        do {
            address = try Address(text)
        } catch {
            throw .init(message: "--address '\(text)' is no address: \(error)")
        }
        guard !words.operands.isEmpty else { throw .init(message: "name the spec that the contract is to be held against") }
        guard endpoints.count == 1 else { throw .init(message: "one contract has one endpoint; \(endpoints.count) are given") }
        if let text = words.values["--chain-id"] {
            guard let id = UInt64(text) else { throw .init(message: "--chain-id '\(text)' is no number") }
            if let stated = endpoints[0].chainID, stated != id { throw .init(message: "--chain-id \(id) and --rpc \(stated)=… disagree") }
            endpoints[0].chainID = id
        }
        subject = .contract(address, specs: words.operands)
    }

    /// `42161=https://…`, or a URL alone.
    private static func endpoint(_ text: String) -> (chainID: UInt64?, url: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, let id = UInt64(parts[0]) { return (id, String(parts[1])) }
        return (nil, text)
    }
}
