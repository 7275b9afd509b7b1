public import EVMCore

/// A recoverable ECDSA signature over secp256k1.
///
/// r and s are always in 1..<n; s is low (at most n / 2, EIP-2) unless the value was made ``Forms/highS``.
public struct Signature: Sendable, Hashable {
    /// The x coordinate of the nonce's point, modulo the group's order.
    public let r: UInt256
    /// The proof.
    public let s: UInt256
    /// 1 where the y coordinate of the nonce's point is odd, else 0.
    public let yParity: UInt8

    /// What is taken beyond the one form that this library writes: 65 bytes r, s and v of 27 or 28, with a low s.
    public struct Forms: OptionSet, Sendable {
        /// The bits.
        public let rawValue: Int
        /// Creates a set from its bits.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// A v of 0 or 1 in 65 bytes, as some wallets and libraries write it.
        public static let zeroOrOneV = Forms(rawValue: 1)
        /// 64 bytes: r, and s with the parity in its highest bit (EIP-2098).
        public static let compact = Forms(rawValue: 2)
        /// An s above n / 2, which Ethereum's transactions and most contracts refuse: it makes two signatures of one.
        public static let highS = Forms(rawValue: 4)
    }

    /// Creates a signature from its parts.
    ///
    /// - Throws: ``SigningError/invalidSignature(_:)`` where r or s is 0 or not below the group's order, where s is high and
    ///   ``Forms/highS`` is not accepted, or where `yParity` is neither 0 nor 1.
    public init(r: UInt256, s: UInt256, yParity: UInt8, accepting forms: Forms = []) throws(SigningError) {
        guard !r.isZero, r < Secp256k1.order else { throw .invalidSignature(.rOutOfRange) }
        guard !s.isZero, s < Secp256k1.order else { throw .invalidSignature(.sOutOfRange) }
        guard forms.contains(.highS) || s <= Secp256k1.halfOrder else { throw .invalidSignature(.highS) }
        guard yParity <= 1 else { throw .invalidSignature(.yParityOutOfRange(yParity)) }
        self.init(unchecked: r, s, yParity: yParity)
    }

    /// For parts that are known to be good.
    init(unchecked r: UInt256, _ s: UInt256, yParity: UInt8) {
        self.r = r
        self.s = s
        self.yParity = yParity
    }

    /// The recovery id as contracts and messages have it: 27 or 28.
    public var v: UInt8 { 27 + yParity }

    /// Whether s is at most n / 2 (EIP-2).
    public var isLowS: Bool { s <= Secp256k1.halfOrder }

    /// The same signature with a low s; itself where it has one.
    public var normalized: Signature {
        isLowS ? self : Signature(unchecked: r, Secp256k1.order &- s, yParity: yParity ^ 1)
    }

    /// Writes r and s, 64 big-endian bytes.
    func store(_ pointer: UnsafeMutablePointer<UInt8>) {
        r.store(pointer)
        s.store(pointer + 32)
    }
}
