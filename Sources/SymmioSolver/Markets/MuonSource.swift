import EVMClient
public import EVMCore
public import Symmio
public import SymmioContracts

/// The oracle's signatures from a deployment's gateways: for solvers that serve accounts which are bound to nobody.
///
/// Each is fetched when the order is taken, so that it is as fresh as can be when the batch is executed.
public struct MuonSource: UpnlSource {
    private let deployment: Deployment
    private let options: MuonOptions

    /// Creates a source of a deployment's gateways.
    ///
    /// - Throws: ``Symmio/MuonError/noGateways``.
    public init(_ deployment: Deployment, options: MuonOptions = MuonOptions()) throws(MuonError) {
        _ = try MuonClient(deployment, options: options)
        self.deployment = deployment
        self.options = options
    }

    /// True.
    public var coversUnbound: Bool { true }

    /// The account's profit and the market's price.
    public func quoteSignature(account: Address, symbolId: UInt256, mark: Wad, now: UInt64) async throws -> UpnlAndPriceSignature {
        try await client(now).upnlAndPrice(ofPartyA: account, symbolId: symbolId).signature
    }

    /// The solver's profit against the account.
    public func lockSignature(account: Address, solver: Address, now: UInt64) async throws -> UpnlSignature {
        try await client(now).upnl(ofPartyB: solver, against: account).signature
    }

    /// Both sides' profit and the market's price.
    public func pairSignature(
        account: Address, solver: Address, symbolId: UInt256, mark: Wad, now: UInt64
    ) async throws -> PairUpnlAndPriceSignature {
        try await client(now).upnlAndPrice(ofPartyB: solver, andPartyA: account, symbolId: symbolId).signature
    }

    /// A client for which it is `now`: ages are reckoned by the chain's time, as the core does.
    private func client(_ now: UInt64) throws(MuonError) -> MuonClient {
        var options = options
        options.services.timing.secondsSince1970 = { Double(now) }
        return try MuonClient(deployment, options: options)
    }
}
