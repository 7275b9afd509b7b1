import EVMClient
import EVMCore
import Symmio
import SymmioContracts

/// `symmio history …`: what the deployment's indexer knows of a sub-account and its virtual accounts.
enum HistoryVerbs {
    static let all: [Verb] = [quotes, events, balance]

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

    private static let events = Verb(
        name: "history events",
        summary: "List what happened to a sub-account's quotes: each partial close, forced ones, liquidations, settlements, funding",
        options: options + [Option("--closes", nil, "Only what was closed, in whatever way")]
    ) { invocation in
        let setting = try Setting(invocation)
        let query = try await query(invocation, setting)
        let onlyCloses = invocation.arguments.has("--closes")
        let records = try await setting.symmio.history().allQuoteEvents(query).filter { !onlyCloses || $0.kind.isClose }
        var table = Table(["when", "quote", "market", "side", "what", "quantity", "price", "open price", "funding"])
        var rows: [JSONValue] = []
        for record in records {
            let funding = record.fundingPaid.flatMap { $0 > .zero ? "-\($0)" : nil } ?? record.fundingReceived?.description ?? "-"
            table.add([
                Words.time(record.timestamp), "\(record.quoteId)", record.market ?? "\(record.symbolId)", TradeWords.side(record.side),
                words(record.kind), (record.quantity ?? record.openQuantity)?.description ?? "-", record.price?.description ?? "-",
                record.openPrice?.description ?? "-", funding,
            ])
            rows.append([
                "kind": .string(words(record.kind)), "quoteId": .text(record.quoteId), "market": .string(record.market ?? "\(record.symbolId)"),
                "account": .text(record.account), "side": .string(TradeWords.side(record.side)), "quantity": .optional(record.quantity),
                "price": .optional(record.price), "state": record.status.map { .string($0.words) } ?? .null,
                "previousOpenPrice": .optional(record.previousOpenPrice), "openPrice": .optional(record.openPrice),
                "openQuantity": .optional(record.openQuantity), "fundingPaid": .optional(record.fundingPaid),
                "fundingReceived": .optional(record.fundingReceived), "fundingRate": .optional(record.fundingRate),
                "timestamp": .count(record.timestamp), "transaction": .string(record.transaction.hex),
            ])
        }
        invocation.console.result(.array(rows), records.isEmpty ? "Nothing happened" : table.text)
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
        if let since, let until, since > until { throw UsageError("--since: \(since) is after --until, \(until)") }
        let accounts = try await setting.symmio.accountsEver(of: try await setting.account())
        var query = HistoryQuery(accounts: accounts, limit: HistoryQuery.greatestLimit)
        if let since { query.since = since }
        if let until { query.until = until }
        return query
    }

    private static func words(_ kind: QuoteEventRecord.Kind) -> String {
        switch kind {
        case .close: "close"
        case .forcedClose: "forced close"
        case .emergencyClose: "emergency close"
        case .deleveraging: "deleveraging"
        case .liquidation(.trader): "liquidation"
        case .liquidation(.solver): "liquidation of the solver"
        case .liquidation(.clearingHouse): "liquidation by the clearing house"
        case .settlement: "settlement"
        case .funding: "funding"
        case .deferredFunding: "deferred funding"
        case .other(let word): word.lowercased().replacing("_", with: " ")
        }
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
