import EVMCore
import SymmioContracts
import Testing

@testable import Symmio

/// The TypeScript SDK's cases of sizing by the whole balance.
@Suite struct FullBalanceTests {
    static func order(
        balance: String = "100", position: PositionType = .long, leverage: String = "1", slippage: String = "0", estimate: String? = nil,
        percents: (String, String, String) = ("7", "3", "90"), quantityPrecision: UInt8 = 3, lot: String? = nil, minimumNotional: String? = nil
    ) throws -> OpenQuotation {
        let rules = MarketRules(
            pricePrecision: 2, quantityPrecision: quantityPrecision, lotSize: try lot.map { try wad($0) },
            minimumNotional: try minimumNotional.map { try wad($0) })
        let terms = OpenTerms(
            profile: .sdk31, position: position, mark: try wad("100"), size: .margin(.zero), leverage: try wad(leverage),
            slippage: .percent(try wad(slippage)), estimatedFill: try estimate.map { try wad($0) },
            percents: try OpenMathsTests.percents(percents.0, percents.1, percents.2), rules: rules)
        let quotation = try terms.fullBalanceQuotation(balance: try wad(balance))
        #expect(quotation.margin <= (try wad(balance)))
        return quotation
    }

    @Test func onlyTheSafetyIsKeptBack() throws { #expect(try Self.order().quantity == wad("0.999")) }

    @Test func settlementGrowsWithTheLeverage() throws {
        #expect(try Self.order(leverage: "10", slippage: "4", estimate: "102").quantity == wad("8.05"))
    }

    @Test func withoutAnEstimateTheWorstPriceCounts() throws {
        let order = try Self.order(leverage: "10", slippage: "4")
        #expect(order.quantity == (try wad("6.93")))
        #expect(order.fees.settlement == (try wad("27.72")))
    }

    @Test func coarseGridsAreSteppedDown() throws { #expect(try Self.order(balance: "199", quantityPrecision: 0).quantity == wad("1")) }

    @Test func lots() throws { #expect(try Self.order(leverage: "10", lot: "0.2").quantity == wad("9.8")) }

    @Test func shorts() throws { #expect(try Self.order(position: .short).quantity == wad("0.989")) }

    @Test func beyondTheProbeTheWorstPriceCounts() throws {
        let order = try Self.order(slippage: "4", estimate: "102", percents: ("25", "25", "0"))
        #expect(order.quantity == (try wad("1.783")))
        #expect(order.fees.settlement == (try wad("7.132")))
    }

    @Test func smallLocksGiveMore() throws { #expect(try Self.order(percents: ("25", "25", "0")).quantity == wad("1.998")) }

    @Test func anOptimisticEstimateGivesNoMoreThanTheProbe() throws {
        #expect(try Self.order(slippage: "8", estimate: "101", percents: ("45", "45", "0")).quantity == wad("0.999"))
    }

    @Test func rulesAreChecked() throws {
        #expect(throws: TradeMathsError.violations([.belowMinimumNotional(notional: try wad("999"), minimum: try wad("2000"))])) {
            try Self.order(leverage: "10", minimumNotional: "2000")
        }
    }

    @Test func nothingFits() throws {
        #expect(throws: TradeMathsError.balanceTooSmall(balance: try wad("100"))) { try Self.order(percents: ("0", "0", "0")) }
        #expect(throws: TradeMathsError.balanceTooSmall(balance: try wad("0.01"))) { try Self.order(balance: "0.01") }
        #expect(throws: TradeMathsError.balanceTooSmall(balance: .zero)) { try Self.order(balance: "0") }
    }
}
