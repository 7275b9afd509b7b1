public import EVMCore
internal import SymmioContracts

/// Why a group's orders could not all be set: what was set before has been taken back.
public struct GroupTriggerFailure: Error, Sendable {
    /// The position whose orders could not be set.
    public var quoteId: UInt256
    /// Why.
    public var reason: TradingError
    /// The positions whose orders could not be taken back, and why; they still have them.
    public var left: [UInt256: TradingError]
}

extension GroupTriggerFailure: CustomStringConvertible {
    /// What happened, and what to do.
    public var description: String {
        let rest = left.keys.sorted().map { "\($0)" }.joined(separator: ", ")
        return "the orders of position \(quoteId) could not be set: \(reason). "
            + (left.isEmpty ? "No position of the group has them" : "Positions \(rest) still have them: cancel those")
    }
}

/// One take profit and stop loss for all positions of a group: an order for each, set and taken back together.
extension TradingSession {
    /// What setting them comes to: all is checked, nothing signed or sent. Each order closes all of its position.
    ///
    /// - Throws: ``TradingError``.
    public func preview(_ wanted: TakeProfitStopLoss, for group: PositionGroup) async throws(TradingError) -> [TakeProfitStopLossPreview] {
        guard wanted.quantity == nil else { throw .unsupported("orders of a group close all of it; close a part of it by a plan") }
        var previews: [TakeProfitStopLossPreview] = []
        for quoteId in group.quoteIds { previews.append(try await preview(wanted, for: quoteId)) }
        return previews
    }

    /// Sets take profit and stop loss of every position of a group, and waits until the handler has them all.
    ///
    /// Where one cannot be set, those that were set before are taken back, so that the group has them all or none.
    /// - Returns: The live orders of each position.
    /// - Throws: ``TradingError`` where nothing was set; ``TradingError/groupTriggers(_:)`` where something was.
    @discardableResult
    public func setTakeProfitStopLoss(
        _ wanted: TakeProfitStopLoss, for group: PositionGroup
    ) async throws(TradingError) -> [UInt256: [ConditionalOrderRow]] {
        try await set(try await preview(wanted, for: group))
    }

    /// Sets what was previewed for a group, as ``setTakeProfitStopLoss(_:for:)-(_,PositionGroup)`` does.
    ///
    /// - Throws: As that.
    @discardableResult
    public func set(_ previews: [TakeProfitStopLossPreview]) async throws(TradingError) -> [UInt256: [ConditionalOrderRow]] {
        var orders: [(quoteId: UInt256, preview: TakeProfitStopLossPreview)] = []
        for preview in previews {
            guard let position = preview.position else { throw .unsupported("an order on its way is of no group yet") }
            orders.append((position.quoteId, preview))
        }
        var rows: [UInt256: [ConditionalOrderRow]] = [:]
        for (quoteId, preview) in orders {
            do throws(TradingError) {
                rows[quoteId] = try await set(preview)
            } catch {
                // Its own outcome may be unknown: it is taken back like the others.
                let touched = [quoteId] + rows.keys.sorted()
                throw .groupTriggers(GroupTriggerFailure(quoteId: quoteId, reason: error, left: await takeBack(preview.wanted, touched)))
            }
        }
        return rows
    }

    /// Deletes take profit, stop loss or both of every position of a group.
    ///
    /// - Returns: The positions whose orders could not be deleted, and why; none where all went well.
    public func cancelTakeProfitStopLoss(
        _ kinds: Set<ConditionalOrderKind> = [.takeProfit, .stopLoss], of group: PositionGroup
    ) async -> [UInt256: TradingError] {
        await cancel(kinds, group.quoteIds)
    }

    private func takeBack(_ wanted: TakeProfitStopLoss, _ quoteIds: [UInt256]) async -> [UInt256: TradingError] {
        var kinds: Set<ConditionalOrderKind> = []
        if wanted.takeProfit != nil { kinds.insert(.takeProfit) }
        if wanted.stopLoss != nil { kinds.insert(.stopLoss) }
        return await cancel(kinds, quoteIds)
    }

    private func cancel(_ kinds: Set<ConditionalOrderKind>, _ quoteIds: [UInt256]) async -> [UInt256: TradingError] {
        var left: [UInt256: TradingError] = [:]
        for quoteId in quoteIds {
            do throws(TradingError) {
                try await cancelTakeProfitStopLoss(kinds, of: quoteId)
            } catch {
                left[quoteId] = error
            }
        }
        return left
    }
}
