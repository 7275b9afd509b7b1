import EVMCore

/// Solidity's own types by name.
enum SolidityElementaryTypes {
    /// The type a keyword means, and how solc writes it as internal type (`uint` is `uint256`).
    static func type(named name: String) -> (type: ABIType, canonical: String)? {
        switch name {
        case "address": return (.address, name)
        case "bool": return (.bool, name)
        case "string": return (.string, name)
        case "bytes": return (.bytes, name)
        case "byte": return (.fixedBytes(1), "bytes1")
        case "uint": return (.uint(256), "uint256")
        case "int": return (.int(256), "int256")
        default: break
        }
        if let bits = size(in: name, after: "uint"), bits % 8 == 0, (8...256).contains(bits) { return (.uint(bits), name) }
        if let bits = size(in: name, after: "int"), bits % 8 == 0, (8...256).contains(bits) { return (.int(bits), name) }
        if let count = size(in: name, after: "bytes"), (1...32).contains(count) { return (.fixedBytes(count), name) }
        return nil
    }

    /// Why a name that looks like one of Solidity's own types is none; nil where it does not look like one.
    static func objection(to name: String) -> String? {
        if name == "fixed" || name == "ufixed" || looksFixed(name) { return "fixed-point types exist in no compiler and are not supported" }
        if size(in: name, after: "uint") != nil || size(in: name, after: "int") != nil {
            return "an integer's width is a multiple of 8 from 8 to 256"
        }
        if size(in: name, after: "bytes") != nil { return "a byte string has 1 to 32 bytes" }
        if name == "var" || name == "struct" || name == "enum" { return "'\(name)' is not a type's name" }
        return nil
    }

    /// The number after the prefix, without leading zeros.
    private static func size(in name: String, after prefix: String) -> Int? {
        guard name.hasPrefix(prefix) else { return nil }
        let digits = name.utf8.dropFirst(prefix.utf8.count)
        guard !digits.isEmpty, digits.count <= 6, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return digits.first == UInt8(ascii: "0") && digits.count > 1 ? nil : Int(String(decoding: digits, as: UTF8.self))
    }

    private static func looksFixed(_ name: String) -> Bool {
        var rest = Substring(name)
        if rest.hasPrefix("u") { rest = rest.dropFirst() }
        guard rest.hasPrefix("fixed") else { return false }
        let parts = rest.dropFirst(5).split(separator: "x", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { Int($0) != nil }
    }
}
