public import EVMCore
public import Symmio
public import SymmioContracts

/// The terms of an order to open, as its calldata states them, of whichever function that sends a quote.
public struct QuoteTerms: Sendable {
    /// The call.
    public let call: SendQuoteCall
    /// The solvers that may fill it.
    public let solvers: [Address]
    /// The market.
    public let symbolId: UInt256
    /// Long or short.
    public let position: PositionType
    /// Market or limit.
    public let orderType: OrderType
    /// The worst acceptable price.
    public let price: Wad
    /// The quantity, leverage included.
    public let quantity: Wad
    /// Credit valuation adjustment, locked.
    public let cva: Wad
    /// Liquidator's fee, locked.
    public let lf: Wad
    /// The trader's maintenance margin, locked.
    public let partyAmm: Wad
    /// The solver's maintenance margin, locked.
    public let partyBmm: Wad
    /// The last second (since 1970) at which the quote may be filled.
    public let deadline: UInt256
    /// The affiliate.
    public let affiliate: Address
    /// The oracle's signature, or what stands in its place.
    public let upnlSignature: UpnlAndPriceSignature
    /// What the trader put along, by convention a UUID; see ``correlationId``.
    public let data: Bytes

    /// The UUID that the trader put into the quote's data; nil where there is none.
    public var correlationId: String? { CorrelationData.decode(data) }

    /// cva, lf and partyAmm: what the trader locks.
    ///
    /// - Throws: `ValueError` where the sum exceeds 256 bits.
    public func locked() throws(ValueError) -> Wad { try cva + lf + partyAmm }

    /// Whether an oracle's signature is there, not only what stands in its place.
    public var isSignedByOracle: Bool { !upnlSignature.sigs.signature.isZero }
}

extension QuoteTerms {
    /// The calls that send a quote in a release and give back its id, which templates need.
    static func selectors(_ release: Release) -> [Selector] {
        let withData = Symmio085.Core.Calls.SendQuoteWithAffiliateAndData.selector
        return switch release {
        case .v085: [withData]
        case .v086: [Symmio086.Core.Calls.SendQuote.selector, withData]
        }
    }

    static func names(_ release: Release) -> [String] {
        switch release {
        case .v085: ["sendQuoteWithAffiliateAndData"]
        case .v086: ["sendQuote (with fee caps)", "sendQuoteWithAffiliateAndData"]
        }
    }

    /// Reads the call that sends a quote in a release.
    ///
    /// - Throws: ``Refusal`` where it is another call, does not decode, or is encoded unusually.
    public init(_ callData: Bytes, release: Release) throws(Refusal) {
        guard callData.count >= 4, let selector = Selector(callData.prefix(4)) else {
            throw Refusal(.sendQuote, .shortCallData(bytes: callData.count))
        }
        guard Self.selectors(release).contains(selector) else {
            throw Refusal(.sendQuote, .unknownCall(selector, expected: Self.names(release)))
        }
        if selector == Symmio086.Core.Calls.SendQuote.selector {
            self.init(.withFeeCaps(try OperationJudge.decode(callData, of: .sendQuote)))
        } else {
            self.init(.withAffiliateAndData(try OperationJudge.decode(callData, of: .sendQuote)))
        }
    }

    private init(_ call: SendQuoteCall) {
        self.call = call
        switch call {
        case .withAffiliateAndData(let quote):
            (solvers, symbolId, position, orderType) = (quote.partyBsWhiteList, quote.symbolId, quote.positionType, quote.orderType)
            (price, quantity) = (Wad(units: quote.price), Wad(units: quote.quantity))
            (cva, lf) = (Wad(units: quote.cva), Wad(units: quote.lf))
            (partyAmm, partyBmm) = (Wad(units: quote.partyAmm), Wad(units: quote.partyBmm))
            (deadline, affiliate, upnlSignature, data) = (quote.deadline, quote.affiliate, quote.upnlSig, quote.data)
        case .withFeeCaps(let quote):
            (solvers, symbolId, position, orderType) = (quote.partyBsWhiteList, quote.symbolId, quote.positionType, quote.orderType)
            (price, quantity) = (Wad(units: quote.price), Wad(units: quote.quantity))
            (cva, lf) = (Wad(units: quote.cva), Wad(units: quote.lf))
            (partyAmm, partyBmm) = (Wad(units: quote.partyAmm), Wad(units: quote.partyBmm))
            (deadline, affiliate, upnlSignature, data) = (quote.deadline, quote.affiliate, quote.upnlSig, quote.data)
        }
    }
}

extension SendQuoteCall {
    /// Where the `upnlSig` argument lies in the encoded arguments, counted after the selector.
    var upnlRange: FlexRange {
        switch self {
        case .withAffiliateAndData(let call): call.flexRange(of: Symmio085.Core.Calls.SendQuoteWithAffiliateAndData.layout.upnlSig)
        case .withFeeCaps(let call): call.flexRange(of: Symmio086.Core.Calls.SendQuote.layout.upnlSig)
        }
    }
}
