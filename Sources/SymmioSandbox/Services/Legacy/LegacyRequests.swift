import EVMClient
import EVMCore
import Symmio
import SymmioContracts

/// A refusal of the older solver, in its own shape. Its codes are the sandbox's own: real solvers publish theirs at `/error_codes`.
struct LegacyFailure: Error, Sendable {
    let status: Int
    let json: JSONValue
    let code: Int
    let message: String

    static let table: [(code: Int, status: Int, message: String)] = [
        (4001, 401, "The access token is missing, unknown or expired"),
        (4002, 403, "The access token is for another account"),
        (4003, 404, "There is no such account"),
        (4004, 401, "The nonce is unknown or was used"),
        (4005, 401, "The signature is not the owner's over this login"),
        (4006, 400, "The login's times are not acceptable"),
        (4007, 403, "The origin is not a frontend of this solver"),
        (4008, 403, "Contract wallets cannot sign in here"),
        (4010, 400, "The market is unknown"),
        (4011, 400, "Instant orders are market orders"),
        (4012, 400, "The deadline is too near"),
        (4013, 400, "Too many instant orders are pending"),
        (4014, 400, "The available balance does not cover the order"),
        (4015, 400, "The locked values are lower than the market's parameters ask for"),
        (4016, 400, "The price is out of reach"),
        (4017, 400, "The quantity or its notional is out of the market's range"),
        (4018, 403, "The account has not delegated the function to the solver"),
        (4020, 404, "There is no such open position of the account"),
        (4021, 400, "The position is being closed already"),
        (4022, 400, "The quantity to close is out of range"),
        (4023, 404, "There is no such pending order of the account"),
        (4030, 500, "The transaction reverted"),
        (4040, 400, "The conditional order does not fit the position"),
    ]

    static func make(_ code: Int, detail: String? = nil) -> LegacyFailure {
        let row = table.first { $0.code == code } ?? (code: code, status: 500, message: "Internal error")
        return LegacyFailure(
            status: row.status,
            json: .object([
                "error_code": .number(String(code)), "error_message": .string(row.message),
                "error_detail": .array(detail.map { [.string($0)] } ?? []),
            ]), code: code, message: detail.map { "\(row.message): \($0)" } ?? row.message)
    }

    /// Not a failure of the solver's: the trader has thought better of it.
    static let cancelled = LegacyFailure(status: 200, json: .null, code: 0, message: "Cancelled by the trader")

    static let interrupted = LegacyFailure(status: 500, json: .null, code: 0, message: "The solver ended before it had taken this")

    static let notFound = LegacyFailure(status: 404, json: .object(["detail": "Not Found"]), code: 404, message: "Not Found")

    /// What the service's frame answers to a body that is not of the right form.
    static func malformed(_ field: String, _ reason: String, in part: String = "body") -> LegacyFailure {
        let place = [part] + field.split(separator: ".").map(String.init)
        return LegacyFailure(
            status: 422,
            json: .object([
                "detail": .array([.object(["loc": .array(place.map { .string($0) }), "msg": .string(reason), "type": "value_error"])])
            ]), code: 422, message: "\(field): \(reason)")
    }
}

/// A request's body: members by name, wrong ones refused by name.
struct LegacyBody: Sendable {
    private let members: [String: JSONValue]
    /// What stands before a member's name in an error: where this is a part of the body.
    private let place: String

    private init(members: [String: JSONValue], place: String) {
        self.members = members
        self.place = place
    }

    private func malformed(_ name: String, _ reason: String) -> LegacyFailure { .malformed(place + name, reason) }

    init(_ request: ServerRequest) throws(LegacyFailure) {
        guard let members = (try? JSONValue(parsing: request.body))?.object else { throw .malformed("body", "a JSON object is expected") }
        self.members = members
        place = ""
    }

    /// A text, or a number's digits.
    func text(_ name: String) throws(LegacyFailure) -> String {
        switch members[name] {
        case .string(let text)?, .number(let text)?: return text
        case nil, .null?: throw malformed(name, "field required")
        default: throw malformed(name, "a text or a number is expected")
        }
    }

    /// The objects of a list.
    func bodies(_ name: String) throws(LegacyFailure) -> [LegacyBody] {
        guard let elements = members[name]?.array else { throw malformed(name, "a list is expected") }
        var bodies: [LegacyBody] = []
        for (index, element) in elements.enumerated() {
            guard let members = element.object else { throw malformed("\(name)[\(index)]", "an object is expected") }
            bodies.append(LegacyBody(members: members, place: "\(place)\(name)[\(index)]."))
        }
        return bodies
    }

    func wad(_ name: String) throws(LegacyFailure) -> Wad {
        let text = try text(name)
        // Locked values come with up to 20 decimals; the chain has 18.
        guard let value = try? Wad(text, rounding: .down) else { throw malformed(name, "'\(text)' is not a decimal number") }
        return value
    }

    func integer<T: FixedWidthInteger>(_ name: String, _ type: T.Type = T.self) throws(LegacyFailure) -> T {
        let text = try text(name)
        guard let value = T(text) else { throw malformed(name, "'\(text)' is not a whole number in range") }
        return value
    }

    func address(_ name: String) throws(LegacyFailure) -> Address {
        let text = try text(name)
        guard let value = try? Address(hex: text) else { throw malformed(name, "'\(text)' is not an address") }
        return value
    }
}

/// What `POST /instant_open` asks for.
struct LegacyQuote: Sendable {
    let symbolId: UInt64
    let position: PositionType
    let price: Wad
    let quantity: Wad
    let cva: Wad
    let lf: Wad
    let partyAmm: Wad
    let partyBmm: Wad
    let maxFundingRate: Wad
    let deadline: UInt64

    init(_ body: LegacyBody) throws(LegacyFailure) {
        symbolId = try body.integer("symbolId")
        switch try body.text("positionType") {
        case "0": position = .long
        case "1": position = .short
        default: throw .malformed("positionType", "0 or 1 is expected")
        }
        switch try body.text("orderType") {
        case "0": throw .make(4011)
        case "1": break
        default: throw .malformed("orderType", "0 or 1 is expected")
        }
        price = try body.wad("price")
        quantity = try body.wad("quantity")
        cva = try body.wad("cva")
        lf = try body.wad("lf")
        partyAmm = try body.wad("partyAmm")
        partyBmm = try body.wad("partyBmm")
        maxFundingRate = try body.wad("maxFundingRate")
        deadline = try body.integer("deadline")
    }

    var lockedValues: Symmio085.Core.LockedValues {
        .init(cva: cva.units, lf: lf.units, partyAmm: partyAmm.units, partyBmm: partyBmm.units)
    }
}

/// An instant open that the solver has taken.
struct LegacyOrderEntry: Sendable {
    let id: Int64
    let account: Address
    let quote: LegacyQuote
    let fill: Wad
    let symbol: String
    /// Its line of the record.
    let row: Int
    /// How the quote was sent, or was about to be.
    var attempt: LegacyAttempt?
    var isExecuting = false

    /// Whether nothing of it can be on the chain.
    var canBeTakenBack: Bool { !isExecuting && attempt == nil }

    var json: JSONValue {
        [
            "position_type": .number(String(quote.position.rawValue)), "temp_quote_id": .string(String(id)),
            "symbol_id": .string(String(quote.symbolId)), "requested_open_price": .string(quote.price.description),
            "quantity": .string(quote.quantity.description), "party_a_address": .string(account.checksummed),
            "cva": .string(quote.cva.description), "partyAmm": .string(quote.partyAmm.description),
            "partyBmm": .string(quote.partyBmm.description), "lf": .string(quote.lf.description), "order_type": .number("1"),
        ]
    }
}

/// An instant close that the solver has taken.
struct LegacyCloseEntry: Sendable {
    let account: Address
    let quoteId: UInt256
    let quantity: Wad
    let price: Wad
    let fill: Wad
    /// Its line of the record.
    let row: Int
    /// How it was asked for on chain, or was about to be.
    var attempt: LegacyAttempt?
    var isExecuting = false

    /// Whether nothing of it can be on the chain.
    var canBeTakenBack: Bool { !isExecuting && attempt == nil }

    var json: JSONValue { Self.json(quoteId, quantity, at: price) }

    static func json(_ quoteId: UInt256, _ quantity: Wad, at price: Wad) -> JSONValue {
        [
            "quote_id": .number(quoteId.description), "quantity_to_close": .string(quantity.description), "close_price": .string(price.description),
        ]
    }
}

/// A line of the solver's record.
struct LegacyStateRow: Sendable {
    /// Why it failed.
    struct Failure: Sendable {
        let code: Int
        let message: String
    }

    let id: Int
    let account: Address
    let createdAt: UInt64
    var modifiedAt: UInt64
    var quoteId: UInt256?
    var temporaryId: Int64?
    var members: [String: JSONValue] = [:]
    var action: String
    var status: String
    var failure: Failure?

    var json: JSONValue {
        var result = members
        result["id"] = .string("state-\(id)")
        result["create_time"] = .number(String(createdAt))
        result["modify_time"] = .number(String(modifiedAt))
        result["quote_id"] = quoteId.map { .number($0.description) } ?? temporaryId.map { .number(String($0)) } ?? .null
        result["temp_quote_id"] = temporaryId.map { .number(String($0)) } ?? .null
        result["counterparty_address"] = .string(account.checksummed)
        result["last_seen_action"] = .string(action)
        result["action_status"] = .string(status)
        result["failure_type"] = failure.map { .string($0.message) } ?? .null
        result["error_code"] = failure.map { .number(String($0.code)) } ?? .null
        result["order_type"] = .number("1")
        result["state_type"] = failure == nil ? "report" : "alert"
        return .object(result)
    }
}
