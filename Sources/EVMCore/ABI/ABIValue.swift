/// A Swift type that stands for one Solidity type as a member, an element, or a lone return value.
///
/// Generated structs and enums conform, as do the types of this module, arrays, and ``FixedArray``. Nobody should have to conform by hand.
public protocol ABIValue: ABIReturn {
    /// The Solidity type, a struct's members with their names; used to name the place of a fault.
    static var abiTypeName: String { get }
    /// Whether the value lies in a tail, with only its offset in the head.
    static var abiIsDynamic: Bool { get }
    /// What it takes in a head: 32 bytes where it is dynamic, its whole size where not.
    static var abiFieldSize: Int { get }
    /// What it takes in the tail, in bytes; 0 where it is static.
    var abiTailBytes: Int { get }
    /// Reads the value whose head is at `offset` of `h`.
    static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> Self
    /// Writes the value with its head at `offset` of `s`.
    func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int)
}

/// A type of one word.
public protocol ABIWord: ABIValue {}

extension ABIWord {
    /// False.
    @inlinable
    public static var abiIsDynamic: Bool { false }
    /// 32 bytes.
    @inlinable
    public static var abiFieldSize: Int { 32 }
    /// 0.
    @inlinable
    public var abiTailBytes: Int { 0 }
}

extension UInt256: ABIWord {
    /// `uint256`.
    public static var abiTypeName: String { "uint256" }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> UInt256 { r.uint256(h, offset) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.uint256(s, offset, self) }
}

extension Int256: ABIWord {
    /// `int256`.
    public static var abiTypeName: String { "int256" }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> Int256 { r.int256(h, offset) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.int256(s, offset, self) }
}

extension Address: ABIWord {
    /// `address`.
    public static var abiTypeName: String { "address" }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> Address { r.address(h, offset) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.address(s, offset, self) }
}

extension Bool: ABIWord {
    /// `bool`.
    public static var abiTypeName: String { "bool" }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> Bool { r.bool(h, offset) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.bool(s, offset, self) }
}

extension UInt8: ABIWord {
    /// `uint8`.
    public static var abiTypeName: String { "uint8" }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> UInt8 { r.uint8(h, offset) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.uint8(s, offset, self) }
}

extension UInt16: ABIWord {
    /// `uint16`.
    public static var abiTypeName: String { "uint16" }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> UInt16 { r.uint16(h, offset) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.uint16(s, offset, self) }
}

extension UInt32: ABIWord {
    /// `uint32`.
    public static var abiTypeName: String { "uint32" }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> UInt32 { r.uint32(h, offset) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.uint32(s, offset, self) }
}

extension UInt64: ABIWord {
    /// `uint64`.
    public static var abiTypeName: String { "uint64" }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> UInt64 { r.uint64(h, offset) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.uint64(s, offset, self) }
}

extension Int8: ABIWord {
    /// `int8`.
    public static var abiTypeName: String { "int8" }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> Int8 { r.int8(h, offset) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.int8(s, offset, self) }
}

extension Int16: ABIWord {
    /// `int16`.
    public static var abiTypeName: String { "int16" }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> Int16 { r.int16(h, offset) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.int16(s, offset, self) }
}

extension Int32: ABIWord {
    /// `int32`.
    public static var abiTypeName: String { "int32" }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> Int32 { r.int32(h, offset) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.int32(s, offset, self) }
}

extension Int64: ABIWord {
    /// `int64`.
    public static var abiTypeName: String { "int64" }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> Int64 { r.int64(h, offset) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.int64(s, offset, self) }
}

extension NarrowUInt: ABIValue, ABIWord {
    /// `uint24` and so on.
    public static var abiTypeName: String { "uint\(bits)" }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> Self { r.narrow(h, offset, Self.self) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.uint256(s, offset, word) }
}

extension NarrowInt: ABIValue, ABIWord {
    /// `int24` and so on.
    public static var abiTypeName: String { "int\(bits)" }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> Self { r.narrow(h, offset, Self.self) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.uint256(s, offset, word) }
}

extension FixedBytes {
    /// `bytes1` to `bytes32`.
    public static var abiTypeName: String { "bytes\(count)" }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> Self { r.fixedBytes(h, offset, Self.self) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.fixedBytes(s, offset, self) }
}

extension Bytes: ABIValue {
    /// `bytes`.
    public static var abiTypeName: String { "bytes" }
    /// True: it lies in a tail.
    @inlinable
    public static var abiIsDynamic: Bool { true }
    /// 32 bytes: its offset.
    @inlinable
    public static var abiFieldSize: Int { 32 }
    /// What it takes in the tail, in bytes.
    @inlinable
    public var abiTailBytes: Int { ABISize.bytes(self) }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> Bytes { r.bytes(h, offset) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.bytes(s, offset, self) }
}

extension String: ABIValue {
    /// `string`.
    public static var abiTypeName: String { "string" }
    /// True: it lies in a tail.
    @inlinable
    public static var abiIsDynamic: Bool { true }
    /// 32 bytes: its offset.
    @inlinable
    public static var abiFieldSize: Int { 32 }
    /// What it takes in the tail, in bytes.
    @inlinable
    public var abiTailBytes: Int { ABISize.string(self) }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> String { r.string(h, offset) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.string(s, offset, self) }
}

extension Array: ABIReturn, ABIValue where Element: ABIValue {
    /// The element's type and `[]`.
    public static var abiTypeName: String { "\(Element.abiTypeName)[]" }
    /// True: it lies in a tail.
    @inlinable
    public static var abiIsDynamic: Bool { true }
    /// 32 bytes: its offset.
    @inlinable
    public static var abiFieldSize: Int { 32 }
    /// What it takes in the tail, in bytes.
    @inlinable
    public var abiTailBytes: Int {
        var size = 32 &+ count &* Element.abiFieldSize
        if Element.abiIsDynamic {
            for element in self { size &+= element.abiTailBytes }
        }
        return size
    }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> [Element] {
        r.list(h, offset, stride: Element.abiFieldSize) { Element.abiRead(&$0, $1, $2) }
    }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) {
        w.list(s, offset, self, stride: Element.abiFieldSize) { $3.abiWrite(&$0, $1, $2) }
    }
}

extension Bytes1: ABIWord {}
extension Bytes2: ABIWord {}
extension Bytes3: ABIWord {}
extension Bytes4: ABIWord {}
extension Bytes5: ABIWord {}
extension Bytes6: ABIWord {}
extension Bytes7: ABIWord {}
extension Bytes8: ABIWord {}
extension Bytes9: ABIWord {}
extension Bytes10: ABIWord {}
extension Bytes11: ABIWord {}
extension Bytes12: ABIWord {}
extension Bytes13: ABIWord {}
extension Bytes14: ABIWord {}
extension Bytes15: ABIWord {}
extension Bytes16: ABIWord {}
extension Bytes17: ABIWord {}
extension Bytes18: ABIWord {}
extension Bytes19: ABIWord {}
extension Bytes20: ABIWord {}
extension Bytes21: ABIWord {}
extension Bytes22: ABIWord {}
extension Bytes23: ABIWord {}
extension Bytes24: ABIWord {}
extension Bytes25: ABIWord {}
extension Bytes26: ABIWord {}
extension Bytes27: ABIWord {}
extension Bytes28: ABIWord {}
extension Bytes29: ABIWord {}
extension Bytes30: ABIWord {}
extension Bytes31: ABIWord {}
extension Bytes32: ABIWord {}
