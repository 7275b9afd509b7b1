import EVMClient
import EVMCore
import Symmio
import SymmioContracts

/// `symmio open --limit` and `close --limit`: orders at a limit that the session key signs and the solver puts on chain.
enum LimitPlacing {
    static let limit = Option(
        "--limit", "PRICE", "At this price or better, whenever the market is there; where the solver takes such orders ('symmio order' else)")
    static let lifetime = Option("--lifetime", "TIME", "How long an order at a limit waits; default: 15m")

    /// The limit and how long it is to wait; nil where none is asked for.
    static func asked(_ arguments: Arguments, refusing others: [String]) throws -> (price: Wad, lifetime: UInt64)? {
        guard let text = arguments["--limit"] else {
            if arguments["--lifetime"] != nil { throw UsageError("--lifetime goes with --limit") }
            return nil
        }
        for other in others where arguments[other] != nil || arguments.has(other) { throw UsageError("\(other) does not go with --limit") }
        return (try Words.wad(text, "--limit"), try arguments["--lifetime"].map { try Words.seconds($0, "--lifetime") } ?? 900)
    }

    static func open(_ intent: LimitIntent, _ trading: TradingSession, _ invocation: Invocation) async throws {
        let preview = try await invocation.console.waiting("Asking the solver") { try await trading.preview(intent) }
        let words = OrderVerbs.describe(preview) + "\nThe session key signs:\n" + preview.operations.map { "  \($0)" }.joined(separator: "\n")
        if invocation.arguments.has("--preview") {
            var members = OrderVerbs.json(preview).object ?? [:]
            members["signs"] = .array(preview.operations.map { .string($0) })
            invocation.console.result(.object(members), words)
            return
        }
        guard await invocation.console.confirms(words) else { throw Failure("nobody agreed to the order; nothing was signed") }
        let fill = try await invocation.console.waiting("Waiting for the order to be on chain") { try await trading.place(preview) }
        invocation.console.result(OrderVerbs.json(fill), OrderVerbs.describe(fill))
    }

    static func close(_ intent: LimitCloseIntent, _ trading: TradingSession, _ invocation: Invocation) async throws {
        let preview = try await invocation.console.waiting("Asking the solver") { try await trading.preview(intent) }
        if invocation.arguments.has("--preview") {
            invocation.console.result(json(preview), describe(preview))
            return
        }
        guard await invocation.console.confirms(describe(preview)) else { throw Failure("nobody agreed to the order; nothing was signed") }
        let fill = try await invocation.console.waiting("Waiting for the order to be on chain") { try await trading.place(preview) }
        invocation.console.result(OrderVerbs.json(fill), OrderVerbs.describe(fill))
    }

    private static func describe(_ preview: LimitClosePreview) -> String {
        let table = Table(pairs: [
            ("Close", "\(preview.quantity) of position \(preview.intent.quoteId) (\(TradeWords.side(preview.position.side)) \(preview.market.name))"),
            ("At", "\(preview.price) or better, mark \(preview.mark)\(preview.isMarketable ? ": the market is there already" : "")"),
            ("Profit, before fees", "\(preview.profit)"), ("Stays open", "\(preview.remainder)"), ("Waits until", Words.time(preview.deadline)),
        ])
        return "\(table.text)\nThe session key signs:\n  \(preview.operation)"
    }

    private static func json(_ preview: LimitClosePreview) -> JSONValue {
        [
            "quoteId": .text(preview.intent.quoteId), "market": .string(preview.market.name), "quantity": .text(preview.quantity),
            "price": .text(preview.price), "mark": .text(preview.mark), "profit": .text(preview.profit), "remainder": .text(preview.remainder),
            "deadline": .count(preview.deadline), "marketable": .bool(preview.isMarketable), "signs": .array([.string(preview.operation)]),
        ]
    }
}
