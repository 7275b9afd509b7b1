import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// The flow by hand: every byte that a client sends, without the library's trading on top.
@Suite struct FlowSmokeTests {
    @Test func opensAndClosesByHand() async throws {
        let account = try await FlowAccount()
        let deployment = account.deployment
        let solver = try #require(deployment.solvers.first)
        let http = SystemTransport()
        func post(_ path: String, _ body: String) async throws -> (Int, JSONValue) {
            let url = try #require(URL(string: solver.baseURL.absoluteString + path))
            let answer = try await http.send(HTTPRequest("POST", url, headers: ["Content-Type": "application/json"], body: Bytes(utf8: body)))
            return (answer.status, (try? JSONValue(parsing: answer.body)) ?? .null)
        }
        let order = OpenOrder(
            subAccount: account.subAccount, isolation: .marketLong, symbolId: 1, position: .long, price: try Wad("60600"),
            quantity: try Wad("0.01"), cva: try Wad("4.242"), lf: try Wad("1.818"), partyAmm: try Wad("54.54"), partyBmm: try Wad("54.54"),
            margin: try Wad("61"), deadline: FlowAccount.start + 300, solvers: [solver.address], affiliate: deployment.contracts.affiliate,
            correlationId: UUID().uuidString, upnlSignature: .empty)
        let factory = OperationFactory(deployment: deployment, solver: solver, signer: account.session)
        let request = try await factory.open(order)
        let (status, body) = try await post("/instant_trade/instant_open", request.json(numbers: deployment.style.numbers))
        #expect(status == 200, "\(body)")
        #expect(body["temp_quote_id"]?.int == -1)
        try await eventually("the quote is on the chain") { try await account.quoteCount() == 1 }
        let quote = try await account.quote(1)
        #expect(quote.quoteStatus == .opened)
        #expect(quote.openedPrice == (try Wad("60030")).units)

        let close = CloseOrder(quoteId: 1, account: quote.partyA, price: try Wad("59000"), quantity: try Wad("0.01"), deadline: FlowAccount.start + 300)
        let closing = try await factory.close([close])
        let (closed, answer) = try await post("/instant_trade/instant_close", closing.json(style: deployment.style))
        #expect(closed == 200, "\(answer)")
        try await eventually("the quote is closed") { try await account.quote(1).quoteStatus == .closed }
        await account.sandbox.stop()
    }
}
