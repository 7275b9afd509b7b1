import EVMCore

/// Where a proxy keeps whom it stands for.
enum ProxyCode {
    /// The target of a minimal proxy by its very code: EIP-1167 (also with a shortened address), its successor with PUSH0 (EIP-7511), and the
    /// delegation of an account (EIP-7702).
    static func target(_ code: [UInt8]) -> (address: Address, standard: String)? {
        if code.count == 23, code.starts(with: [0xef, 0x01, 0x00]) {
            return address(code[3...]).map { ($0, "EIP-7702") }
        }
        let shapes: [(standard: String, head: [UInt8], tail: [UInt8?])] = [
            (
                "EIP-1167", [0x36, 0x3d, 0x3d, 0x37, 0x3d, 0x3d, 0x3d, 0x36, 0x3d],
                [0x5a, 0xf4, 0x3d, 0x82, 0x80, 0x3e, 0x90, 0x3d, 0x91, 0x60, nil, 0x57, 0xfd, 0x5b, 0xf3]
            ),
            (
                "EIP-7511", [0x36, 0x5f, 0x5f, 0x37, 0x5f, 0x5f, 0x36, 0x5f],
                [0x5a, 0xf4, 0x3d, 0x5f, 0x5f, 0x3e, 0x5f, 0x3d, 0x91, 0x60, nil, 0x57, 0xfd, 0x5b, 0xf3]
            ),
        ]
        for shape in shapes {
            guard code.starts(with: shape.head), code.count > shape.head.count else { continue }
            let push = code[shape.head.count]
            guard (0x60...0x73).contains(push) else { continue }
            let start = shape.head.count + 1
            let end = start + Int(push) - 0x5f
            // Clones with arguments carry them behind the code.
            guard code.count >= end + shape.tail.count else { continue }
            let tail = code[end..<end + shape.tail.count]
            guard zip(tail, shape.tail).allSatisfy({ $1 == nil || $0 == $1 }) else { continue }
            return address(code[start..<end]).map { ($0, shape.standard) }
        }
        return nil
    }

    private static func address(_ bytes: some Collection<UInt8>) -> Address? {
        guard bytes.count <= 20 else { return nil }
        return UInt256(bigEndianBytes: Array(repeating: 0, count: 32 - bytes.count) + Array(bytes)).flatMap(Address.init(exactly:))
    }

    /// A storage slot that names an implementation, or a beacon that does.
    struct Slot {
        var standard: String
        var slot: Bytes32
        var isBeacon = false
        /// Whether nobody but a proxy writes there.
        var isProxysAlone = false
    }

    /// The slots that proxies are known to use, in the order in which they are looked at.
    static let slots: [Slot] = [
        Slot(standard: "EIP-1967", slot: minusOne("eip1967.proxy.implementation"), isProxysAlone: true),
        Slot(standard: "EIP-1967 beacon", slot: minusOne("eip1967.proxy.beacon"), isBeacon: true, isProxysAlone: true),
        Slot(standard: "EIP-1822", slot: keccak256(utf8: "PROXIABLE")),
        // Before EIP-1967; tokens as common as USDC still have it.
        Slot(standard: "ZeppelinOS", slot: keccak256(utf8: "org.zeppelinos.proxy.implementation")),
    ]

    /// EIP-1967 subtracts 1, so that nobody knows what hashes to the slot.
    private static func minusOne(_ name: String) -> Bytes32 { Bytes32(UInt256(keccak256(utf8: name)) &- .one) }
}
