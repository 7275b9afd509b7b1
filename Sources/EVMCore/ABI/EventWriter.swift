/// Writes an event's fields for generated code: words into the topics and the head of the data, tails behind that.
///
/// Nothing here is inlinable, and the tails' size is not known beforehand, unlike ``ABIWriter``'s: programs read logs and hardly ever write them,
/// and of a thousand generated types each costs its users build time and size for every function more. All is mutating: for a method that is not, a
/// build for debugging makes a copy of the writer first.
public struct EventWriter {
    private let headSize: Int
    private(set) var tail = Bytes()

    init(headSize: Int) { self.headSize = headSize }

    /// Writes a `bytes1` to `bytes32`.
    public mutating func fixedBytes(_ s: ABISlot, _ offset: Int, _ value: some FixedBytes) { ABIWriter(s.pointer).fixedBytes(s, offset, value) }

    /// Writes a value of any type; a dynamic one into the data, as a topic has only its hash.
    public mutating func value<T: ABIValue>(_ s: ABISlot, _ offset: Int, _ value: T) {
        var writer = ABIWriter(s.pointer)
        guard T.abiIsDynamic else { return value.abiWrite(&writer, s, offset) }
        writer.uint256(s, offset, UInt256(headSize + tail.count))
        // A lone value is its offset and its tail.
        tail += value.abiEncodedReturn().dropFirst(32)
    }

    /// Writes a `uint256`.
    public mutating func uint256(_ s: ABISlot, _ offset: Int, _ value: UInt256) { ABIWriter(s.pointer).uint256(s, offset, value) }

    /// Writes an `int256`.
    public mutating func int256(_ s: ABISlot, _ offset: Int, _ value: Int256) { ABIWriter(s.pointer).int256(s, offset, value) }

    /// Writes an `address`.
    public mutating func address(_ s: ABISlot, _ offset: Int, _ value: Address) { ABIWriter(s.pointer).address(s, offset, value) }

    /// Writes a `bool`.
    public mutating func bool(_ s: ABISlot, _ offset: Int, _ value: Bool) { ABIWriter(s.pointer).bool(s, offset, value) }

    /// Writes a `uint8`.
    public mutating func uint8(_ s: ABISlot, _ offset: Int, _ value: UInt8) { ABIWriter(s.pointer).uint8(s, offset, value) }

    /// Writes a `uint16`.
    public mutating func uint16(_ s: ABISlot, _ offset: Int, _ value: UInt16) { ABIWriter(s.pointer).uint16(s, offset, value) }

    /// Writes a `uint32`.
    public mutating func uint32(_ s: ABISlot, _ offset: Int, _ value: UInt32) { ABIWriter(s.pointer).uint32(s, offset, value) }

    /// Writes a `uint64`.
    public mutating func uint64(_ s: ABISlot, _ offset: Int, _ value: UInt64) { ABIWriter(s.pointer).uint64(s, offset, value) }

    /// Writes an `int8`.
    public mutating func int8(_ s: ABISlot, _ offset: Int, _ value: Int8) { ABIWriter(s.pointer).int8(s, offset, value) }

    /// Writes an `int16`.
    public mutating func int16(_ s: ABISlot, _ offset: Int, _ value: Int16) { ABIWriter(s.pointer).int16(s, offset, value) }

    /// Writes an `int32`.
    public mutating func int32(_ s: ABISlot, _ offset: Int, _ value: Int32) { ABIWriter(s.pointer).int32(s, offset, value) }

    /// Writes an `int64`.
    public mutating func int64(_ s: ABISlot, _ offset: Int, _ value: Int64) { ABIWriter(s.pointer).int64(s, offset, value) }
}
