import EVMClient
import EVMCore
import Symmio
import SymmioSolver

/// The solver's book in the state file.
extension TemporaryQuote {
    var kept: JSONValue {
        var members: [String: JSONValue] = [
            "id": .digits(id), "subAccount": .string(subAccount.checksummed), "call": .data(call.callData), "createdAt": .digits(createdAt),
            "state": .string(state.rawValue),
        ]
        if let quoteId { members["quoteId"] = .digits(quoteId) }
        if let virtualAccount { members["virtualAccount"] = .string(virtualAccount.checksummed) }
        if let openedPrice { members["openedPrice"] = .digits(openedPrice) }
        if let failure { members["failure"] = .object(["code": .digits(failure.code), "detail": .string(failure.detail)]) }
        if let request { members["request"] = .string(request.json(numbers: .strings)) }
        return .object(members)
    }

    init(kept entry: StateEntry, markets: [SandboxMarket], release: Release) throws(SandboxStateError) {
        id = try entry.int64("id")
        subAccount = try entry.address("subAccount")
        guard let call = BookedCall(try entry.bytes("call"), release: release), let order = call.terms,
            let market = markets.first(where: { UInt256($0.symbolId) == order.symbolId })
        else { throw entry.fault("call: no order of a market that is there") }
        (self.call, symbolId) = (call, market.symbolId)
        createdAt = try entry.uint64("createdAt")
        state = try entry.read("state") { State(rawValue: $0) }
        if entry.optional("quoteId") != nil { quoteId = try entry.uint64("quoteId") }
        if entry.optional("virtualAccount") != nil { virtualAccount = try entry.address("virtualAccount") }
        if entry.optional("openedPrice") != nil { openedPrice = try entry.wad("openedPrice") }
        if let failure = entry.optional("failure") {
            self.failure = .make(try failure.read("code") { Int($0) }, detail: try failure.text("detail"))
        }
        if entry.optional("request") != nil { request = try entry.read("request") { try? OpenRequest(json: $0.utf8) } }
    }
}

extension CloseInWork {
    var kept: JSONValue {
        .object([
            "quoteId": .digits(order.quoteId), "account": .string(order.account.checksummed), "price": .digits(order.price),
            "quantity": .digits(order.quantity), "deadline": .digits(order.deadline), "subAccount": .string(subAccount.checksummed),
            "request": .string(CloseRequest(operations: [operation]).json(style: .kept)),
        ])
    }

    init(kept entry: StateEntry) throws(SandboxStateError) {
        order = CloseOrder(
            quoteId: try entry.uint256("quoteId"), account: try entry.address("account"), price: try entry.wad("price"),
            quantity: try entry.wad("quantity"), deadline: try entry.uint64("deadline"))
        subAccount = try entry.address("subAccount")
        operation = try entry.read("request") { try? CloseRequest(json: $0.utf8).operations.first }
    }
}
