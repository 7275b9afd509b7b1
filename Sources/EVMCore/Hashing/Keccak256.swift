private import CKeccak

/// Keccak-256 as Ethereum uses it (the padding of the original submission, not FIPS 202's).
///
/// Whole messages are hashed by ``hash(_:)`` or by the `keccak256` functions. A value of this type hashes a message piece by piece:
/// ```swift
/// var hasher = Keccak256()
/// hasher.update(header)
/// hasher.update(body)
/// let digest = hasher.finalize()
/// ```
/// It is a plain value that allocates nothing: a copy is a fork that goes on from the same prefix.
public struct Keccak256: Sendable {
    private typealias Lanes = (
        UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64,
        UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64
    )

    /// Bytes absorbed by one permutation.
    private static let rate = 136

    private var lanes: Lanes = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

    /// Bytes of the current block that are in the state, always less than the rate.
    private var position = 0

    /// Creates a hasher that has absorbed nothing.
    public init() {}

    /// The Keccak-256 hash of `bytes`.
    public static func hash(_ bytes: UnsafeRawBufferPointer) -> Bytes32 {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 4) { digest in
            ckeccak_256(bytes.baseAddress, bytes.count, digest.baseAddress)
            return Bytes32(digest[0].byteSwapped, digest[1].byteSwapped, digest[2].byteSwapped, digest[3].byteSwapped)
        }
    }

    /// The Keccak-256 hash of two 32-byte words, one after the other.
    ///
    /// What a mapping's slot, a Merkle node or an EIP-712 pair needs, without a detour through memory.
    public static func hash(_ first: Bytes32, _ second: Bytes32) -> Bytes32 {
        let (first, second) = (first.words, second.words)
        var hasher = Keccak256()
        hasher.lanes.0 = first.0.byteSwapped
        hasher.lanes.1 = first.1.byteSwapped
        hasher.lanes.2 = first.2.byteSwapped
        hasher.lanes.3 = first.3.byteSwapped
        hasher.lanes.4 = second.0.byteSwapped
        hasher.lanes.5 = second.1.byteSwapped
        hasher.lanes.6 = second.2.byteSwapped
        hasher.lanes.7 = second.3.byteSwapped
        hasher.position = 64
        return hasher.padAndSqueeze()
    }

    /// Absorbs `bytes`.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 0 else { return }
        withLanes { lanes, position in
            var offset = 0
            while offset < bytes.count {
                let remaining = bytes.count - offset
                if position == 0 && remaining >= Self.rate {
                    let blocks = remaining / Self.rate
                    ckeccak_absorb(lanes.baseAddress, bytes.baseAddress.map { $0 + offset }, blocks)
                    offset += blocks * Self.rate
                } else if position % 8 == 0 && remaining >= 8 {
                    Self.absorb(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)), lanes, &position)
                    offset += 8
                } else {
                    lanes[position / 8] ^= UInt64(bytes[offset]) << UInt64(position % 8 * 8)
                    offset += 1
                    Self.advance(lanes, &position, by: 1)
                }
            }
        }
    }

    /// Absorbs a 32-byte word.
    public mutating func update(_ word: Bytes32) {
        update(bigEndian: word.words)
    }

    /// Absorbs an integer as a big-endian 32-byte word, as the ABI encodes it.
    public mutating func update(_ word: UInt256) {
        update(bigEndian: word.limbs)
    }

    /// The hash of everything absorbed so far. The hasher is not changed and may go on.
    public func finalize() -> Bytes32 {
        var copy = self
        return copy.padAndSqueeze()
    }

    private mutating func padAndSqueeze() -> Bytes32 {
        withLanes { lanes, position in
            lanes[position / 8] ^= 1 << UInt64(position % 8 * 8)
            lanes[Self.rate / 8 - 1] ^= 1 << 63
            ckeccak_permute(lanes.baseAddress)
        }
        return Bytes32(lanes.0.byteSwapped, lanes.1.byteSwapped, lanes.2.byteSwapped, lanes.3.byteSwapped)
    }

    private mutating func update(bigEndian word: (UInt64, UInt64, UInt64, UInt64)) {
        guard position % 8 == 0 else {
            let bytes = (word.0.bigEndian, word.1.bigEndian, word.2.bigEndian, word.3.bigEndian)
            return withUnsafeBytes(of: bytes) { update($0) }
        }
        withLanes { lanes, position in
            let lane = position / 8
            if lane + 4 < Self.rate / 8 {
                lanes[lane] ^= word.0.byteSwapped
                lanes[lane + 1] ^= word.1.byteSwapped
                lanes[lane + 2] ^= word.2.byteSwapped
                lanes[lane + 3] ^= word.3.byteSwapped
                position += 32
            } else {
                Self.absorb(word.0.byteSwapped, lanes, &position)
                Self.absorb(word.1.byteSwapped, lanes, &position)
                Self.absorb(word.2.byteSwapped, lanes, &position)
                Self.absorb(word.3.byteSwapped, lanes, &position)
            }
        }
    }

    /// Absorbs a whole lane; `position` must be at the start of one.
    @inline(__always)
    private static func absorb(_ lane: UInt64, _ lanes: UnsafeMutableBufferPointer<UInt64>, _ position: inout Int) {
        lanes[position / 8] ^= lane
        advance(lanes, &position, by: 8)
    }

    @inline(__always)
    private static func advance(_ lanes: UnsafeMutableBufferPointer<UInt64>, _ position: inout Int, by count: Int) {
        position += count
        if position == rate {
            ckeccak_permute(lanes.baseAddress)
            position = 0
        }
    }

    @inline(__always)
    private mutating func withLanes(_ body: (UnsafeMutableBufferPointer<UInt64>, inout Int) -> Void) {
        var position = self.position
        withUnsafeMutableBytes(of: &lanes) { body($0.assumingMemoryBound(to: UInt64.self), &position) }
        self.position = position
    }
}
