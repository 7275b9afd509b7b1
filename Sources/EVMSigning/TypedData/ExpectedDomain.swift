public import EVMCore

/// The chain and the contract that typed data must be for, as a signer was told to expect.
public struct ExpectedDomain: Sendable, Hashable {
    /// The EIP-155 chain id.
    public let chainId: UInt256
    /// The contract that will verify the signature.
    public let verifyingContract: Address

    /// Creates an expectation.
    public init(chainId: UInt256, verifyingContract: Address) {
        self.chainId = chainId
        self.verifyingContract = verifyingContract
    }

    /// Whether an EIP-712 domain names this chain and this contract; one that lacks either does not.
    public func matches(_ domain: EIP712Domain) -> Bool {
        domain.chainId == chainId && domain.verifyingContract == verifyingContract
    }
}

extension ExpectedDomain: CustomStringConvertible {
    /// `0x… on chain 8453`.
    public var description: String { "\(verifyingContract) on chain \(chainId)" }
}
