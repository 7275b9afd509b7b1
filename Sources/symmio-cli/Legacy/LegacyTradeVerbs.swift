import EVMClient
import EVMCore
import Symmio
import SymmioContracts

/// `symmio legacy login`, `open`, `close`, `pending`, `cancel`, `positions`: what the solver does for whoever is signed in.
enum LegacyTradeVerbs {
    static let all: [Verb] = LegacyAccountVerbs.all + [login, open, close, tpsl, pending, cancel, positions]

    private static let signing = LegacyAccountVerbs.signing + LegacyAccountVerbs.account
    private static let slippage = Option("--slippage", "PERCENT", "How far the fill may be from the mark price; default: 5")
    private static let preview = Option("--preview", nil, "Show what would be sent, send nothing")

    // MARK: Signing in

    private static let login = Verb(
        name: "legacy login", summary: "Older flow: try the sign-in at the solver",
        details: """
            Fetches a nonce, shows the message, signs it with the owner's key and lets the solver answer. The token that it gives is in this
            process's memory only, is shown nowhere and ends with it: every other verb that needs one signs in by itself.
            """, options: signing
    ) { invocation in
        let trading = try await LegacySetting(invocation).trading()
        let token = try await invocation.console.waiting("Waiting for the solver") { try await trading.session.token() }
        invocation.console.result(
            ["account": .text(trading.account), "expiresAt": .count(token.expiresAt)],
            "The solver lets \(trading.account) in until \(Words.time(token.expiresAt))")
    }

    // MARK: Opening

    private static let open = Verb(
        name: "legacy open", operands: "MARKET long|short", operandCount: 2...2, summary: "Older flow: open a position at market",
        details: """
            Shows price, quantity and what is locked, asks, signs in, sends the order once, and waits until the position is on chain. Should the
            answer be lost, the order is looked for and not sent again.
            """,
        options: signing + [
            Option("--quantity", "N", "How much, in the market's units"), Option("--leverage", "N", "Default: 1"), slippage, preview,
            Option("--no-wait", nil, "Return with the temporary id, as soon as the solver has taken the order"),
        ]
    ) { invocation in
        let arguments = invocation.arguments
        let side = try TradeVerbs.side(try invocation.operand(1))
        guard let quantity = arguments["--quantity"] else { throw UsageError("give the size: --quantity N") }
        var intent = LegacyOpenIntent(market: try invocation.operand(0), position: side, quantity: try Words.wad(quantity, "--quantity"))
        if let text = arguments["--leverage"] { intent.leverage = try Words.wad(text, "--leverage") }
        if let text = arguments["--slippage"] { intent.slippagePercent = try Words.wad(text, "--slippage") }
        let order = intent
        let setting = try LegacySetting(invocation)
        let isPreview = arguments.has("--preview")
        let trading = isPreview ? try await setting.watching() : try await setting.trading()
        let preview = try await invocation.console.waiting("Asking the solver") { try await trading.preview(order) }
        let words = describe(preview)
        if isPreview { return invocation.console.result(json(preview), words) }
        guard await invocation.console.confirms(words) else { throw Failure("nobody agreed to the order; nothing was sent") }
        if arguments.has("--no-wait") {
            let taken = try await invocation.console.waiting("Waiting for the solver") { try await trading.submit(preview) }
            return invocation.console.result(
                ["tempQuoteId": taken.tempQuoteId.map { .count($0) } ?? .null, "quoteId": .optional(taken.quoteId)],
                "The solver has taken order \(taken.tempQuoteId.map(String.init) ?? "-"); 'symmio legacy pending' and 'legacy positions' tell the rest")
        }
        let position = try await invocation.console.waiting("Waiting for the position") { try await trading.open(preview) }
        invocation.console.result(
            TradeWords.json(position),
            "Position \(position.quoteId): \(TradeWords.side(position.side)) \(position.quantity) \(position.market) opened at \(position.openPrice)")
    }

    static func describe(_ preview: LegacyOpenPreview) -> String {
        let request = preview.request
        let values = request.lockedValues
        return Table(pairs: [
            ("Open", "\(TradeWords.side(request.position)) \(request.quantity) \(preview.market.name), leverage \(preview.intent.leverage)"),
            (
                "Price",
                "\(request.position == .short ? "at least" : "at most") \(request.price) (mark \(preview.mark), slippage \(preview.intent.slippagePercent) %)"
            ), ("Notional", "\(values.notional)"), ("Locked", "cva \(values.cva), liquidation fee \(values.lf), maintenance \(values.partyAmm)"),
            ("By the solver", "maintenance \(values.partyBmm)"), ("Can be locked", "\(preview.available)"),
        ]).text + "\nThe solver sends the quote in the account's name, by its delegation; nothing of it is signed."
    }

    private static func json(_ preview: LegacyOpenPreview) -> JSONValue {
        var members = preview.request.json.object ?? [:]
        members["deadline"] = nil
        members["market"] = .string(preview.market.name)
        members["side"] = .string(TradeWords.side(preview.request.position))
        members["mark"] = .text(preview.mark)
        members["notional"] = .text(preview.request.lockedValues.notional)
        members["available"] = .text(preview.available)
        return .object(members)
    }

    // MARK: Closing

    private static let close = Verb(
        name: "legacy close", operands: "POSITION", operandCount: 1...1, summary: "Older flow: close a position at market, wholly or in part",
        options: signing + [
            Option("--quantity", "N", "Only so much of it"), Option("--percent", "N", "Only so many percent of it"), slippage, preview,
        ]
    ) { invocation in
        let arguments = invocation.arguments
        let id = try Words.identifier(try invocation.operand(0), "POSITION")
        let amount = try TradeVerbs.amount(arguments)
        let slippage = try arguments["--slippage"].map { try Words.wad($0, "--slippage") } ?? (try Wad("5"))
        let setting = try LegacySetting(invocation)
        let isPreview = arguments.has("--preview")
        let trading = isPreview ? try await setting.watching() : try await setting.trading()
        let preview = try await trading.previewClose(id, amount, slippagePercent: slippage)
        let words = Table(pairs: [
            ("Close", "\(preview.request.quantity) of position \(id) (\(TradeWords.side(preview.position.side)) \(preview.market.name))"),
            ("Price", "\(preview.position.side == .short ? "at most" : "at least") \(preview.request.price), mark \(preview.mark)"),
            ("Stays open", "\(preview.remainder)"),
        ]).text
        if isPreview {
            return invocation.console.result(
                [
                    "quoteId": .text(id), "quantity": .text(preview.request.quantity), "price": .text(preview.request.price),
                    "mark": .text(preview.mark), "remainder": .text(preview.remainder),
                ], words)
        }
        guard await invocation.console.confirms(words) else { throw Failure("nobody agreed to the order; nothing was sent") }
        let closed = try await invocation.console.waiting("Waiting for the close") { try await trading.close(preview) }
        invocation.console.result(TradeWords.json(closed), TradeWords.describe(closed))
    }

    private static let tpsl = Verb(
        name: "legacy tpsl", operands: "POSITION", operandCount: 1...1, summary: "Older flow: set take profit and stop loss",
        details: """
            The handler takes the solver's token and closes by the solver's delegation. Setting again replaces. How orders are listed and taken
            back at it is not published: closing the position ends them.
            """,
        options: signing + [
            Option("--take-profit", "PRICE", "Close when the price has come so far in your favour"),
            Option("--stop-loss", "PRICE", "Close when it has come so far against you"),
            Option("--quantity", "N", "Close only so much; default: all that is open"), Option("--leverage", "N", "The position's; default: 1"),
        ]
    ) { invocation in
        let arguments = invocation.arguments
        let id = try Words.identifier(try invocation.operand(0), "POSITION")
        let wanted = TakeProfitStopLoss(
            takeProfit: try arguments["--take-profit"].map { try Words.wad($0, "--take-profit") },
            stopLoss: try arguments["--stop-loss"].map { try Words.wad($0, "--stop-loss") },
            quantity: try arguments["--quantity"].map { try Words.wad($0, "--quantity") })
        guard wanted.takeProfit != nil || wanted.stopLoss != nil else { throw UsageError("give a price: --take-profit, --stop-loss or both") }
        let leverage = try arguments["--leverage"].map { try Words.number($0, "--leverage") } ?? 1
        let trading = try await LegacySetting(invocation).trading()
        let words = [("Take profit", wanted.takeProfit), ("Stop loss", wanted.stopLoss)].compactMap { name, price in
            price.map { "\(name) of position \(id) at \($0)" }
        }
        guard await invocation.console.confirms(words.joined(separator: "\n")) else { throw Failure("nobody agreed; nothing was sent") }
        let orders = try await invocation.console.waiting("Waiting for the handler") { try await trading.set(wanted, for: id, leverage: leverage) }
        invocation.console.result(orders.json, "The handler has taken it: \(words.joined(separator: "; "))")
    }

    // MARK: Under way

    private static let pending = Verb(
        name: "legacy pending", summary: "Older flow: list the orders that are not on chain yet", options: signing
    ) { invocation in
        let trading = try await LegacySetting(invocation).trading()
        let opens = try await trading.pendingOpens()
        let closes = try await trading.pendingCloses()
        var table = Table(["order", "what", "quantity", "price"])
        for open in opens {
            let side = open.positionType == 1 ? "short" : "long"
            table.add([
                "\(open.tempQuoteId)", "open \(side), market \(open.symbolId)", open.quantity?.description ?? "-",
                open.requestedOpenPrice?.description ?? "-",
            ])
        }
        for close in closes { table.add(["\(close.quoteId)", "close", close.quantity?.description ?? "-", close.closePrice?.description ?? "-"]) }
        invocation.console.result(
            [
                "opens": .array(
                    opens.map {
                        [
                            "tempQuoteId": .count($0.tempQuoteId), "symbolId": .count($0.symbolId), "quantity": .optional($0.quantity),
                            "price": .optional($0.requestedOpenPrice),
                        ]
                    }),
                "closes": .array(
                    closes.map { ["quoteId": .count($0.quoteId), "quantity": .optional($0.quantity), "price": .optional($0.closePrice)] }),
            ], opens.isEmpty && closes.isEmpty ? "Nothing is pending" : table.text)
    }

    private static let cancel = Verb(
        name: "legacy cancel", operands: "ORDER", operandCount: 1...1, summary: "Older flow: take an order back that is not on chain yet",
        details: "ORDER is the temporary id of an open (write -- before it, as it is negative), or the number of a position that is being closed.",
        options: signing
    ) { invocation in
        let text = try invocation.operand(0)
        let isOpen = text.hasPrefix("-")
        guard let id = Int(text) else { throw UsageError("'\(text)' is no order's number") }
        let trading = try await LegacySetting(invocation).trading()
        if isOpen { try await trading.cancelOpen(id) } else { try await trading.cancelClose(try Words.identifier(text, "ORDER")) }
        invocation.console.result(["cancelled": .count(id)], "The order \(id) is taken back")
    }

    private static let positions = Verb(
        name: "legacy positions", summary: "Older flow: list an account's open positions", options: LegacyAccountVerbs.wallet + LegacyAccountVerbs.account
    ) { invocation in
        let trading = try await LegacySetting(invocation).watching()
        let positions = try await trading.positions()
        var table = Table(["position", "market", "side", "open", "opened at", "state"])
        for one in positions {
            table.add(["\(one.quoteId)", one.market, TradeWords.side(one.side), "\(one.openQuantity)", "\(one.openPrice)", one.status.words])
        }
        invocation.console.result(
            .array(positions.map { TradeWords.json($0) }), positions.isEmpty ? "\(trading.account) has no open position" : table.text)
    }
}
