public import EVMCore

extension Transaction {
    /// The bytes that are hashed to be signed: the type's byte and the RLP of the fields without a signature; for a legacy transaction that
    /// is bound to a chain, of the fields, the chain id and two empty strings (EIP-155).
    public var signingBytes: Bytes { encode(signature: nil) { Bytes($0) } }

    /// The digest to sign: the Keccak-256 hash of ``signingBytes``.
    public var signingHash: Bytes32 { encode(signature: nil) { keccak256($0) } }

    /// The bytes that a node takes, with a signature that is known to be good for them.
    func bytes(signedBy signature: Signature) -> Bytes { encode(signature: signature) { Bytes($0) } }

    /// What stands for the parity in the encoding: the parity itself, or in a legacy transaction 27 or 28, or twice the chain id + 35 or 36.
    func v(yParity: UInt8) -> UInt256 {
        let yParity = UInt256(UInt64(yParity))
        return switch kind {
        case .legacy(nil, _): yParity + 27
        case .legacy(let chainId?, _): UInt256(chainId) << 1 + 35 + yParity
        case .eip2930, .eip1559: yParity
        }
    }

    /// Writes the envelope into memory of its own for the time of the call; without a signature, what is hashed to be signed.
    ///
    /// From the last field to the first, without an `RLP` of them: a tree of so many small arrays would take a tenth as long as the signature.
    private func encode<Result>(signature: Signature?, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withUnsafeTemporaryAllocation(byteCount: maximumSize, alignment: 8) { buffer in
            var writer = RLPWriter(buffer)
            let end = writer.position
            if let signature {
                writer.prepend(signature.s)
                writer.prepend(signature.r)
                writer.prepend(v(yParity: signature.yParity))
            } else if case .legacy(let chainId?, _) = kind {
                writer.prepend(0 as UInt64)
                writer.prepend(0 as UInt64)
                writer.prepend(chainId)
            }
            if type != 0 { write(accessList, &writer) }
            writer.prepend(data)
            writer.prepend(value)
            if let to { writer.prepend(to) } else { writer.prepend(Bytes()) }
            writer.prepend(gasLimit)
            switch kind {
            case .legacy(_, let gasPrice):
                writer.prepend(gasPrice)
                writer.prepend(nonce)
            case .eip2930(let chainId, let gasPrice, _):
                writer.prepend(gasPrice)
                writer.prepend(nonce)
                writer.prepend(chainId)
            case .eip1559(let chainId, let maxPriorityFeePerGas, let maxFeePerGas, _):
                writer.prepend(maxFeePerGas)
                writer.prepend(maxPriorityFeePerGas)
                writer.prepend(nonce)
                writer.prepend(chainId)
            }
            writer.endList(end)
            if type != 0 { writer.prepend(byte: type) }
            return body(writer.written)
        }
    }

    /// The most bytes that the envelope can take: eleven items that are integers or no larger, the data, the access list, and the type's byte.
    private var maximumSize: Int {
        let entries = accessList.reduce(0) { $0 + RLPWriter.maximumPrefixSize * 2 + 21 + RLPWriter.maximumIntegerSize * $1.storageKeys.count }
        return 11 * RLPWriter.maximumIntegerSize + data.count + entries + RLPWriter.maximumPrefixSize * 3 + 1
    }

    private func write(_ accessList: AccessList, _ writer: inout RLPWriter) {
        let end = writer.position
        for entry in accessList.reversed() {
            let end = writer.position
            for key in entry.storageKeys.reversed() { writer.prepend(key) }
            writer.endList(end)
            writer.prepend(entry.address)
            writer.endList(end)
        }
        writer.endList(end)
    }
}
