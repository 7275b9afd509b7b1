public import EVMClient
public import EVMCore
public import Symmio
import SymmioContracts

/// An order at a limit that is on chain and waits: a quote to open, or a request to close one.
public struct RestingQuote: Sendable, Hashable {
    /// The quote's id.
    public let quoteId: UInt256
    /// The account that it is of.
    public let account: Address
    /// The transaction.
    public let transaction: Bytes32
    /// The block.
    public let block: UInt64
}

/// An order to open at a limit that was taken, and will wait on chain.
public struct TakenQuote: TakenOrder {
    /// What was judged.
    public let judged: JudgedOpen
    /// What is sent to the Instant Layer.
    public let callData: Bytes
    /// What the book holds for it.
    public let ticket: PendingBook.Ticket

    /// The quote, by the event that the core logs when it was sent.
    public func result(in receipt: Receipt, core: Address) -> RestingQuote? {
        guard let event = receipt.events(Symmio085.Core.Events.SendQuoteWithAffiliate.self, from: core).last?.event else { return nil }
        return RestingQuote(quoteId: event.quoteId, account: event.partyA, transaction: receipt.transactionHash, block: receipt.blockNumber)
    }
}

/// A request to close at a limit that was taken, and will wait on chain.
public struct TakenCloseRequest: TakenOrder {
    /// What was judged.
    public let judged: JudgedClose
    /// What is sent to the Instant Layer.
    public let callData: Bytes
    /// What the book holds for it.
    public let ticket: PendingBook.Ticket

    /// The quote, by the event that the core logs when it is asked to be closed.
    public func result(in receipt: Receipt, core: Address) -> RestingQuote? {
        let events = receipt.events(Symmio085.Core.Events.RequestToClosePosition.self, from: core)
        guard let event = events.first(where: { $0.event.quoteId == judged.call.quoteId })?.event else { return nil }
        return RestingQuote(quoteId: event.quoteId, account: event.partyA, transaction: receipt.transactionHash, block: receipt.blockNumber)
    }
}

/// Orders at a limit: the trader's operations are executed alone, and what they leave on chain waits there until the market comes. Filling it,
/// wholly or in part, is then a call of the solver's contract like any other, and its own decision.
extension SolverDesk {
    /// Takes an order to open at a limit, wherever the market is, or refuses it.
    ///
    /// - Throws: ``Refusal``; then nothing is left behind.
    public func takeResting(_ request: OpenRequest) async throws(Refusal) -> TakenQuote {
        let judged = try await judge.judge(request, markets: markets, coversUnbound: assembler.signatures.coversUnbound, resting: true)
        let ticket = try await book.admit(judged.hold, verified: judged.verified, parts: judged.parts, funds: judged.funds)
        do throws(Refusal) {
            let callData = try await attempt(try await assembler.batch(resting: judged).encoded())
            return TakenQuote(judged: judged, callData: callData, ticket: ticket)
        } catch {
            await book.release(ticket)
            throw error
        }
    }

    /// Takes requests to close at a limit, all or none.
    ///
    /// - Throws: ``Refusal``; then nothing is left behind.
    public func takeResting(_ request: CloseRequest) async throws(Refusal) -> [TakenCloseRequest] {
        var taken: [TakenCloseRequest] = []
        do throws(Refusal) {
            for order in try await judge.judge(request, markets: markets, resting: true) { taken.append(try await takeResting(order)) }
        } catch {
            for order in taken { await book.release(order.ticket) }
            throw error
        }
        return taken
    }

    private func takeResting(_ order: JudgedClose) async throws(Refusal) -> TakenCloseRequest {
        let ticket = try await book.admit(order.hold, verified: [order.verified], parts: [order.part], funds: nil)
        do throws(Refusal) {
            return TakenCloseRequest(judged: order, callData: try await attempt(assembler.batch(resting: order).encoded()), ticket: ticket)
        } catch {
            await book.release(ticket)
            throw error
        }
    }
}
