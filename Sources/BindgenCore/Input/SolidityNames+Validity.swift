/// What may be a name in a spec.
extension SolidityNames {
    /// Letters, digits, `_` and `$`. A digit may come first, which Solidity forbids and other compilers do not.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(isNameByte)
    }

    /// Names joined by dots: `SharedEvents.BalanceChangeType`.
    static func isQualifiedName(_ text: String) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty && $0.allSatisfy(isNameByte) }
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "$"): true
        default: false
        }
    }
}
