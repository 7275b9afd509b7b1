public import EVMClient
public import EVMCore
internal import SymmioContracts

extension SignedInstantOperation {
    /// The JSON form that solvers take: `{"signedOperation":{…},"signature":"0x…"}`.
    ///
    /// - Parameter numbers: How offsets, lengths, uses, nonce and deadline are written; the hash uses the integers either way.
    public func json(numbers: Deployment.NumberStyle) -> String { String(decoding: jsonBytes(numbers: numbers), as: UTF8.self) }

    /// The bytes of ``json(numbers:)``, without a text on the way.
    public func jsonBytes(numbers: Deployment.NumberStyle) -> Bytes {
        var writer = OperationWriter(numbers: numbers, capacity: estimatedSize)
        writer.write(self)
        return writer.bytes
    }

    /// Reads the JSON form; numbers in either style, unknown members passed over.
    ///
    /// - Throws: ``JSONFieldError`` that names the member.
    public init(json: some Sequence<UInt8>) throws(JSONFieldError) { try self.init(JSONReader(parsing: json)) }

    /// Reads the JSON form from a value that has been parsed; see ``init(json:)``.
    public init(json: JSONValue) throws(JSONFieldError) { try self.init(JSONReader(json)) }

    init(_ json: JSONReader) throws(JSONFieldError) {
        operation = try InstantOperation(try json.member("signedOperation"))
        signature = try json.member("signature").bytes()
    }
}

extension InstantOperation {
    init(_ json: JSONReader) throws(JSONFieldError) {
        let account = try json.member("signerAccount")
        // The pre-flex solver schema has neither; both are then as in an operation without them.
        let flexFields = try json.optional("flexFields")?.map { field throws(JSONFieldError) in
            FlexField(
                offset: try field.member("offset").uint256(), length: try field.member("length").uint256(),
                authorizedFlexFiller: try field.member("authorizedFlexFiller").address())
        }
        self.init(
            signer: try json.member("signer").address(), target: try json.member("target").address(),
            callData: try json.member("callData").bytes(),
            signerAccount: .init(addr: try account.member("addr").address(), isPartyB: try account.member("isPartyB").bool()),
            flexFields: flexFields ?? [], maxUses: try json.optional("maxUses")?.uint256() ?? .one,
            replayAttackHeader: try ReplayAttackHeader(try json.member("replayAttackHeader")))
    }
}

extension ReplayAttackHeader {
    init(_ json: JSONReader) throws(JSONFieldError) {
        self.init(
            nonce: try json.member("nonce").uint256(), deadline: try json.member("deadline").uint256(), salt: try json.member("salt").bytes32())
    }
}
