public import EVMCore

extension RPCError {
    /// What a call reverted with, in whatever place the node put it; empty for a revert without data, nil where the error is no revert.
    ///
    /// | node | where |
    /// |---|---|
    /// | geth, Erigon, Besu, Anvil, Nethermind | `data` is the hex text |
    /// | OpenEthereum, older Nethermind | `data` is `Reverted 0x…` |
    /// | Hardhat, and wallets in between | `data.data`, `data.originalError.data` |
    /// | Ganache 7 | `data.result` |
    /// | Ganache before | `data[transaction hash].return` |
    /// | none of these, old geth | the text behind `execution reverted:`, given back as `Error(string)` |
    public var revertData: Bytes? {
        if let data, let bytes = Self.bytes(in: data, depth: 0) {
            // Data may come with other errors; with a revert's code or words it is the revert's.
            if isRevert || bytes.count >= 4 { return bytes }
        }
        guard isRevert else { return nil }
        guard let text = revertText else { return Bytes() }
        if text.hasPrefix("0x"), let bytes = try? Bytes(hex: text) { return bytes }
        let encoded = try? ABI.encode([.string(text)], for: ABISignature(kind: .error, name: "Error", parameters: [ABIParameter(type: .string)]))
        return encoded ?? Bytes()
    }

    /// Whether the node says that the contract reverted, rather than that the call could not be made.
    private var isRevert: Bool {
        let text = message.lowercased()
        return code == 3 || code == -32015
            || ["revert", "vm exception", "vm execution error", "bad instruction", "invalid opcode", "bad jump"].contains { text.contains($0) }
    }

    private static func bytes(in json: JSONValue, depth: Int) -> Bytes? {
        switch json {
        case .string(let text):
            let hex = text.hasPrefix("Reverted 0x") ? text.dropFirst("Reverted ".count) : text[...]
            guard hex.hasPrefix("0x") else { return nil }
            return try? Bytes(hex: hex)
        case .object(let members):
            guard depth < 8 else { return nil }
            for key in ["data", "result", "return", "output", "originalError", "error"] {
                if let member = members[key], let bytes = bytes(in: member, depth: depth + 1) { return bytes }
            }
            // By name, so that the answer does not hang on a dictionary's order.
            for (_, member) in members.sorted(by: { $0.key < $1.key }) where member.object != nil {
                if let bytes = bytes(in: member, depth: depth + 1) { return bytes }
            }
            return nil
        case .null, .bool, .number, .array: return nil
        }
    }

    /// The reason inside the message.
    private var revertText: String? {
        for (opening, closing) in [
            ("reverted with reason string '", "'"), ("execution reverted: ", ""), ("processing transaction: revert ", ""), ("Reverted ", ""),
        ] {
            guard let start = message.firstRange(of: opening)?.upperBound else { continue }
            var text = message[start...]
            if !closing.isEmpty {
                guard let end = text.lastIndex(of: "'") else { continue }
                text = text[..<end]
            }
            if !text.isEmpty { return String(text) }
        }
        return nil
    }
}
