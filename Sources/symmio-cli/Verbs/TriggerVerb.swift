import EVMClient
import EVMCore
import Symmio

/// `symmio tpsl`: take profit and stop loss.
enum TriggerVerb {
    static let tpsl = Verb(
        name: "tpsl", operands: "POSITION", operandCount: 1...1, summary: "Set, show or cancel take profit and stop loss",
        details: """
            Without prices it shows what is set. Setting again replaces. POSITION is a position's number, or the id of an order that is still on
            its way, as 'symmio open --no-wait' gives it: take profit and stop loss then wait for the position.
            """,
        options: TradeVerbs.signing + [
            Option("--take-profit", "PRICE", "Close when the price has come so far in your favour"),
            Option("--stop-loss", "PRICE", "Close when it has come so far against you"),
            Option("--quantity", "N", "Close only so much; default: all that is open"),
            Option("--slippage", "PERCENT", "How much worse than its trigger a close may be filled; default: the deployment's rule"),
            Option("--take-profit-bound", "PRICE", "The worst price at which the take profit's close may be filled"),
            Option("--stop-loss-bound", "PRICE", "The same of the stop loss"),
            Option("--cancel", nil, "Cancel both"),
        ]
    ) { invocation in
        let arguments = invocation.arguments
        let wanted = try wanted(arguments)
        let sets = wanted.takeProfit != nil || wanted.stopLoss != nil
        if sets, arguments.has("--cancel") { throw UsageError("either prices or --cancel, not both") }
        try refusePreviewOfCancel(arguments)
        if sets || arguments.has("--cancel"), !arguments.has("--preview") { try invocation.console.requireConsent() }
        let subject = try subject(try invocation.operand(0))
        let setting = try Setting(invocation)
        let trading = sets || arguments.has("--cancel") ? try await setting.trading() : try await setting.watching(withStore: subject.isOrder)
        try await TradeVerbs.stopping(trading) {
            let console = invocation.console
            let subject = try await found(subject, trading)
            guard sets || arguments.has("--cancel") else {
                let orders = try await orders(of: subject, trading)
                if orders.isEmpty, case .position(let id) = subject { _ = try await trading.position(id) }
                showOrders(orders, of: subject.words, console)
                return
            }
            if arguments.has("--cancel") {
                guard await console.confirms("Cancel take profit and stop loss of \(subject.words)") else {
                    throw Failure("nobody agreed; nothing was signed")
                }
                showOrders(try await console.waiting("Waiting for the handler") { try await cancel(subject, trading) }, of: subject.words, console)
                return
            }
            let preview = try await preview(wanted, subject, trading)
            let words = (["The session key signs, mark price \(preview.mark):"] + preview.words.map { "  \($0.onOneLine)" }).joined(separator: "\n")
            if arguments.has("--preview") {
                console.result(["mark": .text(preview.mark), "signs": .array(preview.words.map { .string($0) })], words)
                return
            }
            guard await console.confirms(words) else { throw Failure("nobody agreed; nothing was signed") }
            showOrders(try await console.waiting("Waiting for the handler") { try await trading.set(preview) }, of: subject.words, console)
        }
    }

    /// Cancelling signs something without showing it first; whoever wants nothing signed must not be taken to mean that.
    static func refusePreviewOfCancel(_ arguments: Arguments) throws {
        guard arguments.has("--preview"), arguments.has("--cancel") else { return }
        throw UsageError("--preview shows what would be set; there is none of --cancel")
    }

    private static func wanted(_ arguments: Arguments) throws -> TakeProfitStopLoss {
        func price(_ name: String) throws -> Wad? { try arguments[name].map { try Words.wad($0, name) } }
        var wanted = TakeProfitStopLoss(
            takeProfit: try price("--take-profit"), stopLoss: try price("--stop-loss"), quantity: try price("--quantity"))
        let bounds = (try price("--take-profit-bound"), try price("--stop-loss-bound"))
        switch (try arguments["--slippage"].map { try Words.percent($0, "--slippage") }, bounds) {
        case (let percent?, (nil, nil)): wanted.bound = .slippage(percent: percent)
        case (nil, (nil, nil)): wanted.bound = .profile
        case (nil, (let takeProfit, let stopLoss)): wanted.bound = .prices(takeProfit: takeProfit, stopLoss: stopLoss)
        default: throw UsageError("either --slippage or --take-profit-bound and --stop-loss-bound, not both")
        }
        if wanted.takeProfit == nil, wanted.stopLoss == nil {
            for name in ["--quantity", "--slippage"] where arguments[name] != nil { throw UsageError("\(name) goes with --take-profit or --stop-loss") }
        }
        if bounds.0 != nil, wanted.takeProfit == nil { throw UsageError("--take-profit-bound goes with --take-profit") }
        if bounds.1 != nil, wanted.stopLoss == nil { throw UsageError("--stop-loss-bound goes with --stop-loss") }
        return wanted
    }

    // MARK: Positions and orders on their way

    private enum Subject: Sendable {
        case position(UInt256)
        /// An order by its id, before it was looked for.
        case id(String)
        case order(PendingOperation)

        var isOrder: Bool { if case .position = self { false } else { true } }

        var words: String {
            switch self {
            case .position(let id): "Position \(id)"
            case .id(let id): "Order \(id)"
            case .order(let order): "Order \(order.id)"
            }
        }
    }

    private static func subject(_ text: String) throws -> Subject {
        // The ids of orders have dashes, numbers have none.
        text.contains("-") ? .id(text.lowercased()) : .position(try Words.identifier(text, "POSITION"))
    }

    /// An order by its id: on its way, or come to the chain since.
    private static func found(_ subject: Subject, _ trading: TradingSession) async throws -> Subject {
        guard case .id(let id) = subject else { return subject }
        let state = try await trading.store.load()
        if let order = state.pending.first(where: { $0.id.lowercased() == id }) { return .order(order) }
        if let position = state.positions.first(where: { $0.correlationId?.lowercased() == id }) { return .position(position.quoteId) }
        throw Failure("there is no order \(id) in the store")
    }

    private static func orders(of subject: Subject, _ trading: TradingSession) async throws -> [ConditionalOrderRow] {
        switch subject {
        case .position(let id): try await trading.takeProfitStopLoss(of: id)
        case .order(let order): try await trading.takeProfitStopLoss(of: order)
        case .id: []
        }
    }

    private static func cancel(_ subject: Subject, _ trading: TradingSession) async throws -> [ConditionalOrderRow] {
        switch subject {
        case .position(let id): try await trading.cancelTakeProfitStopLoss(of: id)
        case .order(let order): try await trading.cancelTakeProfitStopLoss(of: order)
        case .id: []
        }
    }

    private static func preview(
        _ wanted: TakeProfitStopLoss, _ subject: Subject, _ trading: TradingSession
    ) async throws -> TakeProfitStopLossPreview {
        switch subject {
        case .position(let id): try await trading.preview(wanted, for: id)
        case .order(let order): try await trading.preview(wanted, for: order)
        case .id(let id): throw Failure("there is no order \(id) in the store")
        }
    }

    private static func showOrders(_ orders: [ConditionalOrderRow], of words: String, _ console: Console) {
        var table = Table(["order", "kind", "trigger", "quantity", "price", "state"])
        for order in orders {
            table.add([
                order.orderId, order.kind?.rawValue ?? "-", order.trigger?.description ?? "-", order.quantity?.description ?? "-",
                order.price?.description ?? "-", order.state.rawValue,
            ])
        }
        let rows: [JSONValue] = orders.map {
            [
                "order": .string($0.orderId), "quoteId": .count($0.quoteId), "kind": .optional($0.kind?.rawValue), "trigger": .optional($0.trigger),
                "quantity": .optional($0.quantity), "price": .optional($0.price), "state": .string($0.state.rawValue),
            ]
        }
        console.result(.array(rows), orders.isEmpty ? "\(words) has neither a take profit nor a stop loss" : table.text)
    }
}
