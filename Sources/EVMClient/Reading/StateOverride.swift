public import EVMCore

/// What a call shall find at an address instead of what is there. Not every node takes overrides.
public struct StateOverride: Sendable, Hashable {
    /// The balance in wei.
    public var balance: UInt256?
    /// The nonce.
    public var nonce: UInt64?
    /// The code.
    public var code: Bytes?
    /// Storage slots; all others stay as they are.
    public var storage: [Bytes32: Bytes32]

    /// Creates an override of what is given.
    public init(balance: UInt256? = nil, nonce: UInt64? = nil, code: Bytes? = nil, storage: [Bytes32: Bytes32] = [:]) {
        self.balance = balance
        self.nonce = nonce
        self.code = code
        self.storage = storage
    }

    /// As nodes take it.
    var json: JSONValue {
        var members: [String: JSONValue] = [:]
        if let balance { members["balance"] = .quantity(balance) }
        if let nonce { members["nonce"] = .quantity(nonce) }
        if let code { members["code"] = .data(code) }
        if !storage.isEmpty {
            members["stateDiff"] = .object(Dictionary(storage.map { ($0.key.hex, JSONValue.data($0.value)) }, uniquingKeysWith: { $1 }))
        }
        return .object(members)
    }
}
