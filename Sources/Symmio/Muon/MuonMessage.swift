public import EVMCore
public import SymmioContracts

/// What the oracle has signed, as the core packs it (`LibMuon…`): all but the app's id and the accounts' nonces, which the core takes from
/// its own books.
///
/// A nonce grows with every position opened or closed, so that a signature counts only as long as the account's books stand as the oracle
/// saw them.
public struct MuonMessage: Sendable, Hashable {
    /// Where a signature is to count.
    public struct Place: Sendable, Hashable {
        /// The core.
        public var core: Address
        /// The EIP-155 chain id.
        public var chainId: UInt256

        /// Creates a place.
        public init(core: Address, chainId: UInt256) {
            self.core = core
            self.chainId = chainId
        }
    }

    /// The nonces of the accounts that a message is about.
    public struct Nonces: Sendable, Hashable {
        /// Of the account (`nonceOfPartyA`); nil where it is not known.
        public var partyA: UInt256?
        /// Of the solver against the account (`nonceOfPartyB`), in a settlement for each quote; empty where it is not known.
        public var partyB: [UInt256]

        /// Creates a set of nonces.
        public init(partyA: UInt256? = nil, partyB: [UInt256] = []) {
            self.partyA = partyA
            self.partyB = partyB
        }
    }

    private enum Part: Sendable, Hashable {
        case bytes([UInt8])
        case nonceOfPartyA
        case noncesOfPartyB
    }

    private var parts: [Part]

    /// Whether the account's nonce is part of it.
    public var needsNonceOfPartyA: Bool { parts.contains(.nonceOfPartyA) }
    /// Whether the solver's nonce is part of it.
    public var needsNonceOfPartyB: Bool { parts.contains(.noncesOfPartyB) }

    /// The hash that is signed.
    /// - Parameters:
    ///   - appId: the oracle app's id, `getMuonIds` of the core.
    ///   - nonces: what ``needsNonceOfPartyA`` and ``needsNonceOfPartyB`` ask for.
    /// - Returns: nil where a nonce is missing.
    public func hash(appId: UInt256, nonces: Nonces) -> Bytes32? {
        var hasher = Keccak256()
        hasher.update(appId.bigEndianBytes.array)
        for part in parts {
            switch part {
            case .bytes(let bytes): hasher.update(bytes)
            case .nonceOfPartyA:
                guard let nonce = nonces.partyA else { return nil }
                hasher.update(nonce.bigEndianBytes.array)
            case .noncesOfPartyB:
                guard !nonces.partyB.isEmpty else { return nil }
                for nonce in nonces.partyB { hasher.update(nonce.bigEndianBytes.array) }
            }
        }
        return hasher.finalize()
    }

    // MARK: Making

    /// Begins as all messages do but a liquidation's: request id and core.
    private init(_ reqId: Bytes, _ place: Place) { parts = [.bytes(reqId.array + place.core.bytes.array)] }

    private init(_ parts: [Part]) { self.parts = parts }

    private mutating func add(_ address: Address) { parts.append(.bytes(address.bytes.array)) }
    private mutating func add(_ number: UInt256) { parts.append(.bytes(number.bigEndianBytes.array)) }
    private mutating func add(_ number: Int256) { parts.append(.bytes(number.bitPattern.bigEndianBytes.array)) }
    private mutating func add(_ text: String) { parts.append(.bytes(Array(text.utf8))) }
    private mutating func add(_ numbers: [UInt256]) { for number in numbers { add(number) } }

    private mutating func end(_ timestamp: UInt256, _ place: Place) {
        add(timestamp)
        add(place.chainId)
    }
}

extension MuonMessage {
    /// An account's unrealised profit.
    public static func upnl(_ signature: Symmio085.Core.SingleUpnlSig, ofPartyA partyA: Address, at place: Place) -> MuonMessage {
        var message = MuonMessage(signature.reqId, place)
        message.add(partyA)
        message.parts.append(.nonceOfPartyA)
        message.add(signature.upnl)
        message.end(signature.timestamp, place)
        return message
    }

    /// An account's unrealised profit with what is reserved for orders on their way (0.8.6).
    public static func upnl(_ signature: PendingBalanceSignature, ofPartyA partyA: Address, at place: Place) -> MuonMessage {
        var message = MuonMessage(signature.reqId, place)
        message.add(partyA)
        message.parts.append(.nonceOfPartyA)
        message.add(signature.upnl)
        message.add([signature.fundingDebt, signature.pendingBalance, signature.scaledLockedBalance])
        message.end(signature.timestamp, place)
        return message
    }

    /// A solver's unrealised profit against an account.
    public static func upnl(
        _ signature: Symmio085.Core.SingleUpnlSig, ofPartyB partyB: Address, against partyA: Address, at place: Place
    ) -> MuonMessage {
        var message = MuonMessage(signature.reqId, place)
        message.add(partyB)
        message.add(partyA)
        message.parts.append(.noncesOfPartyB)
        message.add(signature.upnl)
        message.end(signature.timestamp, place)
        return message
    }

    /// An account's unrealised profit and a market's price.
    public static func upnlAndPrice(
        _ signature: UpnlAndPriceSignature, ofPartyA partyA: Address, symbolId: UInt256, at place: Place
    ) -> MuonMessage {
        var message = MuonMessage(signature.reqId, place)
        message.add(partyA)
        message.parts.append(.nonceOfPartyA)
        message.add(signature.upnl)
        message.add(symbolId)
        message.add(signature.price)
        message.end(signature.timestamp, place)
        return message
    }

    /// Both sides' unrealised profit.
    public static func pairUpnl(
        _ signature: Symmio085.Core.PairUpnlSig, partyB: Address, partyA: Address, at place: Place
    ) -> MuonMessage {
        var message = pair(signature.reqId, partyB, partyA, signature.upnlPartyB, signature.upnlPartyA, place)
        message.end(signature.timestamp, place)
        return message
    }

    /// Both sides' unrealised profit and a market's price.
    public static func pairUpnlAndPrice(
        _ signature: Symmio085.Core.PairUpnlAndPriceSig, partyB: Address, partyA: Address, symbolId: UInt256, at place: Place
    ) -> MuonMessage {
        var message = pair(signature.reqId, partyB, partyA, signature.upnlPartyB, signature.upnlPartyA, place)
        message.add(symbolId)
        message.add(signature.price)
        message.end(signature.timestamp, place)
        return message
    }

    /// The range of a market's prices, with both sides' unrealised profit.
    public static func priceRange(
        _ signature: Symmio085.Core.HighLowPriceSig, partyB: Address, partyA: Address, at place: Place
    ) -> MuonMessage {
        var message = pair(signature.reqId, partyB, partyA, signature.upnlPartyB, signature.upnlPartyA, place)
        message.add([
            signature.symbolId, signature.currentPrice, signature.startTime, signature.endTime, signature.lowest, signature.highest,
            signature.averagePrice,
        ])
        message.end(signature.timestamp, place)
        return message
    }

    private static func pair(
        _ reqId: Bytes, _ partyB: Address, _ partyA: Address, _ upnlB: Int256, _ upnlA: Int256, _ place: Place
    ) -> MuonMessage {
        var message = MuonMessage(reqId, place)
        message.add(partyB)
        message.add(partyA)
        message.parts += [.noncesOfPartyB, .nonceOfPartyA]
        message.add(upnlB)
        message.add(upnlA)
        return message
    }

    /// The prices of quotes' markets.
    public static func prices(_ signature: Symmio085.Core.QuotePriceSig, at place: Place) -> MuonMessage {
        var message = MuonMessage(signature.reqId, place)
        message.add(signature.quoteIds)
        message.add(signature.prices)
        message.end(signature.timestamp, place)
        return message
    }

    /// The settlement of an account's quotes. The account itself is not part of it, only its nonce.
    public static func settlement(_ signature: Symmio085.Core.SettlementSig, at place: Place) -> MuonMessage {
        var message = MuonMessage(signature.reqId, place)
        message.add("verifySettlement")
        message.parts += [.noncesOfPartyB, .nonceOfPartyA]
        for row in signature.quotesSettlementsData {
            message.add(row.quoteId)
            message.add(row.currentPrice)
            message.parts.append(.bytes([row.partyBUpnlIndex]))
        }
        for upnl in signature.upnlPartyBs { message.add(upnl) }
        message.add(signature.upnlPartyA)
        message.end(signature.timestamp, place)
        return message
    }

    /// An account's state for its liquidation.
    public static func liquidation(_ signature: Symmio085.Core.LiquidationSig, ofPartyA partyA: Address, at place: Place) -> MuonMessage {
        var message = MuonMessage([.bytes(signature.reqId.array + signature.liquidationId.array)])
        message.add(place.core)
        message.add("verifyLiquidationSig")
        message.add(partyA)
        message.parts.append(.nonceOfPartyA)
        message.add(signature.upnl)
        message.add(signature.totalUnrealizedLoss)
        message.add(signature.symbolIds)
        message.add(signature.prices)
        message.end(signature.timestamp, place)
        return message
    }
}
