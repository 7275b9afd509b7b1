import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts

/// `symmio markets` and `symmio price`.
enum MarketVerbs {
    static let all: [Verb] = [markets, price, FundingVerbs.funding, FundingVerbs.openInterest]

    private static let markets = Verb(
        name: "markets", summary: "List the solver's markets",
        options: CommonOptions.deployment + CommonOptions.solver + [Option("--search", "TEXT", "Only those whose name has it")]
    ) { invocation in
        let setting = try Setting(invocation)
        let wanted = invocation.arguments["--search"]?.lowercased() ?? ""
        let all = try await invocation.console.waiting("Asking the solver") { try await setting.looking().markets() }
        let found = all.filter { wanted.isEmpty || $0.name.lowercased().contains(wanted) }
        var table = Table(["id", "market", "leverage", "least value", "price digits", "quantity digits", "long", "short"])
        for market in found {
            table.add([
                "\(market.id)", market.name, text(market.maxLeverage), text(market.minQuoteValue), text(market.pricePrecision),
                text(market.quantityPrecision), state(market.longState), state(market.shortState),
            ])
        }
        let rows: [JSONValue] = found.map { market in
            [
                "id": .count(market.id), "name": .string(market.name), "maxLeverage": .optional(market.maxLeverage),
                "minQuoteValue": .optional(market.minQuoteValue), "minNotional": .optional(market.minNotional),
                "pricePrecision": market.pricePrecision.map { .count($0) } ?? .null,
                "quantityPrecision": market.quantityPrecision.map { .count($0) } ?? .null,
                "long": .string(state(market.longState)), "short": .string(state(market.shortState)), "tradingFee": .optional(market.tradingFee),
            ]
        }
        invocation.console.result(.array(rows), found.isEmpty ? "No market of that name" : table.text)
    }

    private static let price = Verb(
        name: "price", operands: "MARKET…", operandCount: 1...50, summary: "Show mark prices", options: CommonOptions.deployment + CommonOptions.solver
    ) { invocation in
        let setting = try Setting(invocation)
        let trading = try setting.looking()
        var table = Table(["market", "mark price"])
        var rows: [JSONValue] = []
        for name in invocation.arguments.operands {
            let market = try await trading.market(name)
            let price = try await trading.markPrice(of: market)
            table.add([market.name, "\(price)"])
            rows.append(["market": .string(market.name), "price": .text(price)])
        }
        invocation.console.result(.array(rows), table.text)
    }

    private static func text(_ value: (some CustomStringConvertible)?) -> String { value?.description ?? "-" }

    private static func state(_ state: Market.State?) -> String {
        switch state {
        case nil: "-"
        case let state? where state.allowsOpening && state.allowsClosing: "open"
        case let state? where state.allowsOpening: "open only"
        case let state? where state.allowsClosing: "close only"
        default: "closed"
        }
    }
}
