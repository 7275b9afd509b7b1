/// A Solidity ABI type known at run time.
///
/// The commands and tools stand on it; generated code never walks one.
public indirect enum ABIType: Sendable, Hashable {
    /// `uint8` to `uint256`; the width in bits, a multiple of 8.
    case uint(Int)
    /// `int8` to `int256`; the width in bits, a multiple of 8.
    case int(Int)
    /// `address`.
    case address
    /// `bool`.
    case bool
    /// `bytes1` to `bytes32`; the number of bytes.
    case fixedBytes(Int)
    /// `function`: an address and a selector, 24 bytes, encoded like `bytes24`.
    case function
    /// `bytes`.
    case bytes
    /// `string`.
    case string
    /// `T[]`.
    case array(ABIType)
    /// `T[n]`.
    case fixedArray(ABIType, Int)
    /// `(T1,T2,…)`.
    case tuple([ABIType])
}
