/// Where an argument lies in a call's encoded arguments.
///
/// Offsets count from the first byte after the selector, as Symmio's flex fields and template insertion points do.
@frozen
public struct CallArgument: Sendable, Hashable {
    /// Where the argument's head begins, in bytes: the value itself where it is static, the offset of its tail where it is dynamic.
    public let offset: Int
    /// What the argument takes in the head, in bytes.
    public let size: Int
    /// Whether the argument lies in a tail.
    public let isDynamic: Bool
    /// The head offset of the next dynamic argument, whose tail follows this one's; -1 where this is the last.
    public let nextDynamic: Int

    @inlinable
    init(offset: Int, size: Int, isDynamic: Bool, nextDynamic: Int) {
        self.offset = offset
        self.size = size
        self.isDynamic = isDynamic
        self.nextDynamic = nextDynamic
    }

    /// A static argument of one word.
    @inlinable
    public static func word(_ offset: Int) -> CallArgument { words(offset, 32) }

    /// A static argument of `size` bytes: a tuple or an array of fixed length.
    @inlinable
    public static func words(_ offset: Int, _ size: Int) -> CallArgument {
        CallArgument(offset: offset, size: size, isDynamic: false, nextDynamic: -1)
    }

    /// A dynamic argument, with the head offset of the next dynamic one or -1.
    @inlinable
    public static func tail(_ offset: Int, next: Int) -> CallArgument {
        CallArgument(offset: offset, size: 32, isDynamic: true, nextDynamic: next)
    }
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
