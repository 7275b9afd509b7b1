public import EVMCore
public import SymmioContracts

/// What a session key signs for the Instant Layer: one call, for whom, how often and until when. Both releases share the type.
public typealias InstantOperation = Symmio085.InstantLayer.SignedOperation

/// Bytes of an operation's calldata that somebody else may replace. Both releases share the type.
public typealias FlexField = Symmio085.InstantLayer.FlexField

extension InstantOperation {
    /// The EIP-712 domain of an Instant Layer, the same for operations, delegations and fills.
    public static func domain(chainId: UInt256, instantLayer: Address) -> EIP712Domain {
        Symmio085.InstantLayer.domain(chainId: chainId, verifyingContract: instantLayer)
    }

    /// Creates an operation that makes a call.
    /// - Parameters:
    ///   - call: the call; its selector is what the signer has to be delegated.
    ///   - target: the contract that has the function.
    ///   - account: on whose behalf: the sub-account when opening, the virtual account when closing.
    ///   - isPartyB: whether the account is a solver's.
    ///   - signer: who signs: the account's owner or a delegated session key.
    ///   - flexFields: what a filler may replace after signing.
    ///   - maxUses: how often the operation may be executed; 0 for any number of times until the deadline.
    ///   - nonce: 0 where order does not matter; else the account's next nonce.
    ///   - deadline: the last second (since 1970) at which it may be executed; 0 for none.
    ///   - salt: makes the operation unlike any other.
    public init(
        _ call: some ContractCall, target: Address, account: Address, isPartyB: Bool = false, signer: Address,
        flexFields: [FlexField] = [], maxUses: UInt256 = .one, nonce: UInt256 = .zero, deadline: UInt256, salt: Bytes32
    ) {
        self.init(
            signer: signer, target: target, callData: call.encoded(), signerAccount: .init(addr: account, isPartyB: isPartyB),
            flexFields: flexFields, maxUses: maxUses, replayAttackHeader: .init(nonce: nonce, deadline: deadline, salt: salt))
    }

    /// The selector that the operation's signer needs a delegation for, nil where the calldata is shorter than four bytes.
    public var selector: Selector? { try? ABI.selector(of: callData) }
}

extension FlexField {
    /// Covers an argument of a call, so that `filler` may replace it by one of the same encoded length.
    ///
    /// Offset and length count bytes after the selector, as the contract does.
    public init(covering argument: CallArgument, of call: some ContractCall, filler: Address) {
        let range = call.flexRange(of: argument)
        // A range within a call's encoding is never negative.
        self.init(offset: UInt256(UInt64(range.offset)), length: UInt256(UInt64(range.length)), authorizedFlexFiller: filler)
    }
}
