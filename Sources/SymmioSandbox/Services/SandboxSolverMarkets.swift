import EVMCore
import Symmio
import SymmioContracts
import SymmioSolver

/// The sandbox solver's markets: fills everything at the mark, 0.05 % to the trader's disadvantage.
struct SandboxSolverMarkets: SolverMarkets {
    let markets: [SandboxMarket]
    let prices: SandboxPrices

    func market(_ id: UInt256) -> SandboxMarket? { markets.first { UInt256($0.symbolId) == id } }

    func offer(for trade: Trade) async -> Offer? {
        guard let market = market(trade.symbolId), let mark = await prices.price(of: market.name) else { return nil }
        guard let price = market.fill(mark: mark, isBuying: trade.isBuying) else { return nil }
        return Offer(price: price, mark: mark, rules: market.rules)
    }
}

extension SandboxMarket {
    /// What the solver accepts in this market; told by `GET /contract-symbols` and held against every order.
    var rules: MarketRules {
        MarketRules(
            pricePrecision: pricePrecision, quantityPrecision: quantityPrecision, lotSize: .smallest(decimals: quantityPrecision),
            maximumQuantity: Wad(units: Self.million &* .ether), minimumNotional: .one, maximumNotional: Wad(units: Self.million &* 10 &* .ether),
            minimumQuoteValue: minAcceptableQuoteValue, minimumLFPortion: minAcceptablePortionLF,
            maximumLeverage: Wad(units: UInt256(maxLeverage) &* .ether), availableToLong: Wad(units: Self.million &* 10 &* .ether),
            availableToShort: Wad(units: Self.million &* 10 &* .ether))
    }

    private static let million = UInt256(1_000_000 as UInt64)

    /// The price at which the solver trades at a mark: 0.05 % to the trader's disadvantage, at the market's precision; nil where it is none.
    func fill(mark: Wad, isBuying: Bool) -> Wad? {
        let factor = Wad(units: isBuying ? 1_000_500_000_000_000_000 : 999_500_000_000_000_000)
        return try? mark.multiplied(by: factor, rounding: .down).rounded(fractionDigits: pricePrecision, .down)
    }
}

extension Wad {
    /// One unit in the last of a number of decimals.
    fileprivate static func smallest(decimals: UInt8) -> Wad {
        var units = UInt256.ether
        for _ in 0..<min(decimals, 18) { units = units / UInt256(10 as UInt64) }
        return Wad(units: units)
    }
}
