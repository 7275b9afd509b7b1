import EVMCore

/// The fields of a transaction's encoding, taken one by one.
struct TransactionFields {
    /// The EIP-2718 type: 0, 1 or 2.
    let type: UInt8
    private var items: ArraySlice<RLP>

    init(envelope bytes: Bytes) throws(TransactionError) {
        guard let first = bytes.first else { throw .empty }
        let list: Bytes
        switch first {
        case 1, 2: (type, list) = (first, Bytes(Array(bytes.array.dropFirst())))
        case 0xc0...: (type, list) = (0, bytes)
        case ..<0x80: throw .unsupportedType(first)
        default: throw .notAnEnvelope(firstByte: first)
        }
        do throws(RLPError) {
            items = try RLP(decoding: list).asList()[...]
        } catch {
            throw .malformed(error)
        }
    }

    /// How many fields are not yet taken.
    var remaining: Int { items.count }

    /// The number of a type's fields without those of the signature; a legacy chain id is none.
    static func count(type: UInt8) -> Int { type == 0 ? 6 : 6 + Int(type) + 1 }

    func expect(count: Int) throws(TransactionError) {
        guard items.count == count else { throw .wrongFieldCount(expected: count, actual: items.count) }
    }

    mutating func take<T>(_ path: String, _ read: (RLP) -> () throws(RLPError) -> T) throws(TransactionError) -> T {
        // Whoever takes fields has looked at their number.
        guard let item = items.popFirst() else { throw .malformedField(path: path, .notBytes) }
        return try Self.field(path, item, read)
    }

    /// The fields up to the signature; a legacy transaction as one that is bound to no chain.
    mutating func transaction() throws(TransactionError) -> Transaction {
        let chainId = type == 0 ? 0 : try take("chainId", RLP.asUInt64)
        let nonce = try take("nonce", RLP.asUInt64)
        let tip = type == 2 ? try take("maxPriorityFeePerGas", RLP.asUInt256) : .zero
        let price = try take(type == 2 ? "maxFeePerGas" : "gasPrice", RLP.asUInt256)
        let gasLimit = try take("gasLimit", RLP.asUInt64)
        let to = try take("to", RLP.asOptionalAddress)
        let value = try take("value", RLP.asUInt256)
        let data = try take("data", RLP.asBytes)
        let kind: Transaction.Kind
        switch type {
        case 0: kind = .legacy(chainId: nil, gasPrice: price)
        case 1: kind = .eip2930(chainId: chainId, gasPrice: price, accessList: try accessList())
        default: kind = .eip1559(chainId: chainId, maxPriorityFeePerGas: tip, maxFeePerGas: price, accessList: try accessList())
        }
        return Transaction(kind, nonce: nonce, gasLimit: gasLimit, to: to, value: value, data: data)
    }

    mutating func signature(yParity: UInt8, accepting forms: Signature.Forms) throws(TransactionError) -> Signature {
        let r = try take("r", RLP.asUInt256)
        let s = try take("s", RLP.asUInt256)
        do throws(SigningError) {
            return try Signature(r: r, s: s, yParity: yParity, accepting: forms)
        } catch {
            throw .invalidSignature(error)
        }
    }

    private mutating func accessList() throws(TransactionError) -> AccessList {
        var entries: AccessList = []
        for item in try take("accessList", RLP.asList) {
            let path = "accessList[\(entries.count)]"
            let parts = try Self.field(path, item, RLP.asList)
            guard parts.count == 2 else { throw .malformedField(path: path, .wrongLength(expected: 2, actual: parts.count)) }
            let address = try Self.field(path + ".address", parts[0], RLP.asAddress)
            var keys: [Bytes32] = []
            for key in try Self.field(path + ".storageKeys", parts[1], RLP.asList) {
                keys.append(try Self.field(path + ".storageKeys[\(keys.count)]", key) { item in { () throws(RLPError) in try item.asFixedBytes() } })
            }
            entries.append(AccessListEntry(address: address, storageKeys: keys))
        }
        return entries
    }

    private static func field<T>(_ path: @autoclosure () -> String, _ item: RLP, _ read: (RLP) -> () throws(RLPError) -> T) throws(TransactionError) -> T {
        do throws(RLPError) {
            return try read(item)()
        } catch {
            throw .malformedField(path: path(), error)
        }
    }
}
