import EVMClient
import EVMCore
import EVMSigning
import Foundation
import SymmioContracts

@testable import Symmio

/// Signatures of the oracle's scheme over each method's message, made by a program of another language from the contracts' packing alone.
struct MuonVector: Sendable {
    let request: MuonRequest
    /// The members of `data.result`, beside those that repeat the request.
    let result: [String: JSONValue]
    let hash: String
    let signature: String
    let nonce: String
    let gatewaySignature: String

    static let key = MuonPublicKey(
        x: UInt256(0x5cbd_f064_6e5d_b4ea, 0xa398_f365_f2ea_7a0e, 0x3d41_9b7e_0330_e39c, 0xe92b_dded_cac4_f9bc), parity: 0)
    static let appId = UInt256(0x12_3456_7890 as UInt64)
    static let gateway = "0x3da8d322cb2435da26e9c9fee670f9fb7fe74e49"
    static let owner = "0xd41c057fd1c78805aac12b0a94a405c0461a6fbb"
    static let core = "0x91Cf2D8Ed503EC52768999aA6D8DBeA6e52dbe43"
    static let partyA = "0x6A51fBB6F869c872c2e4C19C6bBBb77a03785C7C"
    static let partyB = "0x81631953E0C093e72935C1CAA4C7D519B2A0E407"
    static let timestamp: UInt64 = 1_700_000_000

    static func place() throws -> MuonMessage.Place { .init(core: try Address(core), chainId: UInt256(8_453 as UInt64)) }

    private static let five = UInt256(5 as UInt64)
    private static let nine = UInt256(9 as UInt64)

    /// The nonces that the vectors were signed for.
    var nonces: MuonMessage.Nonces {
        if case .settlement = request { return .init(partyA: Self.five, partyB: [Self.nine, Self.nine]) }
        return .init(partyA: Self.five, partyB: [Self.nine])
    }

    static func all() throws -> [MuonVector] {
        let (a, b, three) = (try Address(partyA), try Address(partyB), UInt256(3 as UInt64))
        let quoteIds = [UInt256(10 as UInt64), UInt256(11 as UInt64)]
        let pair: [String: JSONValue] = [
            "uPnlA": "-25000000000000000000", "uPnlB": "25000000000000000000", "nonceA": "5", "nonceB": "9",
        ]
        let price: [String: JSONValue] = ["price": "50000000000000000000"]
        return [
            MuonVector(
                request: .upnlOfPartyA(a), result: ["uPnl": "-25000000000000000000", "nonce": "5", "notionalValueSum": "1000"],
                hash: "0xd351b835b73be840b8727523c0b382e5a1d1e723555223ab91b7de36f4543e81",
                signature: "0xab93b6181d82ebeaadb8038364bed24f746ad76318eee741adb9d94825a9d755", nonce: "0x8bf48274b0bcce41cb7fb4008f6d73d52007229f",
                gatewaySignature:
                    "0xa2f80b151de06d70081f85243b6eb2194699676d379043ce9ab4fcfa52ffbd447e9d4633c425db8e958cdcbb6f59fe7bef76622fc3881dcc24c11b2426f47c5a1c"),
            MuonVector(
                request: .upnlOfPartyAAndPrice(a, symbolId: three), result: ["uPnl": "-25000000000000000000", "nonce": "5"].merging(price) { $1 },
                hash: "0x89150b8a04ba9415d3e98d18e049619729ad979d92580332fbb268493bcfc909",
                signature: "0x9fc11ef89d5ee65c876a07fbbcb8e3c129994241eca7c3bbd2a71d916cfb8a6a", nonce: "0x7a5757307433c5393ebc49a99f413a14bf188490",
                gatewaySignature:
                    "0xe51945de0f29b6f97eae4455fba885649cc89f194144e46118edccf101af97365b62e953a52288c5e3189ee873bd59b81ba64d86f051aff0a361f8feaeb2f68b1c"),
            MuonVector(
                request: .upnlOfPartyB(b, against: a), result: ["uPnl": "25000000000000000000", "nonce": "9"],
                hash: "0x9460f08115043791421f44ba01b50844dfcc3ea619575f037a06565f6026b213",
                signature: "0xbfcabfb70b8f6a4605829b7be76b03b5fd733fa2929abd9eb2e5389b0bbbe2e9", nonce: "0x1515a5615adcce94d52047b1e4a868a155bebe0b",
                gatewaySignature:
                    "0x5af46956cf972eaea062e0077eadb945130a3b687e07eebf4d956828f4e6d95174543f2ad7200c384ab3ee70a982e632625f3b86214505cf5eff67f624f4f4f61b"),
            MuonVector(
                request: .upnlOfPair(partyB: b, partyA: a), result: pair, hash: "0x7e44ee64a329c6ecbb8cd5d4e8c48c2bdf98fba01a5041a5c53f2ea38b6441c4",
                signature: "0x4f26923a418c64a24afc3025c72e4119f1ab40b5a7f20d3cd0aadc80be8b1a89", nonce: "0x32e2363e6e6826862c49fbf029cc3fad4576c8d9",
                gatewaySignature:
                    "0x6ad26e69d65efd76fdd82cd6f01c7fd08ec6001c7226958ee8e0232cad601ba22c63728cc5d2da39d2e7e8ff502526914fdafdfe1290661b00a527c6055d07ac1b"),
            MuonVector(
                request: .upnlOfPairAndPrice(partyB: b, partyA: a, symbolId: three), result: pair.merging(price) { $1 },
                hash: "0x2d2ed1a9d617d3dd95ac1fe07af2668acb68323eabde2625bdeccc49370135c6",
                signature: "0x8a8f427ad86cd12856659607b2b75da2db3199d96c669039adb3af9cf0de5141", nonce: "0x993d9420bc04d3a0f196a56daf03e2e153a6118f",
                gatewaySignature:
                    "0xded6e5881df1eee4fb652866ac2f3723e14aae7ad383e068f8b60dd6245be5be44ba56a40d84973ccd233ffc5a89a8d6bb6e867d05397cfad5a00def4a04abd81c"),
            MuonVector(
                request: .prices(quoteIds: quoteIds), result: ["prices": ["2500000000000000000000", "1800000000000000000"], "symbols": ["A", "B"]],
                hash: "0xdf70372c6856e1a0bd48ce2db793538c3b7b69ef7fcfa93248e8d87a1219418a",
                signature: "0xe187959161619c8f145c625ee2d4b0aa4907d95ce9a53f1eb6f46278e6fd2f4e", nonce: "0x768fa12400c8275a7e3b3b070398e54a6066ed0b",
                gatewaySignature:
                    "0x92542ece91bfd84059dd3cfbe906189d4df3ee6d2b8cee8aab96457364f774781407b8f37054769d55931027c18e7435040255102bb04f5cb8277dcf8206c5d01b"),
            MuonVector(
                request: .settlement(partyA: a, quoteIds: quoteIds),
                result: [
                    "quoteSettlementData": [["10", "2500000000000000000000", "0"], ["11", "1800000000000000000", "1"]],
                    "upnlPartyBs": ["7", "-8"], "uPnlA": "-25000000000000000000", "nonceA": "5", "noncePartyBs": ["9", "9"],
                ],
                hash: "0x0e1c48771c103ad56f24c7de1a8dccd41a67a8a3c8b77a12a5ff020de138ffbc",
                signature: "0x84dcb233d445a91e1fe6bf8610c968e7f154805d9e7b92964fe1ce6d602b0b04", nonce: "0x039ba7e6015e9989bdb28db0e4a4775ad264e3fd",
                gatewaySignature:
                    "0xe32949e6348f0a1c744ff4b30a204267887ae370d70fea7b26c50350eae757f412ee083b5dfd04cc5b447917820c49615d3ea66551c657c093fc8fca7d6492b71b"),
            MuonVector(
                request: .priceRange(partyA: a, partyB: b, symbolId: three, from: 1_699_999_200, to: 1_700_000_000),
                result: pair.merging(price) { $1 }.merging([
                    "lowest": "49000000000000000000", "highest": "51000000000000000000", "mean": "50000000000000000001", "startTime": "1699999200",
                    "endTime": "1700000000",
                ]) { $1 },
                hash: "0x58679ae08face300a8ea7253f7ab86ea3027c7681d4f0934951aa81a758a0a32",
                signature: "0x9a6c7ed8084aca01feb462e8896beff84ded2bcc8ae7ee8b41d5c7642ee61564", nonce: "0xa169159b9177415fba945f7e3ded63bd73fbdba4",
                gatewaySignature:
                    "0x342fc3de653e1bac035d2d82cc593eb92c1dd153f91bdbff1747bac094c8615a2cb4b63e647dde41effbc250fa50f1b81d4e2c52f4fa1e4b65feda3ec3a613211b"),
            MuonVector(
                request: .overviewOfPartyA(a),
                result: [
                    "uPnl": "-25000000000000000000", "loss": "-30000000000000000000", "liquidationId": "0x0102", "symbolIds": ["1", "2"],
                    "symbolIdsPrices": ["60000000000000000000000", "2500000000000000000000"], "nonce": "5",
                ],
                hash: "0xa870804ff3d798ea5cfb6fbfae5c2a7b523febf4b3eb86bf1e9570136019a4d0",
                signature: "0x85f12a44cb3a5eb3021767e57c62087b9d953a2c7002babbf5f6212e7fac29ac", nonce: "0x0468752c2c1d5d2d38b06e16a501ca5a39336563",
                gatewaySignature:
                    "0x04be4b2a4d418c2c39f99542d49ca5a4e970c37b6afacfea3550501669518251371dadc4b5cca53fa78303ca2cecad32686771b610ef75b4c6467670c078df4d1b"),
        ]
    }

    // MARK: As a gateway answers

    /// The gateway's answer: as it is live, with what it repeats of the request, or as short as can be.
    func answer(repeats: Bool = true, numbers: Bool = false) throws -> JSONValue {
        var members = result
        if repeats {
            members["chainId"] = "8453"
            // Gateways do not agree on capitals.
            members["symmio"] = .string(Self.core.lowercased())
            if let partyA = request.partyA { members["partyA"] = .string("\(partyA)") }
            if let partyB = request.partyB { members["partyB"] = .string("\(partyB)") }
            if let symbolId = request.symbolId { members["symbolId"] = .string("\(symbolId)") }
            if let quoteIds = request.quoteIds { members["quoteIds"] = .array(quoteIds.map { .string("\($0)") }) }
            members["latestBlockNumber"] = "1"
            members["pricesMap"] = ["BTCUSDT": "1"]
        }
        let values = JSONValue.object(members)
        return [
            "success": true,
            "result": [
                "reqId": "0xaabbccdd01", "appId": .string("\(Self.appId)"), "app": "symmio", "method": .string(request.method), "confirmed": true,
                "nodeSignature": .string(gatewaySignature), "signatures": [["owner": .string(Self.owner), "signature": .string(signature)]],
                "data": [
                    "timestamp": numbers ? .number("\(Self.timestamp)") : .string("\(Self.timestamp)"), "uid": "1",
                    "init": ["nonceAddress": .string(nonce)], "result": numbers ? values.withNumbers : values,
                ],
            ],
        ]
    }
}

extension JSONValue {
    /// Digits in quotes as numbers.
    var withNumbers: JSONValue {
        switch self {
        case .string(let text) where Int256(text) != nil: .number(text)
        case .array(let elements): .array(elements.map(\.withNumbers))
        case .object(let members): .object(members.mapValues(\.withNumbers))
        default: self
        }
    }

    /// This value with another at a place (`result.data.timestamp`, `signatures.0`), or nothing.
    func with(_ path: some Collection<String>, _ value: JSONValue?) -> JSONValue {
        guard let name = path.first else { return value ?? .null }
        let rest = path.dropFirst()
        switch self {
        case .object(var members):
            if rest.isEmpty, value == nil { members[name] = nil } else { members[name] = (members[name] ?? .null).with(rest, value) }
            return .object(members)
        case .array(var elements):
            guard let index = Int(name), elements.indices.contains(index) else { return self }
            elements[index] = elements[index].with(rest, value)
            return .array(elements)
        default: return self
        }
    }

    func with(_ path: String, _ value: JSONValue?) -> JSONValue { with(path.split(separator: ".").map(String.init), value) }

    /// The places of all that is in it.
    var paths: [String] {
        switch self {
        case .object(let members): members.keys.sorted().flatMap { name in [name] + (members[name]?.paths.map { "\(name).\($0)" } ?? []) }
        case .array(let elements): elements.enumerated().flatMap { index, element in ["\(index)"] + element.paths.map { "\(index).\($0)" } }
        default: []
        }
    }
}

/// A client of two gateways with a script, at a time shortly after the vectors'.
func testMuon(_ transport: ScriptedTransport, at time: UInt64 = MuonVector.timestamp + 10, _ change: (inout MuonOptions) -> Void = { _ in }) throws
    -> MuonClient
{
    var services = transport.options
    services.timing.secondsSince1970 = { Double(time) }
    var options = MuonOptions(services: services)
    change(&options)
    return MuonClient(gateways: [try .test("http://one/v1/"), try .test("http://two/v1")], place: try MuonVector.place(), options: options)
}
