import EVMCore
import Symmio
import SymmioContracts
import Testing

/// Margin against open positions.
struct AccountHealthTests {
    private func health(_ allocated: String, _ exposures: [(PositionType, String, String)], pending: String = "0") throws -> AccountHealth {
        AccountHealth(
            allocated: try Wad(allocated), cva: try Wad("10"), lf: try Wad("5"), partyAmm: try Wad("50"), pendingLocked: try Wad(pending),
            exposures: try exposures.map { .init(side: $0.0, quantity: try Wad($0.1), openPrice: try Wad($0.2)) })
    }

    @Test func liquidationPriceIsWhereNothingIsLeft() throws {
        // 200 − 15 = 185 to lose on one coin.
        #expect(try health("200", [(.long, "1", "2000")]).liquidationPrice() == Wad("1815"))
        #expect(try health("200", [(.short, "1", "2000")]).liquidationPrice() == Wad("2185"))
        #expect(try health("200", [(.long, "1", "2000"), (.long, "1", "3000")]).liquidationPrice() == Wad("2407.5"))
        // A long of 3 against a short of 1 at the same price: 185 to lose on two coins.
        #expect(try health("200", [(.long, "3", "2000"), (.short, "1", "2000")]).liquidationPrice() == Wad("1907.5"))
    }

    @Test func someAccountsHaveNone() throws {
        #expect(try health("5000", [(.long, "1", "2000")]).liquidationPrice() == nil)
        #expect(try health("200", []).liquidationPrice() == nil)
        #expect(try health("200", [(.long, "1", "2000"), (.short, "1", "2100")]).liquidationPrice() == nil)
    }

    @Test func profitIsNotRoundedUpNorLossDown() throws {
        let third = AccountHealth.Exposure(side: .long, quantity: Wad(units: 1), openPrice: try Wad("2"))
        #expect(try third.profit(at: try Wad("2.5")) == .zero)
        #expect(try third.profit(at: try Wad("1.5")).units == -1)
    }

    @Test func lockableCountsAProfitWholly() throws {
        let account = try health("200", [], pending: "20")
        #expect(try account.lockable(profit: .zero) == Wad("115"))
        #expect(try account.lockable(profit: SignedWad(try Wad("400"))) == Wad("515"))
        #expect(try account.removable(profit: SignedWad(try Wad("400"))) == Wad("200"))
        // Up to the maintenance margin a loss is covered by it.
        #expect(try account.lockable(profit: SignedWad(try Wad("50"), negative: true)) == Wad("115"))
        #expect(try account.lockable(profit: SignedWad(try Wad("60"), negative: true)) == Wad("105"))
        #expect(try account.lockable(profit: SignedWad(try Wad("1000"), negative: true)) == .zero)
    }

    @Test func removableIsWhatCoversNothing() throws {
        let account = try health("200", [(.long, "1", "2000")])
        #expect(try account.removable(at: try Wad("2000")) == Wad("135"))
        // A loss counts as far as it exceeds the maintenance margin, a profit wholly, but no more than what is there can leave.
        #expect(try account.removable(at: try Wad("1960")) == Wad("135"))
        #expect(try account.removable(at: try Wad("1900")) == Wad("85"))
        #expect(try account.removable(at: try Wad("1800")) == .zero)
        #expect(try account.removable(at: try Wad("2050")) == Wad("185"))
        #expect(try account.removable(at: try Wad("9000")) == Wad("200"))
        #expect(try health("200", [(.long, "1", "2000")], pending: "100").removable(at: try Wad("2000")) == Wad("35"))
    }

    @Test(arguments: [PositionType.long, .short])
    func moreMarginIsFurtherFromLiquidation(side: PositionType) throws {
        var last: Wad?
        for allocated in ["50", "100", "200", "400"] {
            let price = try #require(try health(allocated, [(side, "1", "2000")]).liquidationPrice())
            if let last { #expect(side == .short ? price > last : price < last) }
            last = price
        }
    }

    @Test func numbersBeyondAllMeasureAreAnError() {
        let huge = AccountHealth.Exposure(side: .long, quantity: Wad(units: .max), openPrice: Wad(units: .max))
        let account = AccountHealth(allocated: Wad(units: .max), cva: .zero, lf: .zero, partyAmm: .zero, exposures: [huge])
        #expect(throws: ValueError.self) { try account.liquidationPrice() }
        #expect(throws: ValueError.self) { try account.removable(at: .one) }
    }
}
