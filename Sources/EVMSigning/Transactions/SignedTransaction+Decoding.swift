public import EVMCore

extension SignedTransaction {
    /// Reads the bytes of a transaction, strictly: they are exactly ``bytes`` of the value again.
    ///
    /// - Parameter forms: ``Signature/Forms/highS`` to read transactions of before Homestead, when a high s was valid; by default it is
    ///   refused, as the protocol does since (EIP-2). The other forms mean nothing here.
    /// - Throws: ``TransactionError``.
    public init(decoding bytes: Bytes, accepting forms: Signature.Forms = []) throws(TransactionError) {
        var fields = try TransactionFields(envelope: bytes)
        let signature: Signature
        let transaction: Transaction
        if fields.type == 0 {
            try fields.expect(count: 9)
            let unbound = try fields.transaction()
            let (chainId, yParity) = try Self.split(v: fields.take("v", RLP.asUInt256))
            transaction = unbound.bound(toLegacyChain: chainId)
            signature = try fields.signature(yParity: yParity, accepting: forms)
        } else {
            try fields.expect(count: TransactionFields.count(type: fields.type) + 3)
            transaction = try fields.transaction()
            let yParity = try fields.take("yParity", RLP.asUInt256)
            guard yParity <= 1 else { throw .yParityOutOfRange(yParity) }
            signature = try fields.signature(yParity: yParity.isZero ? 0 : 1, accepting: forms)
        }
        try self.init(transaction, signature: signature, accepting: forms)
    }

    /// The chain id and the parity that a legacy transaction's v stands for (EIP-155).
    private static func split(v: UInt256) throws(TransactionError) -> (chainId: UInt64?, yParity: UInt8) {
        if v == 27 || v == 28 { return (nil, v == 27 ? 0 : 1) }
        guard v >= 35 else { throw .unknownV(v) }
        let rest = v - 35
        guard let chainId = UInt64(exactly: rest >> 1) else { throw .chainIdTooLarge(v: v) }
        return (chainId, rest & 1 == 0 ? 0 : 1)
    }
}

extension Transaction {
    /// Reads the bytes that are hashed to be signed, strictly: they are exactly ``signingBytes`` of the value again. For a signer that is
    /// handed them and must see what it signs.
    ///
    /// - Throws: ``TransactionError``.
    public init(decodingUnsigned bytes: Bytes) throws(TransactionError) {
        var fields = try TransactionFields(envelope: bytes)
        if fields.type == 0 && fields.remaining == 9 {
            let unbound = try fields.transaction()
            self = unbound.bound(toLegacyChain: try fields.take("chainId", RLP.asUInt64))
            for path in ["r", "s"] {
                let count = try fields.take(path, RLP.asBytes).count
                guard count == 0 else { throw .malformedField(path: path, .wrongLength(expected: 0, actual: count)) }
            }
        } else {
            try fields.expect(count: TransactionFields.count(type: fields.type))
            self = try fields.transaction()
        }
        try validate()
    }

    fileprivate func bound(toLegacyChain chainId: UInt64?) -> Transaction {
        guard case .legacy(_, let gasPrice) = kind else { return self }
        var bound = self
        bound.kind = .legacy(chainId: chainId, gasPrice: gasPrice)
        return bound
    }
}
