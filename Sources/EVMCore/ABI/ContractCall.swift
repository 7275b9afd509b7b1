/// A call of a contract's function: its arguments, by name.
///
/// Generated types conform.
public protocol ContractCall: ABISelectable {
    /// What the function returns: ``NoReturn``, the bare value where there is one, else a struct of all.
    associatedtype Return: ABIReturn
}

/// What has a selector: a call, a custom error.
public protocol ABISelectable: ABISequence {}

extension ABISelectable {
    /// The canonical signature, `transfer(address,uint256)`.
    public static var signature: String { abi.signature.description }
    /// The first four bytes of the signature's hash.
    @inlinable
    public static var selector: Selector { Selector(abi.selector) }

    /// Calldata, or revert data: selector and encoded arguments.
    ///
    /// Inlinable, unlike the other drivers: a call whose type is known where it is encoded, as an app's are, is passed nowhere and copied nowhere.
    @inlinable
    public func encoded() -> Bytes {
        let abi = Self.abi
        var bytes = Bytes.unwritten(abi.headSize &+ abiTailSize &+ 4)
        bytes.write { start in
            start.storeBytes(of: abi.selector.bigEndian, as: UInt32.self)
            var writer = ABIWriter(start + 4)
            let slot = writer.enter(abi.headSize)
            abiEncode(slot, &writer)
        }
        return bytes
    }

    /// Decodes calldata, or revert data.
    ///
    /// - Throws: `ABIError` where the selector is another item's or the arguments are not canonically encoded.
    public init(decoding data: Bytes) throws(ABIError) {
        try ABI.expect(Self.selector, in: data)
        self = try Self.decoded(data, skipping: 4)
    }
}

extension ContractCall {
    // Inlinable, unlike ``encoded()``: who reuses a buffer counts nanoseconds, and no generated code calls this.
    /// Writes the calldata into `buffer`, for callers that reuse one.
    ///
    /// - Returns: The number of bytes written, or nil where `buffer` is too short; then nothing is written.
    @inlinable
    public func encode(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        let abi = Self.abi
        let size = abi.headSize &+ abiTailSize &+ 4
        guard let start = buffer.baseAddress, buffer.count >= size else { return nil }
        start.storeBytes(of: abi.selector.bigEndian, as: UInt32.self)
        var writer = ABIWriter(start + 4)
        let slot = writer.enter(abi.headSize)
        abiEncode(slot, &writer)
        return size
    }

    /// Decodes what a node answered to this call.
    ///
    /// - Throws: `ABIError` with the place of the first fault. No data at all is what an address without code answers.
    public static func decodeReturn(_ data: Bytes) throws(ABIError) -> Return { try Return.abiDecodeReturn(data) }

    /// Encodes what a contract answers to this call.
    public static func encodeReturn(_ value: Return) -> Bytes { value.abiEncodedReturn() }
}

/// What a function can return.
public protocol ABIReturn: Sendable {
    /// Decodes a function's answer.
    ///
    /// - Throws: `ABIError` with the place of the first fault.
    static func abiDecodeReturn(_ data: Bytes) throws(ABIError) -> Self
    /// Encodes the value as a function's answer.
    func abiEncodedReturn() -> Bytes
}

/// What a function without return values returns.
public struct NoReturn: ABIReturn, Hashable {
    /// Creates the only value.
    public init() {}
    /// Reads nothing: bytes that follow what is expected are tolerated.
    public static func abiDecodeReturn(_ data: Bytes) throws(ABIError) -> NoReturn { NoReturn() }
    /// No bytes.
    public func abiEncodedReturn() -> Bytes { Bytes([]) }
}

/// Several return values of a function.
public protocol ABIReturnValues: ABISequence, ABIReturn {}

extension ABIReturnValues {
    /// Decodes the values.
    public static func abiDecodeReturn(_ data: Bytes) throws(ABIError) -> Self { try decoded(data, skipping: 0) }
    /// Encodes the values.
    public func abiEncodedReturn() -> Bytes { abiEncoded() }
}

extension ABIValue {
    /// Decodes a lone value.
    public static func abiDecodeReturn(_ data: Bytes) throws(ABIError) -> Self {
        var fault: ABIError?
        let value = data.withUnsafeBytes { buffer in
            var reader = ABIReader(buffer, skipping: 0)
            let value = abiRead(&reader, reader.enter(reader.start, abiFieldSize), 0)
            fault = reader.finish(data: buffer, skipping: 0, parameters: abiTypeName)
            return value
        }
        if let fault { throw fault }
        return value
    }

    /// Encodes a lone value.
    public func abiEncodedReturn() -> Bytes {
        var bytes = Bytes.unwritten(Self.abiFieldSize &+ abiTailBytes)
        bytes.write { start in
            var writer = ABIWriter(start)
            let slot = writer.enter(Self.abiFieldSize)
            abiWrite(&writer, slot, 0)
        }
        return bytes
    }
}

/// A contract's custom error, as a Swift error.
public protocol ContractError: ABISelectable, Error {}

/// All functions, or all errors, of a contract as one type: decodes any of them to its typed case.
public protocol ContractInterface: Sendable {
    /// Decodes calldata, or revert data, by its selector.
    ///
    /// - Throws: `ABIError` of kind `unknownSelector` where the contract has nothing of that selector.
    init(decoding data: Bytes) throws(ABIError)
    /// The bytes again.
    func encoded() -> Bytes
}

extension ABI {
    /// What `item.encoded()` gives, for generated code that has hundreds of types to encode and can do without a copy of it for each.
    public static func encoded<Item: ABISelectable>(_ item: Item) -> Bytes { encodedOnce(item) }

    /// Internal, as the optimiser makes such copies of small public functions too.
    @inline(never)
    static func encodedOnce<Item: ABISelectable>(_ item: Item) -> Bytes { item.encoded() }

    /// The selector that `data` begins with.
    ///
    /// - Throws: `ABIError` where there are fewer than four bytes.
    @inlinable
    public static func selector(of data: Bytes) throws(ABIError) -> Selector {
        guard data.count >= 4 else { throw ABIError(.dataTooShort(needed: 4, available: data.count), offset: 0) }
        let value = data.withUnsafeBytes { UInt32(bigEndian: $0.loadUnaligned(as: UInt32.self)) }
        return Selector(value)
    }

    static func expect(_ selector: Selector, in data: Bytes) throws(ABIError) {
        let found = try self.selector(of: data)
        if found != selector { throw ABIError(.wrongSelector(expected: selector, found: found), offset: 0) }
    }
}
