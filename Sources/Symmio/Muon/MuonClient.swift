internal import EVMClient
public import EVMCore
public import SymmioContracts

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// How a ``MuonClient`` asks and what it takes.
public struct MuonOptions: Sendable {
    /// How gateways are spoken to. One that fails is not asked again, the next one is.
    public var services: ServiceOptions
    /// How long one gateway may take.
    public var timeout: Duration
    /// How old a signature may be, in seconds; the core has a limit of its own (`getMuonConfig`).
    public var maximumAge: UInt64
    /// How far in the future a signature may be, in seconds, for clocks that differ.
    public var clockTolerance: UInt64
    /// The oracle app's id that a gateway has to state where it states one; nil for any.
    public var appId: UInt256?
    /// Whether an answer has to repeat chain, core, parties and market. What it repeats has to be right in any case.
    public var requiresEcho: Bool

    /// Creates options.
    public init(
        services: ServiceOptions = ServiceOptions(), timeout: Duration = .seconds(10), maximumAge: UInt64 = 60, clockTolerance: UInt64 = 60,
        appId: UInt256? = nil, requiresEcho: Bool = false
    ) {
        self.services = services
        self.timeout = timeout
        self.maximumAge = maximumAge
        self.clockTolerance = clockTolerance
        self.appId = appId
        self.requiresEcho = requiresEcho
    }
}

/// The Muon oracle: signs what accounts' positions are worth and what markets' prices are, for the core to check.
///
/// A deployment's gateways are asked in their order until one gives an answer that is of the request, fresh and whole.
/// ```swift
/// let attestation = try await MuonClient(deployment).upnl(ofPartyA: account)
/// ```
public struct MuonClient: Sendable {
    /// The gateways, in the order they are asked.
    public let gateways: [URL]
    /// Where signatures are to count.
    public let place: MuonMessage.Place
    /// How it asks and what it takes.
    public let options: MuonOptions

    /// The name of the oracle's app.
    public static let app = "symmio"

    /// Creates a client of a deployment's gateways; asks nothing yet.
    ///
    /// - Throws: ``MuonError/noGateways``.
    public init(_ deployment: Deployment, options: MuonOptions = MuonOptions()) throws(MuonError) {
        guard let gateways = deployment.muon?.gateways, !gateways.isEmpty else { throw .noGateways }
        self.init(
            gateways: gateways, place: .init(core: deployment.contracts.symmioCore, chainId: UInt256(deployment.chainId)), options: options)
    }

    /// Creates a client of some gateways.
    public init(gateways: [URL], place: MuonMessage.Place, options: MuonOptions = MuonOptions()) {
        self.gateways = gateways
        self.place = place
        self.options = options
    }

    // MARK: Methods

    /// An account's unrealised profit (`uPnl_A`).
    ///
    /// - Throws: ``MuonError``.
    public func upnl(ofPartyA account: Address) async throws(MuonError) -> MuonAttestation<Symmio085.Core.SingleUpnlSig> {
        try await attest(.upnlOfPartyA(account))
    }

    /// An account's state for its liquidation (`partyA_overview`).
    ///
    /// - Throws: ``MuonError``.
    public func overview(ofPartyA account: Address) async throws(MuonError) -> MuonAttestation<Symmio085.Core.LiquidationSig> {
        try await attest(.overviewOfPartyA(account))
    }

    /// An account's unrealised profit and a market's price (`uPnl_A_withSymbolPrice`), which a quote of an unbound account carries.
    ///
    /// - Throws: ``MuonError``.
    public func upnlAndPrice(ofPartyA account: Address, symbolId: UInt256) async throws(MuonError) -> MuonAttestation<UpnlAndPriceSignature> {
        try await attest(.upnlOfPartyAAndPrice(account, symbolId: symbolId))
    }

    /// A solver's unrealised profit against an account (`uPnl_B`).
    ///
    /// - Throws: ``MuonError``.
    public func upnl(ofPartyB solver: Address, against account: Address) async throws(MuonError) -> MuonAttestation<Symmio085.Core.SingleUpnlSig> {
        try await attest(.upnlOfPartyB(solver, against: account))
    }

    /// Both sides' unrealised profit (`uPnl`).
    ///
    /// - Throws: ``MuonError``.
    public func upnl(ofPartyB solver: Address, andPartyA account: Address) async throws(MuonError) -> MuonAttestation<Symmio085.Core.PairUpnlSig> {
        try await attest(.upnlOfPair(partyB: solver, partyA: account))
    }

    /// Both sides' unrealised profit and a market's price (`uPnlWithSymbolPrice`).
    ///
    /// - Throws: ``MuonError``.
    public func upnlAndPrice(
        ofPartyB solver: Address, andPartyA account: Address, symbolId: UInt256
    ) async throws(MuonError) -> MuonAttestation<Symmio085.Core.PairUpnlAndPriceSig> {
        try await attest(.upnlOfPairAndPrice(partyB: solver, partyA: account, symbolId: symbolId))
    }

    /// The prices of quotes' markets (`price`).
    ///
    /// - Throws: ``MuonError``.
    public func prices(quoteIds: [UInt256]) async throws(MuonError) -> MuonAttestation<Symmio085.Core.QuotePriceSig> {
        try await attest(.prices(quoteIds: quoteIds))
    }

    /// What settling the unrealised profit of an account's quotes comes to (`settle_upnl`).
    ///
    /// - Throws: ``MuonError``.
    public func settlement(
        ofPartyA account: Address, quoteIds: [UInt256]
    ) async throws(MuonError) -> MuonAttestation<Symmio085.Core.SettlementSig> {
        try await attest(.settlement(partyA: account, quoteIds: quoteIds))
    }

    /// The range of a market's prices between two times in seconds since 1970 (`priceRange`), both on a whole minute.
    ///
    /// - Throws: ``MuonError``.
    public func priceRange(
        partyA: Address, partyB: Address, symbolId: UInt256, from: UInt64, to: UInt64
    ) async throws(MuonError) -> MuonAttestation<Symmio085.Core.HighLowPriceSig> {
        try await attest(.priceRange(partyA: partyA, partyB: partyB, symbolId: symbolId, from: from, to: to))
    }

    // MARK: Asking

    private func attest<Signature: MuonReadable>(_ request: MuonRequest) async throws(MuonError) -> MuonAttestation<Signature> {
        guard !gateways.isEmpty else { throw .noGateways }
        var failures: [MuonError.Failure] = []
        for gateway in gateways {
            do throws(MuonError.Reason) {
                return try read(try await ask(gateway, request), request, gateway)
            } catch {
                if case .service(.transport(.cancelled)) = error { throw .cancelled }
                failures.append(.init(gateway: gateway, reason: error))
            }
            if Task.isCancelled { throw .cancelled }
        }
        throw .allGatewaysFailed(method: request.method, failures)
    }

    private func ask(_ gateway: URL, _ request: MuonRequest) async throws(MuonError.Reason) -> JSONReader {
        var services = options.services
        services.retry = .never
        services.timeout = min(options.timeout, services.timeout)
        let parameters = request.parameters + [("chainId", "\(place.chainId)"), ("symmio", "\(place.core)")]
        let query: [(String, String?)] = [("app", Self.app), ("method", request.method)] + parameters.map { ("params[\($0.name)]", $0.value) }
        do throws(ServiceError) {
            // A gateway's address is used as it is written, with its slash or without.
            return try await RESTClient(base: gateway, hidesBasePath: true, options: services).get(
                gateway.absoluteString.hasSuffix("/") ? [""] : [], query: query)
        } catch {
            throw .service(error)
        }
    }

    private func read<Signature: MuonReadable>(
        _ json: JSONReader, _ request: MuonRequest, _ gateway: URL
    ) throws(MuonError.Reason) -> MuonAttestation<Signature> {
        let isSuccess: Bool
        do throws(JSONFieldError) {
            isSuccess = try json.member("success").looseBool()
        } catch {
            throw .service(.unreadable(status: 200, error))
        }
        guard isSuccess else { throw .unsuccessful(Self.words(json)) }
        let attestation: MuonAttestation<Signature>
        let difference: MuonError.Reason?
        do throws(JSONFieldError) {
            let answer = try MuonAnswer(try json.member("result"))
            difference = try answer.mismatch(request, place, isRequired: options.requiresEcho)
            let signature = try Signature(answer, request)
            attestation = MuonAttestation(
                request: request, gateway: gateway, signature: signature, message: signature.message(request, at: place), appId: answer.appId,
                nonces: try answer.nonces(aboutPartyB: request.partyB != nil))
        } catch {
            throw .service(.unreadable(status: 200, error))
        }
        if let difference { throw difference }
        if let expected = options.appId, let found = attestation.appId, found != expected {
            throw .mismatch(field: "result.appId", expected: "\(expected)", found: "\(found)")
        }
        try checkAge(of: attestation.signature.timestamp)
        return attestation
    }

    private func checkAge(of timestamp: UInt256) throws(MuonError.Reason) {
        let seconds = options.services.timing.secondsSince1970()
        let now = UInt256(seconds > 0 && seconds < 1e12 ? UInt64(seconds) : 0)
        if timestamp > now {
            let lead = timestamp &- now
            if lead > UInt256(options.clockTolerance) { throw .early(by: UInt64(clamping: lead)) }
        } else {
            let age = now &- timestamp
            if age > UInt256(options.maximumAge) { throw .stale(age: UInt64(clamping: age), most: options.maximumAge) }
        }
    }

    /// What an answer says that is no signature; gateways differ in where they say it.
    private static func words(_ json: JSONReader) -> String? {
        for name in ["message", "error", "result"] {
            switch json.value[name] {
            case .string(let text)? where !text.isEmpty: return text
            case .object(let members)?: if let text = members["message"]?.string { return text }
            default: break
            }
        }
        return nil
    }
}
