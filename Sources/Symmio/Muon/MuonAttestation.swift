public import EVMCore
public import SymmioContracts

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What all of the oracle's signatures have, whatever they attest.
public protocol MuonSignature: Sendable {
    /// The request's id.
    var reqId: Bytes { get }
    /// When it was signed, in seconds since 1970.
    var timestamp: UInt256 { get }
    /// The ECDSA signature of the gateway over the same hash.
    var gatewaySignature: Bytes { get }
    /// The nodes' common Schnorr signature.
    var sigs: SchnorrSignature { get }
}

/// A Schnorr signature as the contracts take it. All releases share the type.
public typealias SchnorrSignature = Symmio084.Core.SchnorrSign

/// A signature that a gateway gave, in the struct that the contracts take, and what can be checked about it.
public struct MuonAttestation<Signature: MuonSignature>: Sendable {
    /// What was asked.
    public let request: MuonRequest
    /// Who answered.
    public let gateway: URL
    /// The signature; an argument of the core's functions as it is.
    public let signature: Signature
    /// What was signed.
    public let message: MuonMessage
    /// The oracle app's id, where the gateway states it.
    public let appId: UInt256?
    /// The nonces that the oracle signed for, as far as the gateway states them.
    public let nonces: MuonMessage.Nonces

    /// When it was signed, in seconds since 1970.
    public var timestamp: UInt64 { UInt64(clamping: signature.timestamp) }

    init(request: MuonRequest, gateway: URL, signature: Signature, message: MuonMessage, appId: UInt256?, nonces: MuonMessage.Nonces) {
        self.request = request
        self.gateway = gateway
        self.signature = signature
        self.message = message
        self.appId = appId
        self.nonces = nonces
    }
}

extension Symmio084.Core.SingleUpnlSig: MuonSignature {}
extension Symmio084.Core.SingleUpnlAndPriceSig: MuonSignature {}
extension Symmio084.Core.PairUpnlSig: MuonSignature {}
extension Symmio084.Core.PairUpnlAndPriceSig: MuonSignature {}
extension Symmio084.Core.QuotePriceSig: MuonSignature {}
extension Symmio084.Core.SettlementSig: MuonSignature {}
extension Symmio084.Core.HighLowPriceSig: MuonSignature {}
extension Symmio084.Core.LiquidationSig: MuonSignature {}
