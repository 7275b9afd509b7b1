import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts

/// `symmio account …`: the owner's sub-accounts.
enum AccountVerbs {
    static let all: [Verb] = [create, list, deposit, bind, unbind, balance, withdraw]

    private static let wallet = CommonOptions.deployment + CommonOptions.wallet
    private static let signing = wallet + CommonOptions.confirmation + [TradeVerbs.store]

    // MARK: Making and listing

    private static let create = Verb(
        name: "account create", operands: "NAME", operandCount: 1...1, summary: "Make a sub-account",
        details: """
            Its positions share margin by the isolation type: market-direction (one virtual account for each market and direction, the usual
            choice), market, position, or custom. Take profit and stop loss need market-direction or market.
            """,
        options: signing + [Option("--isolation", "TYPE", "market-direction (default), market, position or custom")]
    ) { invocation in
        let isolation = try isolation(invocation.arguments["--isolation"] ?? "market-direction")
        let name = try invocation.operand(0)
        guard (1...100).contains(name.utf8.count) else { throw UsageError("a name has 1 to 100 bytes, not \(name.utf8.count)") }
        let setting = try Setting(invocation)
        let owner = try await setting.owner()
        invocation.console.note("Make the sub-account '\(name)' of \(owner.address), isolation \(words(isolation))")
        let account = try await invocation.console.waiting("Waiting for the chain") {
            try await setting.symmio.accounts.create(name: name, isolation: isolation, owner: owner)
        }
        invocation.console.result(["account": .text(account), "name": .string(name), "owner": .text(owner.address)], "Sub-account \(account)")
    }

    private static let list = Verb(
        name: "account list", summary: "List an owner's sub-accounts",
        options: wallet + [Option("--owner", "ADDRESS", "The owner; default: the wallet's own")]
    ) { invocation in
        let setting = try Setting(invocation)
        let owner = try await setting.ownerAddress()
        let accounts = try await setting.symmio.accounts.list(owner: owner)
        var table = Table(["account", "name", "isolation", "one account per market", "state"])
        for account in accounts {
            table.add([
                "\(account.accountAddress)", account.name, words(account.isolationType), account.singleVAMode ? "yes" : "no",
                account.isExists ? "in use" : "gone",
            ])
        }
        invocation.console.result(
            .array(
                accounts.map {
                    [
                        "account": .text($0.accountAddress), "name": .string($0.name), "isolation": .string(words($0.isolationType)),
                        "singleVAMode": .bool($0.singleVAMode),
                    ]
                }), accounts.isEmpty ? "\(owner) has no sub-account here" : table.text)
    }

    private static let isolations: [(String, SubAccountIsolation)] = [
        ("market-direction", .marketDirection), ("market", .market), ("position", .position), ("custom", .custom),
    ]

    private static func isolation(_ text: String) throws -> SubAccountIsolation {
        guard let found = isolations.first(where: { $0.0 == text.lowercased().replacing("_", with: "-") }) else {
            throw UsageError("--isolation: '\(text)' is none of \(isolations.map(\.0).joined(separator: ", "))")
        }
        return found.1
    }

    private static func words(_ isolation: SubAccountIsolation) -> String { isolations.first { $0.1 == isolation }?.0 ?? "\(isolation)" }

    // MARK: Money

    private static let deposit = Verb(
        name: "account deposit", operands: "AMOUNT", operandCount: 1...1, summary: "Pay collateral into a sub-account",
        details: "Lets the Symmio core take the amount where it may not yet, tries the deposit, then sends it: two transactions at most.",
        options: signing + CommonOptions.account
    ) { invocation in
        let setting = try Setting(invocation)
        let amount = try amount(try invocation.operand(0), setting)
        let owner = try await setting.owner()
        let account = try await setting.account(owner: owner.address)
        invocation.console.note("Deposit \(amount) of collateral from \(owner.address) into \(account)")
        let receipt = try await invocation.console.waiting("Waiting for the chain") {
            try await setting.symmio.accounts.deposit(amount, into: account, owner: owner)
        }
        let balances = try await setting.symmio.accounts.balances(of: account)
        invocation.console.result(
            [
                "account": .text(account), "deposited": .text(amount), "available": .text(balances.available),
                "transaction": .string(receipt.transactionHash.hex),
            ], "Deposited \(amount); \(account) now has \(balances.available) available")
    }

    private static let balance = Verb(
        name: "account balance", summary: "Show what a sub-account and its virtual accounts have", options: wallet + CommonOptions.account
    ) { invocation in
        let setting = try Setting(invocation)
        let account = try await setting.account()
        let accounts = setting.symmio.accounts
        let detail = try await accounts.account(account)
        let virtual = try await accounts.virtualAccounts(of: account).filter(\.isExists).map(\.accountAddress)
        let binding = try await accounts.binding(of: account)
        let walletBalance = try await accounts.walletBalance(of: detail.owner)
        var table = Table(["account", "available", "allocated", "locked", "pending"])
        var rows: [JSONValue] = []
        for address in [account] + virtual {
            let balances = try await accounts.balances(of: address)
            table.add([
                address == account ? "\(address)" : "  \(address) (virtual)", "\(balances.available)", "\(balances.allocated)", "\(balances.locked)",
                "\(balances.pendingLocked)",
            ])
            rows.append(json(address, balances))
        }
        invocation.console.result(
            ["owner": .text(detail.owner), "wallet": .text(walletBalance), "binding": json(binding), "accounts": .array(rows)],
            "\(detail.name), of \(detail.owner), whose wallet holds \(walletBalance); \(words(binding))\n\n\(table.text)")
    }

    static func json(_ account: Address, _ balances: AccountBalances) -> JSONValue {
        [
            "account": .text(account), "available": .text(balances.available), "allocated": .text(balances.allocated),
            "locked": .text(balances.locked), "pendingLocked": .text(balances.pendingLocked),
        ]
    }

    static func amount(_ text: String, _ setting: Setting) throws -> TokenAmount {
        let amount: TokenAmount
        do throws(ValueError) {
            amount = try setting.symmio.accounts.collateralAmount(text)
        } catch {
            throw UsageError("'\(text)' is no amount of the collateral, which has \(setting.deployment.contracts.collateral.decimals) decimals: \(error)")
        }
        guard amount.units > .zero else { throw UsageError("'\(text)' is not above 0") }
        return amount
    }

    private static let withdraw = Verb(
        name: "account withdraw", operands: "[AMOUNT]", operandCount: 0...1, summary: "Ask for a withdrawal, complete or cancel it",
        details: """
            A withdrawal takes two steps: it is asked for, and completed after the deployment's cooldown.
            Without an amount and an option it lists those that are under way.
            """,
        options: signing + CommonOptions.account + [
            Option("--to", "ADDRESS", "Where it goes; default: the owner"), Option("--complete", "ID", "Complete one after its cooldown"),
            Option("--cancel", "ID", "Take one back"),
        ]
    ) { invocation in
        let (arguments, console) = (invocation.arguments, invocation.console)
        let isAbout = [arguments.operands.first, arguments["--complete"], arguments["--cancel"]].compactMap(\.self)
        guard isAbout.count <= 1 else { throw UsageError("either an amount, --complete or --cancel, only one of them") }
        let setting = try Setting(invocation)
        let accounts = setting.symmio.accounts
        if let text = arguments["--complete"] ?? arguments["--cancel"] {
            let id = try Words.identifier(text, arguments["--complete"] == nil ? "--cancel" : "--complete")
            let owner = try await setting.owner()
            let account = try await setting.account(owner: owner.address)
            if arguments["--complete"] != nil {
                try await console.waiting("Waiting for the chain") { try await accounts.completeWithdrawal(id, of: account, payer: owner) }
                console.result(["id": .text(id), "state": "completed"], "Withdrawal \(id) is completed")
            } else {
                try await console.waiting("Waiting for the chain") { try await accounts.cancelWithdrawal(id, of: account, owner: owner) }
                console.result(["id": .text(id), "state": "cancelled"], "Withdrawal \(id) is cancelled")
            }
            return
        }
        guard let text = arguments.operands.first else {
            let pending = try await accounts.pendingWithdrawals(of: try await setting.account())
            var table = Table(["id", "amount", "ready"])
            var rows: [JSONValue] = []
            for one in pending {
                table.add(["\(one.id)", "\(one.amount)", Words.time(one.readyAt)])
                rows.append(["id": .text(one.id), "amount": .text(one.amount), "readyAt": .count(one.readyAt)])
            }
            console.result(.array(rows), pending.isEmpty ? "No withdrawal is under way" : table.text)
            return
        }
        let amount = try amount(text, setting)
        let receiver = try arguments["--to"].map { try Words.address($0, "--to") }
        let owner = try await setting.owner()
        let account = try await setting.account(owner: owner.address)
        console.note("Withdraw \(amount) from \(account) to \(receiver ?? owner.address)")
        let (id, readyAt) = try await console.waiting("Waiting for the chain") {
            try await accounts.startWithdrawal(amount, from: account, to: receiver ?? owner.address, owner: owner)
        }
        console.result(
            ["id": .text(id), "amount": .text(amount), "readyAt": .count(readyAt)],
            "Withdrawal \(id) of \(amount) can be completed from \(Words.time(readyAt)): symmio account withdraw --complete \(id)")
    }

    // MARK: Binding

    private static let bind = Verb(
        name: "account bind", summary: "Bind a sub-account to the solver, so that its quotes need no oracle",
        options: signing + CommonOptions.account + CommonOptions.solver
    ) { invocation in
        let setting = try Setting(invocation)
        // Any address will do: a PartyB that the deployment does not list is registered all the same.
        let named = invocation.arguments["--solver"].flatMap { try? Words.address($0, "--solver") }
        let solver = try named ?? setting.solver().address
        let owner = try await setting.owner()
        let account = try await setting.account(owner: owner.address)
        try await invocation.console.waiting("Waiting for the chain") {
            try await setting.symmio.accounts.bind(account, to: solver, owner: owner)
        }
        let binding = try await setting.symmio.accounts.binding(of: account)
        invocation.console.result(["account": .text(account), "binding": json(binding)], "\(account) is \(words(binding))")
    }

    private static let unbind = Verb(
        name: "account unbind", summary: "Unbind a sub-account, in two steps with a cooldown between them",
        options: signing + CommonOptions.account + [
            Option("--complete", nil, "The second step, after the cooldown"), Option("--cancel", nil, "Take the first step back"),
        ]
    ) { invocation in
        let isBoth = invocation.arguments.has("--complete") && invocation.arguments.has("--cancel")
        guard !isBoth else { throw UsageError("either --complete or --cancel, not both") }
        let setting = try Setting(invocation)
        let accounts = setting.symmio.accounts
        let owner = try await setting.owner()
        let account = try await setting.account(owner: owner.address)
        try await invocation.console.waiting("Waiting for the chain") {
            if invocation.arguments.has("--complete") {
                try await accounts.completeUnbinding(account, owner: owner)
            } else if invocation.arguments.has("--cancel") {
                try await accounts.cancelUnbinding(account, owner: owner)
            } else {
                try await accounts.startUnbinding(account, owner: owner)
            }
        }
        let binding = try await accounts.binding(of: account)
        invocation.console.result(["account": .text(account), "binding": json(binding)], "\(account) is \(words(binding))")
    }

    static func words(_ binding: Binding) -> String {
        switch binding {
        case .none: "bound to no solver"
        case .bound(let solver): "bound to the solver \(solver)"
        case .unbinding(let solver, let readyAt):
            "being unbound from \(solver); from \(Words.time(readyAt)) 'symmio account unbind --complete' completes it"
        }
    }

    static func json(_ binding: Binding) -> JSONValue {
        switch binding {
        case .none: ["state": "none"]
        case .bound(let solver): ["state": "bound", "solver": .text(solver)]
        case .unbinding(let solver, let readyAt): ["state": "unbinding", "solver": .text(solver), "readyAt": .count(readyAt)]
        }
    }
}
