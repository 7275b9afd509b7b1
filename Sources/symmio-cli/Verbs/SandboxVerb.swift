import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox

/// `symmio sandbox` and `symmio demo`.
enum SandboxVerb {
    static let all: [Verb] = [sandbox, demo]

    private static let simulation = """
        On 127.0.0.1 and in this process: a chain behind JSON-RPC with the token, the core, the Account Layer and the Instant Layer, a solver,
        a handler of TP/SL orders, the notification and price sockets, gateways of the Muon oracle. HTTP, WebSockets and signatures are real. The contracts are simulated:
        the calls that this flow makes, with their rules and reverts. One solver fills everything close to the mark; there is no liquidation,
        no funding. Nothing here has value, nothing leaves the machine.
        """

    private static let sandbox = Verb(
        name: "sandbox", summary: "Run a chain with a solver and all services to try things on",
        details: simulation + "\n\n" + """
            Lines on standard input steer it:
              price MARKET VALUE   set a mark price        advance TIME          move the clock forward (3600, 12h)
              fault KIND [TIMES]   let something go wrong  clear                 no more faults
              reorg DEPTH          replace the last blocks drop                  end all sockets
              slow MILLISECONDS    how late is slow        latency MILLISECONDS  how long the solver takes
              status               show time and height    quit                  end
              orders CONDUCT       fills, locks, ignores   cancels agree|refuse  whether the solver agrees
              partial N|off        fill orders by N only   suspend ADDRESS       stop what leaves (unsuspend)
              speed-up ADDRESS [ID COOLDOWN]               let it ask for shorter cooldowns, or shorten one

            A fault happens at the solver, the handler and the sockets; 'fault KIND TIMES chain', or --fault KIND:TIMES:chain, lets it happen
            when a transaction is sent to the chain, 'fault KIND TIMES orders' when an order is sent to solver or handler, not when they are read.

            The state is in memory and ends with the process; with --state FILE it is in a file, and a sandbox that is started with the same file
            goes on where the last one ended, however that was: chain, accounts, sessions, positions, orders, reports, prices and clock. Release
            and seed are then the file's. Faults that were asked for are not kept,
            nor who is signed in to the older flow's solver. Give --port too, and the deployment file stays valid.
            """,
        options: [
            Option("--release", "0.8.5|0.8.6", "The contracts' release; default: 0.8.5"),
            Option("--solver", "KIND", "Which solver the deployment lists: enigma (default), rasa or both", isRepeatable: false),
            Option("--port", "N", "The port of 127.0.0.1; default: 8545, 0 for any"),
            Option("--seed", "TEXT", "Makes wallet and services the same from run to run; default: symmio"),
            Option("--state", "FILE", "Keep the state in a file, and go on with what is there"),
            Option("--latency", "MILLISECONDS", "How long the solver takes; default: 50"),
            Option("--price", "MARKET=VALUE", "A mark price to begin with", isRepeatable: true),
            Option("--fault", "KIND[:TIMES[:WHERE]]", "What goes wrong: \(faultNames)", isRepeatable: true),
            Option("--slow", "MILLISECONDS", "How late the faults slow and slow-request are; default: 2000"),
            Option("--write-deployment", "FILE", "Write the deployment, with its endpoint, for --deployment FILE"),
            Option("--write-key", "FILE", "Write the wallet's key to a key file; the password is SYMMIO_PASSWORD, or asked for"),
        ]
    ) { invocation in
        let sandbox = try await start(invocation.arguments)
        do {
            try await serve(sandbox, invocation)
        } catch {
            await sandbox.stop()
            throw error
        }
        await sandbox.stop()
    }

    private static let demo = Verb(
        name: "demo", summary: "Show the whole life of an account against a sandbox in this process",
        details: simulation,
        options: [
            Option("--release", "0.8.5|0.8.6", "The contracts' release; default: 0.8.5"),
            Option("--side", "long|short", "What is opened; default: long"),
        ]
    ) { invocation in
        let side = try TradeVerbs.side(invocation.arguments["--side"] ?? "long")
        try await Demo.run(release: try release(invocation.arguments), side: side, invocation.console)
    }

    private static var faultNames: String { SandboxFaults.Kind.allCases.map(\.rawValue).joined(separator: ", ") }

    // MARK: Starting

    private static func release(_ arguments: Arguments) throws -> Release {
        let text = arguments["--release"] ?? "0.8.5"
        guard let release = Release(rawValue: text) else {
            throw UsageError("--release: '\(text)' is none of \(Release.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return release
    }

    private static func start(_ arguments: Arguments) async throws -> Sandbox {
        let port = try Words.number(arguments["--port"] ?? "8545", "--port")
        guard let port = UInt16(exactly: port) else { throw UsageError("--port: \(port) is above 65535") }
        var options = try options(arguments, port: port, latency: try milliseconds(arguments["--latency"] ?? "50", "--latency"))
        if let text = arguments["--slow"] { options.slowness = try milliseconds(text, "--slow") }
        options.solvers = try solvers(arguments["--solver"] ?? "enigma")
        var prices: [(String, Wad)] = []
        for text in arguments.all("--price") {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw UsageError("--price: '\(text)' is not MARKET=VALUE") }
            prices.append((parts[0], try Words.wad(parts[1], "--price")))
        }
        let faults = try arguments.all("--fault").map { text in
            try fault(text.split(separator: ":", omittingEmptySubsequences: false).map(String.init))
        }
        // A state file that reaches the limit of a file's size is to be told as any other that cannot be written.
        signal(SIGXFSZ, SIG_IGN)
        let sandbox: Sandbox
        do {
            sandbox = try await Sandbox(options)
        } catch let error as ServerError {
            throw Failure("port \(port): \(error)")
        } catch let error as SandboxStateError {
            throw Failure("--state: \(error)")
        }
        for (name, price) in prices where !(await sandbox.prices.set(name, to: price)) {
            await sandbox.stop()
            throw UsageError("--price: there is no market \(name); there are \(SandboxMarket.standard.map(\.name).joined(separator: ", "))")
        }
        for (kind, times, site) in faults { await sandbox.faults.set(kind, times: times, at: site) }
        return sandbox
    }

    /// A state file that is there says release and seed, unless they are given: then they have to be the file's.
    private static func options(_ arguments: Arguments, port: UInt16, latency: Duration) throws -> Sandbox.Options {
        let state = arguments["--state"]
        let recorded: Sandbox.Recorded?
        do throws(SandboxStateError) {
            recorded = try state.flatMap { path throws(SandboxStateError) in try Sandbox.Recorded(stateFile: path) }
        } catch {
            throw Failure("--state: \(error)")
        }
        return Sandbox.Options(
            release: arguments["--release"] == nil ? recorded?.release ?? .v085 : try release(arguments), port: port,
            seed: arguments["--seed"] ?? recorded?.seed ?? "symmio", latency: latency, state: state)
    }

    private static func solvers(_ text: String) throws -> [Deployment.SolverKind] {
        if text == "both" { return [.enigma, .rasa] }
        guard let kind = Deployment.SolverKind(rawValue: text) else { throw UsageError("--solver: '\(text)' is none of enigma, rasa, both") }
        return [kind]
    }

    /// Kind, number of times and site of a fault, of which the last two may be left out.
    private static func fault(_ words: [String]) throws -> (SandboxFaults.Kind, Int, SandboxFaults.Site) {
        let name = words.first ?? ""
        guard let kind = SandboxFaults.Kind(rawValue: name) else { throw UsageError("there is no fault '\(name)'; there are \(faultNames)") }
        guard words.count <= 3 else { throw UsageError("'\(words.joined(separator: " "))' is not KIND, TIMES and where") }
        let times = words.count > 1 ? Int(words[1]) : 1
        guard let times, times > 0 else { throw UsageError("'\(words[1])' is no number of times") }
        guard words.count == 3 else { return (kind, times, .services) }
        guard let site = SandboxFaults.Site(rawValue: words[2]) else {
            throw UsageError("'\(words[2])' is none of \(SandboxFaults.Site.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard kind.sites.contains(site) else {
            let places = SandboxFaults.Site.allCases.filter(kind.sites.contains).map(\.rawValue)
            throw UsageError("the fault \(kind.rawValue) does not happen at \(site.rawValue); it does at \(places.joined(separator: ", "))")
        }
        return (kind, times, site)
    }

    private static func milliseconds(_ text: String, _ name: String) throws -> Duration {
        let number = try Words.number(text, name)
        guard number <= 600_000 else { throw UsageError("\(name): \(number) is above 600000") }
        return .milliseconds(Int64(number))
    }

    // MARK: Running

    private static func serve(_ sandbox: Sandbox, _ invocation: Invocation) async throws {
        let arguments = invocation.arguments
        // The same command starts a sandbox again: its key is there already.
        if let file = arguments["--write-key"], (try? Keystore(contentsOfFile: file))?.address != sandbox.wallet.address {
            let password = try KeySource.password(["SYMMIO_PASSWORD"], prompt: "Password for \(file) (not shown): ")
            // Everybody can compute this key from the seed; an expensive file would protect nothing.
            try KeyVerbs.write(sandbox.wallet, to: file, password: password, cost: .light)
        }
        if let file = arguments["--write-deployment"] { try write(sandbox, to: file) }
        let deployment = sandbox.deployment
        invocation.console.result(
            [
                "rpc": .string(sandbox.rpcURL.absoluteString), "release": .string(deployment.release.rawValue), "chainId": .count(deployment.chainId),
                "wallet": .text(sandbox.wallet.address), "deployment": .optional(arguments["--write-deployment"]),
                "keyFile": .optional(arguments["--write-key"]),
            ],
            Table(
                pairs: [
                    ("Sandbox", "release \(deployment.release.rawValue), chain \(deployment.chainId)"), ("RPC", sandbox.rpcURL.absoluteString),
                    ("Solver", deployment.solvers.first?.baseURL.absoluteString ?? "-"),
                    ("Deployment", arguments["--write-deployment"] ?? "not written; --write-deployment FILE does"),
                    ("Wallet", "\(sandbox.wallet.address), with ether and collateral"),
                    ("Its key", arguments["--write-key"] ?? "not written; --write-key FILE does"),
                ]
            ).text)
        invocation.console.note("Ctrl-C or 'quit' ends it; 'symmio sandbox --help' tells what else it understands.")
        try await SandboxControl(sandbox: sandbox, console: invocation.console).run()
    }

    /// The deployment's own form, and the endpoint in a member that is passed over by all but this command.
    private static func write(_ sandbox: Sandbox, to file: String) throws {
        let json = try JSONValue(parsing: try sandbox.deployment.json())
        var members = json.object ?? [:]
        members["rpc"] = .string(sandbox.rpcURL.absoluteString)
        members["legacy"] = sandbox.legacy.json
        do throws(FileFailure) {
            try WholeFile.write(JSONValue.object(members).utf8, to: file, for: .everyone, replacing: true)
        } catch {
            throw Failure("\(error)")
        }
    }

    /// Does what a line says.
    ///
    /// - Returns: What happened, in words.
    static func obey(_ line: String, _ sandbox: Sandbox) async throws -> String {
        let words = line.split(separator: " ").map(String.init)
        switch (words.first ?? "", words.count) {
        case ("price", 3):
            guard await sandbox.prices.set(words[1], to: try Words.wad(words[2], "price")) else { throw UsageError("there is no market \(words[1])") }
            return "\(words[1]) is at \(words[2])"
        case ("advance", 2):
            await sandbox.chain.advance(seconds: try Words.seconds(words[1], "advance"))
            return "it is \(Words.time(await sandbox.chain.now))"
        case ("fault", 2...4):
            let (kind, times, site) = try fault(Array(words.dropFirst()))
            await sandbox.faults.set(kind, times: times, at: site)
            return "\(kind.rawValue), \(times == 1 ? "once" : "\(times) times"), at \(site.rawValue)"
        case ("slow", 2):
            await sandbox.faults.setDelay(try milliseconds(words[1], "slow"))
            return "what is slow comes \(words[1]) ms late"
        case ("latency", 2):
            await sandbox.setLatency(try milliseconds(words[1], "latency"))
            return "the solver takes \(words[1]) ms"
        case ("clear", 1):
            await sandbox.faults.clear()
            return "no more faults"
        case ("reorg", 2):
            let depth = try Words.number(words[1], "reorg")
            guard depth > 0 else { throw UsageError("reorg: '\(words[1])' is not above 0") }
            let replaced = await sandbox.chain.reorganise(depth: Int(min(depth, 1_000)))
            let all = UInt64(replaced) < depth ? ", which is as deep as it can be," : ""
            return "the last \(replaced) block\(replaced == 1 ? "" : "s")\(all) were replaced; the chain is at \(await sandbox.chain.height)"
        case ("drop", 1):
            await sandbox.dropSockets()
            return "all sockets are ended"
        case ("status", 1):
            return "\(Words.time(await sandbox.chain.now)), block \(await sandbox.chain.height)"
        default:
            if let done = try await WiderVerbs.obey(words, sandbox) { return done }
            throw UsageError("'\(line)' is not understood; 'symmio sandbox --help' lists what is")
        }
    }
}
