import EVMCore
import SymmioContracts

/// A quote's ways out: cancelled at once or by agreement, and expired.
extension CoreContract {
    static func addCancelling(_ table: inout ContractTable) {
        table.on(Calls.RequestToCancelQuote.self) { (world, frame, call) throws(Revert) in
            var quote = try ofPartyA(world, frame, call.quoteId)
            try require(quote.quoteStatus == .pending || quote.quoteStatus == .locked, "PartyAFacet: Invalid state")
            let status: Symmio085.Core.QuoteStatus
            if quote.deadline < world.now {
                status = try expire(&world, quote)
            } else if quote.quoteStatus == .pending {
                status = .canceled
                try dropPending(&world, quote, status: status)
            } else {
                status = .cancelPending
                quote.quoteStatus = status
                quote.statusModifyTimestamp = world.now
                world.core[quote: quote.id] = quote
            }
            if status == .expired {
                world.emit(Events.ExpireQuoteOpen(quoteStatus: status, quoteId: quote.id), in: frame)
            } else {
                world.emit(
                    Events.RequestToCancelQuote(partyA: quote.partyA, partyB: quote.partyB, quoteStatus: status, quoteId: quote.id), in: frame)
            }
            try AccountLayerContract.positionClosed(&world, account: quote.partyA, in: frame)
            return NoReturn()
        }
        table.on(Calls.AcceptCancelRequest.self) { (world, frame, call) throws(Revert) in
            let quote = try existing(world, call.quoteId, or: "PartyBFacet: Invalid state")
            try require(quote.partyB == frame.sender, "Accessibility: Should be partyB of quote")
            try require(quote.quoteStatus == .cancelPending, "PartyBFacet: Invalid state")
            try dropPending(&world, quote, status: .canceled)
            world.emit(Events.AcceptCancelRequest(quoteId: quote.id, quoteStatus: .canceled), in: frame)
            try AccountLayerContract.positionClosed(&world, account: quote.partyA, in: frame)
            return NoReturn()
        }
        table.on(Calls.RequestToCancelCloseRequest.self) { (world, frame, call) throws(Revert) in
            var quote = try ofPartyA(world, frame, call.quoteId)
            try require(quote.quoteStatus == .closePending, "PartyAFacet: Invalid state")
            if quote.deadline < world.now {
                let status = try expire(&world, quote)
                world.emit(Events.ExpireQuoteClose(quoteStatus: status, quoteId: quote.id, closeId: quote.id), in: frame)
                return NoReturn()
            }
            quote.quoteStatus = .cancelClosePending
            quote.statusModifyTimestamp = world.now
            world.core[quote: quote.id] = quote
            world.emit(
                Events.RequestToCancelCloseRequest(
                    partyA: quote.partyA, partyB: quote.partyB, quoteId: quote.id, quoteStatus: quote.quoteStatus, closeId: quote.id),
                in: frame)
            return NoReturn()
        }
        table.on(Calls.AcceptCancelCloseRequest.self) { (world, frame, call) throws(Revert) in
            let quote = try existing(world, call.quoteId, or: "PartyBFacet: Invalid state")
            try require(quote.partyB == frame.sender, "Accessibility: Should be partyB of quote")
            try require(quote.quoteStatus == .cancelClosePending, "PartyBFacet: Invalid state")
            reopen(&world, quote)
            world.emit(Events.AcceptCancelCloseRequest(quoteId: quote.id, quoteStatus: .opened, closeId: quote.id), in: frame)
            return NoReturn()
        }
        table.on(Calls.ExpireQuote.self) { (world, frame, call) throws(Revert) in
            for id in call.expiredQuoteIds {
                let quote = try existing(world, id, or: "LibQuote: Invalid state")
                let status = try expire(&world, quote)
                if status == .expired {
                    world.emit(Events.ExpireQuoteOpen(quoteStatus: status, quoteId: id), in: frame)
                    try AccountLayerContract.positionClosed(&world, account: quote.partyA, in: frame)
                } else {
                    world.emit(Events.ExpireQuoteClose(quoteStatus: status, quoteId: id, closeId: id), in: frame)
                }
            }
            return NoReturn()
        }
    }

    /// A quote of the caller's.
    static func ofPartyA(_ world: World, _ frame: Frame, _ id: UInt256) throws(Revert) -> Symmio085.Core.Quote {
        let quote = try existing(world, id, or: "Accessibility: Should be partyA of quote")
        try require(quote.partyA == frame.sender, "Accessibility: Should be partyA of quote")
        return quote
    }

    /// Ends what has outlived its deadline: a quote that was not opened, or the request to close one that was.
    ///
    /// - Returns: The status after that.
    static func expire(_ world: inout World, _ quote: Symmio085.Core.Quote) throws(Revert) -> Symmio085.Core.QuoteStatus {
        try require(quote.deadline < world.now, "LibQuote: Quote isn't expired")
        switch quote.quoteStatus {
        case .pending, .locked, .cancelPending:
            try dropPending(&world, quote, status: .expired)
            return .expired
        case .closePending, .cancelClosePending:
            reopen(&world, quote)
            return .opened
        default: throw Revert("LibQuote: Invalid state")
        }
    }

    /// Takes the request to close back.
    static func reopen(_ world: inout World, _ quote: Symmio085.Core.Quote) {
        var quote = quote
        quote.quoteStatus = .opened
        quote.requestedClosePrice = .zero
        quote.quantityToClose = .zero
        quote.statusModifyTimestamp = world.now
        world.core[quote: quote.id] = quote
    }

    /// Leaves of a limit order what is filled; the rest becomes a quote of its own, pending, or cancelled where that was asked for.
    static func splitOff(
        _ world: inout World, _ quote: Symmio085.Core.Quote, filled: UInt256, isCancelled: Bool, in frame: Frame
    ) throws(Revert) -> Symmio085.Core.Quote {
        let minimum = world.core.symbol(quote.symbolId)?.minAcceptableQuoteValue ?? .zero
        let locked = try quote.lockedValues.scaled(by: filled, over: quote.quantity)
        var rest = quote
        rest.id = world.core.nextQuoteId
        rest.quantity = try quote.quantity.minus(filled)
        rest.lockedValues = try quote.lockedValues.subtracting(locked)
        rest.initialLockedValues = rest.lockedValues
        rest.parentId = quote.id
        rest.partyB = .zero
        rest.quoteStatus = .pending
        rest.createTimestamp = world.now
        rest.statusModifyTimestamp = world.now
        try require(try locked.totalForPartyA() >= minimum, "PartyBFacet: Quote value is low")
        let left = try rest.lockedValues.totalForPartyA()
        try require(isCancelled || left >= minimum, "PartyBFacet: Quote value is low")
        world.core.add(rest)
        world.core.quoteIds[quote.partyA, default: []].append(rest.id)
        world.core.pendingQuotes[quote.partyA, default: []].append(rest.id)
        let values = rest.lockedValues
        world.emit(
            Events.SendQuoteWithSymbolId(
                partyA: rest.partyA, quoteId: rest.id, partyBsWhiteList: rest.partyBsWhiteList, symbolId: rest.symbolId,
                positionType: rest.positionType, orderType: rest.orderType, price: rest.requestedOpenPrice, marketPrice: rest.marketPrice,
                quantity: rest.quantity, cva: values.cva, lf: values.lf, partyAmm: values.partyAmm, partyBmm: values.partyBmm,
                tradingFee: rest.tradingFee, deadline: rest.deadline), in: frame)
        if isCancelled {
            try dropPending(&world, rest, status: .canceled)
            world.emit(Events.AcceptCancelRequest(quoteId: rest.id, quoteStatus: .canceled), in: frame)
        }
        var opened = quote
        opened.quantity = filled
        opened.lockedValues = locked
        opened.initialLockedValues = locked
        return opened
    }
}
