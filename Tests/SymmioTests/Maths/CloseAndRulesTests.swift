import EVMCore
import SymmioContracts
import Testing

@testable import Symmio

@Suite struct CloseMathsTests {
    @Test func prices() throws {
        func price(_ mark: String, _ position: PositionType, _ slippage: String, _ precision: UInt8) throws -> String {
            try CloseMaths.price(mark: wad(mark), position: position, slippagePercent: wad(slippage), precision: precision).description
        }
        #expect(try price("100", .long, "5", 2) == "95")
        #expect(try price("100", .short, "5", 2) == "105")
        #expect(try price("64790.2", .long, "1", 2) == "64142.29")
        #expect(try price("64790.2", .short, "1", 1) == "65438.1")
        // Clamped to 99.999 %, and never 0.
        #expect(try price("100", .long, "100", 4) == "0.001")
        #expect(try price("100", .long, "1000", 4) == "0.001")
        #expect(try price("0.5", .long, "100", 4) == "0.0001")
        #expect(try price("0.5", .long, "100", 0) == "1")
    }

    @Test func quantities() throws {
        #expect(try CloseMaths.quantity(open: wad("1.234"), percent: wad("50"), precision: 2) == wad("0.61"))
        #expect(try CloseMaths.quantity(open: wad("1.234567"), percent: wad("100"), precision: 2) == wad("1.234567"))
        #expect(try CloseMaths.quantity(open: wad("1.234567"), percent: wad("250"), precision: 2) == wad("1.234567"))
    }

    /// The TypeScript SDK's numbers.
    @Test(arguments: [(UInt64(0), "0.0024", "0.48", "0.58"), (30, "0.0024", "0.48", "0.58"), (105, "0.0015", "0.3", "0.4"), (180, "0.0006", "0.12", "0.22")])
    func fees(age: UInt64, rate: String, solver: String, total: String) throws {
        let rates = FeeRates(
            platformClose: try wad("0.0005"),
            solverClose: CloseFeeRate(standard: try wad("0.0006"), early: try wad("0.0024"), earlyThreshold: 30, standardThreshold: 180))
        let fees = try CloseMaths.fees(quantity: wad("2"), mark: wad("100"), rates: rates, age: age)
        #expect(fees.solverRate == (try wad(rate)))
        #expect(fees.solver == (try wad(solver)))
        #expect(fees.total == (try wad(total)))
    }

    @Test func thresholdsThatMakeNoSense() throws {
        let rate = CloseFeeRate(standard: try wad("0.1"), early: try wad("0.2"), earlyThreshold: 200, standardThreshold: 100)
        #expect(try rate.rate(age: 50) == wad("0.2"))
        #expect(try rate.rate(age: 100) == wad("0.1"))
        #expect(try CloseFeeRate(standard: wad("0.2"), early: wad("0.1"), earlyThreshold: 0, standardThreshold: .max).rate(age: .max - 1) < wad("0.2"))
    }
}

@Suite struct TakeProfitStopLossMathsTests {
    typealias Maths = TakeProfitStopLossMaths

    @Test func prices() throws {
        func price(_ profile: MathsProfile, _ position: PositionType, _ trigger: String, _ slippage: String, _ precision: UInt8) throws -> Wad {
            try Maths.price(
                profile: profile, position: position, trigger: wad(trigger), mark: wad("77.77777"), slippagePercent: wad(slippage), precision: precision)
        }
        #expect(try price(.sdk31, .long, "100", "90", 4).formatted(minimumFractionDigits: 4) == "10.0000")
        #expect(try price(.sdk31, .short, "100", "90", 4) == wad("190"))
        #expect(try price(.sdkDeferred, .long, "0.0001", "90", 4) == wad("0.0001"))
        #expect(try price(.walkthrough085, .long, "100", "90", 2) == wad("77.78"))
        #expect(Maths.standardSlippagePercent == (try wad("90")))
        #expect(Maths.triggerType(profile: .walkthrough085) == .lastClose)
        #expect(Maths.triggerType(profile: .sdk31) == .market)
    }

    @Test func triggers() throws {
        func check(_ position: PositionType, _ take: String?, _ stop: String?) throws -> [Maths.Violation] {
            try Maths.violations(
                position: position, takeProfit: take.map { try wad($0) }, stopLoss: stop.map { try wad($0) }, reference: wad("100"),
                minimumDistancePercent: wad("0.5"), minimumSpreadPercent: wad("2"))
        }
        #expect(try check(.long, "102", "98").isEmpty)
        #expect(try check(.short, "98", "102").isEmpty)
        #expect(try check(.long, nil, nil).isEmpty)
        #expect(try check(.long, "99", nil) == [.takeProfitOnTheWrongSide(trigger: wad("99"), reference: wad("100"))])
        #expect(try check(.short, nil, "99") == [.stopLossOnTheWrongSide(trigger: wad("99"), reference: wad("100"))])
        #expect(try check(.long, "100.4", nil) == [.tooClose(kind: .takeProfit, distancePercent: wad("0.4"), minimum: wad("0.5"))])
        #expect(try check(.long, "100.9", "99.4") == [.spreadTooSmall(spreadPercent: wad("1.5"), minimum: wad("2"))])
        #expect(try check(.long, "100.5", nil).isEmpty)
    }
}

@Suite struct MarketRulesTests {
    static func rules() throws -> MarketRules {
        MarketRules(
            pricePrecision: 2, quantityPrecision: 3, lotSize: try wad("0.2"), maximumQuantity: try wad("50"), minimumNotional: try wad("20"),
            maximumNotional: try wad("5000"), minimumQuoteValue: try wad("5"), minimumLFPortion: try wad("0.05"), maximumLeverage: try wad("20"),
            availableToLong: try wad("1000"), availableToShort: try wad("100"))
    }

    static func check(
        _ position: PositionType = .long, quantity: String = "2", leverage: String = "10", cva: String = "2", lf: String = "1", partyAmm: String = "7"
    ) throws -> [MarketViolation] {
        try rules().violations(
            position: position, quantity: wad(quantity), mark: wad("100"), leverage: wad(leverage), cva: wad(cva), lf: wad(lf), partyAmm: wad(partyAmm))
    }

    @Test func eachRuleNamesItsLimit() throws {
        #expect(try Self.check().isEmpty)
        #expect(try Self.check(quantity: "0") == [.noQuantity])
        #expect(
            try Self.check(quantity: "0.1") == [
                .belowLot(quantity: wad("0.1"), lot: wad("0.2")), .belowMinimumNotional(notional: wad("10"), minimum: wad("20")),
            ])
        #expect(try Self.check(quantity: "2.1") == [.notMultipleOfLot(quantity: wad("2.1"), lot: wad("0.2"))])
        #expect(
            try Self.check(quantity: "50.2") == [
                .aboveMaximumQuantity(quantity: wad("50.2"), maximum: wad("50")), .aboveMaximumNotional(notional: wad("5020"), maximum: wad("5000")),
                .aboveCapacity(notional: wad("5020"), available: wad("1000")),
            ])
        #expect(try Self.check(leverage: "20.1") == [.aboveMaximumLeverage(leverage: wad("20.1"), maximum: wad("20"))])
        #expect(try Self.check(cva: "1", lf: "1", partyAmm: "2.9") == [.belowMinimumQuoteValue(value: wad("4.9"), minimum: wad("5"))])
        #expect(try Self.check(cva: "2", lf: "0.4", partyAmm: "7.6") == [.belowMinimumLFPortion(portion: wad("0.04"), minimum: wad("0.05"))])
        #expect(try Self.check(.short) == [.aboveCapacity(notional: wad("200"), available: wad("100"))])
        let text = try #require(try Self.check(leverage: "20.1").first?.description)
        #expect(text.contains("maximum leverage") && text.contains("20.1") && text.contains("above 20"))
    }

    @Test func limitsThatAreNotStatedAreNotChecked() throws {
        let rules = MarketRules(pricePrecision: 0, quantityPrecision: 0, lotSize: .zero, maximumQuantity: .zero, minimumNotional: nil)
        #expect(
            try rules.violations(
                position: .long, quantity: wad("0.123"), mark: wad("1"), leverage: wad("1000"), cva: .zero, lf: .zero, partyAmm: .zero
            ).isEmpty)
    }

    @Test func partialCloses() throws {
        let rules = try Self.rules()
        func check(_ quantity: String, locked: String = "10") throws -> [MarketViolation] {
            try rules.closeViolations(quantity: wad(quantity), open: wad("2"), locked: wad(locked))
        }
        #expect(try check("2").isEmpty)
        #expect(try check("1").isEmpty)
        #expect(try check("0") == [.noQuantity])
        #expect(try check("2.2") == [.aboveOpenQuantity(quantity: wad("2.2"), open: wad("2"))])
        #expect(try check("0.1") == [.belowLot(quantity: wad("0.1"), lot: wad("0.2"))])
        #expect(
            try check("1.9") == [
                .remainderBelowLot(remainder: wad("0.1"), lot: wad("0.2")), .remainderBelowMinimumQuoteValue(value: wad("0.5"), minimum: wad("5")),
            ])
        #expect(try rules.minimumRemainder(open: wad("2"), locked: wad("30")) == wad("0.334"))
        #expect(throws: ValueError.self) { try rules.minimumRemainder(open: wad("2"), locked: .zero) }
    }
}
