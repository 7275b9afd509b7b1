internal import EVMCore

/// The decimal numbers of services, never by way of a `Double`: the digits of a JSON number are kept as they stand in the text.
///
/// They are read to 18 decimals, the most that the contracts hold; a digit beyond (the noise of a service that reckons in doubles) rounds to
/// the nearest.
enum DecimalDigits {
    /// The plain spelling of a number that may have an exponent: `1.5e-3` is `0.0015`.
    ///
    /// - Throws: `ValueError` where the number is beyond 10¹⁰⁰; what is below 10⁻¹⁰⁰ is spelt `0`.
    static func plain(_ text: String) throws(ValueError) -> String {
        guard let mark = text.utf8.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return text }
        let mantissa = text[..<mark]
        var exponentText = text[text.utf8.index(after: mark)...]
        if exponentText.utf8.first == UInt8(ascii: "+") { exponentText = exponentText.dropFirst() }
        guard let exponent = Int(exponentText) else {
            // Only a number of digits that no integer holds is not read; a text that is no number at all is refused by who reads it.
            return text
        }
        let negative = mantissa.utf8.first == UInt8(ascii: "-")
        let unsigned = negative ? mantissa.dropFirst() : mantissa
        let parts = unsigned.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? parts[1] : ""
        let digits = (parts.first ?? "") + fraction
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return text }
        if digits.utf8.allSatisfy({ $0 == UInt8(ascii: "0") }) || exponent < -100 { return "0" }
        guard exponent <= 100 else { throw .outOfRange(type: "amount", value: text, range: "at most 10^100") }
        let point = digits.utf8.count - fraction.utf8.count + exponent
        var plain = negative ? "-" : ""
        if point <= 0 {
            plain += "0." + String(repeating: "0", count: -point) + digits
        } else if point >= digits.utf8.count {
            plain += digits + String(repeating: "0", count: point - digits.utf8.count)
        } else {
            plain += digits.prefix(point) + "." + digits.dropFirst(point)
        }
        return plain
    }
}
