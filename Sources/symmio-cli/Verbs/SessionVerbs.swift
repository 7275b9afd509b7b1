import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts

/// `symmio session …`: what a session key may do for a sub-account.
enum SessionVerbs {
    static let all: [Verb] = [start, status, revoke]

    private static let shared =
        CommonOptions.deployment + CommonOptions.account + CommonOptions.wallet + CommonOptions.session
    private static let key = Option("--key", "ADDRESS", "The session key's address, where the key itself is elsewhere")

    private static let start = Verb(
        name: "session start", summary: "Let a session key trade, and the TP/SL bot close, for a while",
        details: "Also renews a session. 'symmio key new FILE' makes a session key. The owner's wallet signs two transactions.",
        options: shared + CommonOptions.confirmation + [TradeVerbs.store, Option("--lifetime", "TIME", "How long: 3600, 12h, 7d; default 24h")]
    ) { invocation in
        let lifetime = try Words.seconds(invocation.arguments["--lifetime"] ?? "24h", "--lifetime")
        guard lifetime > 0 else { throw UsageError("--lifetime: a session of no time would end before it begins") }
        let setting = try Setting(invocation)
        let owner = try await setting.owner()
        let account = try await setting.account(owner: owner.address)
        let key = try await KeySource.session.key(invocation.arguments, invocation.console)
        invocation.console.note("Let \(key.address) trade for \(account) for \(Words.duration(lifetime))")
        _ = try await invocation.console.waiting("Waiting for the chain") {
            try await setting.symmio.sessions.start(for: account, key: key, lifetime: lifetime, owner: owner)
        }
        try await show(setting, account: account, key: key.address, invocation.console)
    }

    private static let status = Verb(
        name: "session status", summary: "Show what a session key and the TP/SL bot may do, and until when", options: shared + [key]
    ) { invocation in
        let setting = try Setting(invocation)
        let account = try await setting.account()
        let isComplete = try await show(setting, account: account, key: try await setting.sessionAddress(), invocation.console)
        if !isComplete { throw Failure("the session cannot trade; 'symmio session start' starts or renews it", isInResult: true) }
    }

    private static let revoke = Verb(
        name: "session revoke", summary: "End a session early, in two steps with a cooldown between them",
        details: """
            The first step makes the delegation end after the cooldown, by itself. The second, --finish, removes what is left of it.
            --bot revokes the TP/SL bot's delegation instead.
            """,
        options: shared + CommonOptions.confirmation + [
            TradeVerbs.store, key, Option("--finish", nil, "The second step, after the cooldown"),
            Option("--bot", nil, "The TP/SL bot's instead of a session key's"),
        ]
    ) { invocation in
        let setting = try Setting(invocation)
        let sessions = setting.symmio.sessions
        let key: Address
        if invocation.arguments.has("--bot") {
            guard let bot = setting.deployment.conditionalOrders?.botAddress else { throw Failure("this deployment has no TP/SL bot") }
            key = bot
        } else {
            key = try await setting.sessionAddress()
        }
        let owner = try await setting.owner()
        let account = try await setting.account(owner: owner.address)
        if invocation.arguments.has("--finish") {
            try await invocation.console.waiting("Waiting for the chain") {
                try await sessions.finishRevocation(of: key, for: account, payer: owner)
            }
            invocation.console.result(
                ["key": .text(key), "account": .text(account), "state": "revoked"], "\(key) may do nothing for \(account) any more")
            return
        }
        let end = try await invocation.console.waiting("Waiting for the chain") {
            try await sessions.startRevocation(of: key, for: account, revoker: owner)
        }
        let now = try await setting.symmio.now()
        invocation.console.result(
            ["key": .text(key), "account": .text(account), "state": "revoking", "endsAt": .count(end)],
            "\(key) may trade for \(account) until \(Words.time(end)) (\(Words.duration(end > now ? end - now : 0)) from now), then no more")
    }

    // MARK: Showing

    @discardableResult
    private static func show(_ setting: Setting, account: Address, key: Address, _ console: Console) async throws -> Bool {
        let session = try await setting.symmio.sessions.status(of: key, for: account)
        let bot = try await setting.symmio.sessions.botStatus(for: account)
        var members: [String: JSONValue] = ["account": .text(account), "session": json(session)]
        members["bot"] = bot.map(json) ?? .null
        var text = describe(session, "Session key", account)
        if let bot { text += "\n\n" + describe(bot, "TP/SL bot", account) }
        console.result(.object(members), text)
        return session.isComplete
    }

    private static func describe(_ status: DelegationStatus, _ what: String, _ account: Address) -> String {
        var table = Table(["may call", "now", "until"])
        for selector in status.selectors {
            let end = min(selector.expiry, selector.revokedAt ?? .max)
            table.add([name(selector), selector.isActive ? "yes" : "no", end == 0 ? "-" : Words.time(end) + (selector.revokedAt == nil ? "" : " (revoked)")])
        }
        let complaint = status.check.explanation.map { "\n\($0)" } ?? ""
        return "\(what) \(status.delegate) for \(account): \(status.isComplete ? "complete" : "NOT complete")\n\(table.text)\(complaint)"
    }

    private static func name(_ selector: DelegatedSelector) -> String {
        switch selector.meaning {
        case .function(let signature, let contract): "\(contract).\(signature.prefix { $0 != "(" })"
        default: selector.selector.description
        }
    }

    private static func json(_ status: DelegationStatus) -> JSONValue {
        [
            "delegate": .text(status.delegate), "complete": .bool(status.isComplete), "expiry": status.expiry.map { .count($0) } ?? .null,
            "explanation": .optional(status.check.explanation),
            "selectors": .array(
                status.selectors.map {
                    [
                        "selector": .text($0.selector), "name": .string(name($0)), "active": .bool($0.isActive), "expiry": .count($0.expiry),
                        "revokedAt": $0.revokedAt.map { .count($0) } ?? .null,
                    ]
                }),
        ]
    }
}
