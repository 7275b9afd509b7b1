internal import EVMClient
public import EVMCore
internal import SymmioContracts

extension SymmioClient {
    private typealias Core = Symmio085.Core.Calls

    /// The deployment's Muon oracle.
    ///
    /// - Throws: ``MuonError/noGateways``.
    public func muon(_ options: MuonOptions = MuonOptions()) throws(MuonError) -> MuonClient { try MuonClient(deployment, options: options) }

    /// Asks the oracle, with a signature's age reckoned as the core does: by the chain's time, or this machine's where that is later.
    func attesting<Signature>(
        _ options: MuonOptions, _ ask: (MuonClient) async throws(MuonError) -> MuonAttestation<Signature>
    ) async throws(SymmioError) -> MuonAttestation<Signature> {
        var options = options
        let (chainTime, localTime) = (Double(try await now()), options.services.timing.secondsSince1970())
        options.services.timing.secondsSince1970 = { max(chainTime, localTime) }
        do throws(MuonError) {
            return try await ask(try MuonClient(deployment, options: options))
        } catch {
            throw .muon(error)
        }
    }

    /// What the core needs to know of the oracle besides its keys.
    public struct MuonSettings: Sendable, Hashable {
        /// The oracle app's id.
        public var appId: UInt256
        /// How many seconds a signature over a profit counts.
        public var upnlValidTime: UInt64
        /// How many seconds a signature over prices counts.
        public var priceValidTime: UInt64
    }

    /// The core's settings of the oracle.
    ///
    /// - Throws: ``SymmioError/chain(_:)``.
    public func muonSettings() async throws(SymmioError) -> MuonSettings {
        let core = deployment.contracts.symmioCore
        let appId = try await read(Core.GetMuonIds(), from: core)
        let config = try await read(Core.GetMuonConfig(), from: core)
        return MuonSettings(
            appId: appId, upnlValidTime: UInt64(clamping: config.upnlValidTime), priceValidTime: UInt64(clamping: config.priceValidTime))
    }

    /// The nonces that the core holds a signature against.
    ///
    /// - Throws: ``SymmioError/chain(_:)``.
    public func muonNonces(for request: MuonRequest) async throws(SymmioError) -> MuonMessage.Nonces {
        var nonces = MuonMessage.Nonces()
        let core = deployment.contracts.symmioCore
        guard let partyA = request.partyA else { return nonces }
        nonces.partyA = try await read(Core.NonceOfPartyA(partyA: partyA), from: core)
        if let partyB = request.partyB {
            nonces.partyB = [try await read(Core.NonceOfPartyB(partyB: partyB, partyA: partyA), from: core)]
        } else if case .settlement(_, let quoteIds) = request {
            // A settlement has the nonce of each quote's solver.
            for id in quoteIds {
                let quote = try await read(Core.GetQuote(quoteId: id), from: core)
                nonces.partyB.append(try await read(Core.NonceOfPartyB(partyB: quote.partyB, partyA: partyA), from: core))
            }
        }
        return nonces
    }

    /// Has the core itself check a signature of the oracle, as it would in a transaction, but for its age.
    /// - Throws: ``SymmioError/verification(_:)`` where it does not hold; ``SymmioError/chain(_:)``.
    public func verify(_ attestation: MuonAttestation<some MuonSignature>) async throws(SymmioError) {
        let appId = try await read(Core.GetMuonIds(), from: deployment.contracts.symmioCore)
        let nonces = try await muonNonces(for: attestation.request)
        guard let hash = attestation.message.hash(appId: appId, nonces: nonces) else { throw .verification(.nonceUnknown) }
        let call = Core.VerifyMuonTSSAndGateway(
            hash: hash, sign: attestation.signature.sigs, gatewaySignature: attestation.signature.gatewaySignature)
        do throws(ChainError) {
            _ = try await chain.read(call, from: deployment.contracts.symmioCore)
        } catch {
            if let revert = error.revert { throw .verification(.refusedByCore(revert.message)) }
            throw .chain(error)
        }
    }
}
