import EVMClient
import EVMCore
import EVMSigning
import Symmio

/// `symmio legacy …`: what the owner does with an account of a MultiAccount contract.
enum LegacyAccountVerbs {
    static let all: [Verb] = [create, list] + LegacyMoneyVerbs.all + [delegate, delegations, revoke]

    static let wallet = LegacySetting.options + CommonOptions.wallet
    static let signing = wallet + CommonOptions.confirmation
    static let account = [Option("--account", "ADDRESS", "The account; default: SYMMIO_ACCOUNT, or the wallet's only one")]

    // MARK: Accounts

    private static let create = Verb(
        name: "legacy create", operands: "NAME", operandCount: 1...1, summary: "Older flow: make an account of MultiAccount", options: signing
    ) { invocation in
        let setting = try LegacySetting(invocation)
        let name = try invocation.operand(0)
        let owner = try await setting.owner()
        let account = try await invocation.console.waiting("Waiting for the chain") { try await setting.accounts.create(name: name, owner: owner) }
        invocation.console.result(["account": .text(account), "name": .string(name), "owner": .text(owner.address)], "Account \(account)")
    }

    private static let list = Verb(
        name: "legacy list", summary: "Older flow: list an owner's accounts",
        options: wallet + [Option("--owner", "ADDRESS", "The owner; default: the wallet's own")]
    ) { invocation in
        let setting = try LegacySetting(invocation)
        let owner = try await setting.ownerAddress()
        let accounts = try await setting.accounts.list(owner: owner)
        var table = Table(["account", "name"])
        for account in accounts { table.add(["\(account.address)", account.name]) }
        invocation.console.result(
            .array(accounts.map { ["account": .text($0.address), "name": .string($0.name)] }),
            accounts.isEmpty ? "\(owner) has no account here" : table.text)
    }

    // MARK: Delegations

    private static let selectors = Option(
        "--function", "NAME|0x…", "A function of the core, by name, signature or four bytes", isRepeatable: true)
    private static let target = Option("--to", "ADDRESS", "Whom; default: the deployment's solver")

    private static let delegate = Verb(
        name: "legacy delegate", summary: "Older flow: let the solver trade for an account",
        details: """
            Without an end, and with whatever arguments: whoever is delegated can send quotes, close positions and take either back in the
            account's name until it is revoked. Default: the documented functions without allocate; name others with --function.
            """,
        options: signing + account + [target, selectors]
    ) { invocation in
        let setting = try LegacySetting(invocation)
        let (target, chosen) = try choice(invocation)
        let owner = try await setting.owner()
        let account = try await setting.account()
        _ = try await invocation.console.waiting("Waiting for the chain") {
            try await setting.accounts.delegate(chosen, to: target, for: account, owner: owner)
        }
        try await show(setting, target, account, also: chosen ?? [], invocation.console)
    }

    private static let delegations = Verb(
        name: "legacy delegations", summary: "Older flow: show what an account has delegated", options: wallet + account + [target, selectors]
    ) { invocation in
        let setting = try LegacySetting(invocation)
        let (target, chosen) = try choice(invocation)
        try await show(setting, target, try await setting.account(), also: chosen ?? [], invocation.console)
    }

    private static let revoke = Verb(
        name: "legacy revoke", summary: "Older flow: propose to end a delegation, and after the cooldown end it",
        details: "Until --finish, whoever is delegated can go on. Releases without proposals (0.8.2) end it at once.",
        options: signing + account + [target, selectors, Option("--finish", nil, "End what was proposed, once the cooldown is over")]
    ) { invocation in
        let setting = try LegacySetting(invocation)
        let (target, chosen) = try choice(invocation)
        let owner = try await setting.owner()
        let account = try await setting.account()
        let endsAtOnce = try await setting.accounts.revocationCooldown() == nil
        if endsAtOnce || invocation.arguments.has("--finish") {
            _ = try await invocation.console.waiting("Waiting for the chain") {
                try await setting.accounts.revoke(chosen, of: target, for: account, owner: owner)
            }
            return try await show(setting, target, account, also: chosen ?? [], invocation.console)
        }
        let end = try await invocation.console.waiting("Waiting for the chain") {
            try await setting.accounts.proposeRevocation(chosen, of: target, for: account, owner: owner)
        }
        invocation.console.result(
            ["account": .text(account), "revocableFrom": .count(end)], "Proposed; 'symmio legacy revoke --finish' ends it from \(Words.time(end)) on")
    }

    private static func choice(_ invocation: Invocation) throws -> (Address?, [Selector]?) {
        let target = try invocation.arguments["--to"].map { try Words.address($0, "--to") }
        let names = invocation.arguments.all("--function")
        guard !names.isEmpty else { return (target, nil) }
        let chosen = try names.map { name in
            do {
                return name.hasPrefix("0x") ? try Selector(hex: name) : try LegacyDeployment.selector(of: name)
            } catch {
                throw UsageError("--function: \(error)")
            }
        }
        return (target, chosen)
    }

    private static func show(_ setting: LegacySetting, _ target: Address?, _ account: Address, also: [Selector], _ console: Console) async throws {
        let documented = LegacyDeployment.documentedSelectors
        let all = try await setting.accounts.delegations(documented + also.filter { !documented.contains($0) }, of: target, for: account)
        var table = Table(["may call", "now", "can be revoked from"])
        for one in all { table.add([name(one), one.isActive ? "yes" : "no", one.revocableFrom.map(Words.time) ?? "-"]) }
        let delegate = target ?? setting.deployment.partyB
        console.result(
            [
                "account": .text(account), "delegate": .text(delegate),
                "functions": .array(
                    all.map {
                        [
                            "selector": .text($0.selector), "name": .string(name($0)), "active": .bool($0.isActive),
                            "revocableFrom": $0.revocableFrom.map { .count($0) } ?? .null,
                        ]
                    }),
            ], "\(delegate) for \(account):\n\(table.text)")
    }

    private static func name(_ delegation: LegacyDelegation) -> String {
        delegation.signature.map { String($0.prefix { $0 != "(" }) } ?? delegation.selector.description
    }
}
