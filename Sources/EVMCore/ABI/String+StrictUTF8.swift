extension String {
    /// The text of UTF-8 bytes, exactly; nil where they are not UTF-8 by the Unicode standard's table 3-7 (no surrogates, no overlong forms).
    ///
    /// The standard library's validating initialisers either stop at NUL or need a newer system than this package does.
    package init?(strictUTF8 bytes: UnsafeRawBufferPointer) {
        guard Self.isStrictUTF8(bytes) else { return nil }
        self = String(decoding: bytes, as: UTF8.self)
    }

    private static func isStrictUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        let count = bytes.count
        while index < count {
            if index + 8 <= count, bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
                index += 8
                continue
            }
            let lead = bytes[index]
            // The range of the second byte carries the rules against overlong forms, surrogates and numbers past U+10FFFF.
            let (length, second): (Int, ClosedRange<UInt8>)
            switch lead {
            case 0...0x7f: (length, second) = (1, 0...0)
            case 0xc2...0xdf: (length, second) = (2, 0x80...0xbf)
            case 0xe0: (length, second) = (3, 0xa0...0xbf)
            case 0xed: (length, second) = (3, 0x80...0x9f)
            case 0xe1...0xef: (length, second) = (3, 0x80...0xbf)
            case 0xf0: (length, second) = (4, 0x90...0xbf)
            case 0xf1...0xf3: (length, second) = (4, 0x80...0xbf)
            case 0xf4: (length, second) = (4, 0x80...0x8f)
            default: return false
            }
            guard index + length <= count else { return false }
            guard length == 1 || second.contains(bytes[index + 1]) else { return false }
            guard length < 3 || bytes[index + 2] & 0xc0 == 0x80 else { return false }
            guard length < 4 || bytes[index + 3] & 0xc0 == 0x80 else { return false }
            index += length
        }
        return true
    }
}
