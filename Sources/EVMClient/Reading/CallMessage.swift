public import EVMCore

/// A call as `eth_call` and `eth_estimateGas` take it.
public struct CallMessage: Sendable, Hashable {
    /// Who calls; the zero address where nobody is given.
    public var from: Address?
    /// What is called; nil to create a contract.
    public var to: Address?
    /// The calldata.
    public var data: Bytes
    /// The ether that goes along, in wei.
    public var value: UInt256
    /// How much gas the call may use; the node's own limit where nil.
    public var gas: UInt64?

    /// Creates a call.
    public init(from: Address? = nil, to: Address?, data: Bytes = Bytes(), value: UInt256 = .zero, gas: UInt64? = nil) {
        self.from = from
        self.to = to
        self.data = data
        self.value = value
        self.gas = gas
    }

    /// As nodes take it.
    var json: JSONValue {
        // `input` is the newer name of `data`; every node takes the old one.
        var members: [String: JSONValue] = ["data": .data(data)]
        if let from { members["from"] = .address(from) }
        if let to { members["to"] = .address(to) }
        if !value.isZero { members["value"] = .quantity(value) }
        if let gas { members["gas"] = .quantity(gas) }
        return .object(members)
    }

    /// The parameters of `eth_call`.
    func params(at block: BlockReference, overrides: [Address: StateOverride] = [:]) -> [JSONValue] {
        guard !overrides.isEmpty else { return [json, block.json] }
        return [json, block.json, .object(Dictionary(overrides.map { ($0.key.hex, $0.value.json) }, uniquingKeysWith: { $1 }))]
    }
}
