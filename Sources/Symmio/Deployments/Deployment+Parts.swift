public import EVMCore

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Deployment {
    /// The contracts' addresses.
    public struct Contracts: Sendable, Hashable, Codable {
        /// The diamond that holds balances, quotes and positions.
        public var symmioCore: Address
        /// The contract of sub-accounts and virtual accounts.
        public var accountLayer: Address
        /// The contract that verifies and runs signed operations.
        public var instantLayer: Address
        /// The account contract of releases before 0.8.5, nil where there is none.
        public var multiAccount: Address?
        /// The token that margin is paid in.
        public var collateral: Collateral
        /// The affiliate that new accounts and quotes name.
        public var affiliate: Address

        /// Creates a set of addresses.
        public init(
            symmioCore: Address, accountLayer: Address, instantLayer: Address, multiAccount: Address? = nil, collateral: Collateral,
            affiliate: Address
        ) {
            self.symmioCore = symmioCore
            self.accountLayer = accountLayer
            self.instantLayer = instantLayer
            self.multiAccount = multiAccount
            self.collateral = collateral
            self.affiliate = affiliate
        }
    }

    /// The token that margin is paid in.
    public struct Collateral: Sendable, Hashable, Codable {
        /// Its contract.
        public var address: Address
        /// Its decimals, 6 for USDC; the core itself counts with 18.
        public var decimals: UInt8

        /// Creates a description of a token.
        public init(address: Address, decimals: UInt8) {
            self.address = address
            self.decimals = decimals
        }
    }

    /// The kinds of solver, which differ in their wire formats and in the accounts that they trade with.
    public enum SolverKind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Low-cap markets, one virtual account per position, market or direction.
        case enigma
        /// Majors, on sub-accounts of isolation type CUSTOM without virtual accounts.
        case rasa
    }

    /// A solver (PartyB) that fills orders.
    public struct Solver: Sendable, Hashable, Codable {
        /// Which wire format it speaks.
        public var kind: SolverKind
        /// Its PartyB address.
        public var address: Address
        /// The root that its paths are appended to.
        public var baseURL: URL
        /// What it can do beyond the ordinary, such as `groupClose`.
        public var capabilities: [String]?
        /// Whether it takes orders at a limit over its own interface: the capability `limitOrder`.
        public var takesLimitOrders: Bool { capabilities?.contains("limitOrder") ?? false }
        /// Where it reports what became of an order, where that is not the deployment's ``Deployment/notifications``.
        public var notifications: NotificationsEndpoint?

        /// Creates a description of a solver.
        public init(
            kind: SolverKind, address: Address, baseURL: URL, capabilities: [String]? = nil, notifications: NotificationsEndpoint? = nil
        ) {
            self.kind = kind
            self.address = address
            self.baseURL = baseURL
            self.capabilities = capabilities
            self.notifications = notifications
        }
    }

    /// The handler of take-profit and stop-loss orders.
    public struct ConditionalOrdersEndpoint: Sendable, Hashable, Codable {
        /// The root that `/api/v5` is appended to.
        public var baseURL: URL
        /// What the `App-Name` header says, and the channel of its reports.
        public var appName: String
        /// The account that needs a delegation, as it sends the closing orders.
        public var botAddress: Address
        /// Where its reports come from.
        public var socket: URL

        /// Creates a description of a handler.
        public init(baseURL: URL, appName: String, botAddress: Address, socket: URL) {
            self.baseURL = baseURL
            self.appName = appName
            self.botAddress = botAddress
            self.socket = socket
        }
    }

    /// Where solvers report what became of an order.
    public struct NotificationsEndpoint: Sendable, Hashable, Codable {
        /// The form of subscriptions and frames.
        public var `protocol`: SolverKind
        /// The WebSocket.
        public var socket: URL
        /// The root of the search for past reports.
        public var searchURL: URL
        /// The channel (`app_name`) to subscribe to, nil where the protocol has none.
        public var channel: String?

        /// Creates a description of a service.
        public init(protocol: SolverKind, socket: URL, searchURL: URL, channel: String?) {
            self.protocol = `protocol`
            self.socket = socket
            self.searchURL = searchURL
            self.channel = channel
        }
    }

    /// The kinds of price service.
    public enum PriceSource: String, Sendable, Hashable, Codable, CaseIterable {
        /// The low-cap price service.
        case enigma
        /// Binance's USD-margined futures.
        case binance
    }

    /// Where mark prices come from.
    public struct PricesEndpoint: Sendable, Hashable, Codable {
        /// The form of requests and frames.
        public var kind: PriceSource
        /// The root of the REST interface.
        public var baseURL: URL
        /// The WebSocket.
        public var socket: URL

        /// Creates a description of a service.
        public init(kind: PriceSource, baseURL: URL, socket: URL) {
            self.kind = kind
            self.baseURL = baseURL
            self.socket = socket
        }
    }

    /// The oracle whose signatures unbound accounts need.
    public struct MuonEndpoint: Sendable, Hashable, Codable {
        /// The gateways, to be tried in order.
        public var gateways: [URL]

        /// Creates a list of gateways.
        public init(gateways: [URL]) { self.gateways = gateways }
    }

    /// What delegations grant; resolved by ``Deployment/sessionSelectors()`` and ``Deployment/tpslBotSelectors()``.
    public struct SelectorSets: Sendable, Hashable, Codable {
        /// For a session key.
        public var session: [SelectorName]
        /// For the bot that closes at take-profit and stop-loss prices.
        public var tpslBot: [SelectorName]

        /// Creates the two sets.
        public init(session: [SelectorName], tpslBot: [SelectorName]) {
            self.session = session
            self.tpslBot = tpslBot
        }
    }

    /// The relayer of gasless operations.
    public struct Gasless: Sendable, Hashable, Codable {
        /// Its contract.
        public var contract: Address
        /// Its service, nil where none is published.
        public var baseURL: URL?
        /// The instance's name within the service.
        public var protocolInstance: String?

        /// Creates a description of a relayer.
        public init(contract: Address, baseURL: URL? = nil, protocolInstance: String? = nil) {
            self.contract = contract
            self.baseURL = baseURL
            self.protocolInstance = protocolInstance
        }
    }

    /// GraphQL end points of indexers.
    public struct Subgraphs: Sendable, Hashable, Codable {
        /// Aggregates.
        public var analytics: URL?
        /// Single events.
        public var events: URL?

        /// Creates a pair of end points.
        public init(analytics: URL? = nil, events: URL? = nil) {
            self.analytics = analytics
            self.events = events
        }
    }
}
