public import EVMCore
public import Symmio
public import SymmioContracts

/// The older path (0.8.2 to 0.8.4): no signed operations. The trader has delegated functions of his account to the solver's PartyB contract
/// (`delegateAccesses`), which calls them through MultiAccount, and calls the core for itself.
///
/// Each order is one transaction, sent by a manager of the PartyB contract: its `_multicastCall` makes the trader's calls and the solver's in
/// one go, all or none.
///
/// The quote's id is the core's next one, `Symmio084.Core.Calls.GetNextQuoteId`; where another quote comes first the solver's calls revert,
/// and the trader's with them.
public struct DelegatedCalls: Sendable {
    /// The core.
    public let core: Address
    /// The contract of the traders' accounts.
    public let multiAccount: Address

    /// Creates calls for a pair of contracts.
    public init(core: Address, multiAccount: Address) {
        self.core = core
        self.multiAccount = multiAccount
    }

    /// Calls of the core in a trader's name, as the PartyB contract makes them; made to MultiAccount.
    public func call(as account: Address, _ calls: [any ContractCall]) -> Symmio084.MultiAccount.Calls.Call {
        Symmio084.MultiAccount.Calls.Call(account: account, callDatas: calls.map { $0.encoded() })
    }

    /// Calls of the core in the solver's own name; made to the PartyB contract.
    public func call(asSolver calls: [any ContractCall]) -> Symmio084.PartyB.Calls.Call {
        Symmio084.PartyB.Calls.Call(callDatas: calls.map { $0.encoded() })
    }

    /// The trader's calls and the solver's in one transaction; made to the PartyB contract.
    public func together(as account: Address, _ calls: [any ContractCall], thenAsSolver own: [any ContractCall]) -> Symmio084.PartyB.Calls.MulticastCall {
        Symmio084.PartyB.Calls.MulticastCall(
            destAddresses: [multiAccount] + own.map { _ in core },
            callDatas: [call(as: account, calls).encoded()] + own.map { $0.encoded() })
    }

    /// Opens at once: sends the trader's quote, locks it and opens it in full.
    /// - Parameters:
    ///   - quote: the trader's terms.
    ///   - account: his account.
    ///   - quoteId: the id that the quote will have.
    ///   - price: where it is filled.
    ///   - lock: the oracle's signature for locking.
    ///   - pair: the oracle's signature for opening.
    public func open(
        _ quote: Symmio084.Core.Calls.SendQuoteWithAffiliate, as account: Address, quoteId: UInt256, at price: Wad, lock: UpnlSignature,
        pair: PairUpnlAndPriceSignature
    ) -> Symmio084.PartyB.Calls.MulticastCall {
        together(
            as: account, [quote],
            thenAsSolver: [
                Symmio084.Core.Calls.LockQuote(quoteId: quoteId, upnlSig: lock),
                Symmio084.Core.Calls.OpenPosition(quoteId: quoteId, filledAmount: quote.quantity, openedPrice: price.units, upnlSig: pair),
            ])
    }

    /// Closes at once: the trader's request and the solver's fill of it.
    public func close(
        _ request: RequestToClosePosition, as account: Address, at price: Wad, pair: PairUpnlAndPriceSignature
    ) -> Symmio084.PartyB.Calls.MulticastCall {
        together(
            as: account, [request],
            thenAsSolver: [
                Symmio084.Core.Calls.FillCloseRequest(
                    quoteId: request.quoteId, filledAmount: request.quantityToClose, closedPrice: price.units, upnlSig: pair)
            ])
    }
}
