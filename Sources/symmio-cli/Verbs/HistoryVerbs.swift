import EVMClient
import EVMCore
import Symmio
import SymmioContracts

/// `symmio history …`: what the deployment's indexer knows of a sub-account and its virtual accounts.
enum HistoryVerbs {
    static let all: [Verb] = [quotes, balance]

    private static let options =
        OrderVerbs.looking + [
            Option("--since", "SECONDS", "Nothing before this second since 1970"), Option("--until", "SECONDS", "Nothing after this second since 1970"),
        ]

    private static let quotes = Verb(
        name: "history quotes", summary: "List all quotes of a sub-account, open, closed and cancelled, from the deployment's indexer", options: options
    ) { invocation in
        let setting = try Setting(invocation)
        let query = try await query(invocation, setting)
        let records = try await setting.symmio.history().allQuotes(query)
        var table = Table(["quote", "market", "side", "state", "quantity", "opened at", "closed", "closed at", "profit", "changed"])
        var rows: [JSONValue] = []
        for record in records {
            let profit = try record.realisedProfit()
            table.add([
                "\(record.quoteId)", record.market ?? "\(record.symbolId)", TradeWords.side(record.side), record.status.words, "\(record.quantity)",
                record.openPrice?.description ?? "-", "\(record.closedQuantity)", record.averageClosePrice?.description ?? "-", "\(profit)",
                Words.time(record.timestamp),
            ])
            rows.append([
                "quoteId": .text(record.quoteId), "market": .string(record.market ?? "\(record.symbolId)"), "account": .text(record.account),
                "side": .string(TradeWords.side(record.side)), "state": .string(record.status.words), "quantity": .text(record.quantity),
                "openPrice": .optional(record.openPrice), "closedQuantity": .text(record.closedQuantity),
                "averageClosePrice": .optional(record.averageClosePrice), "profit": .text(profit), "timestamp": .count(record.timestamp),
            ])
        }
        invocation.console.result(.array(rows), records.isEmpty ? "No quote" : table.text)
    }

    private static let balance = Verb(
        name: "history balance", summary: "List what changed a sub-account's balances, from the deployment's indexer",
        options: options + [Option("--margin", nil, "Include margin that moved between the sub-account and its virtual accounts")]
    ) { invocation in
        let setting = try Setting(invocation)
        let query = try await query(invocation, setting)
        let showsMargin = invocation.arguments.has("--margin")
        let records = try await setting.symmio.history().allBalanceChanges(query).filter { showsMargin || !$0.isMarginTransfer }
        var table = Table(["when", "what", "amount", "account", "transaction"])
        var rows: [JSONValue] = []
        for record in records {
            table.add([Words.time(record.timestamp), words(record.kind), "\(record.amount)", "\(record.account)", record.transaction.hex])
            rows.append([
                "kind": .string(words(record.kind)), "amount": .text(record.amount), "account": .text(record.account),
                "timestamp": .count(record.timestamp), "transaction": .string(record.transaction.hex), "marginTransfer": .bool(record.isMarginTransfer),
            ])
        }
        invocation.console.result(.array(rows), records.isEmpty ? "Nothing changed" : table.text)
    }

    private static func query(_ invocation: Invocation, _ setting: Setting) async throws -> HistoryQuery {
        let since = try invocation.arguments["--since"].map { try Words.number($0, "--since") }
        let until = try invocation.arguments["--until"].map { try Words.number($0, "--until") }
        let accounts = try await setting.symmio.accountsEver(of: try await setting.account())
        var query = HistoryQuery(accounts: accounts, limit: HistoryQuery.greatestLimit)
        if let since { query.since = since }
        if let until { query.until = until }
        return query
    }

    private static func words(_ kind: BalanceRecord.Kind) -> String {
        switch kind {
        case .deposit: "deposit"
        case .withdrawal: "withdrawal"
        case .bridge: "bridge"
        case .allocation: "allocation"
        case .deallocation: "deallocation"
        case .other(let word): word.lowercased()
        }
    }
}
