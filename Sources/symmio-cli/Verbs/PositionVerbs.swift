import EVMClient
import EVMCore
import Symmio
import SymmioContracts

/// `symmio positions`, `recover` and `watch`.
enum PositionVerbs {
    static let positions = Verb(
        name: "positions", summary: "List the open positions of a sub-account, as the chain has them",
        options: CommonOptions.deployment + CommonOptions.account + CommonOptions.wallet + CommonOptions.solver
    ) { invocation in
        let setting = try Setting(invocation)
        let trading = try await setting.watching()
        try await TradeVerbs.stopping(trading) {
            let positions = try await trading.openPositions()
            // Another address has none either; who asks for it by mistake is to know.
            if positions.isEmpty { _ = try await setting.symmio.accounts.account(trading.session.subAccount) }
            var table = Table(["position", "market", "side", "open", "price", "mark", "profit", "state"])
            var rows: [JSONValue] = []
            for position in positions {
                let mark = await mark(position, trading)
                let profit = mark.flatMap { try? position.profit(at: $0) }
                table.add([
                    "\(position.quoteId)", position.market, TradeWords.side(position.side), "\(position.openQuantity)",
                    "\(position.openPrice)", mark?.description ?? "-", profit?.description ?? "-", position.status.words,
                ])
                rows.append(TradeWords.json(position, mark: mark, profit: profit))
            }
            invocation.console.result(.array(rows), positions.isEmpty ? "No open position" : table.text)
        }
    }

    /// A price that cannot be had now is no reason not to list the position.
    private static func mark(_ position: Position, _ trading: TradingSession) async -> Wad? {
        guard let market = try? await trading.market(position.market) else { return nil }
        return try? await trading.markPrice(of: market)
    }

    static let recover = Verb(
        name: "recover", summary: "Tell what became of orders and transactions that an earlier run did not see the end of",
        details: """
            Looks at the notification search, the solver and the chain. 'open' and 'close' do it too, before they send anything. A wallet's
            transaction that no node knows is sent now: it was signed and agreed to, and the chain takes it once.
            """,
        options: TradeVerbs.shared
    ) { invocation in
        let setting = try Setting(invocation)
        let trading = try await setting.trading()
        try await TradeVerbs.stopping(trading) {
            let transactions = try await setting.settled()
            let found = try await invocation.console.waiting("Looking up earlier orders") { try await trading.recover() }
            let lines = transactions.map(\.description) + found.map(TradeWords.describe)
            invocation.console.result(
                .array(transactions.map(TradeWords.json) + found.map(TradeWords.json)),
                lines.isEmpty ? "Nothing is under way" : lines.joined(separator: "\n"))
        }
    }

    static let watch = Verb(
        name: "watch", summary: "Show the sub-account's positions, and what changes, until it is stopped",
        details: """
            Positions of the chain, orders on their way, the solver's reports and mark prices, merged: a line for each change, with --json an
            object. Ctrl-C ends it.
            """,
        options: CommonOptions.deployment + CommonOptions.account + CommonOptions.wallet + CommonOptions.solver + [
            TradeVerbs.store, Option("--for", "TIME", "End after so long"), Option("--no-prices", nil, "Leave out changes of the mark price alone"),
        ]
    ) { invocation in
        // A century is for ever, and no clock's end.
        let limit = try invocation.arguments["--for"].map { min(try Words.seconds($0, "--for"), 100 * 365 * 86_400) }
        let marks = !invocation.arguments.has("--no-prices")
        let trading = try await Setting(invocation).watching(withStore: true)
        try await TradeVerbs.stopping(trading) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    var last: PositionSnapshot?
                    for await snapshot in trading.positions(marks: marks) {
                        report(snapshot, after: last, invocation.console)
                        last = snapshot
                    }
                }
                if let limit { group.addTask { try await Task.sleep(for: .seconds(limit)) } }
                try await group.next()
                group.cancelAll()
            }
        }
    }

    /// Prints what differs from the last snapshot.
    private static func report(_ snapshot: PositionSnapshot, after last: PositionSnapshot?, _ console: Console) {
        if let problem = snapshot.problem, problem != last?.problem {
            console.result(["problem": .string(problem)], "the chain cannot be read: \(problem)")
        }
        if last?.isConnected == true, !snapshot.isConnected { console.note("the solver's socket is lost; it comes back by itself") }
        if last == nil, snapshot.positions.isEmpty { console.note("No open position; changes follow") }
        let before = Dictionary((last?.positions ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for position in snapshot.positions where before[position.id] != position {
            console.result(TradeWords.json(position), TradeWords.describe(position))
        }
    }
}
