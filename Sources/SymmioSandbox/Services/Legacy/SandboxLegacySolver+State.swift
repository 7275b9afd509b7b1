import EVMClient
import EVMCore
import Symmio
import SymmioContracts

/// A transaction that was about to be sent: where a restart finds it mined, it is not sent again.
struct LegacyAttempt: Sendable {
    let data: Bytes
    /// The height before it.
    let after: UInt64
}

/// Goes on with what a restart interrupted.
extension SandboxLegacySolver {
    /// To be called once. What is on the chain is recorded, what is not is carried out; triggers that were reached are acted on.
    func resume() async {
        let known = Set(orders.values.map(\.row) + closes.values.map(\.row))
        // A line whose order was not written down any more: nobody was told that it was taken.
        for row in rows.values where row.status == "seen" && !known.contains(row.id) { await fail(row.id, action: row.action, .interrupted) }
        for id in orders.keys.sorted(by: >) { later { await $0.carryOut(order: id) } }
        for id in closes.keys.sorted() { later { await $0.carryOut(closeOf: id) } }
        for name in Set(triggers.values.flatMap(\.orders).map(\.symbol)) {
            if let price = await prices.price(of: name) { await check(name, price) }
        }
    }
}

extension LegacyAttempt {
    fileprivate var kept: JSONValue { .object(["data": .data(data), "after": .digits(after)]) }

    fileprivate init?(in entry: StateEntry) throws(SandboxStateError) {
        guard let attempt = entry.optional("attempt") else { return nil }
        self.init(data: try attempt.bytes("data"), after: try attempt.uint64("after"))
    }
}

extension LegacyOrderEntry: KeptRow {
    var kept: JSONValue {
        var members: [String: JSONValue] = [
            "id": .digits(id), "account": .string(account.checksummed), "fill": .digits(fill), "symbol": .string(symbol), "row": .digits(row),
            "symbolId": .digits(quote.symbolId), "position": .digits(quote.position.rawValue), "price": .digits(quote.price),
            "quantity": .digits(quote.quantity), "cva": .digits(quote.cva), "lf": .digits(quote.lf), "partyAmm": .digits(quote.partyAmm),
            "partyBmm": .digits(quote.partyBmm), "maxFundingRate": .digits(quote.maxFundingRate), "deadline": .digits(quote.deadline),
        ]
        members["attempt"] = attempt?.kept
        return .object(members)
    }

    init(kept entry: StateEntry) throws(SandboxStateError) {
        self.init(
            id: try entry.int64("id"), account: try entry.address("account"), quote: try LegacyQuote(kept: entry), fill: try entry.wad("fill"),
            symbol: try entry.text("symbol"), row: try entry.read("row") { Int($0) }, attempt: try LegacyAttempt(in: entry))
    }
}

extension LegacyQuote {
    fileprivate init(kept entry: StateEntry) throws(SandboxStateError) {
        symbolId = try entry.uint64("symbolId")
        position = PositionType(rawValue: try entry.read("position") { UInt8($0) })
        price = try entry.wad("price")
        quantity = try entry.wad("quantity")
        cva = try entry.wad("cva")
        lf = try entry.wad("lf")
        partyAmm = try entry.wad("partyAmm")
        partyBmm = try entry.wad("partyBmm")
        maxFundingRate = try entry.wad("maxFundingRate")
        deadline = try entry.uint64("deadline")
    }
}

extension LegacyCloseEntry: KeptRow {
    var kept: JSONValue {
        var members: [String: JSONValue] = [
            "account": .string(account.checksummed), "quoteId": .digits(quoteId), "quantity": .digits(quantity), "price": .digits(price),
            "fill": .digits(fill), "row": .digits(row),
        ]
        members["attempt"] = attempt?.kept
        return .object(members)
    }

    init(kept entry: StateEntry) throws(SandboxStateError) {
        self.init(
            account: try entry.address("account"), quoteId: try entry.uint256("quoteId"), quantity: try entry.wad("quantity"),
            price: try entry.wad("price"), fill: try entry.wad("fill"), row: try entry.read("row") { Int($0) }, attempt: try LegacyAttempt(in: entry))
    }
}

extension LegacyStateRow: KeptRow {
    var kept: JSONValue {
        var members: [String: JSONValue] = [
            "id": .digits(id), "account": .string(account.checksummed), "createdAt": .digits(createdAt), "modifiedAt": .digits(modifiedAt),
            "members": .object(self.members), "action": .string(action), "status": .string(status),
        ]
        members["quoteId"] = quoteId.map { .digits($0) }
        members["temporaryId"] = temporaryId.map { .digits($0) }
        members["failure"] = failure.map { .object(["code": .digits($0.code), "message": .string($0.message)]) }
        return .object(members)
    }

    init(kept entry: StateEntry) throws(SandboxStateError) {
        self.init(
            id: try entry.read("id") { Int($0) }, account: try entry.address("account"), createdAt: try entry.uint64("createdAt"),
            modifiedAt: try entry.uint64("modifiedAt"), action: try entry.text("action"), status: try entry.text("status"))
        members = try entry.part("members").value.object ?? [:]
        if entry.optional("quoteId") != nil { quoteId = try entry.uint256("quoteId") }
        if entry.optional("temporaryId") != nil { temporaryId = try entry.int64("temporaryId") }
        if let failure = entry.optional("failure") {
            self.failure = Failure(code: try failure.read("code") { Int($0) }, message: try failure.text("message"))
        }
    }
}

extension LegacyTriggers: KeptRow {
    var kept: JSONValue { .object(["orders": .array(orders.map(\.kept))]) }

    init(kept entry: StateEntry) throws(SandboxStateError) {
        var orders: [LegacyTrigger] = []
        for order in try entry.list("orders") { orders.append(try LegacyTrigger(kept: order)) }
        self.init(orders: orders)
    }
}

extension LegacyTrigger {
    fileprivate var kept: JSONValue {
        .object([
            "kind": .string(kind.rawValue), "price": .digits(price), "quantity": .digits(quantity), "position": .digits(position.rawValue),
            "symbol": .string(symbol),
        ])
    }

    fileprivate init(kept entry: StateEntry) throws(SandboxStateError) {
        self.init(
            kind: try entry.read("kind") { ConditionalOrderKind(rawValue: $0) }, price: try entry.wad("price"), quantity: try entry.wad("quantity"),
            position: PositionType(rawValue: try entry.read("position") { UInt8($0) }), symbol: try entry.text("symbol"))
    }
}
