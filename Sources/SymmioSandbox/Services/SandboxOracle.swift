import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts

/// The Muon oracle's gateways: reckon what positions are worth at the sandbox's prices, and sign it.
///
/// The whole of the oracle's network is one key here. What is signed, and how it is written, is as it is there.
struct SandboxOracle: Sendable {
    let chain: SandboxChain
    let prices: SandboxPrices
    let faults: SandboxFaults
    let markets: [SandboxMarket]
    let keys: OracleKeys
    let history: PriceHistory
    let settings: OracleSettings
    let place: MuonMessage.Place

    /// A request that is not one to sign, in words.
    struct Refusal: Error {
        let message: String
    }

    /// What a method comes to: the members of its result, and the message for a request id and a time.
    struct Finding: Sendable {
        var members: [String: JSONValue]
        let nonces: MuonMessage.Nonces
        let message: @Sendable (Bytes, UInt256) -> MuonMessage
    }

    // MARK: Answering

    func answer(_ request: ServerRequest) async -> ServerResponse {
        guard request.method == "GET" else { return ServerResponse(status: 405) }
        if await faults.take(.oracleUnavailable) { return ServerResponse(status: 503, contentType: "text/plain") }
        let query = OracleQuery(request)
        do throws(Refusal) {
            guard request.query("app") == MuonClient.app else { throw Refusal(message: "app is not defined") }
            guard try query.number("chainId") == place.chainId, try query.address("symmio") == place.core else {
                throw Refusal(message: "this chain or contract is not served")
            }
            let method = request.query("method") ?? ""
            return .json(.object(["success": true, "result": try await sign(try await find(method, query), method)]))
        } catch {
            return .json(.object(["success": false, "error": .object(["message": .string(error.message)])]))
        }
    }

    private func sign(_ finding: Finding, _ method: String) async throws(Refusal) -> JSONValue {
        // A forged signature is over something else.
        let attested = try await attest(finding, method, isForged: await faults.take(.oracleForged))
        var members = finding.members
        members["chainId"] = .string("\(place.chainId)")
        members["symmio"] = .string(place.core.checksummed)
        members["latestBlockNumber"] = .string("\(attested.height)")
        let share: JSONValue = .object([
            "owner": .string(attested.sigs.owner.checksummed), "signature": .string("0x" + String(attested.sigs.signature, radix: 16)),
        ])
        return .object([
            "reqId": .string(attested.reqId.hex), "app": .string(MuonClient.app), "appId": .string("\(settings.appId)"), "method": .string(method),
            "nodeSignature": .string(attested.gatewaySignature.hex), "signatures": .array([share]),
            "data": .object([
                "timestamp": .number("\(attested.timestamp)"), "init": .object(["nonceAddress": .string(attested.sigs.nonce.checksummed)]),
                "result": .object(members),
            ]),
        ])
    }

    /// What a signature consists of besides what it is over.
    struct Attested: Sendable {
        let reqId: Bytes
        let timestamp: UInt64
        let height: UInt64
        let gatewaySignature: Bytes
        let sigs: SchnorrSignature
    }

    /// Signs what was found, as of now.
    func attest(_ finding: Finding, _ method: String, isForged: Bool = false) async throws(Refusal) -> Attested {
        let (time, height) = (await chain.now, await chain.height)
        let reqId = keccak256(utf8: "\(method) \(height) \(time) \(JSONValue.object(finding.members).text)").bytes
        guard let hash = finding.message(reqId, UInt256(time)).hash(appId: settings.appId, nonces: finding.nonces) else {
            throw Refusal(message: "a nonce is missing")
        }
        do throws(SigningError) {
            return Attested(
                reqId: reqId, timestamp: time, height: height, gatewaySignature: try keys.countersign(hash),
                sigs: try keys.sign(isForged ? keccak256(hash.bytes) : hash))
        } catch {
            throw Refusal(message: "\(error)")
        }
    }
}

/// The parameters of a request, read as the oracle's app wants them.
struct OracleQuery: Sendable {
    private let request: ServerRequest

    init(_ request: ServerRequest) { self.request = request }

    typealias Refusal = SandboxOracle.Refusal

    func text(_ name: String) throws(Refusal) -> String {
        guard let text = request.query("params[\(name)]") else { throw Refusal(message: "\"\(name)\" is required") }
        return text
    }

    func address(_ name: String) throws(Refusal) -> Address {
        guard let address = try? Address(try text(name)) else { throw Refusal(message: "\"\(name)\" must be an address") }
        return address
    }

    func number(_ name: String) throws(Refusal) -> UInt256 {
        guard let number = try? UInt256(decimalOrHex: try text(name)) else { throw Refusal(message: "\"\(name)\" must be a number") }
        return number
    }

    /// A time on a whole minute.
    func minute(_ name: String) throws(Refusal) -> UInt64 {
        guard let time = UInt64(exactly: try number(name)), time % 60 == 0 else { throw Refusal(message: "BAD_START_OR_END_TIME") }
        return time
    }

    /// A list, which is sent as one JSON text.
    func numbers(_ name: String) throws(Refusal) -> [UInt256] {
        let text = try text(name)
        guard let list = (try? JSONValue(parsing: text.utf8))?.array, list.count <= 100 else { throw Refusal(message: "\"\(name)\" must be a string") }
        var numbers: [UInt256] = []
        for element in list {
            let digits: String? =
                switch element {
                case .number(let digits), .string(let digits): digits
                default: nil
                }
            guard let number = digits.flatMap({ try? UInt256(decimalOrHex: $0) }) else { throw Refusal(message: "\"\(name)\" must be a string") }
            numbers.append(number)
        }
        return numbers
    }
}
