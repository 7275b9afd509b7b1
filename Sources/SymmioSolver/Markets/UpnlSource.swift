public import EVMCore
public import Symmio
public import SymmioContracts

/// A signature of the Muon oracle over both parties' unrealised profits and a price. All releases share the type.
public typealias PairUpnlAndPriceSignature = Symmio084.Core.PairUpnlAndPriceSig

/// Where a solver gets the oracle's signatures from that its calls carry.
///
/// Accounts that are bound to the solver need none: see ``BoundOnly``.
public protocol UpnlSource: Sendable {
    /// Whether these signatures satisfy the core for accounts that are not bound.
    var coversUnbound: Bool { get }
    /// What the trader's quote carries, put in place of his placeholder.
    func quoteSignature(account: Address, symbolId: UInt256, mark: Wad, now: UInt64) async throws -> UpnlAndPriceSignature
    /// What locking the quote carries.
    func lockSignature(account: Address, solver: Address, now: UInt64) async throws -> UpnlSignature
    /// What opening and closing carry.
    func pairSignature(account: Address, solver: Address, symbolId: UInt256, mark: Wad, now: UInt64) async throws -> PairUpnlAndPriceSignature
}

/// No oracle: for solvers that serve accounts bound to them, whose calls the core takes without a signature.
///
/// A quote's placeholder is still replaced where a flex field allows it, by the time and the mark price of this moment, so that the chain
/// records the price that the solver saw and not the one that the trader hoped for.
public struct BoundOnly: UpnlSource {
    /// Creates the source.
    public init() {}

    /// False.
    public var coversUnbound: Bool { false }

    /// The time and the mark, a request id of 32 zero bytes, no signature: as many bytes as a placeholder has.
    public func quoteSignature(account: Address, symbolId: UInt256, mark: Wad, now: UInt64) -> UpnlAndPriceSignature {
        UpnlAndPriceSignature(
            reqId: Bytes([UInt8](repeating: 0, count: 32)), timestamp: UInt256(now), upnl: .zero, price: mark.units, gatewaySignature: Bytes(),
            sigs: .none)
    }

    /// All empty.
    public func lockSignature(account: Address, solver: Address, now: UInt64) -> UpnlSignature {
        UpnlSignature(reqId: Bytes(), timestamp: .zero, upnl: .zero, gatewaySignature: Bytes(), sigs: .none)
    }

    /// All empty.
    public func pairSignature(account: Address, solver: Address, symbolId: UInt256, mark: Wad, now: UInt64) -> PairUpnlAndPriceSignature {
        PairUpnlAndPriceSignature(
            reqId: Bytes(), timestamp: .zero, upnlPartyA: .zero, upnlPartyB: .zero, price: .zero, gatewaySignature: Bytes(), sigs: .none)
    }
}

extension Symmio084.Core.SchnorrSign {
    fileprivate static var none: Self { Self(signature: .zero, owner: .zero, nonce: .zero) }
}
