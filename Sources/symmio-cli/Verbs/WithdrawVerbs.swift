import EVMClient
import EVMCore
import Symmio

/// `symmio withdraw …`: an account's money on its way out.
enum WithdrawVerbs {
    static let all: [Verb] = [status, deallocate, request, complete, cancel]

    private static let looking = CommonOptions.deployment + CommonOptions.account + CommonOptions.wallet
    private static let signing = looking + CommonOptions.confirmation + [TradeVerbs.store]

    private static let status = Verb(
        name: "withdraw status", summary: "Show where an account's money stands on its way out, and what can be done next",
        details: """
            Three stages: what is allocated is deallocated, what is available is asked for, and what was asked for is completed after the
            deployment's cooldown.
            """,
        options: looking
    ) { invocation in
        let setting = try Setting(invocation)
        let overview = try await setting.symmio.withdrawals.overview(of: try await setting.account())
        invocation.console.result(json(overview), describe(overview))
    }

    private static let deallocate = Verb(
        name: "withdraw deallocate", operands: "USD", operandCount: 1...1, summary: "First stage: make what is allocated available", options: signing
    ) { invocation in
        let amount = try Words.wad(try invocation.operand(0), "USD")
        let setting = try Setting(invocation)
        let owner = try await setting.owner()
        let account = try await setting.account(owner: owner.address)
        try await invocation.console.waiting("Waiting for the chain") {
            try await setting.symmio.withdrawals.deallocate(amount, of: account, owner: owner)
        }
        let available = try await setting.symmio.accounts.balances(of: account).available
        invocation.console.result(
            ["account": .text(account), "deallocated": .text(amount), "available": .text(available)],
            "Deallocated \(amount); \(account) now has \(available) available")
    }

    private static let request = Verb(
        name: "withdraw request", operands: "AMOUNT", operandCount: 1...1, summary: "Second stage: ask for a withdrawal",
        options: signing + [
            Option("--to", "ADDRESS", "Where it goes; default: the owner"),
            Option("--speed-up", nil, "Ask for a shorter cooldown; only accounts that the protocol has listed may"),
        ]
    ) { invocation in
        let setting = try Setting(invocation)
        let amount = try AccountVerbs.amount(try invocation.operand(0), setting)
        let receiver = try invocation.arguments["--to"].map { try Words.address($0, "--to") }
        let owner = try await setting.owner()
        let account = try await setting.account(owner: owner.address)
        invocation.console.note("Withdraw \(amount) from \(account) to \(receiver ?? owner.address)")
        let withdrawal = try await invocation.console.waiting("Waiting for the chain") {
            try await setting.symmio.withdrawals.request(
                amount, from: account, to: receiver ?? owner.address, speedUp: invocation.arguments.has("--speed-up"), owner: owner)
        }
        let now = try await setting.symmio.now()
        invocation.console.result(
            json(withdrawal, at: now),
            "Withdrawal \(withdrawal.id) of \(amount) can be completed from \(Words.time(withdrawal.readyAt)): symmio withdraw complete \(withdrawal.id)")
    }

    private static let complete = Verb(
        name: "withdraw complete", operands: "ID", operandCount: 1...1, summary: "Third stage: complete a withdrawal after its cooldown", options: signing
    ) { invocation in
        let id = try Words.identifier(try invocation.operand(0), "ID")
        let setting = try Setting(invocation)
        let owner = try await setting.owner()
        let account = try await setting.account(owner: owner.address)
        try await invocation.console.waiting("Waiting for the chain") {
            try await setting.symmio.withdrawals.complete(id, of: account, payer: owner)
        }
        invocation.console.result(["id": .text(id), "stage": "completed"], "Withdrawal \(id) is completed")
    }

    private static let cancel = Verb(
        name: "withdraw cancel", operands: "ID", operandCount: 1...1, summary: "Take a withdrawal back before it is completed", options: signing
    ) { invocation in
        let id = try Words.identifier(try invocation.operand(0), "ID")
        let setting = try Setting(invocation)
        let owner = try await setting.owner()
        let account = try await setting.account(owner: owner.address)
        let withdrawal = try await invocation.console.waiting("Waiting for the chain") {
            try await setting.symmio.withdrawals.cancel(id, of: account, owner: owner)
        }
        let stage = withdrawal.stage(at: try await setting.symmio.now())
        invocation.console.result(["id": .text(id), "stage": .string(name(stage))], "Withdrawal \(id) \(words(stage))")
    }

    // MARK: Words

    private static func name(_ stage: Withdrawal.Stage) -> String {
        switch stage {
        case .cooling: "cooling"
        case .waitingForProvider: "waiting for its provider"
        case .ready: "ready"
        case .cancelling: "cancelling"
        case .completed: "completed"
        case .cancelled: "cancelled"
        case .rejected: "rejected"
        case .suspended: "suspended"
        case .unknown(let value): "unknown \(value)"
        }
    }

    private static func words(_ stage: Withdrawal.Stage) -> String {
        if case .cooling(let until) = stage { return "can be completed from \(Words.time(until))" }
        return stage.words
    }

    private static func json(_ withdrawal: Withdrawal, at now: UInt64) -> JSONValue {
        [
            "id": .text(withdrawal.id), "amount": .text(withdrawal.amount), "stage": .string(name(withdrawal.stage(at: now))),
            "requestedAt": .count(withdrawal.requestedAt), "readyAt": .count(withdrawal.readyAt), "spedUp": .bool(withdrawal.isSpedUp),
        ]
    }

    private static func json(_ overview: WithdrawalOverview) -> JSONValue {
        [
            "account": .text(overview.account), "available": .text(overview.available), "deallocatable": .text(overview.deallocatable),
            "cooldown": .count(overview.cooldown), "maySpeedUp": .bool(overview.maySpeedUp), "suspended": .bool(overview.isSuspended),
            "withdrawals": .array(overview.withdrawals.map { json($0, at: overview.now) }), "next": .array(overview.steps.map { .string(words($0)) }),
        ]
    }

    private static func describe(_ overview: WithdrawalOverview) -> String {
        var text = Table(pairs: [
            ("Account", "\(overview.account)\(overview.isSuspended ? ", suspended" : "")"), ("Available", "\(overview.available)"),
            ("Can be deallocated", "\(overview.deallocatable)"), ("Cooldown", Words.duration(overview.cooldown)),
        ]).text
        if !overview.withdrawals.isEmpty {
            var table = Table(["id", "amount", "asked for", "state"])
            for one in overview.withdrawals {
                table.add(["\(one.id)", "\(one.amount)", Words.time(one.requestedAt), words(one.stage(at: overview.now))])
            }
            text += "\n\n" + table.text
        }
        return text + (overview.steps.isEmpty ? "" : "\n\nNext:\n" + overview.steps.map { "  \(words($0))" }.joined(separator: "\n"))
    }

    private static func words(_ step: WithdrawalOverview.Step) -> String {
        switch step {
        case .complete(let id): "symmio withdraw complete \(id)"
        case .wait(let id, let until): "withdrawal \(id) can be completed from \(Words.time(until))"
        case .request(let amount): "symmio withdraw request \(amount)"
        case .deallocate(let amount): "symmio withdraw deallocate \(amount)"
        }
    }
}
