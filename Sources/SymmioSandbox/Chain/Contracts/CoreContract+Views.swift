import EVMCore
import SymmioContracts

/// What can be read of the core without changing it.
extension CoreContract {
    static func addViews(_ table: inout ContractTable) {
        table.on(Calls.GetCollateral.self) { (world, _, _) throws(Revert) in world.addresses.collateral }
        table.on(Calls.IsAffiliate.self) { (world, _, call) throws(Revert) in call.affiliate == world.addresses.affiliate }
        table.on(Calls.NonceOfPartyA.self) { (world, _, call) throws(Revert) in world.core.nonces[call.partyA] ?? .zero }
        table.on(Calls.GetFeeForUser.self) { (world, _, _) throws(Revert) in
            .init(openFee: UInt256(world.settings.openFee), closeFee: UInt256(world.settings.closeFee), isSet: true)
        }
        table.on(Calls.BalanceInfoOfPartyA.self) { (world, _, call) throws(Revert) in
            let locked = world.core.locked[call.partyA] ?? .none
            let pending = world.core.pendingLocked[call.partyA] ?? .none
            return .init(
                value0: world.core.allocated[call.partyA] ?? .zero, value1: locked.cva, value2: locked.lf, value3: locked.partyAmm,
                value4: locked.partyBmm, value5: pending.cva, value6: pending.lf, value7: pending.partyAmm, value8: pending.partyBmm)
        }
        addSymbolViews(&table)
        addQuoteViews(&table)
    }

    private static func addSymbolViews(_ table: inout ContractTable) {
        table.on(Calls.GetSymbol.self) { (world, _, call) throws(Revert) in
            world.core.symbol(call.symbolId)
                ?? .init(
                    symbolId: .zero, name: "", isValid: false, minAcceptableQuoteValue: .zero, minAcceptablePortionLF: .zero,
                    tradingFee: .zero, maxLeverage: .zero, fundingRateEpochDuration: .zero, fundingRateWindowTime: .zero)
        }
        table.on(Calls.GetSymbols.self) { (world, _, call) throws(Revert) in world.core.symbols.page(call.start, call.size) }
        table.on(Calls.SymbolNameById.self) { (world, _, call) throws(Revert) in
            call.symbolIds.map { world.core.symbol($0)?.name ?? "" }
        }
    }

    private static func addQuoteViews(_ table: inout ContractTable) {
        table.on(Calls.GetQuote.self) { (world, _, call) throws(Revert) in world.core[quote: call.quoteId] ?? .absent }
        table.on(Calls.GetNextQuoteId.self) { (world, _, _) throws(Revert) in world.core.nextQuoteId }
        table.on(Calls.GetQuotes.self) { (world, _, call) throws(Revert) in
            (world.core.quoteIds[call.partyA] ?? []).page(call.start, call.size).compactMap { world.core[quote: $0] }
        }
        table.on(Calls.GetPartyAOpenPositions.self) { (world, _, call) throws(Revert) in
            (world.core.openPositions[call.partyA] ?? []).page(call.start, call.size).compactMap { world.core[quote: $0] }
        }
        table.on(Calls.QuoteIdsOf.self) { (world, _, call) throws(Revert) in
            (world.core.quoteIds[call.partyA] ?? []).page(call.start, call.size)
        }
        table.on(Calls.QuotesLength.self) { (world, _, call) throws(Revert) in
            UInt256(UInt64(world.core.quoteIds[call.user]?.count ?? 0))
        }
        table.on(Calls.PartyAPositionsCount.self) { (world, _, call) throws(Revert) in
            UInt256(UInt64(world.core.openPositions[call.partyA]?.count ?? 0))
        }
        table.on(Calls.PartyAPendingQuotesCount.self) { (world, _, call) throws(Revert) in
            UInt256(UInt64(world.core.pendingQuotes[call.partyA]?.count ?? 0))
        }
        table.on(Calls.GetPartyAPendingQuotes.self) { (world, _, call) throws(Revert) in world.core.pendingQuotes[call.partyA] ?? [] }
    }
}

extension Symmio085.Core.Quote {
    /// What the view answers for an id that no quote has: a struct of zeros.
    static var absent: Self {
        Self(
            id: .zero, partyBsWhiteList: [], symbolId: .zero, positionType: .long, orderType: .limit, openedPrice: .zero,
            initialOpenedPrice: .zero, requestedOpenPrice: .zero, marketPrice: .zero, quantity: .zero, closedAmount: .zero,
            initialLockedValues: .none, lockedValues: .none, maxFundingRate: .zero, partyA: .zero, partyB: .zero, quoteStatus: .pending,
            avgClosedPrice: .zero, requestedClosePrice: .zero, quantityToClose: .zero, parentId: .zero, createTimestamp: .zero,
            statusModifyTimestamp: .zero, lastFundingPaymentTimestamp: .zero, deadline: .zero, tradingFee: .zero, affiliate: .zero,
            accumulatedPaidFunding: .zero, closeFee: .zero, data: Bytes())
    }
}
