import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// Several positions of one account as one: totals, partial closes, orders for all of them, and their margin.
@Suite(.timeLimit(.minutes(2)))
struct WiderGroupTests {
    @Test(arguments: Release.allCases, [PositionType.long, .short])
    func groupIsOneOfItsPositions(release: Release, side: PositionType) async throws {
        try await withFlow(release) { account, trading in
            let positions = try await account.open(["0.5", "0.3"], side, in: trading)
            let other = try await account.open(["0.01"], side, market: "BTCUSDT", in: trading)
            let groups = try await trading.groups()
            #expect(groups.map(\.market) == ["BTCUSDT", "ETHUSDT"] || groups.map(\.market) == ["ETHUSDT", "BTCUSDT"])
            let group = try await trading.group(of: positions[1].quoteId)
            #expect(group.quoteIds == positions.map(\.quoteId))
            #expect(!group.quoteIds.contains(other[0].quoteId))
            #expect(try group.quantity() == Wad("0.8"))
            #expect(try group.averageOpenPrice() == positions[0].openPrice)
            #expect(try group.locked() == positions[0].locked() + positions[1].locked())
            let mark = try Wad("2600")
            #expect(try group.profit(at: mark) == positions[0].profit(at: mark) + positions[1].profit(at: mark))
            #expect(try group.profit(at: mark).isNegative == (side == .short))
            let liquidation = try #require(try group.liquidationPrice())
            #expect(side == .short ? liquidation > positions[0].openPrice : liquidation < positions[0].openPrice)
            // At the price itself nothing is left, a cent further the account is below it.
            let cent = try Wad("0.01")
            #expect(try group.health.distance(at: side == .short ? liquidation + cent : liquidation - cent).isNegative)
            #expect(try !group.health.distance(at: side == .short ? liquidation - cent : liquidation + cent).isNegative)
        }
    }

    @Test(arguments: Release.allCases, [PositionType.long, .short])
    func partIsClosedWithOneRequest(release: Release, side: PositionType) async throws {
        try await withFlow(release) { account, trading in
            let positions = try await account.open(["0.5", "0.3", "0.2"], side, in: trading)
            let group = try await trading.group(of: positions[0].quoteId)
            let preview = try await trading.preview(closing: .quantity(try Wad("0.7")), of: group)
            #expect(try preview.quantity() == Wad("0.7"))
            #expect(preview.plan.parts.map(\.quoteId) == [positions[0].quoteId, positions[2].quoteId])
            let closed = try await trading.close(preview)
            #expect(closed.failures.isEmpty)
            #expect(try closed.quantity() == Wad("0.7"))
            let rest = try await trading.group(of: positions[1].quoteId)
            #expect(try rest.quantity() == Wad("0.3"))
            let all = try await trading.close(try await trading.preview(closing: .all, of: rest))
            #expect(try all.quantity() == Wad("0.3"))
            #expect(try await trading.groups().isEmpty)
        }
    }

    @Test func whatLeavesDustIsNotSent() async throws {
        try await withFlow { account, trading in
            // 0.003 ETH lock about 1.5: a third of it would be below the market's least of 1.
            let positions = try await account.open(["0.003"], in: trading)
            let group = try await trading.group(of: positions[0].quoteId)
            let error = await #expect(throws: TradingError.self) { try await trading.preview(closing: .quantity(try Wad("0.002")), of: group) }
            guard case .group(.leavesDust)? = error else { throw FlowFailure("\(String(describing: error))") }
            let tooMuch = await #expect(throws: TradingError.self) { try await trading.preview(closing: .quantity(try Wad("0.004")), of: group) }
            guard case .group(.aboveOpen)? = tooMuch else { throw FlowFailure("\(String(describing: tooMuch))") }
        }
    }

    @Test(arguments: Release.allCases)
    func ordersAreSetForAllOrNone(release: Release) async throws {
        try await withFlow(release) { account, trading in
            let positions = try await account.open(["0.5", "0.3"], in: trading)
            let group = try await trading.group(of: positions[0].quoteId)
            let wanted = TakeProfitStopLoss(takeProfit: try Wad("3000"), stopLoss: try Wad("2000"))
            let rows = try await trading.setTakeProfitStopLoss(wanted, for: group)
            #expect(rows.mapValues(\.count) == [positions[0].quoteId: 2, positions[1].quoteId: 2])
            #expect(await trading.cancelTakeProfitStopLoss(of: group).isEmpty)
            for position in positions { #expect(try await trading.takeProfitStopLoss(of: position.quoteId).isEmpty) }

            // A handler that takes the first and refuses the second: the first is taken back.
            let unlucky = try account.trading { $0.services.transport = SecondOrderRefused() }
            let error = await #expect(throws: TradingError.self) { try await unlucky.set(try await unlucky.preview(wanted, for: group)) }
            guard case .groupTriggers(let failure)? = error else { throw FlowFailure("\(String(describing: error))") }
            #expect(failure.quoteId == positions[1].quoteId)
            #expect(failure.left.isEmpty)
            for position in positions { #expect(try await trading.takeProfitStopLoss(of: position.quoteId).isEmpty) }
            await unlucky.stop()
        }
    }

    @Test(arguments: Release.allCases, [PositionType.long, .short])
    func marginIsAddedAndRemoved(release: Release, side: PositionType) async throws {
        try await withFlow(release) { account, trading in
            let position = try await account.open(["1"], side, in: trading)[0]
            let (virtual, owner) = (position.account, account.wallet)
            let before = try await trading.group(of: position.quoteId).margin
            let preview = try await trading.preview(.add(try Wad("100")), of: virtual)
            let (near, far) = (try preview.liquidationPriceBefore(), try preview.liquidationPriceAfter())
            if let near, let far { #expect(side == .short ? far > near : far < near) }
            #expect(try await trading.addMargin(try Wad("100"), to: virtual, owner: owner) == before + Wad("100"))
            let shown = try await trading.group(of: position.quoteId).liquidationPrice()
            #expect(shown == far)

            #expect(try await trading.removeMargin(try Wad("60"), from: virtual, oracle: account.oracle, owner: owner) == before + Wad("40"))
            let tooMuch = await #expect(throws: TradingError.self) {
                try await trading.removeMargin(try Wad("500"), from: virtual, oracle: account.oracle, owner: owner)
            }
            guard case .margin(.wouldBeLiquidatable(let removable, _, _))? = tooMuch else { throw FlowFailure("\(String(describing: tooMuch))") }
            #expect(try removable < before + Wad("40"))

            // The oracle has seen a loss that the mark price does not show.
            let loss = await account.rumour(try SignedWad(try Wad("10000"), negative: true))
            let less = await #expect(throws: TradingError.self) {
                try await trading.removeMargin(try Wad("1"), from: virtual, signature: loss, owner: owner)
            }
            guard case .margin(.oracleAllowsLess)? = less else { throw FlowFailure("\(String(describing: less))") }

            // A better word than the oracle's is not believed, and the oracle's own not for long.
            var signature = try await account.symmio.muon(account.oracle).upnl(ofPartyA: virtual).signature
            signature.upnl = try SignedWad(try Wad("5")).units
            let forged = await #expect(throws: TradingError.self) {
                try await trading.removeMargin(try Wad("1"), from: virtual, signature: signature, owner: owner)
            }
            #expect(forged?.description.contains("not accepted") == true, "\(String(describing: forged))")
            signature = try await account.symmio.muon(account.oracle).upnl(ofPartyA: virtual).signature
            await account.sandbox.chain.advance(seconds: 200)
            let old = await #expect(throws: TradingError.self) {
                try await trading.removeMargin(try Wad("1"), from: virtual, signature: signature, owner: owner)
            }
            #expect(old?.description.contains("oracle's signature is missing or too old") == true, "\(String(describing: old))")
            let nobody = await #expect(throws: TradingError.self) { try await trading.addMargin(.one, to: account.subAccount, owner: owner) }
            guard case .margin(.noVirtualAccount)? = nobody else { throw FlowFailure("\(String(describing: nobody))") }
        }
    }
}

/// A network behind which the handler refuses the second order that it is sent.
private actor SecondOrderRefused: Transport {
    private let network = URLSessionTransport()
    private var orders = 0

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        if request.method == "POST", request.url.path.hasPrefix("/coh/") {
            orders += 1
            if orders == 2 { return HTTPResponse(status: 400, body: Bytes(utf8: #"{"successful":false,"message":"no more orders"}"#)) }
        }
        return try await network.send(request)
    }
}
