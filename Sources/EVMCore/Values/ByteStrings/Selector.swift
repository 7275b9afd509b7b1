/// The first four bytes of the Keccak-256 hash of a function's or an error's canonical signature.
///
/// The same type as `bytes4`, so that selectors go where a contract takes `bytes4` (delegations, the diamond loupe).
/// Where Objective-C's `Selector` is imported too, write `Bytes4` or `EVMCore.Selector`.
public typealias Selector = Bytes4

extension Bytes4 {
    /// Creates a selector from its big-endian value, `0xa9059cbb` for `transfer(address,uint256)`.
    @inlinable
    public init(_ value: UInt32) {
        self.init(words: (UInt64(value) << 32, 0, 0, 0))
    }

    /// The first four bytes of a hash.
    package init(hash: Bytes32) { self.init(UInt32(truncatingIfNeeded: hash.words.0 >> 32)) }

    /// The selector of a function or an error by its canonical signature, `transfer(address,uint256)`.
    package init(signature: String) { self.init(hash: keccak256(utf8: signature)) }

    /// The big-endian value.
    @inlinable
    public var value: UInt32 { UInt32(truncatingIfNeeded: words.0 >> 32) }
}

extension Bytes32 {
    /// Creates a value from four big-endian 64-bit words.
    @inlinable
    public init(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
        self.init(words: (a, b, c, d))
    }
}
