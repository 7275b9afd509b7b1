import EVMClient
import EVMCore
import EVMSigning
import Symmio

/// `symmio legacy deposit`, `allocate`, `deallocate`, `withdraw`, `balance`: an account's money on its way in and out.
enum LegacyMoneyVerbs {
    static let all: [Verb] = [deposit, allocate, deallocate, withdraw, balance]

    private static let signing = LegacyAccountVerbs.signing + LegacyAccountVerbs.account

    private static let deposit = Verb(
        name: "legacy deposit", operands: "AMOUNT", operandCount: 1...1, summary: "Older flow: pay collateral into an account",
        details: "Lets MultiAccount take the amount where it may not yet, then pays it in and allocates it to trading: two transactions at most.",
        options: signing + [Option("--no-allocate", nil, "Leave it in the free balance, which trading does not use")]
    ) { invocation in
        let setting = try LegacySetting(invocation)
        let amount = try amount(invocation, setting)
        let owner = try await setting.owner()
        let account = try await setting.account()
        let isFree = invocation.arguments.has("--no-allocate")
        _ = try await invocation.console.waiting("Waiting for the chain") {
            isFree
                ? try await setting.accounts.deposit(amount, into: account, owner: owner)
                : try await setting.accounts.depositAndAllocate(amount, into: account, owner: owner)
        }
        let balances = try await setting.accounts.balances(of: account)
        invocation.console.result(
            AccountVerbs.json(account, balances), "Deposited \(amount); \(account) now has \(balances.allocated) allocated, \(balances.available) free")
    }

    private static let withdraw = Verb(
        name: "legacy withdraw", operands: "AMOUNT", operandCount: 1...1, summary: "Older flow: pay an account's free balance out",
        details: "After the core's cooldown since the account's last deallocation; 'symmio legacy balance' tells from when on.",
        options: signing + [Option("--to", "ADDRESS", "Who is paid; default: the owner")]
    ) { invocation in
        let setting = try LegacySetting(invocation)
        let amount = try amount(invocation, setting)
        let receiver = try invocation.arguments["--to"].map { try Words.address($0, "--to") }
        let owner = try await setting.owner()
        let account = try await setting.account()
        _ = try await invocation.console.waiting("Waiting for the chain") {
            try await setting.accounts.withdraw(amount, from: account, to: receiver, owner: owner)
        }
        let balances = try await setting.accounts.balances(of: account)
        invocation.console.result(
            AccountVerbs.json(account, balances), "Paid \(amount) out to \(receiver ?? owner.address); \(account) has \(balances.available) free")
    }

    private static let allocate = Verb(
        name: "legacy allocate", operands: "USD", operandCount: 1...1, summary: "Older flow: move free balance to what trading uses", options: signing
    ) { invocation in
        let amount = try Words.wad(try invocation.operand(0), "USD")
        let setting = try LegacySetting(invocation)
        let owner = try await setting.owner()
        let account = try await setting.account()
        try await invocation.console.waiting("Waiting for the chain") { try await setting.accounts.allocate(amount, of: account, owner: owner) }
        let balances = try await setting.accounts.balances(of: account)
        invocation.console.result(
            AccountVerbs.json(account, balances), "Allocated \(amount); \(account) now has \(balances.allocated) allocated, \(balances.available) free")
    }

    private static let deallocate = Verb(
        name: "legacy deallocate", operands: "USD", operandCount: 1...1,
        summary: "Older flow: move what trading does not need back to the free balance",
        details: """
            Asks the deployment's oracle for its word on the account's open profit or loss, which the core checks. All of the free balance can
            then be paid out after the core's cooldown.
            """, options: signing
    ) { invocation in
        let amount = try Words.wad(try invocation.operand(0), "USD")
        let setting = try LegacySetting(invocation)
        let owner = try await setting.owner()
        let account = try await setting.account()
        try await invocation.console.waiting("Waiting for oracle and chain") {
            try await setting.accounts.deallocate(amount, of: account, owner: owner)
        }
        let payout = try await setting.accounts.payout(of: account)
        invocation.console.result(
            json(account, payout),
            "Deallocated \(amount); the free balance of \(payout.balances.available) can be paid out \(words(payout.payableFrom))")
    }

    private static let balance = Verb(
        name: "legacy balance", summary: "Older flow: show what an account has, and when it can leave",
        options: LegacyAccountVerbs.wallet + LegacyAccountVerbs.account
    ) { invocation in
        let setting = try LegacySetting(invocation)
        let account = try await setting.account()
        let payout = try await setting.accounts.payout(of: account)
        let balances = payout.balances
        invocation.console.result(
            json(account, payout),
            Table(pairs: [
                ("Account", "\(account)"), ("Free", "\(balances.available)"), ("Allocated", "\(balances.allocated)"), ("Locked", "\(balances.locked)"),
                ("Pending", "\(balances.pendingLocked)"), ("Can deallocate", words(payout.deallocatableFrom)),
                ("Can be paid out", words(payout.payableFrom)),
            ]).text)
    }

    private static func words(_ time: UInt64?) -> String { time.map { "from \(Words.time($0)) on" } ?? "now" }

    private static func json(_ account: Address, _ payout: LegacyPayout) -> JSONValue {
        var members = AccountVerbs.json(account, payout.balances).object ?? [:]
        members["deallocatableFrom"] = payout.deallocatableFrom.map { .count($0) } ?? .null
        members["payableFrom"] = payout.payableFrom.map { .count($0) } ?? .null
        return .object(members)
    }

    private static func amount(_ invocation: Invocation, _ setting: LegacySetting) throws -> TokenAmount {
        let text = try invocation.operand(0)
        do throws(ValueError) {
            let amount = try setting.accounts.collateralAmount(text)
            if amount.units > .zero { return amount }
        } catch {
            throw UsageError("'\(text)' is no amount of the collateral, which has \(setting.deployment.collateral.decimals) decimals: \(error)")
        }
        throw UsageError("'\(text)' is not above 0")
    }
}
