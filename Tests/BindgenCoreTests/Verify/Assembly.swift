/// A little of the EVM's assembly, so that a test shows the dispatcher that it is about.
struct Assembly {
    private(set) var bytes: [UInt8] = []
    private var labels: [String: Int] = [:]
    private var uses: [(at: Int, label: String)] = []

    static let operations: [String: UInt8] = [
        "STOP": 0x00, "ADD": 0x01, "MUL": 0x02, "SUB": 0x03, "DIV": 0x04, "MOD": 0x06, "LT": 0x10, "GT": 0x11, "EQ": 0x14, "ISZERO": 0x15,
        "AND": 0x16, "XOR": 0x18, "SHR": 0x1c, "CALLVALUE": 0x34, "CALLDATALOAD": 0x35, "CALLDATASIZE": 0x36, "CALLDATACOPY": 0x37,
        "CODECOPY": 0x39, "POP": 0x50, "MLOAD": 0x51, "MSTORE": 0x52, "SLOAD": 0x54, "JUMP": 0x56, "JUMPI": 0x57, "JUMPDEST": 0x5b,
        "DUP1": 0x80, "DUP2": 0x81, "SWAP1": 0x90, "DELEGATECALL": 0xf4, "REVERT": 0xfd,
    ]

    /// Words are operations, `0x…` constants (pushed with as many bytes as are written), `@label` (pushed) and `label:` (a JUMPDEST).
    init(_ text: String) {
        for word in text.split(whereSeparator: \.isWhitespace) {
            if word.hasPrefix("0x") {
                var digits = Array(word.dropFirst(2).utf8)
                if digits.count % 2 == 1 { digits.insert(UInt8(ascii: "0"), at: 0) }
                bytes.append(UInt8(0x5f + digits.count / 2))
                for index in stride(from: 0, to: digits.count, by: 2) {
                    bytes.append(UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16) ?? 0)
                }
            } else if word.hasPrefix("@") {
                bytes.append(0x61)
                uses.append((bytes.count, String(word.dropFirst())))
                bytes += [0, 0]
            } else if word.hasSuffix(":") {
                labels[String(word.dropLast())] = bytes.count
                bytes.append(0x5b)
            } else if let operation = Self.operations[String(word)] {
                bytes.append(operation)
            } else {
                preconditionFailure("no operation \(word)")
            }
        }
        for use in uses {
            let target = labels[use.label] ?? 0xffff
            bytes[use.at] = UInt8(target >> 8)
            bytes[use.at + 1] = UInt8(target & 0xff)
        }
    }
}
