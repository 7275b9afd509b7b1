/// Decimal and hexadecimal text of 256-bit integers.
///
/// Strict both ways: no blanks, no underscores, no `+`, no empty text, no `0X`; leading zeros are taken.
enum IntegerText {
    /// Reads `123`, `0x7b` and, where `signed`, either after a `-`; the magnitude is nil where it exceeds 256 bits.
    static func parse(
        _ text: some StringProtocol, type: String, signed: Bool
    ) throws(ValueError) -> (negative: Bool, magnitude: UInt256?) {
        try withUTF8(text) { utf8 throws(ValueError) in
            let negative = signed && utf8.first == ASCII.minus
            let start = negative ? 1 : 0
            let digits = UnsafeBufferPointer(rebasing: utf8[start...])
            if Hex.hasPrefix(digits) { return (negative, try hex(utf8, from: start + 2, type: type)) }
            return (negative, try decimal(utf8, from: start, type: type))
        }
    }

    /// Reads hex digits; nil for more than 256 bits.
    static func hex(_ utf8: UnsafeBufferPointer<UInt8>, from start: Int, type: String) throws(ValueError) -> UInt256? {
        guard start < utf8.count else { throw .empty(type: type) }
        var value = UInt256.zero
        var overflow = false
        let bad = Hex.withValues { values -> Int? in
            var position = start
            // A limb at a time; the first takes the digits that the others leave over.
            var end = start + (utf8.count - start - 1) % 16 + 1
            while position < utf8.count {
                var limb: UInt64 = 0
                while position < end {
                    let digit = values[Int(utf8[position])]
                    guard digit < 16 else { return position }
                    limb = limb << 4 | UInt64(digit)
                    position += 1
                }
                overflow = overflow || value.w3 != 0
                value = UInt256(value.w2, value.w1, value.w0, limb)
                end += 16
            }
            return nil
        }
        if let bad { throw .unexpected(utf8, at: bad, type: type) }
        return overflow ? nil : value
    }

    /// Reads decimal digits; nil for more than 256 bits.
    static func decimal(_ utf8: UnsafeBufferPointer<UInt8>, from start: Int, type: String) throws(ValueError) -> UInt256? {
        guard start < utf8.count else { throw .empty(type: type) }
        var value = DecimalAccumulator()
        var position = start
        while position < utf8.count {
            let end = min(position + DecimalAccumulator.chunkDigits, utf8.count)
            var chunk: UInt64 = 0
            var scale: UInt64 = 1
            while position < end {
                let digit = utf8[position] &- ASCII.zero
                guard digit < 10 else { throw .unexpected(utf8, at: position, type: type) }
                chunk = chunk &* 10 &+ UInt64(digit)
                scale = scale &* 10
                position += 1
            }
            value.append(chunk, scale: scale)
        }
        return value.finish()
    }

    /// The decimal digits of a magnitude, after a minus sign where `negative`.
    static func decimal(_ magnitude: UInt256, negative: Bool = false) -> String {
        if magnitude.fitsInLimb { return (negative ? "-" : "") + String(magnitude.w0) }
        return withDecimalDigits(magnitude) { digits in
            String(unsafeUninitializedCapacity: digits.count + 1) { out in
                if negative { out[0] = ASCII.minus }
                let start = negative ? 1 : 0
                for (i, digit) in digits.enumerated() { out[start + i] = digit }
                return start + digits.count
            }
        }
    }

    /// Calls `body` with the ASCII decimal digits of a magnitude, at least one.
    static func withDecimalDigits<R>(_ magnitude: UInt256, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        // 2²⁵⁶ has 78 digits; nineteen at a time, so that the long divisions are few.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 96) { room in
            var rest = magnitude
            var position = 96
            repeat {
                let (quotient, chunk) = rest.dividedByLimb(DecimalAccumulator.chunkValue)
                rest = quotient
                var digits = chunk
                let end = rest.isZero ? position : position - DecimalAccumulator.chunkDigits
                repeat {
                    position -= 1
                    let (shorter, digit) = digits.quotientAndRemainder(dividingBy: 10)
                    room[position] = ASCII.zero &+ UInt8(truncatingIfNeeded: digit)
                    digits = shorter
                } while digits != 0 || !rest.isZero && position > end
            } while !rest.isZero
            return body(UnsafeBufferPointer(rebasing: room[position...]))
        }
    }
}

/// Collects decimal digits, nineteen of which fit a limb, so that the wide multiplications are few.
struct DecimalAccumulator {
    static let chunkDigits = 19
    static let chunkValue: UInt64 = 10_000_000_000_000_000_000

    private var value = UInt256.zero
    private var chunk: UInt64 = 0
    private var scale: UInt64 = 1
    private var overflow = false

    /// Appends a digit, 0 to 9.
    mutating func append(_ digit: UInt8) {
        chunk = chunk &* 10 &+ UInt64(digit)
        scale = scale &* 10
        if scale == Self.chunkValue { flush() }
    }

    /// The number of all digits, nil where it does not fit 256 bits.
    mutating func finish() -> UInt256? {
        if scale != 1 { flush() }
        return overflow ? nil : value
    }

    /// Appends several digits at once: `scale` is 10 to the power of their number, at most nineteen.
    mutating func append(_ chunk: UInt64, scale: UInt64) {
        let (high, low) = value.multiplied(by: scale, adding: UInt256(chunk))
        overflow = overflow || high != 0
        value = low
    }

    private mutating func flush() {
        append(chunk, scale: scale)
        chunk = 0
        scale = 1
    }
}
