import EVMCore
import Testing

/// The arithmetic against results computed with arbitrary-precision integers elsewhere.
struct ArithmeticVectorTests {
    struct Case: Decodable {
        let op, a, b, result: String
        let overflow: Bool
        let high, low, remainder: String?
    }

    @Test func everyCase() throws {
        for one in try ValuesSupport.cases("uint256_arithmetic.json", as: Case.self) {
            let comment = Comment(rawValue: "\(one)")
            if one.op.hasPrefix("signed") {
                try signed(one, comment)
            } else {
                try unsigned(one, comment)
            }
        }
    }

    private func unsigned(_ one: Case, _ comment: Comment) throws {
        let a = try UInt256(decimalOrHex: one.a)
        let result = try UInt256(decimalOrHex: one.result)
        if one.op.hasPrefix("shift") {
            let count = try #require(Int(one.b))
            #expect((one.op == "shiftLeft" ? a << count : a >> count) == result, comment)
            if (0..<256).contains(count) {
                #expect((one.op == "shiftLeft" ? a &<< UInt256(count) : a &>> UInt256(count)) == result, comment)
            }
            return
        }
        let b = try UInt256(decimalOrHex: one.b)
        let actual: (UInt256, Bool)
        switch one.op {
        case "add":
            actual = a.addingReportingOverflow(b)
            #expect(a &+ b == result, comment)
            if !one.overflow { #expect(a + b == result, comment) }
        case "subtract":
            actual = a.subtractingReportingOverflow(b)
            #expect(a &- b == result, comment)
            if !one.overflow { #expect(a - b == result, comment) }
        case "multiply":
            actual = a.multipliedReportingOverflow(by: b)
            #expect(a &* b == result, comment)
            let (high, low) = a.multipliedFullWidth(by: b)
            #expect(high.description == one.high && low == result, comment)
            if !one.overflow { #expect(a * b == result, comment) }
        case "divide":
            actual = a.dividedReportingOverflow(by: b)
            #expect(a.remainderReportingOverflow(dividingBy: b).partialValue.description == one.remainder, comment)
            if !one.overflow { #expect(a / b == result && (a % b).description == one.remainder, comment) }
        case "divideFullWidth":
            let (quotient, remainder) = b.dividingFullWidth((a, try UInt256(decimalOrHex: #require(one.low))))
            #expect(remainder.description == one.remainder, comment)
            actual = (quotient, false)
        default:
            Issue.record("unknown operation \(one.op)")
            return
        }
        #expect(actual == (result, one.overflow), comment)
    }

    private func signed(_ one: Case, _ comment: Comment) throws {
        let a = try Int256(decimalOrHex: one.a)
        let result = try Int256(decimalOrHex: one.result)
        if one.op == "signedShiftRight" {
            #expect(a >> (try #require(Int(one.b))) == result, comment)
            return
        }
        let b = try Int256(decimalOrHex: one.b)
        let actual: (Int256, Bool)
        switch one.op {
        case "signedAdd":
            actual = a.addingReportingOverflow(b)
            #expect(a &+ b == result, comment)
        case "signedSubtract":
            actual = a.subtractingReportingOverflow(b)
            #expect(a &- b == result, comment)
        case "signedMultiply":
            actual = a.multipliedReportingOverflow(by: b)
            #expect(a &* b == result, comment)
        case "signedDivide":
            actual = a.dividedReportingOverflow(by: b)
            let remainder = a.remainderReportingOverflow(dividingBy: b)
            #expect(remainder.partialValue.description == one.remainder && remainder.overflow == one.overflow, comment)
        default:
            Issue.record("unknown operation \(one.op)")
            return
        }
        #expect(actual == (result, one.overflow), comment)
    }
}
