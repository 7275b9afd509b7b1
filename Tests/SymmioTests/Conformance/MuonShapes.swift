import EVMClient
import EVMCore
import Foundation

@testable import Symmio

/// The oracle's gateways, method by method; the answers are those of ``MuonVector``, which verify.
enum MuonShapes {
    /// What a method's answer is read into.
    private struct Attested: Sendable {
        let signature: any MuonSignature
        let appId: UInt256?
        let nonces: MuonMessage.Nonces

        init<Signature>(_ attestation: MuonAttestation<Signature>) {
            (signature, appId, nonces) = (attestation.signature, attestation.appId, attestation.nonces)
        }
    }

    private static func ask(_ client: MuonClient, _ request: MuonRequest) async throws(MuonError) -> Attested {
        switch request {
        case .upnlOfPartyA(let a): Attested(try await client.upnl(ofPartyA: a))
        case .overviewOfPartyA(let a): Attested(try await client.overview(ofPartyA: a))
        case .upnlOfPartyAAndPrice(let a, let id): Attested(try await client.upnlAndPrice(ofPartyA: a, symbolId: id))
        case .upnlOfPartyB(let b, let a): Attested(try await client.upnl(ofPartyB: b, against: a))
        case .upnlOfPair(let b, let a): Attested(try await client.upnl(ofPartyB: b, andPartyA: a))
        case .upnlOfPairAndPrice(let b, let a, let id): Attested(try await client.upnlAndPrice(ofPartyB: b, andPartyA: a, symbolId: id))
        case .prices(let ids): Attested(try await client.prices(quoteIds: ids))
        case .settlement(let a, let ids): Attested(try await client.settlement(ofPartyA: a, quoteIds: ids))
        case .priceRange(let a, let b, let id, let from, let to):
            Attested(try await client.priceRange(partyA: a, partyB: b, symbolId: id, from: from, to: to))
        }
    }

    private static let place = "params%5BchainId%5D=8453&params%5Bsymmio%5D=\(MuonVector.core)"
    private static let partyA = "params%5BpartyA%5D=\(MuonVector.partyA)&"
    private static let partyB = "params%5BpartyB%5D=\(MuonVector.partyB)&"
    private static let symbol = "params%5BsymbolId%5D=3&"
    private static let quotes = "params%5BquoteIds%5D=%5B10%2C11%5D&"

    /// Each method with the parameters of its query.
    private static let parameters: KeyValuePairs = [
        "uPnl_A": partyA, "uPnl_A_withSymbolPrice": partyA + symbol, "uPnl_B": partyB + partyA, "uPnl": partyB + partyA,
        "uPnlWithSymbolPrice": partyB + partyA + symbol, "price": quotes, "settle_upnl": partyA + quotes,
        "priceRange": partyB + partyA + symbol + "params%5Bt0%5D=1699999200&params%5Bt1%5D=1700000000&", "partyA_overview": partyA,
    ]

    /// What all methods share: what is read, what has to be there and what is not read.
    private static let reads = [
        "result.app": "(refusal)", "result.appId": "appId", "result.data.init.nonceAddress": "signature.sigs.nonce",
        "result.data.result.chainId": "(refusal)", "result.data.result.symmio": "(refusal)", "result.data.timestamp": "(refusal)",
        "result.method": "(refusal)", "result.nodeSignature": "signature.gatewaySignature", "result.reqId": "signature.reqId",
        "result.signatures[].owner": "signature.sigs.owner", "result.signatures[].signature": "signature.sigs.signature", "success": "(refusal)",
    ]
    private static let required: Set<String> = [
        "result", "result.data", "result.data.init", "result.data.init.nonceAddress", "result.data.result", "result.data.timestamp", "result.nodeSignature",
        "result.reqId", "result.signatures", "result.signatures[].owner", "result.signatures[].signature", "success",
    ]
    private static let unread: Set<String> = [
        "result.confirmed", "result.data.result.latestBlockNumber", "result.data.result.pricesMap", "result.data.result.pricesMap.BTCUSDT",
        "result.data.uid",
    ]

    /// What a method reads of its own in `result.data.result`, what of it has to be there and what it does not read.
    private struct Own: Sendable {
        let reads: [String: String]
        let required: Set<String>
        var unread: Set<String> = []
    }

    private static let own: [String: Own] = [
        "uPnl_A": Own(
            reads: ["nonce": "nonces.partyA", "partyA": "(refusal)", "uPnl": "signature.upnl"],
            required: ["uPnl"],
            unread: ["notionalValueSum"]),
        "uPnl_A_withSymbolPrice": Own(
            reads: ["nonce": "nonces.partyA", "partyA": "(refusal)", "price": "signature.price", "symbolId": "(refusal)", "uPnl": "signature.upnl"],
            required: ["price", "uPnl"]),
        "uPnl_B": Own(
            reads: ["nonce": "nonces.partyB nonces.partyB[]", "partyA": "(refusal)", "partyB": "(refusal)", "uPnl": "signature.upnl"],
            required: ["uPnl"]),
        "uPnl": Own(
            reads: [
                "nonceA": "nonces.partyA", "nonceB": "nonces.partyB nonces.partyB[]", "partyA": "(refusal)", "partyB": "(refusal)",
                "uPnlA": "signature.upnlPartyA", "uPnlB": "signature.upnlPartyB",
            ],
            required: ["uPnlA", "uPnlB"]),
        "uPnlWithSymbolPrice": Own(
            reads: [
                "nonceA": "nonces.partyA", "nonceB": "nonces.partyB nonces.partyB[]", "partyA": "(refusal)", "partyB": "(refusal)",
                "price": "signature.price", "symbolId": "(refusal)", "uPnlA": "signature.upnlPartyA", "uPnlB": "signature.upnlPartyB",
            ],
            required: ["price", "uPnlA", "uPnlB"]),
        "price": Own(
            reads: ["prices[]": "signature.prices[]", "quoteIds[]": "(refusal)"],
            required: ["prices"],
            unread: ["symbols", "symbols[]"]),
        "settle_upnl": Own(
            reads: [
                "nonceA": "nonces.partyA", "noncePartyBs[]": "nonces.partyB[]", "partyA": "(refusal)", "quoteIds[]": "(refusal)",
                "quoteSettlementData[][]": "signature.quotesSettlementsData[].currentPrice signature.quotesSettlementsData[].quoteId",
                "uPnlA": "signature.upnlPartyA", "upnlPartyBs[]": "signature.upnlPartyBs[]",
            ],
            required: ["quoteSettlementData", "uPnlA", "upnlPartyBs"]),
        "priceRange": Own(
            reads: [
                "endTime": "(refusal)", "highest": "signature.highest", "lowest": "signature.lowest", "mean": "signature.averagePrice",
                "nonceA": "nonces.partyA", "nonceB": "nonces.partyB nonces.partyB[]", "partyA": "(refusal)", "partyB": "(refusal)",
                "price": "signature.currentPrice", "startTime": "(refusal)", "symbolId": "(refusal)", "uPnlA": "signature.upnlPartyA",
                "uPnlB": "signature.upnlPartyB",
            ],
            required: ["endTime", "highest", "lowest", "mean", "price", "startTime", "uPnlA", "uPnlB"]),
        "partyA_overview": Own(
            reads: [
                "liquidationId": "signature.liquidationId", "loss": "signature.totalUnrealizedLoss", "nonce": "nonces.partyA", "partyA": "(refusal)",
                "symbolIdsPrices[]": "signature.prices[]", "symbolIds[]": "signature.symbolIds[]", "uPnl": "signature.upnl",
            ],
            required: ["liquidationId", "loss", "symbolIds", "uPnl"]),
    ]

    static let all: [Shape] = parameters.compactMap { method, parameters in
        guard let vector = (try? MuonVector.all())?.first(where: { $0.request.method == method }), let answer = try? vector.answer(),
            let own = own[method]
        else { return nil }
        func inside(_ names: Set<String>) -> Set<String> { Set(names.map { "result.data.result.\($0)" }) }
        let ownReads = Dictionary(own.reads.map { ("result.data.result.\($0)", $1) }, uniquingKeysWith: { $1 })
        return .answer(
            "GET /v1/?app=symmio&method=\(method)&\(parameters)\(place)", headers: EnigmaShapes.plain, named: "Muon: \(method)", is: answer.text, base: "/v1",
            lenient: method == "priceRange" ? ["result.data.result.highest": "it is the lowest price that is called too high"] : [:],
            forms: method == "partyA_overview" ? ["result.data.result.symbolIdsPrices": "without them there are prices of another name"] : [:],
            reads: reads.merging(ownReads) { $1 }, required: required.union(inside(own.required)), unread: unread.union(inside(own.unread))
        ) { options in
            let url = URL(string: "http://host/v1/") ?? URL(filePath: "/")
            return try await ask(MuonClient(gateways: [url], place: MuonVector.place(), options: MuonOptions(services: options)), vector.request)
        }
    }
}
