public import EVMCore

extension Signature {
    /// Reads 65 bytes: r, s and v of 27 or 28, with a low s; other forms where `forms` has them.
    ///
    /// - Throws: ``SigningError/invalidSignature(_:)``.
    public init(_ bytes: some Collection<UInt8>, accepting forms: Forms = []) throws(SigningError) {
        let isCompact = bytes.count == 64 && forms.contains(.compact)
        guard bytes.count == 65 || isCompact else { throw .invalidSignature(.wrongByteCount(bytes.count)) }
        let array = Array(bytes)
        let (r, s) = array.withUnsafeBytes { buffer in
            let start = buffer.baseAddress.unsafelyUnwrapped  // 64 or 65 bytes have an address
            return (UInt256.load(start), UInt256.load(start + 32))
        }
        if isCompact {
            let parity = UInt256.one << 255
            try self.init(r: r, s: s & ~parity, yParity: s & parity == 0 ? 0 : 1, accepting: forms)
            return
        }
        let v = array[64]
        switch v {
        case 27, 28: try self.init(r: r, s: s, yParity: v - 27, accepting: forms)
        case ...1 where forms.contains(.zeroOrOneV): try self.init(r: r, s: s, yParity: v, accepting: forms)
        default: throw .invalidSignature(.unknownV(v))
        }
    }

    /// Reads hex digits, with or without `0x`, of the bytes that ``init(_:accepting:)`` takes.
    ///
    /// - Throws: ``SigningError/invalidSignature(_:)``.
    public init(hex text: some StringProtocol, accepting forms: Forms = []) throws(SigningError) {
        let bytes: [UInt8]
        do throws(ValueError) {
            bytes = try Hex.decode(text, type: "signature")
        } catch {
            throw .invalidSignature(.malformedHex(error))
        }
        try self.init(bytes, accepting: forms)
    }

    /// 65 bytes: r, s and v of 27 or 28.
    public var bytes: Bytes {
        Bytes(
            [UInt8](unsafeUninitializedCapacity: 65) { buffer, count in
                let start = buffer.baseAddress.unsafelyUnwrapped  // 65 bytes have an address
                store(start)
                start[64] = v
                count = 65
            })
    }

    /// `0x` and the 130 digits of ``bytes``.
    public var hex: String { bytes.hex }

    /// 64 bytes: r, and s with the parity in its highest bit (EIP-2098); the Instant Layer does not take them.
    ///
    /// A high s has no such form; its ``normalized`` twin is written, which the same key made.
    public var compactBytes: Bytes {
        let low = normalized
        return Bytes(low.r.bigEndianBytes + (low.s | UInt256(UInt64(low.yParity)) << 255).bigEndianBytes)
    }
}

extension Signature: CustomStringConvertible {
    /// ``hex``.
    public var description: String { hex }
}
