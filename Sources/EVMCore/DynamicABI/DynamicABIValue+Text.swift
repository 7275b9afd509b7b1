extension DynamicABIValue: CustomStringConvertible {
    /// The value as a message shows it: `[1, 2]`, `(0xAb…, true)`, `"text"`; long texts and bytes are cut.
    public var description: String {
        switch self {
        case .uint(let value): value.description
        case .int(let value): value.description
        case .address(let value): value.checksummed
        case .bool(let value): value ? "true" : "false"
        case .fixedBytes(let bytes): bytes.hex
        case .function(let address, let selector): address.hex + selector.hex.dropFirst(2)
        case .bytes(let bytes): bytes.count > 64 ? "\(Bytes(bytes.array[..<32]).hex)… (\(bytes.count) bytes)" : bytes.hex
        case .string(let text): text.utf8.count > 200 ? "\"\(text.prefix(100))…\" (\(text.utf8.count) bytes)" : "\"\(text)\""
        case .array(let values): "[\(Self.list(values))]"
        case .tuple(let values): "(\(Self.list(values)))"
        }
    }

    private static func list(_ values: [DynamicABIValue]) -> String {
        let shown = values.prefix(16).map(\.description).joined(separator: ", ")
        return values.count > 16 ? "\(shown), … (\(values.count) in all)" : shown
    }
}
