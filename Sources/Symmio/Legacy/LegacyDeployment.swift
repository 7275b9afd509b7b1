public import EVMClient
public import EVMCore
internal import SymmioContracts

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Where the older instant flow (releases 0.8.2 to 0.8.4) is at home: accounts of a MultiAccount contract that owners delegate to a solver,
/// and a solver that is signed in to and then trades in the accounts' name.
///
/// Releases from 0.8.5 on have ``TradingSession`` instead, where the solver can do only what was signed.
public struct LegacyDeployment: Sendable, Hashable {
    /// A name for people.
    public var name: String
    /// The EIP-155 chain id.
    public var chainId: UInt64
    /// The diamond that holds balances, quotes and positions.
    public var symmioCore: Address
    /// The contract that owns and steers the accounts.
    public var multiAccount: Address
    /// The token that margin is paid in.
    public var collateral: Deployment.Collateral
    /// The solver's PartyB contract, which accounts are delegated to.
    public var partyB: Address
    /// The root that the solver's paths are appended to.
    public var solverURL: URL
    /// How the solver is signed in to.
    public var signIn: SignIn
    /// Where mark prices come from, nil where there is no such service.
    public var prices: Deployment.PricesEndpoint?
    /// The handler of take-profit and stop-loss orders that takes the solver's token; nil where there is none.
    public var conditionalOrders: ConditionalOrders?
    /// The oracle whose signatures the core asks for; nil where there is none.
    public var muon: Deployment.MuonEndpoint?

    /// What a sign-in names beside the account; solvers accept those of the frontends that they know.
    public struct SignIn: Sendable, Hashable {
        /// Who asks for the sign-in, an authority of RFC 3986: the message's first word.
        public var domain: String
        /// The `Origin` and `Referer` of the login request.
        public var origin: String
        /// What the message's `URI` is; the solver's `/login` where nil.
        public var uri: String?

        /// Creates a sign-in's terms; the defaults are those of the public examples.
        public init(domain: String = "localhost", origin: String = "http://localhost:3000", uri: String? = nil) {
            self.domain = domain
            self.origin = origin
            self.uri = uri
        }
    }

    /// The older handler of take-profit and stop-loss orders (version 4 of its interface).
    public struct ConditionalOrders: Sendable, Hashable {
        /// The root, with `/api/v4`.
        public var baseURL: URL
        /// What the `App-Name` header says; none where nil.
        public var appName: String?

        /// Creates a description of a handler.
        public init(baseURL: URL, appName: String? = nil) {
            self.baseURL = baseURL
            self.appName = appName
        }
    }

    /// Creates a deployment of its parts.
    public init(
        name: String, chainId: UInt64, symmioCore: Address, multiAccount: Address, collateral: Deployment.Collateral, partyB: Address,
        solverURL: URL, signIn: SignIn = SignIn(), prices: Deployment.PricesEndpoint? = nil, conditionalOrders: ConditionalOrders? = nil,
        muon: Deployment.MuonEndpoint? = nil
    ) {
        self.name = name
        self.chainId = chainId
        self.symmioCore = symmioCore
        self.multiAccount = multiAccount
        self.collateral = collateral
        self.partyB = partyB
        self.solverURL = solverURL
        self.signIn = signIn
        self.prices = prices
        self.conditionalOrders = conditionalOrders
        self.muon = muon
    }

    /// Where the solver is signed in to.
    public var loginURI: String {
        if let uri = signIn.uri { return uri }
        var text = solverURL.absoluteString
        while text.hasSuffix("/") { text.removeLast() }
        return text + "/login"
    }
}

extension LegacyDeployment {
    /// Reads the JSON form: `name`, `chainId`, `symmioCore`, `multiAccount`, `collateral` (`address`, `decimals`), `partyB`, `solverURL`; and
    /// where wanted `signIn` (`domain`, `origin`, `uri`), `prices` (`kind`, `baseURL`, `socket`), `conditionalOrders` (`baseURL`, `appName`),
    /// `muon` (`gateways`).
    ///
    /// - Throws: ``DeploymentError`` with the path to the first member that is missing or wrong.
    public init(json: Data) throws(DeploymentError) {
        do throws(JSONFieldError) {
            try self.init(JSONReader(parsing: json))
        } catch {
            throw error.path.isEmpty ? .malformedJSON(reason: error.reason) : .invalidField(path: error.path, reason: error.reason)
        }
    }

    private init(_ json: JSONReader) throws(JSONFieldError) {
        func url(_ json: JSONReader, _ schemes: [String]) throws(JSONFieldError) -> URL {
            let text = try json.string()
            guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), schemes.contains(scheme), url.host?.isEmpty == false else {
                throw json.fault("'\(text.shownAsURL)' is not a \(schemes.joined(separator: " or ")) URL with a host")
            }
            return url
        }
        let web = ["https", "http"]
        let token = try json.member("collateral")
        let decimals = try token.member("decimals")
        name = try json.string("name")
        chainId = try json.member("chainId").unsigned(UInt64.self)
        symmioCore = try json.member("symmioCore").address()
        multiAccount = try json.member("multiAccount").address()
        collateral = Deployment.Collateral(address: try token.member("address").address(), decimals: try decimals.unsigned(UInt8.self))
        guard collateral.decimals <= 77 else { throw decimals.fault("\(collateral.decimals) is above 77") }
        partyB = try json.member("partyB").address()
        solverURL = try url(try json.member("solverURL"), web)
        signIn = SignIn()
        if let given = try json.optional("signIn") {
            if let domain = try given.optionalString("domain") { signIn.domain = domain }
            if let origin = try given.optionalString("origin") { signIn.origin = origin }
            signIn.uri = try given.optionalString("uri")
        }
        if let given = try json.optional("prices") {
            let kind = try given.member("kind")
            guard let source = Deployment.PriceSource(rawValue: try kind.string()) else { throw kind.fault("no such kind of price service") }
            prices = Deployment.PricesEndpoint(
                kind: source, baseURL: try url(try given.member("baseURL"), web), socket: try url(try given.member("socket"), ["wss", "ws"]))
        }
        if let given = try json.optional("conditionalOrders") {
            conditionalOrders = ConditionalOrders(
                baseURL: try url(try given.member("baseURL"), web), appName: try given.optionalString("appName"))
        }
        if let given = try json.optional("muon") {
            muon = Deployment.MuonEndpoint(
                gateways: try given.member("gateways").map { gateway throws(JSONFieldError) in try url(gateway, web) })
        }
    }
}

extension LegacyDeployment {
    /// The JSON form; see ``init(json:)``.
    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name), "chainId": .number(String(chainId)), "symmioCore": .string(symmioCore.checksummed),
            "multiAccount": .string(multiAccount.checksummed),
            "collateral": ["address": .string(collateral.address.checksummed), "decimals": .number(String(collateral.decimals))],
            "partyB": .string(partyB.checksummed), "solverURL": .string(solverURL.absoluteString),
        ]
        var terms: [String: JSONValue] = ["domain": .string(signIn.domain), "origin": .string(signIn.origin)]
        terms["uri"] = signIn.uri.map { .string($0) }
        members["signIn"] = .object(terms)
        members["prices"] = prices.map {
            [
                "kind": .string($0.kind.rawValue), "baseURL": .string($0.baseURL.absoluteString), "socket": .string($0.socket.absoluteString),
            ]
        }
        if let handler = conditionalOrders {
            var parts: [String: JSONValue] = ["baseURL": .string(handler.baseURL.absoluteString)]
            parts["appName"] = handler.appName.map { .string($0) }
            members["conditionalOrders"] = .object(parts)
        }
        members["muon"] = muon.map { ["gateways": .array($0.gateways.map { .string($0.absoluteString) })] }
        return .object(members)
    }

    /// The selectors that the solver needs to trade for an account: sending quotes, with and without an affiliate, closing, and taking either
    /// back.
    public static let tradingSelectors: [Selector] = [
        Symmio084.Core.Calls.SendQuote.selector, Symmio084.Core.Calls.SendQuoteWithAffiliate.selector,
        Symmio084.Core.Calls.RequestToClosePosition.selector, Symmio084.Core.Calls.RequestToCancelQuote.selector,
        Symmio084.Core.Calls.RequestToCancelCloseRequest.selector,
    ]

    /// All that the documentation names: ``tradingSelectors`` and `allocate`, by which the solver may move deposited balance to what trading
    /// uses.
    public static let documentedSelectors: [Selector] = tradingSelectors + [Symmio084.Core.Calls.Allocate.selector]

    /// A function's signature by its selector; nil where release 0.8.4 has none such.
    public static func signature(of selector: Selector) -> String? { ReleaseFunctions.v084.function(selector)?.signature }

    /// The selector of a function of release 0.8.4, by its name or signature.
    ///
    /// - Throws: ``DeploymentError/unknownFunction(name:release:)``, ``DeploymentError/ambiguousFunction(name:signatures:)``.
    public static func selector(of name: String) throws(DeploymentError) -> Selector { try ReleaseFunctions.v084.selector(of: name) }
}
