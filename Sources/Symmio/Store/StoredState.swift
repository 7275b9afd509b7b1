internal import EVMClient
internal import EVMCore
internal import SymmioContracts

/// All that a ``PositionStore`` holds.
public struct StoredState: Sendable, Hashable {
    /// What is on its way, the oldest first.
    public var pending: [PendingOperation]
    /// The positions that are known, by their opening.
    public var positions: [PositionRecord]
    /// Wallets' transactions of which a run did not see the end.
    public var transactions: [KeptTransaction]

    /// Creates a state; nothing by default.
    public init(pending: [PendingOperation] = [], positions: [PositionRecord] = [], transactions: [KeptTransaction] = []) {
        self.pending = pending
        self.positions = positions
        self.transactions = transactions
    }

    /// Adds an entry, or replaces the one of its id.
    public mutating func put(_ operation: PendingOperation) {
        if let index = pending.firstIndex(where: { $0.id == operation.id }) { pending[index] = operation } else { pending.append(operation) }
    }

    /// Adds a record, or replaces the one of its quote.
    public mutating func put(_ position: PositionRecord) {
        if let index = positions.firstIndex(where: { $0.quoteId == position.quoteId && $0.account == position.account }) {
            positions[index] = position
        } else {
            positions.append(position)
        }
    }
}

// MARK: - JSON

extension StoredState {
    /// The number of the form; a file of a later one is refused instead of misread.
    static let form = 1

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "form": .number("\(Self.form)"), "pending": .array(pending.map(\.json)), "positions": .array(positions.map(\.json)),
        ]
        if !transactions.isEmpty { members["transactions"] = .array(transactions.map(\.json)) }
        return .object(members)
    }

    init(_ json: JSONReader) throws(JSONFieldError) {
        let form = try json.member("form")
        guard try form.int() == Self.form else {
            throw form.fault("this program reads form \(Self.form); was the file written by a later one?")
        }
        pending = try json.member("pending").map { element throws(JSONFieldError) in try PendingOperation(element) }
        positions = try json.member("positions").map { element throws(JSONFieldError) in try PositionRecord(element) }
        transactions = try json.optional("transactions")?.map { element throws(JSONFieldError) in try KeptTransaction(element) } ?? []
    }
}

extension PendingOperation {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(id), "stage": .string(stage.rawValue), "subAccount": .string("\(subAccount)"),
            "digests": .array(digests.map { .string($0.hex) }), "deadline": .number("\(deadline)"), "createdAt": .number("\(createdAt)"),
        ]
        if let temporaryId { members["temporaryId"] = .number("\(temporaryId)") }
        if let quoteId { members["quoteId"] = .string("\(quoteId)") }
        switch intent {
        case .open(let open): members["open"] = open.json
        case .close(let closes): members["close"] = .array(closes.map(\.json))
        }
        return .object(members)
    }

    fileprivate init(_ json: JSONReader) throws(JSONFieldError) {
        let stage = try json.member("stage")
        guard let known = Stage(rawValue: try stage.string()) else { throw stage.fault("posting, accepted or resting is expected") }
        let intent: Intent
        if let open = try json.optional("open") {
            intent = .open(try Open(open))
        } else {
            intent = .close(try json.member("close").map { element throws(JSONFieldError) in try Close(element) })
        }
        self.init(
            id: try json.string("id"), intent: intent, stage: known, subAccount: try json.member("subAccount").address(),
            digests: try json.member("digests").map { element throws(JSONFieldError) in try element.bytes32() },
            deadline: try json.member("deadline").unsigned(UInt64.self), createdAt: try json.member("createdAt").unsigned(UInt64.self),
            temporaryId: try json.optionalInt("temporaryId"),
            quoteId: try json.optional("quoteId").map { member throws(JSONFieldError) in try member.uint256() })
    }
}

extension PendingOperation.Open {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "symbolId": .string("\(symbolId)"), "market": .string(market), "position": .number("\(position.rawValue)"),
            "quantity": .string("\(quantity)"), "price": .string("\(price)"), "margin": .string("\(margin)"),
        ]
        if let isolation { members["isolation"] = .number("\(isolation.rawValue)") }
        members["orderType"] = orderType.kept
        return .object(members)
    }

    fileprivate init(_ json: JSONReader) throws(JSONFieldError) {
        self.init(
            symbolId: try json.member("symbolId").uint256(), market: try json.string("market"),
            position: PositionType(rawValue: try json.member("position").unsigned(UInt8.self)),
            isolation: try json.optional("isolation").map { member throws(JSONFieldError) in
                VirtualAccountIsolation(rawValue: try member.unsigned(UInt8.self))
            }, quantity: try json.member("quantity").wad(), price: try json.member("price").wad(), margin: try json.member("margin").wad(),
            orderType: try OrderType(kept: json))
    }
}

extension OrderType {
    /// What is written of it: nothing where it is at market, as files of before have it.
    fileprivate var kept: JSONValue? { self == .market ? nil : .number("\(rawValue)") }

    fileprivate init(kept json: JSONReader) throws(JSONFieldError) {
        self = try json.optional("orderType").map { member throws(JSONFieldError) in OrderType(rawValue: try member.unsigned(UInt8.self)) } ?? .market
    }
}

extension PendingOperation.Close {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "quoteId": .string("\(quoteId)"), "account": .string("\(account)"), "quantity": .string("\(quantity)"),
            "price": .string("\(price)"), "closedBefore": .string("\(closedBefore)"), "digest": .string(digest.hex),
        ]
        members["orderType"] = orderType.kept
        return .object(members)
    }

    fileprivate init(_ json: JSONReader) throws(JSONFieldError) {
        self.init(
            quoteId: try json.member("quoteId").uint256(), account: try json.member("account").address(),
            quantity: try json.member("quantity").wad(), price: try json.member("price").wad(),
            closedBefore: try json.member("closedBefore").wad(), digest: try json.member("digest").bytes32(),
            orderType: try OrderType(kept: json))
    }
}

extension PositionRecord {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "quoteId": .string("\(quoteId)"), "subAccount": .string("\(subAccount)"), "account": .string("\(account)"),
            "symbolId": .string("\(symbolId)"), "market": .string(market), "position": .number("\(position.rawValue)"),
            "openedAt": .number("\(openedAt)"),
        ]
        if let correlationId { members["correlationId"] = .string(correlationId) }
        return .object(members)
    }

    fileprivate init(_ json: JSONReader) throws(JSONFieldError) {
        self.init(
            quoteId: try json.member("quoteId").uint256(), subAccount: try json.member("subAccount").address(),
            account: try json.member("account").address(), symbolId: try json.member("symbolId").uint256(),
            market: try json.string("market"), position: PositionType(rawValue: try json.member("position").unsigned(UInt8.self)),
            correlationId: try json.optionalString("correlationId"), openedAt: try json.member("openedAt").unsigned(UInt64.self))
    }
}
