/// Reads a value that is coded as a text, turning a refusal into a decoding error that says where and why.
func decodeText<T>(from decoder: any Decoder, _ make: (String) throws(ValueError) -> T) throws -> T {
    let container = try decoder.singleValueContainer()
    return try refusing(in: container, try container.decode(String.self), make)
}

/// Reads an integer coded as a text, or as a number where that fits 64 bits; a number obeys the same rules as its decimal text.
func decodeInteger<T>(from decoder: any Decoder, _ make: (String) throws(ValueError) -> T) throws -> T {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) { return try refusing(in: container, text, make) }
    if let number = try? container.decode(UInt64.self) { return try refusing(in: container, String(number), make) }
    if let number = try? container.decode(Int64.self) { return try refusing(in: container, String(number), make) }
    throw DecodingError.typeMismatch(
        String.self,
        DecodingError.Context(
            codingPath: container.codingPath,
            debugDescription: "expected a text with a decimal or 0x number, or an integer of at most 64 bits"))
}

private func refusing<T>(
    in container: any SingleValueDecodingContainer, _ text: String, _ make: (String) throws(ValueError) -> T
) throws -> T {
    do throws(ValueError) {
        return try make(text)
    } catch {
        throw DecodingError.dataCorrupted(
            DecodingError.Context(codingPath: container.codingPath, debugDescription: error.description, underlyingError: error))
    }
}
