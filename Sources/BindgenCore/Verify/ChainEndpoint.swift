import EVMCore

/// What ``ContractVerification`` asks of a chain: JSON-RPC over an ``RPCTransport``, at the latest block.
public struct ChainEndpoint {
    private let transport: any RPCTransport

    /// Creates an endpoint; nothing is asked yet.
    public init(_ transport: any RPCTransport) { self.transport = transport }

    /// What became of a call.
    enum CallOutcome: Equatable {
        case returned(Bytes)
        /// The contract reverted, or has no such function.
        case failed
    }

    /// The endpoint as it may be shown.
    var name: String { transport.name }

    /// The chain's id.
    /// - Throws: ``VerifyFailure`` where the endpoint does not answer as a node does.
    public func chainID() throws(VerifyFailure) -> UInt64 {
        let text = try string("eth_chainId", [])
        guard let id = UInt64(text.dropFirst(2), radix: 16), text.hasPrefix("0x") else {
            throw VerifyFailure("\(name) answers eth_chainId with '\(text.prefix(40))', which is no number")
        }
        return id
    }

    func code(_ address: Address) throws(VerifyFailure) -> [UInt8] {
        try bytes("eth_getCode", [.string(address.checksummed), "latest"]).array
    }

    func storage(_ address: Address, _ slot: Bytes32) throws(VerifyFailure) -> UInt256 {
        let text = try string("eth_getStorageAt", [.string(address.checksummed), .string(slot.hex), "latest"])
        // Some nodes write a word as a number, without its leading zeros.
        let digits = text.dropFirst(2)
        guard text.hasPrefix("0x"), digits.utf8.count <= 64 else { throw unreadable("eth_getStorageAt") }
        guard let bytes = try? Bytes(hex: "0x" + String(repeating: "0", count: 64 - digits.utf8.count) + digits),
            let word = UInt256(bigEndianBytes: bytes.array)
        else { throw unreadable("eth_getStorageAt") }
        return word
    }

    /// Calls a function; that it fails is an answer too.
    func call(_ address: Address, _ data: Bytes) throws(VerifyFailure) -> CallOutcome {
        let call: JSONOutput = ["to": .string(address.checksummed), "data": .string(data.hex)]
        switch try answer("eth_call", [call, "latest"]) {
        case .result(let node):
            guard let text = node.string, let bytes = try? Bytes(hex: text) else { throw unreadable("eth_call") }
            return .returned(bytes)
        case .error(let code, let message):
            // A node that is tired says so in the same place where a contract's failure stands.
            let lower = message.lowercased()
            if code == "-32005" || code == "429" || lower.contains("rate limit") || lower.contains("too many requests") {
                throw VerifyFailure("\(name) refuses eth_call: \(message.prefix(200)) (code \(code))")
            }
            return .failed
        }
    }

    // MARK: - JSON-RPC

    private enum Answer {
        case result(JSONNode)
        case error(code: String, message: String)
    }

    private func bytes(_ method: String, _ params: [JSONOutput]) throws(VerifyFailure) -> Bytes {
        let text = try string(method, params)
        guard let bytes = try? Bytes(hex: text) else { throw unreadable(method) }
        return bytes
    }

    private func string(_ method: String, _ params: [JSONOutput]) throws(VerifyFailure) -> String {
        switch try answer(method, params) {
        case .result(let node):
            guard let text = node.string else { throw unreadable(method) }
            return text
        case .error(let code, let message):
            throw VerifyFailure("\(name) refuses \(method): \(message.prefix(200)) (code \(code))")
        }
    }

    private func unreadable(_ method: String) -> VerifyFailure {
        VerifyFailure("\(name) answers \(method) with something else than hexadecimal bytes")
    }

    private func answer(_ method: String, _ params: [JSONOutput]) throws(VerifyFailure) -> Answer {
        let request: JSONOutput = ["jsonrpc": "2.0", "id": 1, "method": .string(method), "params": .array(params)]
        let body = try transport.post(Array(JSONWriter.write(request, .compact).utf8))
        let root: JSONNode
        do throws(Diagnostic) {
            root = try JSONNode.parse(body, file: name)
        } catch {
            let start = body.prefix(200).drop { $0 <= 0x20 }
            let what = start.first == UInt8(ascii: "<") ? "an HTML page" : body.isEmpty ? "nothing" : "something that is no JSON"
            throw VerifyFailure("\(name) answers \(method) with \(what); is it a JSON-RPC endpoint?")
        }
        guard case .integer("1") = root["id"]?.value else {
            if let error = root["error"], error.object != nil, root["id"]?.isNull ?? true {
                throw VerifyFailure("\(name) refuses \(method): \((error["message"]?.string ?? "no reason given").prefix(200))")
            }
            throw VerifyFailure("\(name) answers \(method) with the answer to another request, or with none")
        }
        if let error = root["error"], !error.isNull {
            let code: String = if case .integer(let digits) = error["code"]?.value { digits } else { "?" }
            return .error(code: code, message: error["message"]?.string ?? "no reason given")
        }
        guard let result = root["result"] else { throw VerifyFailure("\(name) answers \(method) with neither a result nor an error") }
        return .result(result)
    }
}
