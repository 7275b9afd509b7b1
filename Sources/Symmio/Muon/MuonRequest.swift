public import EVMCore

/// What the Muon oracle can be asked to attest. Each case is one method of its `symmio` app.
public enum MuonRequest: Sendable, Hashable {
    /// The unrealised profit of an account: for ``Accounts/deallocate(_:of:owner:oracle:)`` with open positions, and for taking margin out.
    case upnlOfPartyA(Address)
    /// The same with what a liquidation needs.
    case overviewOfPartyA(Address)
    /// The unrealised profit of an account and the price of a market: for a quote of an account that is bound to no solver.
    case upnlOfPartyAAndPrice(Address, symbolId: UInt256)
    /// The unrealised profit of a solver against an account: for locking a quote.
    case upnlOfPartyB(Address, against: Address)
    /// The unrealised profit of both sides.
    case upnlOfPair(partyB: Address, partyA: Address)
    /// The unrealised profit of both sides and the price of a market: for opening and closing a position.
    case upnlOfPairAndPrice(partyB: Address, partyA: Address, symbolId: UInt256)
    /// The prices of some quotes' markets.
    case prices(quoteIds: [UInt256])
    /// What settling the unrealised profit of an account's quotes comes to.
    case settlement(partyA: Address, quoteIds: [UInt256])
    /// The range of a market's prices between two times (seconds since 1970, whole minutes): for closing by force.
    case priceRange(partyA: Address, partyB: Address, symbolId: UInt256, from: UInt64, to: UInt64)

    /// The method's name.
    public var method: String {
        switch self {
        case .upnlOfPartyA: "uPnl_A"
        case .overviewOfPartyA: "partyA_overview"
        case .upnlOfPartyAAndPrice: "uPnl_A_withSymbolPrice"
        case .upnlOfPartyB: "uPnl_B"
        case .upnlOfPair: "uPnl"
        case .upnlOfPairAndPrice: "uPnlWithSymbolPrice"
        case .prices: "price"
        case .settlement: "settle_upnl"
        case .priceRange: "priceRange"
        }
    }

    /// The names of all methods.
    public static let methods = [
        "uPnl_A", "partyA_overview", "uPnl_A_withSymbolPrice", "uPnl_B", "uPnl", "uPnlWithSymbolPrice", "price", "settle_upnl", "priceRange",
    ]

    /// The account that it is about; nil for prices.
    public var partyA: Address? {
        switch self {
        case .upnlOfPartyA(let account), .overviewOfPartyA(let account), .upnlOfPartyAAndPrice(let account, _): account
        case .upnlOfPartyB(_, let account), .upnlOfPair(_, let account), .upnlOfPairAndPrice(_, let account, _): account
        case .settlement(let account, _), .priceRange(let account, _, _, _, _): account
        case .prices: nil
        }
    }

    /// The solver that it is about; nil where there is none.
    public var partyB: Address? {
        switch self {
        case .upnlOfPartyB(let solver, _), .upnlOfPair(let solver, _), .upnlOfPairAndPrice(let solver, _, _), .priceRange(_, let solver, _, _, _): solver
        case .upnlOfPartyA, .overviewOfPartyA, .upnlOfPartyAAndPrice, .prices, .settlement: nil
        }
    }

    /// The market that it is about; nil where there is none.
    public var symbolId: UInt256? {
        switch self {
        case .upnlOfPartyAAndPrice(_, let id), .upnlOfPairAndPrice(_, _, let id), .priceRange(_, _, let id, _, _): id
        case .upnlOfPartyA, .overviewOfPartyA, .upnlOfPartyB, .upnlOfPair, .prices, .settlement: nil
        }
    }

    /// The quotes that it is about; nil where it is not about quotes.
    public var quoteIds: [UInt256]? {
        switch self {
        case .prices(let ids), .settlement(_, let ids): ids
        default: nil
        }
    }

    /// The parameters beside chain and core, as the query has them.
    var parameters: [(name: String, value: String)] {
        var list: [(String, String)] = []
        if let partyB { list.append(("partyB", "\(partyB)")) }
        if let partyA { list.append(("partyA", "\(partyA)")) }
        if let symbolId { list.append(("symbolId", "\(symbolId)")) }
        // The gateway wants a list as one text, which it reads as JSON.
        if let quoteIds { list.append(("quoteIds", "[\(quoteIds.map { "\($0)" }.joined(separator: ","))]")) }
        if case .priceRange(_, _, _, let from, let to) = self { list += [("t0", "\(from)"), ("t1", "\(to)")] }
        return list
    }
}
