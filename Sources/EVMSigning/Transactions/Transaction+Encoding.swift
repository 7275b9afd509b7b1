public import EVMCore

extension Transaction {
    /// The bytes that are hashed to be signed: the type's byte and the RLP of the fields without a signature; for a legacy transaction that
    /// is bound to a chain, of the fields, the chain id and two empty strings (EIP-155).
    public var signingBytes: Bytes {
        switch kind {
        case .legacy(let chainId?, _): envelope(fields + [RLP(chainId), RLP(UInt64(0)), RLP(UInt64(0))])
        case .legacy, .eip2930, .eip1559: envelope(fields)
        }
    }

    /// The digest to sign: the Keccak-256 hash of ``signingBytes``.
    public var signingHash: Bytes32 { keccak256(signingBytes) }

    /// The bytes that a node takes, with a signature that is known to be good for them.
    func bytes(signedBy signature: Signature) -> Bytes {
        envelope(fields + [RLP(v(yParity: signature.yParity)), RLP(signature.r), RLP(signature.s)])
    }

    /// What stands for the parity in the encoding: the parity itself, or in a legacy transaction 27 or 28, or twice the chain id + 35 or 36.
    func v(yParity: UInt8) -> UInt256 {
        let yParity = UInt256(UInt64(yParity))
        return switch kind {
        case .legacy(nil, _): yParity + 27
        case .legacy(let chainId?, _): UInt256(chainId) << 1 + 35 + yParity
        case .eip2930, .eip1559: yParity
        }
    }

    private func envelope(_ fields: [RLP]) -> Bytes {
        let payload = RLP.list(fields).encoded()
        return type == 0 ? payload : Bytes([type] + payload.array)
    }

    /// The fields in the type's order.
    private var fields: [RLP] {
        let common = [RLP(gasLimit), RLP(to), RLP(value), RLP(data)]
        switch kind {
        case .legacy(_, let gasPrice):
            return [RLP(nonce), RLP(gasPrice)] + common
        case .eip2930(let chainId, let gasPrice, let accessList):
            return [RLP(chainId), RLP(nonce), RLP(gasPrice)] + common + [Self.item(accessList)]
        case .eip1559(let chainId, let maxPriorityFeePerGas, let maxFeePerGas, let accessList):
            return [RLP(chainId), RLP(nonce), RLP(maxPriorityFeePerGas), RLP(maxFeePerGas)] + common + [Self.item(accessList)]
        }
    }

    private static func item(_ accessList: AccessList) -> RLP {
        .list(accessList.map { entry in [RLP(entry.address), .list(entry.storageKeys.map { RLP($0) })] })
    }
}
