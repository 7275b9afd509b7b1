import EVMCore
import Symmio
import SymmioContracts
import Testing

/// The public example of the older flow: XRP, quantity 6.1, 5 % away from the oracle's price, for long and short.
@Suite struct LegacyLockedValuesTests {
    struct Example: Sendable {
        let mark: String
        let side: PositionType
        let leverage: String
        let percents: [String]
        let price: String
        let notional: String
        /// cva, lf, partyAmm, partyBmm; by the example's formulas in exact fractions, rounded to 20 decimals as its library does.
        let locked: [String]
    }

    static let plain = ["2.5", "1.25", "46.25", "50"]
    static let odd = ["2.57", "1.31", "96.12", "96.12"]

    static let examples = [
        Example(
            mark: "2.3456", side: .long, leverage: "1", percents: plain, price: "2.46288", notional: "15.023568",
            locked: ["0.3755892", "0.1877946", "6.9484002", "7.511784"]),
        Example(
            mark: "2.3456", side: .short, leverage: "1", percents: plain, price: "2.22832", notional: "13.592752",
            locked: ["0.3398188", "0.1699094", "6.2866478", "6.796376"]),
        Example(
            mark: "2.34561234", side: .long, leverage: "3", percents: odd, price: "2.462892957", notional: "15.0236470377",
            locked: ["0.12870257628963", "0.06560325873129", "4.81357651087908", "14.44072953263724"]),
        Example(
            mark: "2.34561234", side: .short, leverage: "3", percents: odd, price: "2.228331723", notional: "13.5928235103",
            locked: ["0.11644518807157", "0.05935532932831", "4.35514065270012", "13.06542195810036"]),
        Example(
            mark: "2.34561234567890124", side: .long, leverage: "7", percents: odd, price: "2.462892962962846302", notional: "15.0236470740733624422",
            locked: ["0.05515824711481220211", "0.02811568238148014971", "2.06296136679990228278", "14.44072956759931597944"]),
        Example(
            mark: "2.34561234567890124", side: .short, leverage: "7", percents: odd, price: "2.228331728394956178", notional: "13.5928235432092326858",
            locked: ["0.04990508072292532572", "0.02543799834514870688", "1.86648885567610206537", "13.06542198973271445759"]),
    ]

    @Test(arguments: examples) func reproducesTheExample(_ example: Example) throws {
        let price = try LegacyLockedValues.price(mark: try Wad(example.mark), position: example.side, slippagePercent: try Wad("5"))
        #expect(price.description == example.price)
        let percents = try example.percents.map { try Wad($0) }
        let values = try LegacyLockedValues(
            price: price, quantity: try Wad("6.1"), leverage: try Wad(example.leverage),
            percents: LockedPercents(cva: percents[0], lf: percents[1], partyAmm: percents[2], partyBmm: percents[3]))
        #expect(values.notional.text == example.notional)
        #expect([values.cva, values.lf, values.partyAmm, values.partyBmm].map(\.text) == example.locked)
        // On chain there are 18 decimals.
        #expect(values.cva.wad == (try Wad(example.locked[0], rounding: .down)))
    }

    @Test func refusesWhatMakesNoSense() throws {
        let percents = LockedPercents(cva: .one, lf: .one, partyAmm: .one, partyBmm: .one)
        #expect(throws: TradeMathsError.self) {
            try LegacyLockedValues(price: .one, quantity: .one, leverage: try Wad("0.5"), percents: percents)
        }
        #expect(throws: TradeMathsError.self) { try LegacyLockedValues.price(mark: .one, position: .short, slippagePercent: try Wad("100")) }
        #expect(throws: TradeMathsError.self) {
            try LegacyLockedValues.price(mark: try Wad("0.001"), position: .long, slippagePercent: .one, precision: 2)
        }
        let most = Wad(units: .max)
        #expect(throws: TradeMathsError.self) { try LegacyLockedValues(price: most, quantity: most, leverage: .one, percents: percents) }
    }
}
