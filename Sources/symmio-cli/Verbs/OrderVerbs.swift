import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts

/// `symmio order …` and `symmio force …`: orders that wait on chain, and every way out of them. The wallet signs, not the session key.
enum OrderVerbs {
    static let all: [Verb] = [limit, close, list, fill, wait, cancel, expire, force, forceCancel, forceCancelClose, forceClose]

    static let looking = CommonOptions.deployment + CommonOptions.account + CommonOptions.wallet
    static let signing = looking + CommonOptions.confirmation + [TradeVerbs.store]

    // MARK: Sending

    private static let limit = Verb(
        name: "order limit", operands: "MARKET long|short PRICE", operandCount: 3...3, summary: "Open a position at a price or better",
        details: """
            The solver fills it, wholly or in part, when the market is there; what a partial fill leaves waits on as an order of its own. Sent
            by the owner's wallet: one transaction, or two before 0.8.6.
            """,
        options: signing + CommonOptions.solver + [
            Option("--quantity", "N", "How much, in the market's units"), Option("--margin", "USD", "How much, by the margin instead"),
            Option("--leverage", "N", "Default: 1"), Option("--lifetime", "TIME", "How long it waits; default: 15m"),
            Option("--preview", nil, "Show what would be sent, send nothing"),
        ]
    ) { invocation in
        let arguments = invocation.arguments
        let intent = LimitIntent(
            market: try invocation.operand(0), position: try TradeVerbs.side(try invocation.operand(1)), size: try TradeVerbs.size(arguments),
            leverage: try arguments["--leverage"].map { try Words.wad($0, "--leverage") } ?? .one,
            price: try Words.wad(try invocation.operand(2), "PRICE"), lifetime: try arguments["--lifetime"].map { try Words.seconds($0, "--lifetime") } ?? 900)
        let setting = try Setting(invocation)
        let owner = arguments.has("--preview") ? nil : try await setting.owner()
        let trading = try await setting.watching()
        try await TradeVerbs.stopping(trading) {
            let preview = try await invocation.console.waiting("Asking the solver") { try await trading.preview(intent) }
            guard let owner else {
                invocation.console.result(json(preview), describe(preview))
                return
            }
            invocation.console.note(describe(preview))
            let fill = try await invocation.console.waiting("Waiting for the chain") { try await trading.send(preview, owner: owner) }
            invocation.console.result(json(fill), describe(fill))
        }
    }

    private static let close = Verb(
        name: "order close", operands: "POSITION PRICE", operandCount: 2...2, summary: "Close a position at a price or better",
        details: "Where the solver does not fill it although the market was there, 'symmio force' tells whether it can be forced.",
        options: signing + [
            Option("--quantity", "N", "Only so much of it"), Option("--lifetime", "TIME", "How long it waits; default: 24h"),
        ]
    ) { invocation in
        let arguments = invocation.arguments
        let id = try Words.identifier(try invocation.operand(0), "POSITION")
        let price = try Words.wad(try invocation.operand(1), "PRICE")
        let quantity = try arguments["--quantity"].map { try Words.wad($0, "--quantity") }
        let lifetime = try arguments["--lifetime"].map { try Words.seconds($0, "--lifetime") } ?? 86_400
        let setting = try Setting(invocation)
        let owner = try await setting.owner()
        let (deadline, overflow) = try await setting.symmio.now().addingReportingOverflow(lifetime)
        let order = try await invocation.console.waiting("Waiting for the chain") {
            try await setting.symmio.orders.close(id, atLimit: price, quantity: quantity, deadline: overflow ? .max : deadline, owner: owner)
        }
        invocation.console.result(json(order), describe(order))
    }

    // MARK: Looking

    private static let list = Verb(
        name: "order list", summary: "List orders that wait on chain: to open, and to close", options: looking
    ) { invocation in
        let setting = try Setting(invocation)
        let now = try await setting.symmio.now()
        let orders = try await setting.symmio.orders.resting(of: try await setting.account())
        var table = Table(["quote", "wants", "side", "quantity", "price", "type", "state", "until"])
        for order in orders {
            table.add([
                "\(order.quoteId)", order.kind.rawValue, TradeWords.side(order.side), "\(order.quantity)", "\(order.price)", type(order),
                order.isExpired(at: now) ? "expired" : order.status.words, Words.time(order.deadline),
            ])
        }
        invocation.console.result(.array(orders.map { json($0) }), orders.isEmpty ? "No order waits" : table.text)
    }

    private static let fill = Verb(
        name: "order show", operands: "QUOTE", operandCount: 1...1, summary: "Show how far an order to open is filled", options: looking
    ) { invocation in
        let id = try Words.identifier(try invocation.operand(0), "QUOTE")
        let fill = try await Setting(invocation).symmio.orders.fill(of: id)
        invocation.console.result(json(fill), describe(fill))
    }

    private static let wait = Verb(
        name: "order wait", operands: "QUOTE", operandCount: 1...1, summary: "Wait until an order to open is filled, cancelled or expired",
        options: looking + CommonOptions.solver + [TradeVerbs.store]
    ) { invocation in
        let id = try Words.identifier(try invocation.operand(0), "QUOTE")
        let trading = try await Setting(invocation).watching(withStore: true)
        try await TradeVerbs.stopping(trading) {
            let fill = try await invocation.console.waiting("Waiting for the market") { try await trading.waitForFill(of: id) }
            invocation.console.result(json(fill), describe(fill))
        }
    }

    // MARK: Cancelling

    private static let cancel = Verb(
        name: "order cancel", operands: "QUOTE", operandCount: 1...1, summary: "Cancel an order to open, or the request to close a position",
        details: "At once where no solver has it yet; else the solver has to agree, and after a cooldown the cancellation can be forced.",
        options: signing
    ) { invocation in
        let id = try Words.identifier(try invocation.operand(0), "QUOTE")
        let setting = try Setting(invocation)
        let owner = try await setting.owner()
        let outcome = try await invocation.console.waiting("Waiting for the chain") { try await setting.symmio.orders.cancel(id, owner: owner) }
        switch outcome {
        case .cancelled: invocation.console.result(["quoteId": .text(id), "state": "cancelled"], "Order \(id) is cancelled")
        case .expired: invocation.console.result(["quoteId": .text(id), "state": "expired"], "Order \(id) had expired and is tidied away")
        case .filled: invocation.console.result(["quoteId": .text(id), "state": "filled"], "The solver was quicker: order \(id) is filled")
        case .requested(let from):
            invocation.console.result(
                ["quoteId": .text(id), "state": "requested", "forceFrom": .count(from)],
                "The solver has order \(id) and must agree; where it does not, it can be forced from \(Words.time(from))")
        }
    }

    private static let expire = Verb(
        name: "order expire", operands: "QUOTE…", operandCount: 1...20, summary: "Tidy away orders whose deadline has passed", options: signing
    ) { invocation in
        let ids = try invocation.arguments.operands.map { try Words.identifier($0, "QUOTE") }
        let setting = try Setting(invocation)
        let owner = try await setting.owner()
        try await invocation.console.waiting("Waiting for the chain") { try await setting.symmio.orders.expire(ids, payer: owner) }
        invocation.console.result(
            .array(ids.map { ["quoteId": .text($0), "state": "expired"] }), "Tidied away: \(ids.map(\.description).joined(separator: ", "))")
    }

    // MARK: Forcing

    private static let force = Verb(
        name: "force status", operands: "QUOTE", operandCount: 1...1, summary: "Tell what can be forced on a quote, and when", options: looking
    ) { invocation in
        let id = try Words.identifier(try invocation.operand(0), "QUOTE")
        let orders = try Setting(invocation).symmio.orders
        var answers: [ForceEligibility] = []
        for action in ForceAction.allCases { answers.append(try await orders.eligibility(action, of: id)) }
        let window = try await orders.forceCloseWindow(of: id)
        var members: [String: JSONValue] = Dictionary(
            answers.map { ($0.action.rawValue, json($0)) }, uniquingKeysWith: { first, _ in first })
        var text = answers.map(\.description).joined(separator: "\n")
        if let window, answers.contains(where: { $0.action == .closePosition && [.now].contains($0.verdict) }) {
            members["window"] = ["from": .count(window.from), "to": .count(window.to), "priceNeeded": .text(window.priceNeeded)]
            text += "\nThe oracle has to attest prices of \(Words.time(window.from)) to \(Words.time(window.to)) that reached \(window.priceNeeded)"
        }
        invocation.console.result(.object(members), text)
    }

    private static let forceCancel = Verb(
        name: "force cancel", operands: "QUOTE", operandCount: 1...1, summary: "Cancel a quote whose cancellation the solver has not agreed to",
        options: signing
    ) { invocation in
        let id = try Words.identifier(try invocation.operand(0), "QUOTE")
        let setting = try Setting(invocation)
        let owner = try await setting.owner()
        try await invocation.console.waiting("Waiting for the chain") { try await setting.symmio.orders.forceCancel(id, owner: owner) }
        invocation.console.result(["quoteId": .text(id), "state": "cancelled"], "Order \(id) is cancelled")
    }

    private static let forceCancelClose = Verb(
        name: "force cancel-close", operands: "POSITION", operandCount: 1...1,
        summary: "Take back a request to close whose cancellation the solver has not agreed to", options: signing
    ) { invocation in
        let id = try Words.identifier(try invocation.operand(0), "POSITION")
        let setting = try Setting(invocation)
        let owner = try await setting.owner()
        try await invocation.console.waiting("Waiting for the chain") { try await setting.symmio.orders.forceCancelClose(id, owner: owner) }
        invocation.console.result(["quoteId": .text(id), "state": "open"], "Position \(id) is open again")
    }
}

extension OrderVerbs {
    private static let forceClose = Verb(
        name: "force close", operands: "POSITION", operandCount: 1...1,
        summary: "Close a position that the solver has not closed at its limit although the market was there",
        details: "The deployment's oracle is asked for the prices of the time that counts; 'symmio force status' tells which that is.",
        options: signing
    ) { invocation in
        let id = try Words.identifier(try invocation.operand(0), "POSITION")
        let setting = try Setting(invocation)
        let owner = try await setting.owner()
        let price = try await invocation.console.waiting("Waiting for the chain") { try await setting.symmio.orders.forceClose(id, owner: owner) }
        invocation.console.result(["quoteId": .text(id), "price": .text(price)], "Position \(id) is closed at \(price)")
    }
}

// MARK: - Words

extension OrderVerbs {
    private static func type(_ order: RestingOrder) -> String { order.orderType == .limit ? "limit" : "market" }

    private static func json(_ order: RestingOrder) -> JSONValue {
        [
            "quoteId": .text(order.quoteId), "wants": .string(order.kind.rawValue), "account": .text(order.account),
            "side": .string(TradeWords.side(order.side)), "quantity": .text(order.quantity), "price": .text(order.price), "type": .string(type(order)),
            "state": .string(order.status.words), "deadline": .count(order.deadline), "restOf": .optional(order.restOf),
        ]
    }

    private static func describe(_ order: RestingOrder) -> String {
        "Order \(order.quoteId) waits: \(order.kind.rawValue) \(order.quantity) at \(order.price), until \(Words.time(order.deadline))"
    }

    static func json(_ fill: OrderFill) -> JSONValue {
        [
            "quoteId": .text(fill.quoteId), "asked": .text(fill.asked), "filled": .text(fill.filled), "averagePrice": .optional(fill.averagePrice),
            "opened": .array(fill.opened.map { .text($0) }), "resting": fill.resting.map { json($0) } ?? .null, "dropped": .text(fill.dropped),
        ]
    }

    static func describe(_ fill: OrderFill) -> String {
        var parts = ["Order \(fill.quoteId): \(fill.filled) of \(fill.asked) filled" + (fill.averagePrice.map { " at \($0)" } ?? "")]
        if let resting = fill.resting { parts.append("\(resting.quantity) waits as quote \(resting.quoteId), until \(Words.time(resting.deadline))") }
        if fill.dropped > .zero { parts.append("\(fill.dropped) cancelled or expired") }
        return parts.joined(separator: "; ")
    }

    static func json(_ fill: CloseFill) -> JSONValue {
        [
            "quoteId": .text(fill.quoteId), "asked": .text(fill.asked), "filled": .text(fill.filled), "remainder": .text(fill.remainder),
            "resting": fill.resting.map { json($0) } ?? .null,
        ]
    }

    static func describe(_ fill: CloseFill) -> String {
        var parts = ["Position \(fill.quoteId): \(fill.filled) of \(fill.asked) closed at the limit", "\(fill.remainder) open"]
        if let resting = fill.resting { parts.append("\(resting.quantity) waits to be closed at \(resting.price), until \(Words.time(resting.deadline))") }
        return parts.joined(separator: "; ")
    }

    static func json(_ preview: LimitPreview) -> JSONValue {
        let quotation = preview.quotation
        return [
            "market": .string(preview.market.name), "side": .string(TradeWords.side(preview.intent.position)), "quantity": .text(quotation.quantity),
            "price": .text(quotation.price), "mark": .text(preview.mark), "notional": .text(quotation.notional), "margin": .text(preview.margin),
            "available": .text(preview.available), "account": .text(preview.account), "deadline": .count(preview.deadline),
            "marketable": .bool(preview.isMarketable),
        ]
    }

    static func describe(_ preview: LimitPreview) -> String {
        let quotation = preview.quotation
        return Table(pairs: [
            ("Open", "\(TradeWords.side(preview.intent.position)) \(quotation.quantity) \(preview.market.name), leverage \(preview.intent.leverage)"),
            ("At", "\(quotation.price) or better, mark \(preview.mark)\(preview.isMarketable ? ": the market is there already" : "")"),
            ("Notional", "\(quotation.notional)"), ("Margin", "\(preview.margin) of \(preview.available) available"),
            ("Waits until", Words.time(preview.deadline)),
        ]).text
    }

    private static func json(_ eligibility: ForceEligibility) -> JSONValue {
        var members: [String: JSONValue] = ["eligible": .bool(eligibility.isEligible), "why": .string(eligibility.description)]
        if case .later(let from, let seconds) = eligibility.verdict { members["from"] = .count(from); members["secondsLeft"] = .count(seconds) }
        return .object(members)
    }
}
