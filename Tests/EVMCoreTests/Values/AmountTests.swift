import EVMCore
import Testing

struct AmountTests {
    struct Case: Decodable {
        let op, rounding: String
        let signed: Bool
        let a, b, divisor, text, result, error, formatted: String?
        let decimals: UInt8?
    }

    /// Multiplying, dividing, reading and writing against exact fractions computed elsewhere.
    @Test func everyVector() throws {
        for one in try ValuesSupport.cases("amount_rounding.json", as: Case.self) {
            if one.signed { try check(one, Int256.self) } else { try check(one, UInt256.self) }
        }
    }

    private func check<Units: AmountUnits>(_ one: Case, _: Units.Type) throws {
        func number(_ text: String?) throws -> Units { try Units(decimal: try #require(text), decimals: 0, rounding: .exact) }
        let rounding = try #require(Rounding.allCases.first { "\($0)" == one.rounding })
        let comment = Comment(rawValue: "\(one)")
        do throws(ValueError) {
            let value: Units
            if let text = one.text {
                value = try Units(decimal: text, decimals: one.decimals ?? 0, rounding: rounding)
                #expect(value.formatted(decimals: one.decimals ?? 0, minimumFractionDigits: 0) == one.formatted, comment)
            } else {
                guard let a = try? number(one.a), let b = try? number(one.b), let divisor = try? number(one.divisor) else {
                    Issue.record(comment)
                    return
                }
                value = try a.multiplied(by: b, dividedBy: divisor, rounding: rounding)
            }
            #expect("\(value)" == one.result && one.error == nil, comment)
        } catch {
            switch error {
            case .inexact: #expect(one.error == "inexact", comment)
            case .overflow: #expect(one.error == "overflow", comment)
            case .tooManyFractionDigits: #expect(one.error == "tooManyFractionDigits", comment)
            case .outOfRange: #expect(one.error == "outOfRange", comment)
            default: Issue.record(error, comment)
            }
        }
    }

    @Test(arguments: ["", "-", ".", "1.", ".5", "-.5", "1..2", "1.2.3", "+1", " 1", "1 ", "1e3", "1,5", "0x1", "1_0", "١"])
    func refused(_ text: String) {
        #expect(throws: ValueError.self) { try Wad(text) }
        #expect(throws: ValueError.self) { try SignedWad(text) }
        #expect(throws: ValueError.self) { try TokenAmount(text, decimals: 6) }
    }

    @Test func formatting() throws {
        #expect(UInt256(1_500_000).formatted(decimals: 6) == "1.5" && UInt256(0).formatted(decimals: 18) == "0")
        #expect(UInt256(1).formatted(decimals: 18) == "0.000000000000000001" && UInt256(12).formatted(decimals: 0) == "12")
        #expect(UInt256(5).formatted(decimals: 1) == "0.5" && Int256(-5).formatted(decimals: 1) == "-0.5")
        #expect(UInt256(1_500_000).formatted(decimals: 6, minimumFractionDigits: 2) == "1.50")
        #expect(UInt256(2_000_000).formatted(decimals: 6, minimumFractionDigits: 99) == "2.000000")
        #expect(UInt256(2).formatted(decimals: 255, minimumFractionDigits: -1).utf8.count == 257)
        #expect(throws: ValueError.decimalsOutOfRange(78)) { try UInt256(decimal: "1", decimals: 78) }
        #expect(throws: ValueError.decimalsOutOfRange(255)) { try TokenAmount(units: 1, decimals: 255) }
    }

    @Test func wadArithmetic() throws {
        let price = try Wad("61234.5")
        let quantity = try Wad("0.003")
        #expect(try price.multiplied(by: quantity, rounding: .exact) == Wad("183.7035"))
        #expect(try Wad("1").divided(by: Wad("3"), rounding: .down).description == "0.333333333333333333")
        #expect(try Wad("2").divided(by: Wad("3"), rounding: .up).description == "0.666666666666666667")
        #expect(try price.percent(Wad("1.5"), rounding: .exact) == Wad("918.5175"))
        #expect(try price + quantity == Wad("61234.503") && price - price == .zero && Wad.one.description == "1")
        #expect(try price.multiplied(by: 3, rounding: .exact) == Wad("183703.5"))
        #expect(try price.multiplied(by: 1, dividedBy: 4, rounding: .exact) == Wad("15308.625"))
        #expect(try price.rounded(fractionDigits: 0, .nearestEven) == Wad("61234") && price.rounded(fractionDigits: 18, .exact) == price)
        #expect(
            try price.rounded(fractionDigits: 0, .nearest) == Wad("61235") && Wad("0.999").rounded(fractionDigits: 2, .down) == Wad("0.99"))
        #expect(try Wad(whole: 3).units == 3_000_000_000_000_000_000 && quantity < price)
        #expect(price.formatted(minimumFractionDigits: 3) == "61234.500")
    }

    @Test func wadFailures() throws {
        let most = Wad(units: .max)
        #expect(throws: ValueError.self) { try most + .one }
        #expect(throws: ValueError.self) { try Wad.zero - .one }
        #expect(throws: ValueError.self) { try most.multiplied(by: most, rounding: .down) }
        #expect(throws: ValueError.divisionByZero(operation: "multiply and divide")) { try Wad.one.divided(by: .zero, rounding: .down) }
        #expect(throws: ValueError.inexact(operation: "multiply and divide")) { try Wad.one.divided(by: Wad(whole: 3), rounding: .exact) }
        #expect(throws: ValueError.tooManyFractionDigits(given: 19, allowed: 18)) { try Wad("0.1234567890123456789") }
        #expect(throws: ValueError.self) { try Wad(whole: -1) }
        #expect(throws: ValueError.self) { try Wad(whole: UInt256.max) }
        #expect(throws: ValueError.self) { try SignedWad(units: .min) - .one }
        #expect(throws: ValueError.self) { try SignedWad(units: .min).multiplied(by: -1, rounding: .exact) }
    }

    @Test func signs() throws {
        let loss = try SignedWad("-1.25")
        #expect(try loss.isNegative && loss.magnitude == Wad("1.25") && SignedWad(Wad("1.25"), negative: true) == loss)
        #expect(throws: ValueError.self) { try Wad(loss) }
        #expect(try Wad(SignedWad("2")) == Wad("2") && loss.rounded(fractionDigits: 1, .floor) == SignedWad("-1.3"))
        #expect(
            try loss.rounded(fractionDigits: 1, .down) == SignedWad("-1.2")
                && loss.rounded(fractionDigits: 1, .ceiling) == SignedWad("-1.2"))
        #expect(
            try loss.rounded(fractionDigits: 1, .nearest) == SignedWad("-1.3") && loss.rounded(fractionDigits: 0, .up) == SignedWad("-2"))
        #expect(throws: ValueError.self) { try SignedWad(Wad(units: .max)) }
    }

    @Test func tokens() throws {
        let usdc = try TokenAmount("12.345678", decimals: 6)
        #expect(usdc.units == 12_345_678 && usdc.description == "12.345678" && usdc.formatted(minimumFractionDigits: 6) == "12.345678")
        #expect(try Wad(usdc) == Wad("12.345678") && TokenAmount(Wad(usdc), decimals: 6, rounding: .exact) == usdc)
        let fine = try Wad("1.0000005")
        #expect(throws: ValueError.inexact(operation: "multiply and divide")) { try TokenAmount(fine, decimals: 6, rounding: .exact) }
        #expect(try TokenAmount(fine, decimals: 6, rounding: .down).units == 1_000_000)
        #expect(try TokenAmount(fine, decimals: 6, rounding: .up).units == 1_000_001)
        #expect(try TokenAmount(fine, decimals: 6, rounding: .nearestEven).units == 1_000_000)
        let other = try TokenAmount("1", decimals: 18)
        #expect(throws: ValueError.differentDecimals(6, 18)) { try usdc + other }
        #expect(throws: ValueError.differentDecimals(18, 6)) { try other - usdc }
        #expect(try usdc + usdc == usdc.multiplied(by: 2, dividedBy: 1, rounding: .exact) && (usdc - usdc).units == 0)
        #expect(try other.converted(decimals: 6, rounding: .exact).units == 1_000_000)
        #expect(throws: ValueError.self) { try TokenAmount("0", decimals: 6) - usdc }
        #expect(throws: ValueError.self) { try Wad(TokenAmount(units: .max, decimals: 0)) }
        #expect(try Wad(TokenAmount(units: 15, decimals: 19), rounding: .nearest).units == 2)
    }
}
