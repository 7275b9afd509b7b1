public import EVMCore
public import EVMSigning

/// How a transaction is made; the defaults are for most.
public struct SendOptions: Sendable {
    /// The most gas that it may use; estimated, with ``ChainOptions/gasMarginPercent`` more, where nil.
    public var gasLimit: UInt64?
    /// What it offers for gas.
    public var fees: FeeChoice
    /// What it must not offer more than, in wei for a unit of gas; no bound where nil.
    public var feeCap: UInt256?
    /// Its nonce; the account's next where nil. Whoever gives one keeps account of nonces himself.
    public var nonce: UInt64?
    /// What it announces to access (EIP-2930).
    public var accessList: AccessList
    /// Whether it is tried by `eth_call` first, so that one that would revert is not sent and says why.
    public var simulates: Bool
    /// The state that the trial and the estimate of gas see; ``BlockReference/pending`` sees transactions that wait, where the node has it.
    public var state: BlockReference

    /// Creates options.
    public init(
        gasLimit: UInt64? = nil, fees: FeeChoice = .estimated(.normal), feeCap: UInt256? = nil, nonce: UInt64? = nil,
        accessList: AccessList = [], simulates: Bool = true, state: BlockReference = .latest
    ) {
        self.gasLimit = gasLimit
        self.fees = fees
        self.feeCap = feeCap
        self.nonce = nonce
        self.accessList = accessList
        self.simulates = simulates
        self.state = state
    }
}
