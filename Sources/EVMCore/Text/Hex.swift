/// Hexadecimal text, the one place that reads and writes it.
///
/// Text is written in lower case with a `0x` prefix. Reading takes either case, with or without `0x`; `0X`, blanks and an odd number
/// of digits are refused.
public enum Hex {
    /// The text of `bytes`: `0x`, unless `prefix` is false, and two lower-case digits for each byte.
    public static func encode(_ bytes: UnsafeRawBufferPointer, prefix: Bool = true) -> String {
        let start = prefix ? 2 : 0
        return String(unsafeUninitializedCapacity: start + 2 * bytes.count) { out in
            if prefix {
                out[0] = ASCII.zero
                out[1] = ASCII.x
            }
            encode(bytes, into: UnsafeMutableBufferPointer(rebasing: out[start...]))
            return start + 2 * bytes.count
        }
    }

    /// The text of `bytes`: `0x`, unless `prefix` is false, and two lower-case digits for each byte.
    public static func encode(_ bytes: some Sequence<UInt8>, prefix: Bool = true) -> String {
        if let text = bytes.withContiguousStorageIfAvailable({ encode(UnsafeRawBufferPointer($0), prefix: prefix) }) { return text }
        return Array(bytes).withUnsafeBytes { encode($0, prefix: prefix) }
    }

    /// The bytes that `text` spells, with or without `0x`.
    ///
    /// - Throws: ``ValueError/oddHexDigits(type:count:)`` or ``ValueError/unexpectedCharacter(type:character:offset:)``; the message
    ///   calls the value `type`.
    public static func decode(_ text: some StringProtocol, type: String = "bytes") throws(ValueError) -> [UInt8] {
        try withUTF8(text) { utf8 throws(ValueError) in
            let digits = self.digits(utf8)
            guard digits.count % 2 == 0 else { throw .oddHexDigits(type: type, count: digits.count) }
            var bad: Int?
            let bytes = [UInt8](unsafeUninitializedCapacity: digits.count / 2) { out, count in
                bad = decode(UnsafeBufferPointer(rebasing: digits), into: UnsafeMutableRawBufferPointer(out))
                // Bytes are trivial: where decoding stopped early the array is dropped unread.
                count = bad == nil ? digits.count / 2 : 0
            }
            if let bad { throw .unexpected(utf8, at: digits.startIndex + bad, type: type) }
            return bytes
        }
    }

    /// Fills `out` with the bytes that `text` spells, with or without `0x`; their number must be that of `out`.
    static func decode(
        _ text: some StringProtocol, into out: UnsafeMutableRawBufferPointer, type: @autoclosure () -> String
    ) throws(ValueError) {
        let failure = withUTF8(text) { utf8 -> ValueError? in
            let digits = self.digits(utf8)
            guard digits.count % 2 == 0 else { return .oddHexDigits(type: type(), count: digits.count) }
            guard digits.count == 2 * out.count else {
                return .wrongByteCount(type: type(), expected: out.count, actual: digits.count / 2)
            }
            guard let bad = decode(UnsafeBufferPointer(rebasing: digits), into: out) else { return nil }
            return .unexpected(utf8, at: digits.startIndex + bad, type: type())
        }
        if let failure { throw failure }
    }

    /// Whether the text begins with `0x`.
    static func hasPrefix(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        utf8.count >= 2 && utf8[0] == ASCII.zero && utf8[1] == ASCII.x
    }

    /// Calls `body` with a table of 256 entries: the value of each digit, 0xff for a byte that is none.
    @inline(__always)
    static func withValues<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R { values.withUnsafeBufferPointer(body) }

    private static func digits(_ utf8: UnsafeBufferPointer<UInt8>) -> Slice<UnsafeBufferPointer<UInt8>> {
        utf8[(hasPrefix(utf8) ? 2 : 0)...]
    }

    /// Writes two digits for each byte; `out` must have room for them.
    static func encode(_ bytes: UnsafeRawBufferPointer, into out: UnsafeMutableBufferPointer<UInt8>) {
        let text = UnsafeMutableRawBufferPointer(out)
        let whole = bytes.count & ~3
        for i in stride(from: 0, to: whole, by: 4) {
            let four = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: i, as: UInt32.self))
            text.storeBytes(of: digits(of: four).littleEndian, toByteOffset: 2 * i, as: UInt64.self)
        }
        for i in whole..<bytes.count {
            let pair = UInt16(truncatingIfNeeded: digits(of: UInt32(bytes[i])))
            text.storeBytes(of: pair.littleEndian, toByteOffset: 2 * i, as: UInt16.self)
        }
    }

    /// The eight digits of four bytes, the lowest byte first; all at once, as a table's look-ups would take one after the other.
    private static func digits(of bytes: UInt32) -> UInt64 {
        var spread = UInt64(bytes)
        spread = (spread | spread << 16) & 0x0000_ffff_0000_ffff
        spread = (spread | spread << 8) & 0x00ff_00ff_00ff_00ff
        let values = spread >> 4 & 0x000f_000f_000f_000f | (spread & 0x000f_000f_000f_000f) << 8
        // 1 where the value is 10 or more; letters begin 39 after what would follow `9`.
        let letters = (values &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return values &+ 0x3030_3030_3030_3030 &+ letters &* 39
    }

    /// Reads two digits for each byte of `out`; returns the offset of the first that is none.
    private static func decode(_ digits: UnsafeBufferPointer<UInt8>, into out: UnsafeMutableRawBufferPointer) -> Int? {
        withValues { values in
            for i in 0..<digits.count / 2 {
                let high = values[Int(digits[2 * i])]
                let low = values[Int(digits[2 * i + 1])]
                // A value that is no digit is 0xff, the only one with high bits.
                if (high | low) & 0xf0 != 0 { return high > 15 ? 2 * i : 2 * i + 1 }
                out[i] = high << 4 | low
            }
            return nil
        }
    }

    private static let values: [UInt8] = (0..<256).map { byte in
        switch UInt8(byte) {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt8(byte) - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt8(byte) - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt8(byte) - UInt8(ascii: "A") + 10
        default: 0xff
        }
    }
}
