import EVMCore
import SymmioContracts
import Testing

@testable import Symmio

/// The numbers of the TypeScript SDK's own tests, and the walk-through's by hand.
@Suite struct OpenMathsTests {
    static func percents(_ cva: String = "7", _ lf: String = "3", _ partyAmm: String = "90", _ partyBmm: String = "0") throws -> LockedPercents {
        LockedPercents(cva: try wad(cva), lf: try wad(lf), partyAmm: try wad(partyAmm), partyBmm: try wad(partyBmm))
    }

    static func terms(
        _ profile: MathsProfile = .sdk31, position: PositionType = .long, mark: String = "64790.2", margin: String = "100", leverage: String = "2",
        slippage: String? = "1", kind: Deployment.SolverKind = .enigma, estimate: String? = nil, fees: FeeRates = FeeRates(),
        precision: (UInt8, UInt8) = (2, 3)
    ) throws -> OpenTerms {
        OpenTerms(
            profile: profile, solverKind: kind, position: position, mark: try wad(mark), size: .margin(try wad(margin)), leverage: try wad(leverage),
            slippage: try slippage.map { .percent(try wad($0)) } ?? .automatic, estimatedFill: try estimate.map { try wad($0) },
            percents: try percents(), fees: fees, rules: MarketRules(pricePrecision: precision.0, quantityPrecision: precision.1))
    }

    @Test(arguments: [MathsProfile.sdk31, .sdkDeferred]) func marginOfALong(profile: MathsProfile) throws {
        let order = try Self.terms(profile).quotation()
        #expect(order.quantity == (try wad("0.002")))
        #expect(order.price == (try wad("65438.10")))
        #expect(order.margin == (try wad("65.4381")))
        #expect(try order.cva + order.lf + order.partyAmm == wad("65.4381"))
        #expect(order.notional == (try wad("130.8762")))
        #expect(order.fees.total == .zero)
    }

    @Test func flatFeesOfBothSides() throws {
        let fees = FeeRates(staticOpen: try wad("0.5"), staticClose: try wad("0.25"))
        #expect(try Self.terms(fees: fees).quotation().margin.units == 66_188_100_000_000_000_000)
        // Closing fees are deferred: only the open side is funded.
        #expect(try Self.terms(.sdkDeferred, fees: fees).quotation().margin == wad("65.9381"))
    }

    @Test func priceIsTheMarkWithTheSlippage() throws {
        #expect(try Self.terms(slippage: "10").quotation().price.units == UInt256(decimalOrHex: "71269220000000000000000"))
    }

    @Test func marginOfAShort() throws {
        #expect(try Self.terms(position: .short).quotation().margin.units == 65_438_102_000_000_000_000)
        #expect(try Self.terms(position: .short, kind: .rasa).quotation().margin.units == 64_790_200_000_000_000_000)
    }

    @Test func itemisedFees() throws {
        let fees = FeeRates(platformOpen: try wad("0.001"), solverOpen: try wad("0.001"))
        let terms = try Self.terms(.sdkDeferred, mark: "100", slippage: "1", estimate: "101.5", fees: fees)
        let order = try terms.quotation()
        #expect(order.notional == (try wad("202")))
        #expect(order.quantity == (try wad("2")))
        #expect(order.fees.platformOpen == (try wad("0.202")))
        #expect(order.fees.solverOpen == (try wad("0.202")))
        #expect(order.fees.settlement == (try wad("3")))
        #expect(order.fees.total == (try wad("3.404")))
        #expect(order.margin == (try wad("104.404")))
    }

    @Test func fullBalanceWithFees() throws {
        let fees = FeeRates(platformOpen: try wad("0.001"), solverOpen: try wad("0.001"))
        // The estimate lies beyond the slippage, which the SDK checks apart from sizing.
        let terms = try Self.terms(.sdkDeferred, mark: "100", slippage: "1", estimate: "101.5", fees: fees)
        let sizing = FullBalanceSizing(terms: terms, balance: try wad("100"))
        let order = try #require(try sizing.quotation())
        #expect(order.quantity == (try wad("1.912")))
        #expect(order.notional == (try wad("193.112")))
        #expect(order.fees.total == (try wad("3.254224")))
        #expect(throws: TradeMathsError.slippageExceeded(mark: try wad("100"), estimate: try wad("101.5"), slippagePercent: try wad("1"))) {
            try terms.fullBalanceQuotation(balance: try wad("100"))
        }
    }

    @Test func closingFeesAreProvidedForAtTheirWorst() throws {
        let fees = FeeRates(
            platformOpen: try wad("0.0005"), platformClose: try wad("0.0005"), solverOpen: try wad("0.001"),
            solverClose: CloseFeeRate(standard: try wad("0.0006"), early: try wad("0.0024"), earlyThreshold: 30, standardThreshold: 180))
        let order = try Self.terms(mark: "100", slippage: "0", fees: fees).quotation()
        // Notional 200: 0.1 + 0.1 + 0.2 + 0.48.
        #expect(order.fees.solverClose == (try wad("0.48")))
        #expect(order.fees.total == (try wad("0.88")))
        #expect(order.margin == (try wad("100.88")))
        #expect(try Self.terms(.sdkDeferred, mark: "100", slippage: "0", fees: fees).quotation().margin == wad("100.3"))
        // Solvers of majors take no fees of their own.
        #expect(try Self.terms(mark: "100", slippage: "0", kind: .rasa, fees: fees).quotation().fees.total == wad("0.2"))
    }

    @Test func automaticSlippage() throws {
        #expect(try Self.terms(mark: "100", slippage: nil).quotation().slippagePercent == wad("4"))
        #expect(try Self.terms(mark: "100", slippage: nil, estimate: "101").quotation().price == wad("105.04"))
        #expect(try Self.terms(position: .short, mark: "100", slippage: nil, estimate: "99").quotation().price == wad("95.04"))
        // An estimate far on the good side gives no negative slippage, one far on the bad side at most 99 %.
        #expect(try Self.terms(mark: "100", slippage: nil, estimate: "50").quotation().slippagePercent == .zero)
        #expect(try Self.terms(mark: "100", slippage: nil, estimate: "1000").quotation().slippagePercent == wad("99"))
        #expect(try OpenTerms.estimateBound(mark: wad("100.01"), position: .long, rules: .init(pricePrecision: 2, quantityPrecision: 0)) == wad("150.01"))
        #expect(try OpenTerms.estimateBound(mark: wad("100.01"), position: .short, rules: .init(pricePrecision: 2, quantityPrecision: 0)) == wad("50"))
    }

    @Test func estimatesBeyondTheSlippageAreRefused() throws {
        let fine = try Self.terms(mark: "100", slippage: "1", estimate: "101").quotation()
        #expect(throws: Never.self) { try fine.validate() }
        let beyond = try Self.terms(mark: "100", slippage: "1", estimate: "101.00001").quotation()
        #expect(throws: TradeMathsError.self) { try beyond.validate() }
    }

    @Test func maximumMargin() throws {
        let fees = FeeRates(platformOpen: try wad("0.001"), platformClose: try wad("0.001"))
        func most(_ profile: MathsProfile, _ position: PositionType, leverage: String = "10", slippage: String = "5", fees: FeeRates) throws -> Wad {
            try Self.terms(profile, position: position, mark: "100", leverage: leverage, slippage: slippage, fees: fees)
                .maximumMargin(balance: try wad("1000"))
        }
        #expect(try most(.sdk31, .long, fees: fees) == wad("980"))
        #expect(try most(.sdk31, .short, fees: fees) == wad("931"))
        #expect(try most(.sdk31, .long, leverage: "500", fees: fees) == .zero)
        #expect(try most(.sdk31, .long, slippage: "0", fees: FeeRates()) == wad("1000"))
        #expect(try most(.sdkDeferred, .long, fees: fees) == wad("990"))
        #expect(try most(.walkthrough085, .long, leverage: "1", slippage: "0", fees: FeeRates(platformOpen: try wad("0.125"))) == wad("800"))
        // The core takes its fee of the leveraged notional: 1000 / (1 + 10 · 0.025), not the 1000 / (1 + 2 · 0.025) of the walk-through's margin.
        #expect(try most(.walkthrough085, .long, slippage: "0", fees: FeeRates(platformOpen: try wad("0.025"))) == wad("800"))
        #expect(try most(.walkthrough085, .short, slippage: "0", fees: FeeRates()) == wad("909.090909090909090909"))
    }

    // MARK: The walk-through's formulas, by hand

    static func walkThrough(_ position: PositionType, size: OpenTerms.Size) throws -> OpenTerms {
        OpenTerms(
            profile: .walkthrough085, position: position, mark: try wad("20"), size: size, leverage: try wad("5"), slippage: .percent(try wad("5")),
            percents: try percents("1", "0.5", "2", "3"), fees: FeeRates(platformOpen: try wad("0.001"), platformClose: try wad("0.0005")),
            rules: MarketRules(pricePrecision: 3, quantityPrecision: 1))
    }

    @Test func walkThroughLong() throws {
        for size in [OpenTerms.Size.quantity(try wad("12.09")), .margin(try wad("48"))] {
            let order = try Self.walkThrough(.long, size: size).quotation()
            #expect(order.price == (try wad("21")))
            #expect(order.quantity == (try wad("12")))
            #expect(order.notional == (try wad("252")))
            #expect(order.cva == (try wad("0.504")))
            #expect(order.lf == (try wad("0.252")))
            #expect(order.partyAmm == (try wad("1.008")))
            #expect(order.partyBmm == (try wad("7.56")))
            #expect(order.margin == (try wad("50.5008")))
            // What is charged is the fee of the whole notional, whatever the walk-through's margin provides for.
            #expect(order.fees.platformOpen == (try wad("0.252")))
            #expect(order.fees.platformClose == (try wad("0.126")))
            #expect(order.fees.total == (try wad("0.378")))
            // 21 − (50.5008 − 0.252 − 0.504 − 0.252) / 12, rounded towards the entry.
            #expect(order.estimatedLiquidationPrice == (try wad("16.876")))
        }
    }

    @Test func walkThroughShort() throws {
        let order = try Self.walkThrough(.short, size: .quantity(try wad("12"))).quotation()
        #expect(order.price == (try wad("19")))
        #expect(order.notional == (try wad("228")))
        #expect(order.cva == (try wad("0.456")))
        #expect(order.lf == (try wad("0.228")))
        #expect(order.partyAmm == (try wad("0.912")))
        #expect(order.partyBmm == (try wad("6.84")))
        #expect(order.margin == (try wad("52.9056")))
        // 19 + (52.9056 − 0.228 − 0.456 − 0.228) / 12.
        #expect(order.estimatedLiquidationPrice == (try wad("23.332")))
    }

    @Test func walkThroughFullBalance() throws {
        let order = try Self.walkThrough(.long, size: .margin(.zero)).fullBalanceQuotation(balance: try wad("50.6"))
        #expect(order.margin <= (try wad("50.6")))
        #expect(order.quantity == (try wad("12")))
    }

    /// Where the core asks for more than the walk-through's margin, the account has that, and is liquidated by that.
    @Test func walkThroughOfHighLeverage() throws {
        var terms = try Self.walkThrough(.long, size: .quantity(try wad("12")))
        terms.percents = try Self.percents("7", "3", "90", "0")
        terms.leverage = try wad("10")
        let order = try terms.quotation()
        // Margin 25.2 · 1.002 = 25.2504; locked 25.2 and a fee of 0.252 are 25.452.
        #expect(order.margin == (try wad("25.2504")))
        // 21 − (25.452 − 0.252 − 1.764 − 0.756) / 12.
        #expect(order.estimatedLiquidationPrice == (try wad("19.11")))
        #expect(try terms.fullBalanceQuotation(balance: wad("25.452")).quantity == wad("12"))
        #expect(try terms.fullBalanceQuotation(balance: wad("25.451")).quantity < wad("12"))
    }

    /// Locked values agree between the profiles where they state one rule; partyBmm does not.
    @Test func profilesAgreeOnWhatIsLocked() throws {
        var terms = try Self.walkThrough(.long, size: .quantity(try wad("12.3")))
        let walk = try terms.quotation()
        terms.profile = .sdk31
        let sdk = try terms.quotation()
        #expect((walk.cva, walk.lf, walk.partyAmm) == (sdk.cva, sdk.lf, sdk.partyAmm))
        #expect(walk.partyBmm.units == sdk.partyBmm.units * 5)
    }

    @Test func roundingIsDownAndOnce() throws {
        let terms = OpenTerms(
            profile: .sdk31, position: .long, mark: try wad("1.000000000000000001"), size: .quantity(try wad("0.333333333333333333")),
            leverage: try wad("7"), slippage: .percent(.zero), percents: try Self.percents("33.333333333333333333", "0", "0", "0"),
            rules: MarketRules(pricePrecision: 18, quantityPrecision: 18))
        let order = try terms.quotation()
        // 0.333…333 / 7 · 1.000…001 · 0.33333333333333333333, by hand 0.0158730158730158730(0…).
        #expect(order.cva == (try wad("0.015873015873015873")))
        #expect(order.notional == (try wad("0.333333333333333333")))
    }

    // MARK: What is refused

    @Test func inputThatMakesNoSense() throws {
        #expect(throws: TradeMathsError.self) { try Self.terms(mark: "0").quotation() }
        #expect(throws: TradeMathsError.self) { try Self.terms(leverage: "0.5").quotation() }
        #expect(throws: TradeMathsError.self) { try Self.terms(slippage: "100").quotation() }
        #expect(throws: TradeMathsError.self) { try Self.terms(position: .unknown(2)).quotation() }
    }

    /// Numbers that a broken service may send end as errors, never as a trap.
    @Test func extremeNumbers() throws {
        let most = Wad(units: .max)
        let least = Wad(units: .one)
        for mark in [most, least] {
            for size in [OpenTerms.Size.quantity(most), .quantity(least), .margin(most), .margin(least), .margin(.zero)] {
                for leverage in [most, Wad.one] {
                    for profile in MathsProfile.allCases {
                        for position in [PositionType.long, .short] {
                            var terms = try Self.terms(profile, position: position)
                            terms.mark = mark
                            terms.size = size
                            terms.leverage = leverage
                            terms.percents = LockedPercents(cva: most, lf: least, partyAmm: most, partyBmm: least)
                            terms.fees = FeeRates(platformOpen: most, platformClose: most, solverOpen: most)
                            terms.estimatedFill = most
                            terms.rules.pricePrecision = 255
                            _ = try? terms.quotation().validate()
                            _ = try? terms.maximumMargin(balance: most)
                            _ = try? terms.fullBalanceQuotation(balance: most)
                            _ = try? terms.fullBalanceQuotation(balance: least)
                        }
                    }
                }
            }
        }
    }
}
