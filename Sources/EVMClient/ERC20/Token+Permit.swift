public import EVMCore
public import EVMSigning

/// An allowance that its owner has signed (EIP-2612), for anyone to bring to the chain.
public struct SignedPermit: Sendable {
    /// What was signed.
    public let permit: Standards.ERC20Permit.Permit
    /// The domain that it was signed under.
    public let domain: EIP712Domain
    /// The owner's signature.
    public let signature: Signature

    /// The call that sets the allowance.
    public var call: Standards.ERC20Permit.Calls.Permit {
        Standards.ERC20Permit.Calls.Permit(
            owner: permit.owner, spender: permit.spender, value: permit.value, deadline: permit.deadline, v: signature.v,
            r: Bytes32(signature.r), s: Bytes32(signature.s))
    }
}

extension Token {
    /// Signs an allowance of exactly so much, which needs no transaction of the owner's.
    ///
    /// The domain is the one that the token itself names, and is compared with its `DOMAIN_SEPARATOR()` before anything is signed.
    /// - Parameters:
    ///   - amount: How much the spender may take.
    ///   - spender: Who may.
    ///   - owner: Who signs: the account whose tokens they are.
    ///   - duration: How long the signature is good, by this machine's clock.
    /// - Throws: ``ChainError/invalidRequest(_:)`` where the token has no permits, or a domain that is not its own;
    ///   ``ChainError/signing(_:)``; what reading throws.
    public func permit(
        _ amount: TokenAmount, for spender: Address, by owner: any Signer, validFor duration: Duration = .seconds(1200)
    ) async throws(ChainError) -> SignedPermit {
        let units = try await units(of: amount)
        let domain = try await permitDomain()
        let nonce: UInt256
        do throws(ChainError) {
            nonce = try await client.read(Standards.ERC20Permit.Calls.Nonces(owner: owner.address), from: address)
        } catch {
            throw error.isAboutContract ? .invalidRequest("the token \(address) has no permits: it has no nonces(address)") : error
        }
        let deadline = client.timing.secondsSince1970() + max(duration.seconds, 0)
        let permit = Standards.ERC20Permit.Permit(
            owner: owner.address, spender: spender, value: units, nonce: nonce, deadline: UInt256(UInt64(min(max(deadline, 0), 1e15))))
        do throws(SigningError) {
            return SignedPermit(permit: permit, domain: domain, signature: try await owner.sign(permit, domain: domain))
        } catch {
            throw .signing(error)
        }
    }

    /// The EIP-712 domain that the token checks permits by: what `eip712Domain()` says (EIP-5267), or else its name, version (1 where it has
    /// none), chain and address; either way its separator must be the token's.
    public func permitDomain() async throws(ChainError) -> EIP712Domain {
        typealias Calls = Standards.ERC20Permit.Calls
        let (separator, domain, name, version) = try await client.read(
            Calls.DomainSeparator().from(address), Calls.Eip712Domain().from(address), Standards.ERC20.Calls.Name().from(address),
            Calls.Version().from(address))
        let stated = try Self.answer(domain)
        let expected = try Self.answer(separator)
        let found: EIP712Domain
        if let stated {
            found = try self.domain(stated)
        } else if let name = try Self.answer(name) {
            found = EIP712Domain(
                name: name, version: try Self.answer(version) ?? "1", chainId: UInt256(client.chainId), verifyingContract: address)
        } else {
            throw .invalidRequest("the token \(address) tells neither its EIP-712 domain nor its name; it has no permits")
        }
        if let expected, expected != found.separator {
            throw .invalidRequest("the token \(address) has the domain separator \(expected), not that of its name, version, chain and address")
        }
        if expected == nil, stated == nil { throw .invalidRequest("the token \(address) has no permits: it has no DOMAIN_SEPARATOR()") }
        return found
    }

    /// The domain of an answer to `eip712Domain()`: only the fields whose bits are set, and only this token's on this chain.
    private func domain(_ answer: Standards.ERC20Permit.Calls.Eip712Domain.Return) throws(ChainError) -> EIP712Domain {
        let fields = answer.fields.bytes.first ?? 0
        guard answer.extensions.isEmpty, fields & 0xe0 == 0 else {
            throw .invalidRequest("the token \(address) has an EIP-712 domain with extensions, which are not known here")
        }
        func has(_ bit: UInt8) -> Bool { fields & (1 << bit) != 0 }
        guard !has(2) || answer.chainId == UInt256(client.chainId) else {
            throw .invalidRequest("the token \(address) checks signatures for chain \(answer.chainId), not \(client.chainId)")
        }
        guard has(3), answer.verifyingContract == address else {
            throw .invalidRequest("the token \(address) checks signatures for another contract, or for any; nothing is signed")
        }
        return EIP712Domain(
            name: has(0) ? answer.name : nil, version: has(1) ? answer.version : nil, chainId: has(2) ? answer.chainId : nil,
            verifyingContract: answer.verifyingContract, salt: has(4) ? answer.salt : nil)
    }

    /// What a call answered; nil where the token does not have the function.
    private static func answer<T>(_ result: Result<T, ChainError>) throws(ChainError) -> T? {
        switch result {
        case .success(let value): return value
        case .failure(let error):
            if error.isAboutContract { return nil }
            throw error
        }
    }
}

extension ChainError {
    /// Whether the contract, not the way to it, is why a read failed: a function that it does not have reverts, or answers with nothing.
    fileprivate var isAboutContract: Bool {
        switch self {
        case .reverted, .undecodable, .noContract: true
        default: false
        }
    }
}
