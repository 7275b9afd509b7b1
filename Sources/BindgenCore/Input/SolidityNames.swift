/// Names as Solidity has them, with dots between those of contracts and what is declared in them.
enum SolidityNames {
    /// `A.B` of `A.B.C`; empty where there is no dot.
    static func parent(of name: String) -> String {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        return String(name[..<dot])
    }

    /// `C` of `A.B.C`.
    static func last(of name: String) -> String {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return name }
        return String(name[name.utf8.index(after: dot)...])
    }

    /// `A.B` of `A` and `B`; `B` where `A` is empty.
    static func join(_ namespace: String, _ name: String) -> String { namespace.isEmpty ? name : "\(namespace).\(name)" }
}

// MARK: - What may be a name

extension SolidityNames {
    /// Whether it can be a name in a spec: letters, digits, `_` and `$`. A digit may come first, which Solidity forbids and other compilers
    /// do not.
    static func isName(_ text: String) -> Bool { isName(text.utf8) }

    /// Whether it is one such name, or several with dots between them: `SharedEvents.BalanceChangeType`.
    static func isQualifiedName(_ text: String) -> Bool { parts(of: text).allSatisfy { isName($0) } }

    /// Whether it is a name that Solidity source can declare: one that does not begin with a digit.
    static func isIdentifier(_ text: String) -> Bool { isIdentifier(text.utf8) }

    /// Whether it is one such name, or several with dots between them.
    static func isQualifiedIdentifier(_ text: String) -> Bool { parts(of: text).allSatisfy { isIdentifier($0) } }

    private static func isName(_ bytes: some Collection<UInt8>) -> Bool { !bytes.isEmpty && bytes.allSatisfy(isNameByte) }

    private static func isIdentifier(_ bytes: some Collection<UInt8>) -> Bool { isName(bytes) && bytes.first.map(isDigit) == false }

    private static func parts(of text: String) -> [Substring.UTF8View] {
        text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    }

    /// Whether a name can have the byte.
    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "$"): true
        default: isDigit(byte)
        }
    }

    /// Whether the byte is a digit, with which no name begins in Solidity.
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
