internal import EVMClient
internal import EVMCore
internal import SymmioContracts

/// A gateway's answer: the envelope that all methods share, and the method's own result.
struct MuonAnswer {
    let reqId: Bytes
    let timestamp: UInt256
    let gatewaySignature: Bytes
    let sigs: SchnorrSignature
    let appId: UInt256?
    /// The method's own part.
    let result: JSONReader
    /// The whole of the answer's `result`.
    let envelope: JSONReader
    private let data: JSONReader

    /// - Parameter envelope: The answer's `result`.
    init(_ envelope: JSONReader) throws(JSONFieldError) {
        self.envelope = envelope
        data = try envelope.member("data")
        result = try data.member("result")
        reqId = try envelope.member("reqId").bytes()
        timestamp = try data.member("timestamp").uint256()
        gatewaySignature = try envelope.member("nodeSignature").bytes()
        appId = try envelope.optional("appId")?.uint256()
        let signatures = try envelope.member("signatures")
        guard let share = try signatures.elements().first else { throw signatures.fault("it is empty") }
        sigs = SchnorrSignature(
            signature: try share.member("signature").uint256(), owner: try share.member("owner").address(),
            nonce: try data.member("init").member("nonceAddress").address())
    }

    /// The nonces that the oracle signed for, where it states them.
    ///
    /// - Parameter aboutPartyB: Whether a nonce that is just called so is the solver's.
    func nonces(aboutPartyB: Bool) throws(JSONFieldError) -> MuonMessage.Nonces {
        var nonces = MuonMessage.Nonces(partyA: try number("nonceA"))
        if let nonce = try number("nonceB") { nonces.partyB = [nonce] }
        if let nonce = try number("nonce") {
            if aboutPartyB { nonces.partyB = [nonce] } else { nonces.partyA = nonce }
        }
        if let list = try result.optional("noncePartyBs") {
            nonces.partyB = try list.map { element throws(JSONFieldError) in try element.uint256() }
        }
        return nonces
    }

    private func number(_ name: String) throws(JSONFieldError) -> UInt256? { try result.optional(name)?.uint256() }

    func numbers(_ name: String) throws(JSONFieldError) -> [UInt256] {
        try result.member(name).map { element throws(JSONFieldError) in try element.uint256() }
    }

    func signedNumbers(_ name: String) throws(JSONFieldError) -> [Int256] {
        try result.member(name).map { element throws(JSONFieldError) in try element.int256() }
    }

    // MARK: What was asked

    /// Compares what the answer repeats of the request, in its result and in its parameters, with the request.
    ///
    /// - Parameter isRequired: Whether the result has to repeat chain, core, parties and market.
    /// - Returns: The first difference.
    func mismatch(_ request: MuonRequest, _ place: MuonMessage.Place, isRequired: Bool) throws(JSONFieldError) -> MuonError.Reason? {
        for (name, expected) in [("method", request.method), ("app", MuonClient.app)] {
            if let found = try envelope.optional(name), found.value != .string(expected) {
                return .mismatch(field: found.path, expected: expected, found: found.value.text)
            }
        }
        if isRequired {
            for name in ["chainId", "symmio"] { _ = try result.member(name) }
            if request.partyA != nil { _ = try result.member("partyA") }
            if request.partyB != nil { _ = try result.member("partyB") }
            if request.symbolId != nil { _ = try result.member("symbolId") }
        }
        var places = [result]
        if let parameters = try data.optional("params") { places.append(parameters) }
        for json in places {
            if let reason = try Self.mismatch(json, request, place) { return reason }
        }
        return nil
    }

    private static func mismatch(_ json: JSONReader, _ request: MuonRequest, _ place: MuonMessage.Place) throws(JSONFieldError) -> MuonError.Reason? {
        for (name, expected) in [("symmio", place.core), ("partyA", request.partyA), ("partyB", request.partyB)] as [(String, Address?)] {
            guard let expected, let member = try json.optional(name) else { continue }
            let found = try member.address()
            if found != expected { return .mismatch(field: member.path, expected: "\(expected)", found: "\(found)") }
        }
        for (name, expected) in [("chainId", place.chainId), ("symbolId", request.symbolId)] as [(String, UInt256?)] {
            guard let expected, let member = try json.optional(name) else { continue }
            let found = try member.uint256()
            if found != expected { return .mismatch(field: member.path, expected: "\(expected)", found: "\(found)") }
        }
        if let expected = request.quoteIds, let member = try json.optional("quoteIds") {
            // The parameters have the list as the text that was sent.
            let found = try member.unwrapped().map { element throws(JSONFieldError) in try element.uint256() }
            if found != expected { return .mismatch(field: member.path, expected: "\(expected)", found: "\(found)") }
        }
        if case .priceRange(_, _, _, let from, let to) = request {
            for (names, expected) in [(["startTime", "t0"], from), (["endTime", "t1"], to)] {
                for name in names {
                    guard let member = try json.optional(name) else { continue }
                    let found = try member.uint256()
                    if found != UInt256(expected) { return .mismatch(field: member.path, expected: "\(expected)", found: "\(found)") }
                }
            }
        }
        return nil
    }
}
