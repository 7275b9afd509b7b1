import EVMClient
import EVMCore
import Symmio
import SymmioContracts

/// `symmio group …` and `symmio margin …`: several positions as one, and the margin that they share.
enum GroupVerbs {
    static let all: [Verb] = [list, close, tpsl, add, remove]

    private static let signing =
        TradeVerbs.shared + CommonOptions.confirmation + [Option("--preview", nil, "Show what would be signed, sign nothing")]

    private static let list = Verb(
        name: "group list", summary: "List open positions as groups: of one account, market and side",
        options: CommonOptions.deployment + CommonOptions.account + CommonOptions.wallet + CommonOptions.solver
    ) { invocation in
        let trading = try await Setting(invocation).watching()
        try await TradeVerbs.stopping(trading) {
            let groups = try await trading.groups()
            var table = Table(["positions", "market", "side", "open", "average price", "locked", "margin", "mark", "profit", "liquidation"])
            var rows: [JSONValue] = []
            for group in groups {
                let mark: Wad? = if let market = try? await trading.market("\(group.symbolId)") { try? await trading.markPrice(of: market) } else { nil }
                let row = try Row(group, mark: mark)
                table.add(row.cells)
                rows.append(row.json)
            }
            invocation.console.result(.array(rows), groups.isEmpty ? "No open position" : table.text)
        }
    }

    private struct Row {
        let cells: [String]
        let json: JSONValue

        init(_ group: PositionGroup, mark: Wad?) throws {
            let profit = try mark.map { try group.profit(at: $0) }
            let (quantity, price, locked) = (try group.quantity(), try group.averageOpenPrice(), try group.locked())
            let liquidation = try group.liquidationPrice()
            cells = [
                group.quoteIds.map(\.description).joined(separator: ","), group.market, TradeWords.side(group.side), "\(quantity)",
                price?.description ?? "-", "\(locked)", "\(group.margin)", mark?.description ?? "-", profit?.description ?? "-",
                liquidation?.description ?? "-",
            ]
            json = [
                "account": .text(group.account), "market": .string(group.market), "side": .string(TradeWords.side(group.side)),
                "quoteIds": .array(group.quoteIds.map { .text($0) }), "quantity": .text(quantity), "averageOpenPrice": .optional(price),
                "locked": .text(locked), "margin": .text(group.margin), "mark": .optional(mark), "profit": .optional(profit),
                "liquidationPrice": .optional(liquidation),
            ]
        }
    }

    private static let close = Verb(
        name: "group close", operands: "POSITION", operandCount: 1...1, summary: "Close the group of a position at market, wholly or in part",
        details: """
            One request with an order for each position that it takes, which the solver takes wholly or not at all. A part is put together of
            as few positions as can be, so that no less is left of any than the market allows.
            """,
        options: signing + [
            Option("--quantity", "N", "Only so much in all"), Option("--percent", "N", "Only so many percent in all"), TradeVerbs.slippage,
        ]
    ) { invocation in
        let arguments = invocation.arguments
        let id = try Words.identifier(try invocation.operand(0), "POSITION")
        let amount = try TradeVerbs.amount(arguments)
        let slippage = try TradeVerbs.slippage(arguments)
        if !arguments.has("--preview") { try invocation.console.requireConsent() }
        let setting = try Setting(invocation)
        let trading = arguments.has("--preview") ? try await setting.watching() : try await setting.trading()
        try await TradeVerbs.stopping(trading) {
            let preview = try await trading.preview(closing: amount, of: try await trading.group(of: id), slippage: slippage)
            let words = preview.closes.map(TradeWords.describe).joined(separator: "\n\n")
            if arguments.has("--preview") {
                let quantity = try preview.quantity()
                invocation.console.result(
                    ["quantity": .text(quantity), "closes": .array(preview.closes.map(TradeWords.json))], words)
                return
            }
            guard await invocation.console.confirms(words) else { throw Failure("nobody agreed to the orders; nothing was signed") }
            let closed = try await invocation.console.waiting("Waiting for the close") { try await trading.close(preview) }
            try TradeVerbs.report(preview.plan.parts.map(\.quoteId), closed.outcomes, invocation.console)
        }
    }

    private static let tpsl = Verb(
        name: "group tpsl", operands: "POSITION", operandCount: 1...1, summary: "Set or cancel take profit and stop loss of a position's whole group",
        details: "An order for each position. Where one cannot be set, those that were are taken back.",
        options: signing + [
            Option("--take-profit", "PRICE", "Close when the price has come so far in your favour"),
            Option("--stop-loss", "PRICE", "Close when it has come so far against you"), Option("--cancel", nil, "Cancel both"),
        ]
    ) { invocation in
        let arguments = invocation.arguments
        let id = try Words.identifier(try invocation.operand(0), "POSITION")
        let wanted = TakeProfitStopLoss(
            takeProfit: try arguments["--take-profit"].map { try Words.wad($0, "--take-profit") },
            stopLoss: try arguments["--stop-loss"].map { try Words.wad($0, "--stop-loss") })
        let sets = wanted.takeProfit != nil || wanted.stopLoss != nil
        guard sets != arguments.has("--cancel") else { throw UsageError("give prices, or --cancel") }
        try TriggerVerb.refusePreviewOfCancel(arguments)
        if !arguments.has("--preview") { try invocation.console.requireConsent() }
        let trading = try await Setting(invocation).trading()
        try await TradeVerbs.stopping(trading) {
            let (console, group) = (invocation.console, try await trading.group(of: id))
            let names = group.quoteIds.map(\.description).joined(separator: ", ")
            if arguments.has("--cancel") {
                guard await console.confirms("Cancel take profit and stop loss of positions \(names)") else {
                    throw Failure("nobody agreed; nothing was signed")
                }
                let left = try await console.waiting("Waiting for the handler") { await trading.cancelTakeProfitStopLoss(of: group) }
                guard left.isEmpty else { throw Failure(left.sorted { $0.key < $1.key }.map { "position \($0): \($1)" }.joined(separator: "\n")) }
                console.result(.array([]), "Positions \(names) have neither a take profit nor a stop loss")
                return
            }
            let previews = try await trading.preview(wanted, for: group)
            let words = (["The session key signs:"] + previews.flatMap(\.words).map { "  \($0.onOneLine)" }).joined(separator: "\n")
            if arguments.has("--preview") {
                console.result(["signs": .array(previews.flatMap(\.words).map { .string($0) })], words)
                return
            }
            guard await console.confirms(words) else { throw Failure("nobody agreed; nothing was signed") }
            let rows = try await console.waiting("Waiting for the handler") { try await trading.set(previews) }
            console.result(
                .array(rows.sorted { $0.key < $1.key }.map { ["quoteId": .text($0), "orders": .array($1.map { .string($0.orderId) })] }),
                "Positions \(names) have them")
        }
    }

    // MARK: Margin

    private static let add = margin(
        "add", "Add margin to the account of a position",
        details: "Shows the estimated liquidation price before and after. The owner's wallet signs."
    ) { .add($0) }

    private static let remove = margin(
        "remove", "Take margin out of the account of a position",
        details: """
            Shows the estimated liquidation price before and after, and refuses what would leave the account liquidatable. The deployment's
            oracle is asked for its word on the account's profit or loss, which the core wants. The owner's wallet signs.
            """
    ) { .remove($0) }

    private static func margin(
        _ name: String, _ summary: String, details: String, _ change: @escaping @Sendable (Wad) -> MarginPreview.Change
    ) -> Verb {
        Verb(
            name: "margin \(name)", operands: "POSITION USD", operandCount: 2...2, summary: summary, details: details,
            options: OrderVerbs.signing + [Option("--preview", nil, "Show what it comes to, send nothing")]
        ) { invocation in
            let id = try Words.identifier(try invocation.operand(0), "POSITION")
            let change = change(try Words.wad(try invocation.operand(1), "USD"))
            let setting = try Setting(invocation)
            let owner = invocation.arguments.has("--preview") ? nil : try await setting.owner()
            let trading = try await setting.watching()
            try await TradeVerbs.stopping(trading) {
                let account = try await trading.position(id).account
                let preview = try await trading.preview(change, of: account)
                let (json, words) = (try json(preview), try describe(preview))
                guard let owner else {
                    invocation.console.result(json, words)
                    return
                }
                invocation.console.note(words)
                let left = try await invocation.console.waiting("Waiting for the chain") {
                    switch change {
                    case .add(let amount): try await trading.addMargin(amount, to: account, owner: owner)
                    case .remove(let amount): try await trading.removeMargin(amount, from: account, owner: owner)
                    }
                }
                invocation.console.result(json, "\(account) now has \(left)")
            }
        }
    }

    static func json(_ preview: MarginPreview) throws -> JSONValue {
        [
            "account": .text(preview.account), "market": .string(preview.market), "mark": .text(preview.mark),
            "marginBefore": .text(preview.before.allocated), "marginAfter": .text(preview.after.allocated),
            "liquidationBefore": .optional(try preview.liquidationPriceBefore()), "liquidationAfter": .optional(try preview.liquidationPriceAfter()),
        ]
    }

    static func describe(_ preview: MarginPreview) throws -> String {
        func price(_ price: Wad?) -> String { price.map { "near \($0)" } ?? "at no price" }
        return Table(pairs: [
            ("Account", "\(preview.account), \(preview.market), mark \(preview.mark)"),
            ("Margin", "\(preview.before.allocated) before, \(preview.after.allocated) after"),
            ("Liquidation", "\(price(try preview.liquidationPriceBefore())) before, \(price(try preview.liquidationPriceAfter())) after"),
        ]).text
    }
}
