/// Values that are encoded one after another: a call's arguments, an event's data, an error's arguments, several return values, a struct's members.
///
/// Generated types conform; nobody should have to conform by hand.
public protocol ABISequence: Sendable {
    /// What is known of the type before there is a value.
    static var abi: ABIInfo { get }
    /// What the dynamic members take behind the head, in bytes.
    var abiTailSize: Int { get }
    /// Writes the members into `s` and what follows.
    func abiEncode(_ s: ABISlot, _ w: inout ABIWriter)
    /// Reads the members from `h` and what follows.
    static func abiDecode(_ h: ABIHead, _ r: inout ABIReader) -> Self
}

/// What is known of a generated type before there is a value, in one constant: a requirement for each would cost every generated type two functions.
public struct ABIInfo: Sendable {
    /// The canonical signature of a function, an error or an event, `transfer(address,uint256)`; empty for structs and return values.
    public let signature: StaticString
    /// The first four bytes of the signature's hash, big-endian; 0 where there are none.
    public let selector: UInt32
    /// The size of the head in bytes: all of it where every member is static.
    public let headSize: Int
    /// Whether a member lies in a tail.
    public let isDynamic: Bool
    /// The members with their names as Solidity writes them, `uint256 quoteId,(address addr,bool isPartyB) account`; used to name the place of a fault.
    public let parameters: StaticString

    /// Creates the constant, for generated code.
    @inlinable
    public init(_ signature: StaticString = "", selector: UInt32 = 0, head: Int, dynamic: Bool, _ parameters: StaticString) {
        self.signature = signature
        self.selector = selector
        headSize = head
        isDynamic = dynamic
        self.parameters = parameters
    }
}

extension ABISequence {
    /// The size of the head in bytes: all of it where every member is static.
    @inlinable
    public static var abiHeadSize: Int { abi.headSize }

    /// The members with their names as Solidity writes them.
    public static var abiParameters: String { abi.parameters.description }

    /// 0: no member is dynamic.
    @inlinable
    public var abiTailSize: Int { 0 }

    /// The size of the encoded members in bytes, without a selector.
    @inlinable
    public var abiEncodedSize: Int { Self.abiHeadSize &+ abiTailSize }

    // Not inlinable, like most of the drivers: a copy for each of a thousand generated types would cost their users build time and size, and save
    // a few nanoseconds.
    /// Encodes the members: `abi.encode` of the arguments.
    public func abiEncoded() -> Bytes {
        let abi = Self.abi
        var bytes = Bytes.unwritten(abi.headSize &+ abiTailSize)
        bytes.write { start in
            var writer = ABIWriter(start)
            let slot = writer.enter(abi.headSize)
            abiEncode(slot, &writer)
        }
        return bytes
    }

    /// Encodes into `buffer`, for callers that reuse one.
    ///
    /// - Returns: The number of bytes written, or nil where `buffer` is shorter than ``abiEncodedSize``; then nothing is written.
    @inlinable
    public func abiEncode(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        let headSize = Self.abiHeadSize
        let size = headSize &+ abiTailSize
        guard let start = buffer.baseAddress, buffer.count >= size else { return size == 0 ? 0 : nil }
        var writer = ABIWriter(start)
        let slot = writer.enter(headSize)
        abiEncode(slot, &writer)
        return size
    }

    /// Decodes what ``abiEncoded()`` gives. Bytes that follow are tolerated, as Solidity does; all else that is not canonical is refused as
    /// `ABI.decode` says.
    ///
    /// - Throws: `ABIError` with the place of the first fault.
    public init(abiEncoded data: Bytes) throws(ABIError) {
        self = try Self.decoded(data, skipping: 0)
    }

    /// Decodes the bytes of `data` from `skip` on; `data` has at least `skip` bytes.
    static func decoded(_ data: Bytes, skipping skip: Int) throws(ABIError) -> Self {
        var failure: ABIError?
        let value = decoded(data, skipping: skip, &failure)
        if let failure { throw failure }
        return value
    }

    /// The same, with the failure left to the caller; the value then has zeroes for what could not be read.
    static func decoded(_ data: Bytes, skipping skip: Int, _ failure: inout ABIError?) -> Self {
        data.withUnsafeBytes { buffer in
            var reader = ABIReader(buffer, skipping: skip)
            let value = abiDecode(reader.enter(reader.start, abi.headSize), &reader)
            failure = reader.finish(data: buffer, skipping: skip, parameters: abiParameters)
            return value
        }
    }
}

extension ABIReader {
    /// Ends the reading: the fault with its place, if there was one.
    ///
    /// The value is not passed through here: to this module it is of an unknown type, and each hand that it goes through is a copy.
    mutating func finish(data: UnsafeRawBufferPointer, skipping skip: Int, parameters: @autoclosure () -> String) -> ABIError? {
        guard let fault else { return nil }
        dispose()
        let error = ABIError(fault, offset: (faultPointer ?? start) - start)
        return ABI.diagnose(UnsafeRawBufferPointer(rebasing: data[skip...]), parameters: parameters(), found: error)
    }
}

/// A Solidity struct.
public protocol ABIStruct: ABISequence, ABIValue {}

extension ABIStruct {
    /// Whether a member is dynamic.
    @inlinable
    public static var abiIsDynamic: Bool { abi.isDynamic }
    /// The members in parentheses.
    public static var abiTypeName: String { "(\(abiParameters))" }
    /// 32 bytes where a member is dynamic, else the struct's whole size.
    @inlinable
    public static var abiFieldSize: Int { abiIsDynamic ? 32 : abiHeadSize }
    /// What it takes in the tail, in bytes.
    @inlinable
    public var abiTailBytes: Int { Self.abiIsDynamic ? Self.abiHeadSize &+ abiTailSize : 0 }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> Self {
        abiIsDynamic ? r.tuple(h, offset, Self.self) : abiDecode(h.inner(offset), &r)
    }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) {
        if Self.abiIsDynamic {
            w.tuple(s, offset, self)
        } else {
            abiEncode(s.inner(offset), &w)
        }
    }
}

/// A Solidity enum.
///
/// A value that the specification has no name for (a later release may have added one) is kept as it is: ``rawValue`` tells it, and it encodes
/// to the same word. Equality and hashing go by the raw value.
public protocol ABIEnum: ABIWord, Hashable, CaseIterable where AllCases == [Self] {
    /// The value for a raw one; never fails.
    init(rawValue: UInt8)
    /// The number on the wire.
    var rawValue: UInt8 { get }
}

extension ABIEnum {
    /// `uint8`.
    public static var abiTypeName: String { "uint8" }
    /// Whether both stand for the same number.
    public static func == (a: Self, b: Self) -> Bool { a.rawValue == b.rawValue }
    /// Hashes the number.
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> Self { Self(rawValue: r.uint8(h, offset)) }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) { w.uint8(s, offset, rawValue) }
}
