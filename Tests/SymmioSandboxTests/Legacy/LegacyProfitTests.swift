import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// An open profit or loss counts where an order is weighed against the account, and what the account's owner asked the chain for is listed.
@Suite(.timeLimit(.minutes(2)))
struct LegacyProfitTests {
    private func intent(_ quantity: String, _ side: PositionType = .long, leverage: String = "1") throws -> LegacyOpenIntent {
        LegacyOpenIntent(market: "XRPUSDT", position: side, quantity: try Wad(quantity), leverage: try Wad(leverage))
    }

    @Test(arguments: [(PositionType.long, "75", "1"), (.short, "66", "0.3")])
    func profitCoversAnOrder(side: PositionType, deposit: String, better: String) async throws {
        try await withLegacyFlow(deposit: deposit) { flow in
            let trading = flow.trading()
            // At 0.61 all but some ten are locked.
            _ = try await trading.open(try await trading.preview(try intent("100", side)))
            let before = try await trading.preview(try intent("20", side))
            guard case .balance? = await legacyFailure({ () async throws(LegacyError) in try await trading.open(before) }) else {
                throw FlowFailure("nothing was gained yet, and the order taken")
            }
            await flow.sandbox.prices.set("XRPUSDT", to: try Wad(better))
            let rich = try await trading.preview(try intent("20", side))
            #expect(rich.available > before.available)
            _ = try await trading.open(rich)
            #expect(try await flow.quoteCount() == 2)
        }
    }

    @Test func theSolverItselfWeighsTheLoss() async throws {
        try await withLegacyFlow(deposit: "100") { flow in
            let trading = flow.trading()
            // Some 13 are locked, of which some 12 are maintenance margin; the loss will be 56.
            _ = try await trading.open(try await trading.preview(try intent("100", leverage: "5")))
            let preview = try await trading.preview(try intent("100"))
            await flow.sandbox.prices.set("XRPUSDT", to: try Wad("0.05"))
            #expect(try await trading.preview(try intent("100")).available < (try Wad("45")))
            // As a client that does not look would have it.
            #expect(preview.available > (try Wad("85")))
            guard case .refused(let refusal)? = await legacyFailure({ () async throws(LegacyError) in try await trading.open(preview) }) else {
                throw FlowFailure("taken")
            }
            #expect(refusal.code == 4014)
            #expect(try await flow.quoteCount() == 1)
        }
    }

    @Test func closesThatTheOwnerAskedTheChainForAreListed() async throws {
        try await withLegacyFlow { flow in
            let trading = flow.trading()
            let position = try await trading.open(try await trading.preview(try intent("100")))
            #expect(try await trading.pendingCloses().isEmpty)
            let request = RequestToClosePosition(
                quoteId: position.quoteId, closePrice: try Wad("0.9").units, quantityToClose: try Wad("40").units, orderType: .limit,
                deadline: UInt256(FlowAccount.start + 3_600))
            try await flow.accounts.call([request], as: flow.account, using: flow.wallet)
            let pending = try await trading.pendingCloses()
            #expect(pending.map { UInt256(exactly: $0.quoteId) } == [position.quoteId])
            #expect(pending.first?.quantity == (try Wad("40")))
            #expect(pending.first?.closePrice == (try Wad("0.9")))
        }
    }

    // MARK: The record

    /// The solver's record with what came long before, the oldest first.
    private struct OldestFirst: Transport {
        let account: Address
        let inner = SystemTransport()

        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            let parts = request.url.path.split(separator: "/").map(String.init)
            guard let place = parts.firstIndex(of: "position-state"), parts.count == place + 3, let start = Int(parts[place + 1]),
                let size = Int(parts[place + 2]), let url = URL(string: request.url.absoluteString.replacing("/\(start)/\(size)", with: "/0/1000"))
            else { return try await inner.send(request) }
            var whole = request
            whole.url = url
            let answer = try await inner.send(whole)
            let real = (try? JSONValue(parsing: answer.body))?["position_state"]?.array ?? []
            let old: [JSONValue] = (1...250).map {
                [
                    "id": .string("old-\($0)"), "counterparty_address": .string(account.checksummed), "temp_quote_id": .number("-\(100_000 + $0)"),
                    "quote_id": .number("\(100_000 + $0)"), "last_seen_action": "FillMarketOrderInstantClose", "action_status": "success",
                ]
            }
            let page = Array((old + real.reversed()).dropFirst(start).prefix(size))
            let json: JSONValue = ["count": .number("\(old.count + real.count)"), "position_state": .array(page)]
            return HTTPResponse(status: 200, headers: answer.headers, body: Bytes(json.utf8))
        }
    }

    @Test func aLongRecordIsReadToItsEnd() async throws {
        try await withLegacyFlow { flow in
            let trading = flow.trading(transport: OldestFirst(account: flow.account)) { $0.outcomeTimeout = .seconds(8) }
            let position = try await trading.open(try await trading.preview(try intent("100")))
            #expect(position.status == .opened)
            let closed = try await trading.close(position.quoteId)
            // The price of this close, which only the record has.
            #expect(closed.price == (try Wad("0.6096")))
        }
    }
}
