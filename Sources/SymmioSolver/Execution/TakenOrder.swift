public import EVMClient
public import EVMCore
import SymmioContracts

/// An order that was judged, assembled and tried, and now waits to be carried out.
public protocol TakenOrder: Sendable {
    /// What it leads to.
    associatedtype Result: Sendable
    /// What is to be executed.
    var batch: SolverBatch { get }
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
    /// What the book holds for it.
    public let ticket: PendingBook.Ticket

    /// The position, by the event that the core logs when it opens.
    public func result(in receipt: Receipt, core: Address) -> OpenedPosition? {
        guard let event = receipt.events(Symmio085.Core.Events.OpenPositionWithLockedValues.self, from: core).first?.event else { return nil }
        return OpenedPosition(
            quoteId: event.quoteId, account: event.partyA, price: Wad(units: event.openedPrice), quantity: Wad(units: event.filledAmount),
            fee: judged.fee, transaction: receipt.transactionHash, block: receipt.blockNumber)
    }
}

/// A request to close that was taken.
public struct TakenClose: TakenOrder {
    /// What was judged.
    public let judged: JudgedClose
    /// What is to be executed.
    public let batch: SolverBatch
    /// What the book holds for it.
    public let ticket: PendingBook.Ticket

    /// What was closed, by the event that the core logs.
    public func result(in receipt: Receipt, core: Address) -> ClosedPosition? {
        let events = receipt.events(Symmio085.Core.Events.FillCloseRequestWithLockedValues.self, from: core)
        guard let event = events.first(where: { $0.event.quoteId == judged.call.quoteId })?.event else { return nil }
        return ClosedPosition(
            quoteId: event.quoteId, account: event.partyA, price: Wad(units: event.closedPrice), quantity: Wad(units: event.filledAmount),
            transaction: receipt.transactionHash, block: receipt.blockNumber)
    }
}
