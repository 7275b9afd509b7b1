public import EVMCore
import SymmioContracts

/// A market of the sandbox: what the core and the solver know of it.
public struct SandboxMarket: Sendable, Hashable {
    /// The id in the core.
    public var symbolId: UInt64
    /// The symbol, `BTCUSDT`.
    public var name: String
    /// The price at the start, 18 decimals.
    public var price: Wad
    /// How many decimals a price may have.
    public var pricePrecision: UInt8
    /// How many decimals a quantity may have.
    public var quantityPrecision: UInt8
    /// The greatest leverage.
    public var maxLeverage: UInt64
    /// The least that a quote must lock, 18 decimals.
    public var minAcceptableQuoteValue: Wad
    /// The least part of what is locked that must be liquidation fee, 18 decimals.
    public var minAcceptablePortionLF: Wad
    /// What a position locks, in percent of notional by leverage.
    public var lockedPercents: LockedPercents

    /// What a position locks, in percent.
    public struct LockedPercents: Sendable, Hashable {
        /// The credit valuation adjustment.
        public var cva: Wad
        /// The liquidation fee.
        public var lf: Wad
        /// The trader's maintenance margin.
        public var partyAmm: Wad
        /// The solver's maintenance margin.
        public var partyBmm: Wad
    }

    /// Creates a market with the solver's usual terms.
    public init(symbolId: UInt64, name: String, price: Wad, pricePrecision: UInt8 = 2, quantityPrecision: UInt8 = 3, maxLeverage: UInt64 = 50) {
        self.symbolId = symbolId
        self.name = name
        self.price = price
        self.pricePrecision = pricePrecision
        self.quantityPrecision = quantityPrecision
        self.maxLeverage = maxLeverage
        minAcceptableQuoteValue = Wad(units: UInt256(1_000_000_000_000_000_000 as UInt64))
        minAcceptablePortionLF = Wad(units: UInt256(3_000_000_000_000_000 as UInt64))
        func percent(_ whole: UInt64) -> Wad { Wad(units: UInt256(whole) &* .ether) }
        lockedPercents = LockedPercents(cva: percent(7), lf: percent(3), partyAmm: percent(90), partyBmm: percent(90))
    }

    /// The markets of a sandbox that is not told others.
    public static var standard: [SandboxMarket] {
        func price(_ whole: UInt64) -> Wad { Wad(units: UInt256(whole) &* .ether) }
        return [
            SandboxMarket(symbolId: 1, name: "BTCUSDT", price: price(60_000)),
            SandboxMarket(symbolId: 2, name: "ETHUSDT", price: price(2_500)),
            SandboxMarket(symbolId: 3, name: "XRPUSDT", price: Wad(units: UInt256(610_000_000_000_000_000 as UInt64)), pricePrecision: 4, quantityPrecision: 1),
        ]
    }
}

extension World {
    /// What stands before the first block: markets, the solver's money, templates.
    mutating func setUp(markets: [SandboxMarket], solverOperator: Address) {
        core.symbols = markets.map { market in
            .init(
                symbolId: UInt256(market.symbolId), name: market.name, isValid: true,
                minAcceptableQuoteValue: market.minAcceptableQuoteValue.units, minAcceptablePortionLF: market.minAcceptablePortionLF.units,
                tradingFee: UInt256(settings.openFee), maxLeverage: UInt256(market.maxLeverage) &* .ether,
                fundingRateEpochDuration: UInt256(28_800 as UInt64), fundingRateWindowTime: UInt256(900 as UInt64))
        }
        let million = UInt256(1_000_000 as UInt64)
        core.balances[addresses.solver] = million &* million &* .ether
        // The core holds the tokens that the solver's balance stands for, so that withdrawals can be paid.
        token.balances[addresses.core] = million &* million &* CoreContract.tokenUnit(self)
        token.totalSupply = million &* million &* CoreContract.tokenUnit(self)
        etherBalances[solverOperator] = million &* .ether
        instantLayer.operators = [solverOperator, addresses.solver]
        instantLayer.templates = Self.standardTemplates
        instantLayer.instantOpenTemplates = [0]
    }

    /// The templates that deployments have, by their usual numbers. Who reads them by number instead of by name and shape will be wrong
    /// elsewhere.
    private static var standardTemplates: [Symmio085.InstantLayer.Template] {
        let none = Symmio085.InstantLayer.Operation(insertionPoints: [], sourceIndices: [], sourceOffsets: [])
        func quoteId(of source: UInt64) -> Symmio085.InstantLayer.Operation {
            .init(insertionPoints: [.zero], sourceIndices: [UInt256(source)], sourceOffsets: [.zero])
        }
        return [
            .init(name: "InstantOpen", operations: [none, none, quoteId(of: 1), quoteId(of: 1)], active: true),
            .init(name: "InstantClose", operations: [none, none], active: true),
            .init(name: "InstantCloseWithAllocation", operations: [none, none, none], active: true),
            .init(name: "InstantOpenNoMargin", operations: [none, quoteId(of: 0), quoteId(of: 0)], active: true),
        ]
    }
}
