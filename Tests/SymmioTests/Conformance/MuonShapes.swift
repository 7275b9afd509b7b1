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

    /// What is not the method's own.
    private static let reads = [
        "success": "(refusal)", "result.reqId": "signature.reqId", "result.nodeSignature": "signature.gatewaySignature", "result.appId": "appId",
        "result.app": "(refusal)", "result.method": "(refusal)",
    ]

    static let all: [Shape] = parameters.compactMap { method, parameters in
        guard let vector = (try? MuonVector.all())?.first(where: { $0.request.method == method }), let answer = try? vector.answer() else { return nil }
        return .answer(
            "GET /v1/?app=symmio&method=\(method)&\(parameters)\(place)", headers: EnigmaShapes.plain, named: "Muon: \(method)", is: answer.text,
            base: "/v1",
            unread: [/*EXPECT*/]
        ) { options in
            let url = URL(string: "http://host/v1/") ?? URL(filePath: "/")
            return try await ask(MuonClient(gateways: [url], place: MuonVector.place(), options: MuonOptions(services: options)), vector.request)
        }
    }
}
