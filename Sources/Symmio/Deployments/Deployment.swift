public import EVMCore

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Everything that differs between one installation of Symmio and another: chain, release, addresses, services, conventions.
///
/// The JSON form is that of the files in `Specs/deployments`, which are compiled in (``known``). Nothing of it is assumed anywhere else in
/// this library: each member can be replaced, in code (``with(_:)``) or by an overlay file (``applying(overlay:)``).
public struct Deployment: Sendable, Hashable, Codable {
    /// A name for people, such as `HyperEVM`.
    public var name: String
    /// The EIP-155 chain id.
    public var chainId: UInt64
    /// Which release of the contracts is deployed.
    public var release: Release
    /// The contracts' addresses.
    public var contracts: Contracts
    /// The solvers that fill orders here; the first is the default.
    public var solvers: [Solver]
    /// The handler of take-profit and stop-loss orders, nil where there is none.
    public var conditionalOrders: ConditionalOrdersEndpoint?
    /// Where solvers report what became of an order, nil where there is no such service.
    public var notifications: NotificationsEndpoint?
    /// Where mark prices come from, nil where there is no such service.
    public var prices: PricesEndpoint?
    /// The oracle whose signatures unbound accounts need, nil where none is known.
    public var muon: MuonEndpoint?
    /// What session keys and the TP/SL bot are granted.
    public var selectors: SelectorSets
    /// Which of several accepted forms the services here are spoken to in.
    public var style: Style
    /// The relayer of gasless operations, nil where there is none.
    public var gasless: Gasless?
    /// The listing service's base URL.
    public var listing: URL?
    /// The inventory service's base URL.
    public var inventory: URL?
    /// GraphQL end points of indexers.
    public var subgraphs: Subgraphs?
    /// What else is known about this deployment, for people.
    public var notes: [String]?

    /// Creates a deployment of its parts.
    public init(
        name: String, chainId: UInt64, release: Release, contracts: Contracts, solvers: [Solver],
        conditionalOrders: ConditionalOrdersEndpoint? = nil, notifications: NotificationsEndpoint? = nil, prices: PricesEndpoint? = nil,
        muon: MuonEndpoint? = nil, selectors: SelectorSets, style: Style, gasless: Gasless? = nil, listing: URL? = nil,
        inventory: URL? = nil, subgraphs: Subgraphs? = nil, notes: [String]? = nil
    ) {
        self.name = name
        self.chainId = chainId
        self.release = release
        self.contracts = contracts
        self.solvers = solvers
        self.conditionalOrders = conditionalOrders
        self.notifications = notifications
        self.prices = prices
        self.muon = muon
        self.selectors = selectors
        self.style = style
        self.gasless = gasless
        self.listing = listing
        self.inventory = inventory
        self.subgraphs = subgraphs
        self.notes = notes
    }

    /// A copy in which `change` has replaced what it liked: `deployment.with { $0.contracts.affiliate = mine }`.
    public func with(_ change: (inout Deployment) throws -> Void) rethrows -> Deployment {
        var copy = self
        try change(&copy)
        return copy
    }

    /// The EIP-712 domain that operations and delegations are signed under.
    public var instantLayerDomain: EIP712Domain {
        // Both releases sign under the same name and version.
        InstantOperation.domain(chainId: UInt256(chainId), instantLayer: contracts.instantLayer)
    }
}
