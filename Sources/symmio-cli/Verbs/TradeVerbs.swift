import EVMClient
import EVMCore
import Symmio
import SymmioContracts

/// `symmio open` and `close`: what the session key signs.
enum TradeVerbs {
    static let all: [Verb] = [open, close, TriggerVerb.tpsl, PositionVerbs.positions, PositionVerbs.recover, PositionVerbs.watch]

    static let store = Option(
        "--store", "FILE", "Where positions and orders under way are kept; default: SYMMIO_STORE, or a file in ~/.symmio")
    static let shared = CommonOptions.deployment + CommonOptions.account + CommonOptions.session + CommonOptions.wallet + CommonOptions.solver + [store]
    static let signing =
        shared + CommonOptions.confirmation + [Option("--preview", nil, "Show what would be signed, sign nothing")]
    static let slippage = Option("--slippage", "PERCENT|auto", "How far the fill may be from the mark price; default: auto")

    // MARK: Opening

    private static let open = Verb(
        name: "open", operands: "MARKET long|short", operandCount: 2...2, summary: "Open a position at market, or at a limit",
        details: """
            Shows price, quantity, margin, fees and the estimated liquidation price, asks, signs with the session key, and waits until the
            position is on chain. The order is kept before it is sent, and sent once: should the command be stopped, 'symmio recover' tells
            what became of it.
            """,
        options: signing + [
            Option("--quantity", "N", "How much, in the market's units"), Option("--margin", "USD", "How much, by the margin instead"),
            Option("--leverage", "N", "Default: 1"), slippage,
            Option("--no-wait", nil, "Return as soon as the solver has taken the order; 'symmio recover' tells what becomes of it"),
            LimitPlacing.limit, LimitPlacing.lifetime,
        ]
    ) { invocation in
        let arguments = invocation.arguments
        let intent = OpenIntent(
            market: try invocation.operand(0), position: try side(try invocation.operand(1)), size: try size(arguments),
            leverage: try arguments["--leverage"].map { try Words.wad($0, "--leverage") } ?? .one, slippage: try slippage(arguments))
        let limit = try LimitPlacing.asked(arguments, refusing: ["--slippage", "--no-wait"])
        if !arguments.has("--preview") { try invocation.console.requireConsent() }
        let trading = try await Setting(invocation).trading()
        try await stopping(trading) {
            try await settle(trading, invocation.console)
            if let limit {
                let waiting = LimitIntent(
                    market: intent.market, position: intent.position, size: intent.size, leverage: intent.leverage, price: limit.price,
                    lifetime: limit.lifetime)
                return try await LimitPlacing.open(waiting, trading, invocation)
            }
            let preview = try await invocation.console.waiting("Asking the solver") { try await trading.preview(intent) }
            let words = TradeWords.describe(preview)
            if arguments.has("--preview") {
                invocation.console.result(TradeWords.json(preview), words)
                return
            }
            guard await invocation.console.confirms(words) else { throw Failure("nobody agreed to the order; nothing was signed") }
            if arguments.has("--no-wait") {
                let order = try await invocation.console.waiting("Waiting for the solver") { try await trading.submit(preview) }
                invocation.console.result(
                    ["id": .string(order.id), "stage": .string(order.stage.rawValue), "deadline": .count(order.deadline)],
                    "Order \(order.id) is \(order.stage.rawValue); 'symmio recover' tells what becomes of it, at the latest at \(Words.time(order.deadline))")
                return
            }
            let position = try await invocation.console.waiting("Waiting for the position") { try await trading.open(preview) }
            invocation.console.result(
                TradeWords.json(position),
                "Position \(position.quoteId): \(TradeWords.side(position.side)) \(position.quantity) \(position.market) "
                    + "opened at \(position.openPrice), in \(position.account)")
        }
    }

    static func side(_ text: String) throws -> PositionType {
        switch text.lowercased() {
        case "long", "buy": return .long
        case "short", "sell": return .short
        default: throw UsageError("'\(text)' is neither long nor short")
        }
    }

    static func size(_ arguments: Arguments) throws -> OpenTerms.Size {
        switch (arguments["--quantity"], arguments["--margin"]) {
        case (let quantity?, nil): return .quantity(try Words.wad(quantity, "--quantity"))
        case (nil, let margin?): return .margin(try Words.wad(margin, "--margin"))
        default: throw UsageError("give the size: either --quantity or --margin")
        }
    }

    static func slippage(_ arguments: Arguments) throws -> OpenTerms.Slippage {
        guard let text = arguments["--slippage"], text.lowercased() != "auto" else { return .automatic }
        return .percent(try Words.percent(text, "--slippage"))
    }

    // MARK: Closing

    private static let close = Verb(
        name: "close", operands: "POSITION…", operandCount: 1...CloseRequest.maximumOperations,
        summary: "Close positions at market or at a limit, wholly or in part",
        details: "Several positions are closed by one request, which the solver takes wholly or not at all.",
        options: signing + [
            Option("--quantity", "N", "Only so much of it; one position only"), Option("--percent", "N", "Only so many percent of each"), slippage,
            LimitPlacing.limit, LimitPlacing.lifetime,
        ]
    ) { invocation in
        let arguments = invocation.arguments
        let amount = try amount(arguments)
        if case .quantity = amount, arguments.operands.count > 1 { throw UsageError("--quantity goes with one position; use --percent") }
        let ids = try arguments.operands.map { try Words.identifier($0, "POSITION") }
        let slippage = try slippage(arguments)
        let limit = try LimitPlacing.asked(arguments, refusing: ["--slippage"])
        if limit != nil, ids.count > 1 { throw UsageError("--limit goes with one position") }
        if !arguments.has("--preview") { try invocation.console.requireConsent() }
        let trading = try await Setting(invocation).trading()
        try await stopping(trading) {
            try await settle(trading, invocation.console)
            if let limit, let id = ids.first {
                let waiting = LimitCloseIntent(quoteId: id, amount: amount, price: limit.price, lifetime: limit.lifetime)
                return try await LimitPlacing.close(waiting, trading, invocation)
            }
            var previews: [ClosePreview] = []
            for id in ids { previews.append(try await trading.preview(CloseIntent(quoteId: id, amount: amount, slippage: slippage))) }
            let words = previews.map(TradeWords.describe).joined(separator: "\n\n")
            if arguments.has("--preview") {
                invocation.console.result(.array(previews.map(TradeWords.json)), words)
                return
            }
            guard await invocation.console.confirms(words) else { throw Failure("nobody agreed to the order; nothing was signed") }
            let asked = previews
            let outcomes = try await invocation.console.waiting("Waiting for the close") { try await trading.close(asked) }
            try report(ids, outcomes, invocation.console)
        }
    }

    /// How much is closed.
    static func amount(_ arguments: Arguments) throws -> CloseIntent.Amount {
        switch (arguments["--quantity"], arguments["--percent"]) {
        case (nil, nil): return .all
        case (let quantity?, nil): return .quantity(try Words.wad(quantity, "--quantity"))
        case (nil, let percent?):
            let value = try Words.wad(percent, "--percent")
            guard value <= (try Wad("100")) else { throw UsageError("--percent: '\(percent)' is more than all") }
            return .percent(value)
        default: throw UsageError("either --quantity or --percent, not both")
        }
    }

    static func report(_ ids: [UInt256], _ outcomes: [UInt256: Result<ClosedPosition, TradingError>], _ console: Console) throws {
        var rows: [JSONValue] = []
        var lines: [String] = []
        var failed = 0
        for id in ids {
            switch outcomes[id] {
            case .success(let closed):
                rows.append(TradeWords.json(closed))
                lines.append(TradeWords.describe(closed))
            case .failure(let error):
                failed += 1
                rows.append(["quoteId": .text(id), "error": .text(error)])
                lines.append("Position \(id): \(error)")
            case nil: continue
            }
        }
        console.result(.array(rows), lines.joined(separator: "\n"))
        if failed > 0 { throw Failure("\(failed) of \(ids.count) were not closed", isInResult: true) }
    }

    // MARK: Around an order

    /// Ends the sockets whatever comes of it.
    static func stopping(_ trading: TradingSession, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            await trading.stop()
            throw error
        }
        await trading.stop()
    }

    /// Finds out first what became of orders that an earlier run did not see the end of.
    private static func settle(_ trading: TradingSession, _ console: Console) async throws {
        let found = try await console.waiting("Looking up earlier orders") { try await trading.recover() }
        for one in found { console.note(TradeWords.describe(one)) }
    }
}
