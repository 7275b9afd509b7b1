public import EVMClient
internal import EVMCore
internal import SymmioContracts

extension SignedInstantOperation {
    /// The JSON form that solvers take: `{"signedOperation":{…},"signature":"0x…"}`.
    ///
    /// - Parameter numbers: How offsets, lengths, uses, nonce and deadline are written; the hash uses the integers either way.
    public func json(numbers: Deployment.NumberStyle) -> String {
        var json = ""
        json.reserveCapacity(2 * operation.callData.count + 1200)
        json += "{\"signedOperation\":"
        operation.write(to: &json, numbers: numbers)
        json += ",\"signature\":\""
        json += signature.hex
        json += "\"}"
        return json
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
    func write(to json: inout String, numbers: Deployment.NumberStyle) {
        json += "{\"signer\":\"\(signer)\",\"target\":\"\(target)\",\"callData\":\""
        json += callData.hex
        json += "\",\"signerAccount\":{\"addr\":\"\(signerAccount.addr)\",\"isPartyB\":\(signerAccount.isPartyB)},\"flexFields\":["
        for (index, field) in flexFields.enumerated() {
            if index > 0 { json += "," }
            json += "{\"offset\":\(numbers.json(field.offset)),\"length\":\(numbers.json(field.length)),"
            json += "\"authorizedFlexFiller\":\"\(field.authorizedFlexFiller)\"}"
        }
        json += "],\"maxUses\":\(numbers.json(maxUses)),\"replayAttackHeader\":"
        replayAttackHeader.write(to: &json, numbers: numbers)
        json += "}"
    }

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
    func write(to json: inout String, numbers: Deployment.NumberStyle) {
        json += "{\"nonce\":\(numbers.json(nonce)),\"deadline\":\(numbers.json(deadline)),\"salt\":\"\(salt)\"}"
    }

    init(_ json: JSONReader) throws(JSONFieldError) {
        self.init(
            nonce: try json.member("nonce").uint256(), deadline: try json.member("deadline").uint256(), salt: try json.member("salt").bytes32())
    }
}

extension Deployment.NumberStyle {
    /// A whole number as JSON: `"7"` or `7`.
    func json(_ number: UInt256) -> String {
        switch self {
        case .strings: "\"\(number)\""
        case .numbers: "\(number)"
        }
    }
}
