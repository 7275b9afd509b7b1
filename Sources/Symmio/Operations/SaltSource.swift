public import EVMCore

/// Where salts come from: 32 bytes that no other operation has. Tests put in their own.
public struct SaltSource: Sendable {
    /// The next salt.
    public let next: @Sendable () -> Bytes32

    /// Creates a source.
    public init(_ next: @escaping @Sendable () -> Bytes32) { self.next = next }

    /// The system's cryptographically secure random numbers.
    public static let system = SaltSource {
        var random = SystemRandomNumberGenerator()
        return Bytes32(random.next(), random.next(), random.next(), random.next())
    }

    /// The next salt as a whole number, as conditional orders take it.
    public func nextInteger() -> UInt256 { UInt256(next()) }
}
