import EVMCore
import Symmio
import SymmioContracts
import Testing

/// A margin too small for the market says which would do.
@Suite struct LeastMarginTests {
    private func order(_ margin: Wad, mark: String, leverage: String, precision: UInt8, lot: String?) throws -> OpenQuotation {
        let rules = MarketRules(pricePrecision: 6, quantityPrecision: precision, lotSize: try lot.map { try Wad($0) })
        return try OpenTerms(
            profile: .sdk31, position: .long, mark: try Wad(mark), size: .margin(margin), leverage: try Wad(leverage),
            slippage: .percent(.zero), percents: .init(cva: .one, lf: .one, partyAmm: .one, partyBmm: .one), rules: rules
        ).quotation()
    }

    @Test(
        arguments: [
            ("60000", "10", 3 as UInt8, nil, "60"), ("60000", "10", 3, "0.001", "60"), ("60000", "10", 3, "0.1", "600"), ("0.61", "5", 1, nil, "0.061"),
            ("0.61", "3", 0, "1", "0.61"), ("7", "3", 2, "1", "2.38"), ("33.333333", "1", 18, nil, "0.000000000000000034"),
        ] as [(String, String, UInt8, String?, String)])
    func leastMarginIsTheLeast(mark: String, leverage: String, precision: UInt8, lot: String?, least: String) throws {
        let nothing = try order(Wad(units: .zero), mark: mark, leverage: leverage, precision: precision, lot: lot)
        let violations = try nothing.violations()
        let expected = try Wad(least)
        #expect(violations == [.marginTooSmall(margin: .zero, least: expected)])
        #expect(violations.first?.description.contains("the least that would do is \(least)") == true)
        let enough = try order(expected, mark: mark, leverage: leverage, precision: precision, lot: lot)
        #expect(enough.quantity > .zero)
        if let lot { #expect(enough.quantity >= (try Wad(lot))) }
        let tooLittle = try order(Wad(units: expected.units &- .one), mark: mark, leverage: leverage, precision: precision, lot: lot)
        let limit = try Wad(lot ?? "0.000000000000000001")
        #expect(tooLittle.quantity < limit)
    }
}
