extension SecretBytes {
    /// Reads exactly two hex digits for each of `count` bytes, in either case, with or without `0x`; nil for any other text.
    ///
    /// Unlike EVMCore's `Hex`, which looks digits up in a table and says in its errors what it met, this takes the same time and the
    /// same memory accesses for any digits, decodes straight into memory that is wiped, and says nothing.
    convenience init?(hex text: some StringProtocol, count: Int) {
        let utf8 = text.utf8
        let digits = utf8.starts(with: "0x".utf8) ? utf8.dropFirst(2) : utf8[...]
        var isValid = digits.count == 2 * count
        let digitCount = digits.count
        self.init(count: count) { (out: UnsafeMutableRawBufferPointer) in
            guard digitCount == 2 * out.count else { return }
            var bad: UInt8 = 0
            var high: UInt8 = 0
            for (i, digit) in digits.enumerated() {
                let (value, isDigit) = Self.value(of: digit)
                bad |= ~isDigit
                if i % 2 == 0 { high = value << 4 } else { out[i / 2] = high | value }
            }
            isValid = bad == 0
        }
        guard isValid else { return nil }
    }

    /// The value of a hex digit, and 0xff where it is one or 0 where not, without a branch that depends on it.
    private static func value(of digit: UInt8) -> (value: UInt8, isDigit: UInt8) {
        /// 0xff where `lower <= byte <= upper`, else 0.
        func mask(_ byte: UInt8, _ lower: UInt8, _ upper: UInt8) -> UInt8 {
            // Both differences fit 16 signed bits; a negative one has its high byte set.
            let outside = (Int16(byte) - Int16(lower)) | (Int16(upper) - Int16(byte))
            return ~UInt8(truncatingIfNeeded: outside >> 8)
        }
        let letter = digit | 0x20
        let isDecimal = mask(digit, UInt8(ascii: "0"), UInt8(ascii: "9"))
        let isLetter = mask(letter, UInt8(ascii: "a"), UInt8(ascii: "f"))
        let value = (isDecimal & (digit &- UInt8(ascii: "0"))) | (isLetter & (letter &- UInt8(ascii: "a") &+ 10))
        return (value, isDecimal | isLetter)
    }
}
