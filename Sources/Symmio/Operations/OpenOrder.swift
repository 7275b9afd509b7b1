public import EVMCore
public import SymmioContracts

/// All that the two calls of an instant open say, in the contracts' units.
public struct OpenOrder: Sendable {
    /// The sub-account that pays the margin.
    public var subAccount: Address
    /// The isolation type of the virtual account that the position opens in; nil where the sub-account itself trades (CUSTOM).
    public var isolation: VirtualAccountIsolation?
    /// The market.
    public var symbolId: UInt256
    /// Long or short.
    public var position: PositionType
    /// Market or limit.
    public var orderType: OrderType
    /// The worst acceptable price.
    public var price: Wad
    /// The quantity, leverage included.
    public var quantity: Wad
    /// Credit valuation adjustment, locked.
    public var cva: Wad
    /// Liquidator's fee, locked.
    public var lf: Wad
    /// The trader's maintenance margin, locked.
    public var partyAmm: Wad
    /// The solver's maintenance margin, locked.
    public var partyBmm: Wad
    /// What is moved from the sub-account to the virtual account: locked values and fees.
    public var margin: Wad
    /// The last second (since 1970) at which the quote may be filled.
    public var deadline: UInt64
    /// The solvers that may fill it; exactly the bound one where the account is bound.
    public var solvers: [Address]
    /// The affiliate.
    public var affiliate: Address
    /// What `data` carries, so that reports can be told to be of this order: by convention a UUID.
    public var correlationId: String
    /// The oracle's signature, or what stands in its place.
    public var upnlSignature: UpnlSignature
    /// The most that the solver may charge; 0.8.6 only.
    public var feeCaps: SolverFeeCaps

    /// Creates an order.
    public init(
        subAccount: Address, isolation: VirtualAccountIsolation?, symbolId: UInt256, position: PositionType, orderType: OrderType = .market,
        price: Wad, quantity: Wad, cva: Wad, lf: Wad, partyAmm: Wad, partyBmm: Wad, margin: Wad, deadline: UInt64, solvers: [Address],
        affiliate: Address, correlationId: String, upnlSignature: UpnlSignature, feeCaps: SolverFeeCaps = .standard
    ) {
        self.subAccount = subAccount
        self.isolation = isolation
        self.symbolId = symbolId
        self.position = position
        self.orderType = orderType
        self.price = price
        self.quantity = quantity
        self.cva = cva
        self.lf = lf
        self.partyAmm = partyAmm
        self.partyBmm = partyBmm
        self.margin = margin
        self.deadline = deadline
        self.solvers = solvers
        self.affiliate = affiliate
        self.correlationId = correlationId
        self.upnlSignature = upnlSignature
        self.feeCaps = feeCaps
    }

    /// The oracle's signature in a quote.
    public enum UpnlSignature: Sendable {
        /// All empty: accepted from bound accounts, whose quotes need none.
        case empty
        /// A request id of 32 zero bytes with the time and price of the order, made to be replaced through a flex field.
        case placeholder(timestamp: UInt64)
        /// A signature that the oracle gave.
        case signed(UpnlAndPriceSignature)
    }

    /// The most that the solver may charge, as fractions of the notional; 0.8.6 only.
    public struct SolverFeeCaps: Sendable, Hashable {
        /// When opening.
        public var open: Wad
        /// When closing.
        public var close: Wad

        /// Creates a pair of caps.
        public init(open: Wad, close: Wad) {
            self.open = open
            self.close = close
        }

        /// 1 % each, what stands where a market states none.
        public static let standard = SolverFeeCaps(open: Wad(units: 10_000_000_000_000_000), close: Wad(units: 10_000_000_000_000_000))
    }
}

/// The call that sends a quote, which differs between releases.
public enum SendQuoteCall: Sendable {
    /// 0.8.5: `sendQuoteWithAffiliateAndData`.
    case withAffiliateAndData(Symmio085.Core.Calls.SendQuoteWithAffiliateAndData)
    /// 0.8.6: `sendQuote` with the caps on the solver's fees.
    case withFeeCaps(Symmio086.Core.Calls.SendQuote)

    /// The calldata.
    public var encoded: Bytes {
        switch self {
        case .withAffiliateAndData(let call): call.encoded()
        case .withFeeCaps(let call): call.encoded()
        }
    }

    /// A flex field that lets `filler` replace the `upnlSig` argument.
    public func flexField(filler: Address) -> FlexField {
        switch self {
        case .withAffiliateAndData(let call):
            FlexField(covering: Symmio085.Core.Calls.SendQuoteWithAffiliateAndData.layout.upnlSig, of: call, filler: filler)
        case .withFeeCaps(let call): FlexField(covering: Symmio086.Core.Calls.SendQuote.layout.upnlSig, of: call, filler: filler)
        }
    }
}

extension OpenOrder {
    /// The call that moves the margin; made to the Account Layer. Nil where the sub-account itself trades with what is allocated.
    public var addMarginCall: AddMarginToNextVA? {
        isolation.map { AddMarginToNextVA(subAccount: subAccount, isolationType: $0, symbolId: symbolId, amount: margin.units) }
    }

    /// The call that sends the quote; made to the core. Solvers of majors take the one without fee caps in both releases.
    public func sendQuoteCall(release: Release, solver: Deployment.SolverKind = .enigma) -> SendQuoteCall {
        switch solver == .rasa ? .v085 : release {
        case .v085:
            .withAffiliateAndData(
                .init(
                    partyBsWhiteList: solvers, symbolId: symbolId, positionType: position, orderType: orderType, price: price.units,
                    quantity: quantity.units, cva: cva.units, lf: lf.units, partyAmm: partyAmm.units, partyBmm: partyBmm.units,
                    deadline: UInt256(deadline), affiliate: affiliate, upnlSig: upnlSig, data: data))
        case .v086:
            .withFeeCaps(
                .init(
                    partyBsWhiteList: solvers, symbolId: symbolId, positionType: position, orderType: orderType, price: price.units,
                    quantity: quantity.units, cva: cva.units, lf: lf.units, partyAmm: partyAmm.units, partyBmm: partyBmm.units,
                    deadline: UInt256(deadline), affiliate: affiliate, upnlSig: upnlSig, data: data,
                    solverFeeCaps: .init(openRateCap: feeCaps.open.units, closeRateCap: feeCaps.close.units)))
        }
    }

    /// The `data` argument: the ABI encoding of a struct whose only member is the correlation id.
    public var data: Bytes { CorrelationData.encode(correlationId) }

    private var upnlSig: UpnlAndPriceSignature {
        let none = Symmio085.Core.IMuonSignatureVerifier.SchnorrSign(signature: .zero, owner: .zero, nonce: .zero)
        return switch upnlSignature {
        case .empty: .init(reqId: Bytes(), timestamp: .zero, upnl: .zero, price: .zero, gatewaySignature: Bytes(), sigs: none)
        case .placeholder(let timestamp):
            .init(
                reqId: Bytes([UInt8](repeating: 0, count: 32)), timestamp: UInt256(timestamp), upnl: .zero, price: price.units,
                gatewaySignature: Bytes(), sigs: none)
        case .signed(let signature): signature
        }
    }
}

/// What a quote's `data` holds by convention: the ABI encoding of a struct with one string.
public enum CorrelationData {
    /// Encodes an id.
    public static func encode(_ id: String) -> Bytes {
        let text = Array(id.utf8)
        var data = [UInt8](repeating: 0, count: 96 + (text.count + 31) / 32 * 32)
        // Three words: where the struct begins, where within it the string does, and how long that is.
        data[31] = 32
        data[63] = 32
        withUnsafeBytes(of: UInt64(text.count).bigEndian) { data.replaceSubrange(88..<96, with: $0) }
        data.replaceSubrange(96..<96 + text.count, with: text)
        return Bytes(data)
    }

    /// The id in a quote's data, nil where the data is something else.
    public static func decode(_ data: Bytes) -> String? {
        guard let values = try? ABI.decode(data, as: [.tuple([.string])]), case .tuple(let members)? = values.first, case .string(let id)? = members.first
        else { return nil }
        return id
    }
}
