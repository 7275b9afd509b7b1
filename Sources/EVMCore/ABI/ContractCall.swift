/// A call of a contract's function: its arguments, by name.
///
/// Generated types conform.
public protocol ContractCall: ABISequence {
    /// What the function returns: `Void`, the bare value where there is one, else a struct of all.
    associatedtype Return: Sendable
    /// The canonical signature, `transfer(address,uint256)`.
    static var signature: String { get }
    /// The first four bytes of the signature's hash.
    static var selector: Selector { get }
    /// The size of the return values' head in bytes.
    static var abiReturnHeadSize: Int { get }
    /// The return values with their names, as ``ABISequence/abiParameters``.
    static var abiReturnParameters: String { get }
    /// Reads the return values.
    static func abiReadReturn(_ h: ABIHead, _ r: inout ABIReader) -> Return
    /// Encodes the return values.
    static func encodeReturn(_ value: Return) -> Bytes
}

extension ContractCall {
    /// The calldata: selector and encoded arguments.
    public func encoded() -> Bytes { encoded(prefix: Self.selector) }

    /// Writes the calldata into `buffer`, for callers that reuse one.
    ///
    /// - Returns: The number of bytes written, or nil where `buffer` is too short; then nothing is written.
    public func encode(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        let size = abiEncodedSize &+ 4
        guard let start = buffer.baseAddress, buffer.count >= size else { return nil }
        start.storeBytes(of: Self.selector.value.bigEndian, as: UInt32.self)
        var writer = ABIWriter(start + 4)
        let slot = writer.enter(Self.abiHeadSize)
        abiEncode(slot, &writer)
        return size
    }

    /// Decodes calldata.
    ///
    /// - Throws: `ABIError` where the selector is another function's or the arguments are not canonically encoded.
    public init(decoding calldata: Bytes) throws(ABIError) {
        try ABI.expect(Self.selector, in: calldata)
        self = try Self.decoded(calldata, skipping: 4)
    }

    /// Decodes what a node answered to this call.
    ///
    /// - Throws: `ABIError` with the place of the first fault. No data at all is what an address without code answers.
    public static func decodeReturn(_ data: Bytes) throws(ABIError) -> Return {
        let result: Result<Return, ABIError> = data.withUnsafeBytes { buffer in
            var reader = ABIReader(buffer, skipping: 0)
            let head = reader.enter(reader.start, abiReturnHeadSize)
            let value = abiReadReturn(head, &reader)
            return reader.finish(value, data: buffer, skipping: 0, parameters: abiReturnParameters)
        }
        return try result.get()
    }
}

extension ContractCall where Return == Void {
    /// 0.
    public static var abiReturnHeadSize: Int { 0 }
    /// Empty.
    public static var abiReturnParameters: String { "" }
    /// Reads nothing.
    public static func abiReadReturn(_ h: ABIHead, _ r: inout ABIReader) {}
    /// No bytes.
    public static func encodeReturn(_ value: Void) -> Bytes { Bytes([]) }
}

extension ContractCall where Return: ABIValue {
    /// The value's size in the head.
    @inlinable
    public static var abiReturnHeadSize: Int { Return.abiFieldSize }
    /// Reads the value.
    @inlinable
    public static func abiReadReturn(_ h: ABIHead, _ r: inout ABIReader) -> Return { Return.abiRead(&r, h, 0) }
    /// The value's type.
    public static var abiReturnParameters: String { Return.abiTypeName }
    /// Encodes the value.
    public static func encodeReturn(_ value: Return) -> Bytes { ABIReturnValue(value).abiEncoded() }
}

/// Several return values of a function.
public protocol ABIReturn: ABISequence {}

extension ContractCall where Return: ABIReturn {
    /// The values' head size.
    @inlinable
    public static var abiReturnHeadSize: Int { Return.abiHeadSize }
    /// The values' names.
    public static var abiReturnParameters: String { Return.abiParameters }
    /// Reads the values.
    @inlinable
    public static func abiReadReturn(_ h: ABIHead, _ r: inout ABIReader) -> Return { Return(abi: h, &r) }
    /// Encodes the values.
    public static func encodeReturn(_ value: Return) -> Bytes { value.abiEncoded() }
}

/// A lone return value as a sequence of one.
struct ABIReturnValue<Value: ABIValue>: ABISequence {
    let value: Value

    init(_ value: Value) { self.value = value }

    static var abiHeadSize: Int { Value.abiFieldSize }
    static var abiParameters: String { Value.abiTypeName }
    var abiTailSize: Int { value.abiTailBytes }

    func abiEncode(_ s: ABISlot, _ w: inout ABIWriter) { value.abiWrite(&w, s, 0) }

    init(abi h: ABIHead, _ r: inout ABIReader) { value = Value.abiRead(&r, h, 0) }
}

/// A contract's custom error, as a Swift error.
public protocol ContractError: ABISequence, Error {
    /// The canonical signature, `InvalidNonce(address,uint256,uint256)`.
    static var signature: String { get }
    /// The first four bytes of the signature's hash.
    static var selector: Selector { get }
}

extension ContractError {
    /// The revert data: selector and encoded arguments.
    public func encoded() -> Bytes { encoded(prefix: Self.selector) }

    /// Decodes revert data.
    ///
    /// - Throws: `ABIError` where the selector is another error's or the arguments are not canonically encoded.
    public init(decoding data: Bytes) throws(ABIError) {
        try ABI.expect(Self.selector, in: data)
        self = try Self.decoded(data, skipping: 4)
    }
}

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
