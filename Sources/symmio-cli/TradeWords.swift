import EVMClient
import EVMCore
import Symmio
import SymmioContracts

/// Orders and positions in words, and as JSON.
enum TradeWords {
    // MARK: Opening

    static func describe(_ preview: OpenPreview) -> String {
        let quotation = preview.quotation
        let table = Table(pairs: [
            ("Open", "\(side(preview.intent.position)) \(quotation.quantity) \(preview.market.name), leverage \(preview.intent.leverage)"),
            ("Price", "\(preview.intent.position == .short ? "at least" : "at most") \(quotation.price) (slippage \(quotation.slippagePercent) %)"),
            ("Estimated fill", preview.estimatedFill?.description ?? "not stated"), ("Notional", "\(quotation.notional)"),
            ("Margin", "\(preview.margin) of \(preview.available) available"),
            ("Locked", "cva \(quotation.cva), liquidation fee \(quotation.lf), maintenance \(quotation.partyAmm)"),
            ("Fees, at most", words(quotation)), ("Liquidation", quotation.estimatedLiquidationPrice.map { "near \($0)" } ?? "at no price"),
        ])
        return table.text + "\nThe session key signs:\n" + preview.operations.map { "  \($0.onOneLine)" }.joined(separator: "\n")
    }

    static func json(_ preview: OpenPreview) -> JSONValue {
        let quotation = preview.quotation
        return [
            "market": .string(preview.market.name), "side": .string(side(preview.intent.position)), "quantity": .text(quotation.quantity),
            "price": .text(quotation.price), "slippagePercent": .text(quotation.slippagePercent), "estimatedFill": .optional(preview.estimatedFill),
            "notional": .text(quotation.notional), "margin": .text(preview.margin), "available": .text(preview.available),
            "cva": .text(quotation.cva), "lf": .text(quotation.lf), "partyAmm": .text(quotation.partyAmm), "partyBmm": .text(quotation.partyBmm),
            "fees": .text(quotation.fees.total),
            "feeItems": .object(Dictionary(items(quotation.fees).map { ($0.name, .text($0.amount)) }, uniquingKeysWith: { first, _ in first })),
            "mark": .text(quotation.terms.mark), "leverage": .text(preview.intent.leverage),
            "liquidationPrice": .optional(quotation.estimatedLiquidationPrice), "account": .text(preview.account),
            "signs": .array(preview.operations.map { .string($0) }),
        ]
    }

    /// The sum, and of what it is.
    private static func words(_ quotation: OpenQuotation) -> String {
        let parts = items(quotation.fees).filter { $0.amount > .zero }.map { "\($0.words) \($0.amount)" }
        let isOpenOnly = quotation.terms.profile == .sdkDeferred
        return "\(quotation.fees.total)\(parts.isEmpty ? "" : ": \(parts.joined(separator: ", "))")\(isOpenOnly ? "; closing is paid when closing" : "")"
    }

    private static func items(_ fees: OpenFees) -> [(name: String, words: String, amount: Wad)] {
        [
            ("platformOpen", "opening", fees.platformOpen), ("platformClose", "closing", fees.platformClose),
            ("solverOpen", "solver's for opening", fees.solverOpen), ("solverClose", "solver's for closing", fees.solverClose),
            ("staticOpen", "solver's flat for opening", fees.staticOpen), ("staticClose", "solver's flat for closing", fees.staticClose),
            ("settlement", "filled beside the mark", fees.settlement),
        ]
    }

    // MARK: Closing

    static func describe(_ preview: ClosePreview) -> String {
        let table = Table(pairs: [
            ("Close", "\(preview.quantity) of position \(preview.intent.quoteId) (\(side(preview.position.side)) \(preview.market.name))"),
            ("Price", "\(preview.position.side == .short ? "at most" : "at least") \(preview.price), mark \(preview.mark)"),
            ("Estimated fill", preview.estimatedFill?.description ?? "not stated"), ("Profit, before fees", "\(preview.profit)"),
            ("Fees", "\(preview.fees.total)"), ("Stays open", "\(preview.remainder)"),
        ])
        return "\(table.text)\nThe session key signs:\n  \(preview.operation.onOneLine)"
    }

    static func json(_ preview: ClosePreview) -> JSONValue {
        [
            "quoteId": .text(preview.intent.quoteId), "market": .string(preview.market.name), "quantity": .text(preview.quantity),
            "price": .text(preview.price), "mark": .text(preview.mark), "estimatedFill": .optional(preview.estimatedFill),
            "profit": .text(preview.profit), "fees": .text(preview.fees.total), "remainder": .text(preview.remainder),
            "signs": .array([.string(preview.operation)]),
        ]
    }

    static func describe(_ closed: ClosedPosition) -> String {
        "Position \(closed.quoteId): \(closed.quantity) closed at \(closed.price); "
            + (closed.remainder == .zero ? "nothing stays open" : "\(closed.remainder) stays open")
    }

    static func json(_ closed: ClosedPosition) -> JSONValue {
        ["quoteId": .text(closed.quoteId), "quantity": .text(closed.quantity), "price": .text(closed.price), "remainder": .text(closed.remainder)]
    }

    // MARK: Positions

    static func side(_ position: PositionType) -> String { position == .short ? "short" : "long" }

    static func json(_ position: Position, mark: Wad? = nil, profit: SignedWad? = nil) -> JSONValue {
        [
            "quoteId": .text(position.quoteId), "account": .text(position.account), "subAccount": .text(position.subAccount),
            "market": .string(position.market), "side": .string(side(position.side)), "state": .string(position.status.words),
            "quantity": .text(position.quantity), "openQuantity": .text(position.openQuantity), "openPrice": .text(position.openPrice),
            "averageClosePrice": .text(position.averageClosePrice), "mark": .optional(mark), "profit": .optional(profit),
            "createdAt": .count(position.createdAt),
        ]
    }

    static func describe(_ live: LivePosition) -> String {
        let order = live.pending.map { "order \($0.id)" } ?? live.id
        guard let position = live.position else { return "\(order): \(live.market), \(words(live.stage))" }
        return
            "position \(position.quoteId): \(side(position.side)) \(position.openQuantity) \(position.market) at \(position.openPrice), "
            + "mark \(live.mark?.description ?? "-"), profit \(live.profit?.description ?? "-"), \(words(live.stage))"
    }

    static func json(_ live: LivePosition) -> JSONValue {
        var members: [String: JSONValue] = ["id": .string(live.id), "market": .string(live.market), "stage": .string(words(live.stage))]
        if let position = live.position { members.merge(json(position, mark: live.mark, profit: live.profit).object ?? [:]) { mine, _ in mine } }
        return .object(members)
    }

    private static func words(_ stage: LivePosition.Stage) -> String {
        switch stage {
        case .sending: "being sent"
        case .accepted: "taken by the solver"
        case .waiting: "waits on chain for its price"
        case .priced(let price): "priced by the solver at \(price)"
        case .open: "open"
        case .closing(let price): price.map { "being closed at \($0)" } ?? "being closed"
        case .closed: "closed"
        case .ended(let status): status.words
        case .failed(let refusal): "failed: \(refusal)"
        }
    }

    // MARK: Earlier orders

    static func json(_ settled: SettledTransaction) -> JSONValue {
        let outcome: (String, JSONValue) =
            switch settled.outcome {
            case .mined(let receipt): ("block", .text(receipt.blockNumber))
            case .failed(let error): ("failed", .text(error))
            case .unknown(let error): ("unknown", .text(error))
            }
        return .object([
            "transaction": .text(settled.transaction.hash), "purpose": .string(settled.transaction.purpose), outcome.0: outcome.1,
        ])
    }

    static func describe(_ recovered: Recovered) -> String {
        switch recovered.outcome {
        case .opened(let position):
            "Earlier order \(recovered.operation.id): position \(position.quoteId) was opened at \(position.openPrice)"
        case .limit(let fill): "Earlier order \(recovered.operation.id): \(OrderVerbs.describe(fill))"
        case .limitClose(let fill): "Earlier order \(recovered.operation.id): \(OrderVerbs.describe(fill))"
        case .closed(let outcomes):
            outcomes.sorted { $0.key < $1.key }.map { id, outcome in
                switch outcome {
                case .success(let closed): "Earlier order \(recovered.operation.id): \(describe(closed))"
                case .failure(let error): "Earlier order \(recovered.operation.id): position \(id): \(error)"
                }
            }.joined(separator: "\n")
        case .error(let error): "Earlier order \(recovered.operation.id): \(error)"
        }
    }

    static func json(_ recovered: Recovered) -> JSONValue {
        var members: [String: JSONValue] = ["id": .string(recovered.operation.id)]
        switch recovered.outcome {
        case .opened(let position): members["opened"] = json(position)
        case .limit(let fill): members["limit"] = OrderVerbs.json(fill)
        case .limitClose(let fill): members["limitClose"] = OrderVerbs.json(fill)
        case .closed(let outcomes):
            members["closed"] = .array(
                outcomes.sorted { $0.key < $1.key }.map { id, outcome in
                    switch outcome {
                    case .success(let closed): json(closed)
                    case .failure(let error): ["quoteId": .text(id), "error": .text(error)]
                    }
                })
        case .error(let error): members["error"] = .text(error)
        }
        return .object(members)
    }
}
