/// Where an argument lies in a call's encoded arguments.
///
/// Offsets count from the first byte after the selector, as Symmio's flex fields and template insertion points do.
@frozen
public struct CallArgument: Sendable, Hashable {
    /// One number, as there are thousands of these in getters that each build for debugging compiles: the offset in the lower half; in the upper
    /// one the size and 0, or where the next tail is marked and 1. No static part of calldata is of more than `ABIType.maximumStaticSize`
    /// bytes, and no argument's tail is marked at 0 that comes after another's.
    @usableFromInline let packed: UInt64

    @_transparent
    @usableFromInline
    init(packed: UInt64) { self.packed = packed }

    /// Where the argument's head begins, in bytes: the value itself where it is static, the offset of its tail where it is dynamic.
    public var offset: Int { Int(UInt32(truncatingIfNeeded: packed)) }
    /// What the argument takes in the head, in bytes.
    public var size: Int { isDynamic ? 32 : Int(packed >> 33) }
    /// Whether the argument lies in a tail.
    public var isDynamic: Bool { packed >> 32 & 1 == 1 }
    /// The head offset of the next dynamic argument, whose tail follows this one's; -1 where this is the last, or is static.
    public var nextDynamic: Int { isDynamic && packed >> 33 != 0 ? Int(packed >> 33) : -1 }

    // Transparent: even a build for debugging then has nothing but a constant for each.

    /// A static argument of one word.
    @_transparent
    public static func word(_ offset: UInt64) -> CallArgument { words(offset, 32) }

    /// A static argument of `size` bytes: a tuple or an array of fixed length.
    @_transparent
    public static func words(_ offset: UInt64, _ size: UInt64) -> CallArgument { CallArgument(packed: size &<< 33 | offset) }

    /// A dynamic argument, with the head offset of the next dynamic one.
    @_transparent
    public static func tail(_ offset: UInt64, next: UInt64) -> CallArgument { CallArgument(packed: next &<< 33 | 1 &<< 32 | offset) }

    /// The last dynamic argument.
    @_transparent
    public static func tail(_ offset: UInt64) -> CallArgument { tail(offset, next: 0) }
}

/// A range of bytes in a call's encoded arguments, counted from the first byte after the selector.
public struct FlexRange: Sendable, Hashable {
    /// Its first byte.
    public var offset: Int
    /// Its number of bytes.
    public var length: Int

    /// Creates a range.
    public init(offset: Int, length: Int) {
        self.offset = offset
        self.length = length
    }
}

extension ContractCall {
    /// The bytes that `argument` takes in this call's encoded arguments: the head of a static argument, the whole tail of a dynamic one.
    ///
    /// That is what a flex field has to cover for a filler to replace the argument by one of the same encoded length.
    public func flexRange(of argument: CallArgument) -> FlexRange {
        guard argument.isDynamic else { return FlexRange(offset: argument.offset, length: argument.size) }
        return abiEncoded().withUnsafeBytes { bytes in
            // The offsets were written by the encoder and lie within its output.
            func word(_ offset: Int) -> Int {
                guard offset >= 0, offset + 32 <= bytes.count else { return bytes.count }
                return Int(truncatingIfNeeded: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self)))
            }
            let start = word(argument.offset)
            return FlexRange(offset: start, length: word(argument.nextDynamic) - start)
        }
    }
}
