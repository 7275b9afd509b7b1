public import EVMClient
public import EVMCore
import SymmioContracts

/// An order that was judged, assembled and tried, and now waits to be carried out.
public protocol TakenOrder: Sendable {
    /// What it leads to.
    associatedtype Result: Sendable
    /// What is sent to the Instant Layer.
    var callData: Bytes { get }
    /// What the book holds for it.
    var ticket: PendingBook.Ticket { get }
    /// Reads what came of it in its transaction's receipt; nil where that does not say.
    func result(in receipt: Receipt, core: Address) -> Result?
}

/// An order to open that was taken.
public struct TakenOpen: TakenOrder {
    /// What was judged.
    public let judged: JudgedOpen
    /// What is to be executed.
    public let batch: SolverBatch
    /// What is sent to the Instant Layer.
    public let callData: Bytes
    /// What the book holds for it.
    public let ticket: PendingBook.Ticket

    /// The position, by the event that the core logs when it opens.
    public func result(in receipt: Receipt, core: Address) -> OpenedPosition? {
        OpenedPosition(in: receipt, core: core, fee: judged.fee)
    }
}

/// A request to close that was taken.
public struct TakenClose: TakenOrder {
    /// What was judged.
    public let judged: JudgedClose
    /// What is to be executed.
    public let batch: SolverBatch
    /// What is sent to the Instant Layer.
    public let callData: Bytes
    /// What the book holds for it.
    public let ticket: PendingBook.Ticket

    /// What was closed, by the event that the core logs.
    public func result(in receipt: Receipt, core: Address) -> ClosedPosition? {
        ClosedPosition(of: judged.call.quoteId, in: receipt, core: core)
    }
}

/// An order that an earlier process took: see ``SolverDesk/takeUp(_:holding:)``.
public struct ResumedOrder: TakenOrder {
    /// What is sent to the Instant Layer.
    public let callData: Bytes
    /// What the book holds for it.
    public let ticket: PendingBook.Ticket

    /// The receipt itself, for ``OpenedPosition/init(in:core:fee:)`` or ``ClosedPosition/init(of:in:core:)`` to read.
    public func result(in receipt: Receipt, core: Address) -> Receipt? { receipt }
}

extension OpenedPosition {
    /// Reads the event that the core logs when a position opens; nil where there is none.
    ///
    /// - Parameter fee: The trading fee, which the event does not tell.
    public init?(in receipt: Receipt, core: Address, fee: Wad) {
        guard let event = receipt.events(Symmio085.Core.Events.OpenPositionWithLockedValues.self, from: core).first?.event else { return nil }
        self.init(
            quoteId: event.quoteId, account: event.partyA, price: Wad(units: event.openedPrice), quantity: Wad(units: event.filledAmount),
            fee: fee, transaction: receipt.transactionHash, block: receipt.blockNumber)
    }
}

extension ClosedPosition {
    /// Reads the event that the core logs when a position is closed, wholly or in part; nil where there is none of this quote.
    public init?(of quoteId: UInt256, in receipt: Receipt, core: Address) {
        let events = receipt.events(Symmio085.Core.Events.FillCloseRequestWithLockedValues.self, from: core)
        guard let event = events.first(where: { $0.event.quoteId == quoteId })?.event else { return nil }
        self.init(
            quoteId: event.quoteId, account: event.partyA, price: Wad(units: event.closedPrice), quantity: Wad(units: event.filledAmount),
            transaction: receipt.transactionHash, block: receipt.blockNumber)
    }
}
