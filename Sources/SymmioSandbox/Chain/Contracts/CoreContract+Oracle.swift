public import EVMCore
import EVMSigning
public import Symmio
import SymmioContracts

/// The oracle as the core is set up for it.
public struct OracleSettings: Sendable {
    /// Whose Schnorr signatures count.
    public var publicKey: MuonPublicKey
    /// Whose signature beside it counts.
    public var gatewaySigner: Address
    /// The id of the oracle's app, which every signature is bound to.
    public var appId = UInt256(23 as UInt64)
    /// How many seconds a signature over a profit counts.
    public var upnlValidTime: UInt64 = 120
    /// How many seconds a signature over prices counts.
    public var priceValidTime: UInt64 = 120

    /// Settings for two keys.
    public init(publicKey: MuonPublicKey, gatewaySigner: Address) {
        self.publicKey = publicKey
        self.gatewaySigner = gatewaySigner
    }
}

/// What the core checks of the oracle's signatures (`LibMuon…`, `MuonSignatureVerifier`).
extension CoreContract {
    /// How long a signature counts where no oracle is set up: nothing is valid then, but what is too old is told so first.
    private static let usualValidTime: UInt64 = 120

    static func addOracle(_ table: inout ContractTable) {
        table.on(Calls.GetMuonIds.self) { (world, _, _) throws(Revert) in world.settings.oracle?.appId ?? .zero }
        table.on(Calls.GetMuonConfig.self) { (world, _, _) throws(Revert) in
            .init(
                upnlValidTime: UInt256(world.settings.oracle?.upnlValidTime ?? usualValidTime),
                priceValidTime: UInt256(world.settings.oracle?.priceValidTime ?? usualValidTime))
        }
        table.on(Calls.NonceOfPartyB.self) { (world, _, call) throws(Revert) in
            world.core.solverNonces[.init(partyB: call.partyB, partyA: call.partyA)] ?? .zero
        }
        table.on(Calls.VerifyMuonTSSAndGateway.self) { (world, _, call) throws(Revert) in
            try verify(world, call.hash, call.sign, call.gatewaySignature)
            return NoReturn()
        }
    }

    /// Opening and closing count both sides' nonces on, so that no signature counts twice.
    static func increaseNonces(_ world: inout World, of quoteId: UInt256, partyA: Bool) throws(Revert) {
        guard let quote = world.core[quote: quoteId] else { return }
        if partyA { world.core.nonces[quote.partyA] = try (world.core.nonces[quote.partyA] ?? .zero).plus(.one) }
        let key = CoreStorage.Pair(partyB: quote.partyB, partyA: quote.partyA)
        world.core.solverNonces[key] = try (world.core.solverNonces[key] ?? .zero).plus(.one)
    }

    // MARK: Trader

    /// A bound account's quote needs no oracle; any other does.
    ///
    /// - Returns: The profit that the oracle states; none for a bound account.
    static func checkOracle(_ world: World, _ partyA: Address, _ request: QuoteRequest) throws(Revert) -> Int256 {
        let bind = bindState(world, partyA)
        if bind.status != .notBound {
            try require(request.partyBsWhiteList == [bind.partyB], "PartyAFacet: PartyA is bound to a different PartyB")
            return .zero
        }
        return try verify(world, partyA, request)
    }

    /// An account's profit and the price of a quote's market.
    ///
    /// - Returns: The profit that the oracle states.
    static func verify(_ world: World, _ partyA: Address, _ request: QuoteRequest) throws(Revert) -> Int256 {
        let signature = request.upnlSig
        try checkAge(world, signature.timestamp)
        try verify(
            world, signature.reqId, signature.sigs, signature.gatewaySignature,
            [
                (.address(partyA), .address), nonce(world, partyA), (.int(signature.upnl), .int(256)), (.uint(request.symbolId), .uint(256)),
                (.uint(signature.price), .uint(256)), (.uint(signature.timestamp), .uint(256)),
            ])
        return signature.upnl
    }

    /// An account's profit, for taking money out.
    static func checkOracle(_ world: World, _ partyA: Address, _ signature: Symmio085.Core.SingleUpnlSig) throws(Revert) {
        try checkAge(world, signature.timestamp)
        try verify(
            world, signature.reqId, signature.sigs, signature.gatewaySignature,
            [(.address(partyA), .address), nonce(world, partyA), (.int(signature.upnl), .int(256)), (.uint(signature.timestamp), .uint(256))])
    }

    /// An account's profit with what is reserved for orders on their way (0.8.6).
    static func checkOracle(_ world: World, _ partyA: Address, _ signature: Symmio086.Core.SingleUpnlWithPendingBalanceSig) throws(Revert) {
        try checkAge(world, signature.timestamp)
        let numbers = [signature.fundingDebt, signature.pendingBalance, signature.scaledLockedBalance, signature.timestamp]
        try verify(
            world, signature.reqId, signature.sigs, signature.gatewaySignature,
            [(.address(partyA), .address), nonce(world, partyA), (.int(signature.upnl), .int(256))] + numbers.map { (.uint($0), .uint(256)) })
    }

    // MARK: Solver

    /// The solver's profit against the trader, for locking; not asked for where the two are bound.
    static func checkOracle(_ world: World, _ quoteId: UInt256, solver: Address, _ signature: Symmio085.Core.SingleUpnlSig) throws(Revert) {
        // What is wrong with the quote itself is told by who acts on it.
        guard let quote = world.core[quote: quoteId] else { return }
        guard bindState(world, quote.partyA).status == .notBound else { return }
        try checkAge(world, signature.timestamp)
        try verify(
            world, signature.reqId, signature.sigs, signature.gatewaySignature,
            [
                (.address(solver), .address), (.address(quote.partyA), .address), nonce(world, solver, quote.partyA),
                (.int(signature.upnl), .int(256)), (.uint(signature.timestamp), .uint(256)),
            ])
    }

    /// Both sides' profit and the price, for opening and closing; not asked for where the two are bound.
    static func checkOracle(_ world: World, _ quoteId: UInt256, _ signature: Symmio085.Core.PairUpnlAndPriceSig) throws(Revert) {
        guard let quote = world.core[quote: quoteId] else { return }
        guard bindState(world, quote.partyA).status == .notBound else { return }
        try checkAge(world, signature.timestamp)
        try verify(
            world, signature.reqId, signature.sigs, signature.gatewaySignature,
            [
                (.address(quote.partyB), .address), (.address(quote.partyA), .address), nonce(world, quote.partyB, quote.partyA),
                nonce(world, quote.partyA), (.int(signature.upnlPartyB), .int(256)), (.int(signature.upnlPartyA), .int(256)),
                (.uint(quote.symbolId), .uint(256)), (.uint(signature.price), .uint(256)), (.uint(signature.timestamp), .uint(256)),
            ])
    }

    // MARK: Checks

    typealias Packed = (DynamicABIValue, ABIType)

    static func nonce(_ world: World, _ partyA: Address) -> Packed { (.uint(world.core.nonces[partyA] ?? .zero), .uint(256)) }

    static func nonce(_ world: World, _ partyB: Address, _ partyA: Address) -> Packed {
        (.uint(world.core.solverNonces[.init(partyB: partyB, partyA: partyA)] ?? .zero), .uint(256))
    }

    static func checkAge(_ world: World, _ timestamp: UInt256) throws(Revert) {
        let end = try timestamp.plus(UInt256(world.settings.oracle?.upnlValidTime ?? usualValidTime))
        try require(world.now <= end, "LibMuon: Expired signature")
    }

    /// App, request and core before what was signed, the chain's id after it.
    static func verify(
        _ world: World, _ reqId: Bytes, _ schnorr: SchnorrSignature, _ gatewaySignature: Bytes, _ values: [Packed]
    ) throws(Revert) {
        let all: [Packed] =
            [(.uint(world.settings.oracle?.appId ?? .zero), .uint(256)), (.bytes(reqId), .bytes), (.address(world.addresses.core), .address)]
            + values + [(.uint(world.chainId), .uint(256))]
        guard let packed = try? ABI.encodePacked(all.map(\.0), as: all.map(\.1)) else { throw Revert(data: Bytes()) }
        try verify(world, keccak256(packed), schnorr, gatewaySignature)
    }

    static func verify(_ world: World, _ hash: Bytes32, _ schnorr: SchnorrSignature, _ gatewaySignature: Bytes) throws(Revert) {
        // The older core checks by itself what later ones leave to a contract.
        let words = world.addresses.core == world.addresses.legacy.core ? "LibMuon" : "MuonSignatureVerifier"
        guard let oracle = world.settings.oracle, oracle.publicKey.verifies(schnorr, hash: hash) else {
            throw Revert("\(words): TSS not verified")
        }
        try require(gatewaySignature.count == 65, "ECDSA: invalid signature length")
        guard let signature = try? Signature(gatewaySignature), let signer = try? signature.recoverAddress(message: hash.bytes) else {
            throw Revert("ECDSA: invalid signature")
        }
        try require(signer == oracle.gatewaySigner, "\(words): Gateway is not valid")
    }
}
