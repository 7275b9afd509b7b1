import EVMClient
import EVMCore
import Symmio
import SymmioContracts

/// One leg of a conditional order, as the sandbox's handler holds it.
struct ConditionalOrderEntry: Sendable, KeptRow {
    let id: Int
    let kind: ConditionalOrderKind
    var message: ConditionalOrderMessage
    /// The quote on chain; below 0 as long as only its temporary id is known.
    var quoteId: Int64
    var quantity: Wad
    var price: Wad
    var trigger: Wad
    var priceType: String
    var state: String
    let createdAt: UInt64
    var modifiedAt: UInt64
    /// The closing order, once it was signed.
    var closing: CloseRequest?

    var name: String { "coh\(id)" }
    var isLive: Bool { state == "new" || state == "pending" }
    var isShort: Bool { message.positionType == PositionType.short.rawValue }
    /// Whether the quote is on the chain.
    var isAnchored: Bool { quoteId > 0 }

    /// Whether a mark price closes the position.
    func isTriggered(at price: Wad) -> Bool {
        let isUpward = (kind == .takeProfit) != isShort
        return isUpward ? price >= trigger : price <= trigger
    }

    /// The closing order's worst price: what was signed, or a tenth beyond the trigger where that lies on the winning side of the trigger, as
    /// the walk-through's stop losses at the mark do: the solver would never fill those.
    func bound() throws(ValueError) -> Wad {
        let tenth = Wad(units: trigger.units / UInt256(10 as UInt64))
        if isShort { return price >= trigger ? price : try trigger + tenth }
        return price <= trigger ? price : try trigger - tenth
    }

    init(
        id: Int, kind: ConditionalOrderKind, message: ConditionalOrderMessage, quoteId: Int64, quantity: Wad, price: Wad, trigger: Wad,
        priceType: String, at time: UInt64
    ) {
        self.id = id
        self.kind = kind
        self.message = message
        self.quoteId = quoteId
        self.quantity = quantity
        self.price = price
        self.trigger = trigger
        self.priceType = priceType
        state = "new"
        createdAt = time
        modifiedAt = time
    }

    // MARK: The state file

    var kept: JSONValue {
        var members: [String: JSONValue] = [
            "id": .digits(id), "kind": .string(kind.rawValue), "message": message.json, "quoteId": .digits(quoteId), "quantity": .digits(quantity),
            "price": .digits(price), "trigger": .digits(trigger), "priceType": .string(priceType), "state": .string(state),
            "createdAt": .digits(createdAt), "modifiedAt": .digits(modifiedAt),
        ]
        if let closing { members["closing"] = .string(closing.json(style: .kept)) }
        return .object(members)
    }

    init(kept entry: StateEntry) throws(SandboxStateError) {
        id = try entry.read("id") { Int($0) }
        kind = try entry.read("kind") { ConditionalOrderKind(rawValue: $0) }
        let text = try entry.part("message").value
        do throws(JSONFieldError) { message = try ConditionalOrderMessage(json: text) } catch { throw entry.fault("message.\(error)") }
        quoteId = try entry.int64("quoteId")
        quantity = try entry.wad("quantity")
        price = try entry.wad("price")
        trigger = try entry.wad("trigger")
        priceType = try entry.text("priceType")
        state = try entry.text("state")
        createdAt = try entry.uint64("createdAt")
        modifiedAt = try entry.uint64("modifiedAt")
        if entry.optional("closing") != nil { closing = try entry.read("closing") { try? CloseRequest(json: $0.utf8) } }
    }

    // MARK: The handler's list

    /// The row as the handler shows it.
    var json: JSONValue {
        .object([
            "quote_id": .digitsNumber(quoteId), "coh_quote_id": .string(name), "party_a_address": .string(message.virtualAccount.checksummed),
            "symbol_id": .digitsNumber(message.symbolId), "conditional_order_type": .string(kind.rawValue), "quantity": .digitsNumber(quantity),
            "price": .digitsNumber(price), "conditional_order_price": .digitsNumber(trigger), "order_type": .number("1"), "state": .string(state),
            "action_price_type": .string(priceType), "close_status": .null, "position_type": .digitsNumber(message.positionType), "leverage": .null,
            "create_time": .digitsNumber(createdAt), "modify_time": .digitsNumber(modifiedAt),
        ])
    }
}

extension Deployment.Style {
    /// The form in which state files have requests; both forms are read everywhere.
    static var kept: Deployment.Style { Deployment.Style(maths: .walkthrough085) }
}

extension JSONValue {
    fileprivate static func digitsNumber(_ number: some CustomStringConvertible) -> JSONValue { .number(number.description) }
}
