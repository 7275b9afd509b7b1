/// The most decimals an amount can have: 10⁷⁷ is the greatest power of ten below 2²⁵⁶.
let maximumDecimals: UInt8 = 77

/// Decimal text of amounts that are held as whole numbers of units: `1.5` with 18 decimals is 1500000000000000000 units.
enum DecimalText {
    /// 10 to the power of `decimals`.
    static func unit(_ decimals: UInt8) throws(ValueError) -> UInt256 {
        guard decimals <= maximumDecimals else { throw .decimalsOutOfRange(decimals) }
        var value = UInt256.one
        for _ in 0..<decimals { value = value &* UInt256(10 as UInt64) }
        return value
    }

    /// Reads `12`, `1.5` and, where `signed`, either after a `-`; the magnitude is nil where it exceeds 256 bits.
    static func parse(
        _ text: some StringProtocol, decimals: UInt8, rounding: Rounding, signed: Bool
    ) throws(ValueError) -> (negative: Bool, magnitude: UInt256?) {
        guard decimals <= maximumDecimals else { throw .decimalsOutOfRange(decimals) }
        let decimals = Int(decimals)
        return try withUTF8(text) { utf8 throws(ValueError) in
            let negative = signed && utf8.first == ASCII.minus
            var value = DecimalAccumulator()
            var dropped = DroppedDigits()
            var digits = 0
            var point: Int?
            for i in (negative ? 1 : 0)..<utf8.count {
                if utf8[i] == ASCII.point, point == nil, digits > 0 {
                    point = i
                    continue
                }
                let digit = utf8[i] &- ASCII.zero
                guard digit < 10 else { throw .unexpected(utf8, at: i, type: "amount") }
                digits += 1
                if let point, i - point > decimals { dropped.append(digit) } else { value.append(digit) }
            }
            guard digits > 0 else { throw .empty(type: "amount") }
            let fraction = point.map { utf8.count - 1 - $0 } ?? 0
            if let point, fraction == 0 { throw .unexpected(utf8, at: point, type: "amount") }
            if fraction < decimals { for _ in fraction..<decimals { value.append(0) } }
            guard let magnitude = value.finish() else { return (negative, nil) }
            // What is dropped is a rest between 0 and 1; four quarters tell all that rounding asks.
            let raises = rounding.raises(
                magnitude, remainder: UInt256(dropped.quarters), divisor: UInt256(4 as UInt64), negative: negative)
            guard let raises else { throw .tooManyFractionDigits(given: fraction, allowed: decimals) }
            let (rounded, overflow) = magnitude.addingReportingOverflow(raises ? .one : .zero)
            return (negative, overflow ? nil : rounded)
        }
    }

    /// The shortest text of an amount; with at least `minimumFractionDigits` digits after the point, as far as there are decimals.
    static func format(_ magnitude: UInt256, negative: Bool, decimals: UInt8, minimumFractionDigits: Int) -> String {
        let decimals = Int(decimals)
        return IntegerText.withDecimalDigits(magnitude) { digits in
            let whole = max(0, digits.count - decimals)
            var fraction = [UInt8](repeating: ASCII.zero, count: decimals - (digits.count - whole)) + digits[whole...]
            let least = max(0, min(minimumFractionDigits, decimals))
            while fraction.count > least, fraction.last == ASCII.zero { fraction.removeLast() }
            var text: [UInt8] = negative ? [ASCII.minus] : []
            if whole == 0 { text.append(ASCII.zero) } else { text += digits[..<whole] }
            if !fraction.isEmpty { text += [ASCII.point] + fraction }
            return String(decoding: text, as: UTF8.self)
        }
    }

    /// The digits beyond the last decimal, in quarters of a unit: 0, a bit (1), a half (2) or more (3).
    private struct DroppedDigits {
        private(set) var quarters: UInt64 = 0
        private var isFirst = true

        mutating func append(_ digit: UInt8) {
            if isFirst {
                quarters = digit > 5 ? 3 : digit == 5 ? 2 : digit > 0 ? 1 : 0
                isFirst = false
            } else if digit > 0, quarters % 2 == 0 {
                quarters += 1
            }
        }
    }
}

extension UInt256 {
    /// Reads an amount in decimal text, such as `1.5`, as a whole number of units of 10 to the power of −`decimals`.
    ///
    /// - Throws: ``ValueError``; digits beyond the last decimal are an error unless a `rounding` is given (zeros at the end are not).
    public init(decimal text: some StringProtocol, decimals: UInt8, rounding: Rounding = .exact) throws(ValueError) {
        guard let value = try DecimalText.parse(text, decimals: decimals, rounding: rounding, signed: false).magnitude else {
            throw Self.outOfRange(text)
        }
        self = value
    }

    /// This number of units as decimal text, exact and as short as possible: 1500000 with 6 decimals is `1.5`.
    ///
    /// At least `minimumFractionDigits` digits are kept after the point, even zeros, as far as there are decimals.
    public func formatted(decimals: UInt8, minimumFractionDigits: Int = 0) -> String {
        DecimalText.format(self, negative: false, decimals: decimals, minimumFractionDigits: minimumFractionDigits)
    }
}

extension Int256 {
    /// Reads an amount in decimal text, such as `-1.5`, as a whole number of units of 10 to the power of −`decimals`.
    ///
    /// - Throws: ``ValueError``; digits beyond the last decimal are an error unless a `rounding` is given (zeros at the end are not).
    public init(decimal text: some StringProtocol, decimals: UInt8, rounding: Rounding = .exact) throws(ValueError) {
        let (negative, magnitude) = try DecimalText.parse(text, decimals: decimals, rounding: rounding, signed: true)
        guard let magnitude, let value = Int256(negative: negative, magnitude: magnitude) else { throw Self.outOfRange(text) }
        self = value
    }

    /// This number of units as decimal text, exact and as short as possible: −1500000 with 6 decimals is `-1.5`.
    ///
    /// At least `minimumFractionDigits` digits are kept after the point, even zeros, as far as there are decimals.
    public func formatted(decimals: UInt8, minimumFractionDigits: Int = 0) -> String {
        DecimalText.format(magnitude, negative: isNegative, decimals: decimals, minimumFractionDigits: minimumFractionDigits)
    }
}
