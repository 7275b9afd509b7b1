public import EVMClient
public import EVMCore
public import EVMSigning
public import SymmioContracts

/// Who may call what on whose behalf, and until when. Both releases share the type.
public typealias DelegationInfo = Symmio085.InstantLayer.DelegationInfo

/// Nonce, deadline and salt of what is signed. Both releases share the type.
public typealias ReplayAttackHeader = Symmio085.InstantLayer.ReplayAttackHeader

extension DelegationInfo {
    /// A delegation for a sub-account, which covers its virtual accounts too.
    ///
    /// - Parameter expiry: The second (since 1970) at which it ends.
    public init(account: Address, delegate: Address, selectors: [Selector], expiry: UInt64) {
        self.init(
            account: .init(addr: account, isPartyB: false), delegatedSigner: delegate, selectors: selectors, expiryTimestamp: UInt256(expiry))
    }
}

/// A delegation that its account's owner has signed, so that anybody can bring it on chain (`grantBatchDelegationBySig`).
public struct SignedDelegation: Sendable {
    /// What the contract takes and the owner signs.
    public var delegation: Symmio085.InstantLayer.SignedDelegation
    /// The owner's signature.
    public var signature: Bytes

    /// Puts the two together, unchecked.
    public init(delegation: Symmio085.InstantLayer.SignedDelegation, signature: Bytes) {
        self.delegation = delegation
        self.signature = signature
    }

    /// Signs a delegation.
    /// - Parameters:
    ///   - info: what is granted.
    ///   - nonce: the account's `delegationNonces` plus one; unlike an operation's, 0 never counts.
    ///   - deadline: the last second (since 1970) at which it may be brought on chain; 0 for none.
    ///   - salt: makes it unlike any other.
    ///   - owner: the account's owner, the only one whose signature counts.
    ///   - domain: ``Deployment/instantLayerDomain``.
    /// - Throws: What the signer throws.
    public init(
        _ info: DelegationInfo, nonce: UInt256, deadline: UInt256, salt: Bytes32, owner: some Signer, domain: EIP712Domain
    ) async throws(SigningError) {
        delegation = .init(delegationInfo: info, replayAttackHeader: .init(nonce: nonce, deadline: deadline, salt: salt))
        signature = try await owner.sign(delegation, domain: domain).bytes
    }

    /// Checks that `owner` signed it, as strictly as the contract does for a key.
    ///
    /// - Throws: ``EVMSigning/SigningError``.
    public func verify(owner: Address, domain: EIP712Domain) throws(SigningError) {
        try SignedInstantOperation.verify(signature, of: owner, digest: delegation.digest(for: domain))
    }

    /// The call that brings it on chain.
    public var grantCall: Symmio085.InstantLayer.Calls.GrantBatchDelegationBySig {
        .init(signedDelegation: delegation, signature: signature)
    }

    /// The JSON form that a solver takes: `{"signedDelegation":{…},"signature":"0x…"}`.
    public func json(numbers: Deployment.NumberStyle) -> String {
        var writer = OperationWriter(numbers: numbers, capacity: 1_024)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Reads the JSON form; numbers in either style, unknown members passed over.
    ///
    /// - Throws: ``JSONFieldError`` that names the member.
    public init(json: some Sequence<UInt8>) throws(JSONFieldError) { try self.init(JSONReader(parsing: json)) }

    /// Reads the JSON form from a value that has been parsed; see ``init(json:)``.
    public init(json: JSONValue) throws(JSONFieldError) { try self.init(JSONReader(json)) }

    init(_ json: JSONReader) throws(JSONFieldError) {
        let signed = try json.member("signedDelegation")
        let info = try signed.member("delegationInfo")
        let account = try info.member("account")
        delegation = .init(
            delegationInfo: .init(
                account: .init(addr: try account.member("addr").address(), isPartyB: try account.member("isPartyB").bool()),
                delegatedSigner: try info.member("delegatedSigner").address(),
                selectors: try info.member("selectors").map { element throws(JSONFieldError) in try element.selector() },
                expiryTimestamp: try info.member("expiryTimestamp").uint256()),
            replayAttackHeader: try ReplayAttackHeader(try signed.member("replayAttackHeader")))
        signature = try json.member("signature").bytes()
    }
}
