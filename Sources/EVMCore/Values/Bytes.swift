/// A byte string of any length, Solidity's `bytes`.
@frozen
public struct Bytes: Sendable, Hashable {
    /// The bytes.
    public var array: [UInt8]

    /// Wraps an array without copying it.
    @inlinable
    public init(_ array: [UInt8]) { self.array = array }

    /// The number of bytes.
    @inlinable
    public var count: Int { array.count }

    /// Calls `body` with the contiguous storage.
    @inlinable
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try array.withUnsafeBytes(body)
    }
}
