import EVMCore
import SymmioContracts

/// A quote's life after it was sent: locked, opened, asked to be closed, closed, cancelled.
extension CoreContract {
    /// - Parameter checksOracle: Whether what the solver states has to be signed by the oracle; the older core's solver is taken at its word.
    static func addPositions(_ table: inout ContractTable, checksOracle: Bool) {
        table.on(Calls.LockQuote.self) { (world, frame, call) throws(Revert) in
            try require(frame.sender == world.addresses.solver, "Accessibility: Should be partyB")
            var quote = try existing(world, call.quoteId, or: "PartyBFacet: Invalid quoteId")
            try require(quote.quoteStatus == .pending, "PartyBFacet: Invalid state")
            try require(quote.deadline >= world.now, "PartyBFacet: Quote is expired")
            let listed = quote.partyBsWhiteList.isEmpty || quote.partyBsWhiteList.contains(frame.sender)
            try require(listed, "PartyBFacet: Sender isn't whitelisted")
            if checksOracle { try checkOracle(world, quote.id, solver: frame.sender, call.upnlSig) }
            quote.quoteStatus = .locked
            quote.partyB = frame.sender
            quote.statusModifyTimestamp = world.now
            world.core[quote: quote.id] = quote
            world.emit(Events.LockQuote(partyB: frame.sender, quoteId: quote.id), in: frame)
            return NoReturn()
        }
        table.on(Calls.UnlockQuote.self) { (world, frame, call) throws(Revert) in
            var quote = try existing(world, call.quoteId, or: "PartyBFacet: Invalid quoteId")
            try require(quote.partyB == frame.sender, "Accessibility: Should be partyB of quote")
            try require(quote.quoteStatus == .locked, "PartyBFacet: Invalid state")
            quote.quoteStatus = .pending
            quote.partyB = .zero
            quote.statusModifyTimestamp = world.now
            world.core[quote: quote.id] = quote
            world.emit(Events.UnlockQuote(partyB: frame.sender, quoteId: quote.id, quoteStatus: .pending), in: frame)
            return NoReturn()
        }
        table.on(Calls.OpenPosition.self) { (world, frame, call) throws(Revert) in
            if checksOracle { try checkOracle(world, call.quoteId, call.upnlSig) }
            try open(&world, frame, call.quoteId, filled: call.filledAmount, price: call.openedPrice)
            try increaseNonces(&world, of: call.quoteId, partyA: true)
            return NoReturn()
        }
        table.on(Calls.RequestToClosePosition.self) { (world, frame, call) throws(Revert) in
            try requestToClose(&world, frame, call)
            return NoReturn()
        }
        table.on(Calls.FillCloseRequest.self) { (world, frame, call) throws(Revert) in
            if checksOracle { try checkOracle(world, call.quoteId, call.upnlSig) }
            try fillClose(&world, frame, call.quoteId, filled: call.filledAmount, price: call.closedPrice)
            try increaseNonces(&world, of: call.quoteId, partyA: false)
            return NoReturn()
        }
    }

    static func existing(_ world: World, _ id: UInt256, or message: String) throws(Revert) -> Symmio085.Core.Quote {
        guard let quote = world.core[quote: id] else { throw Revert(message) }
        return quote
    }

    private static func open(_ world: inout World, _ frame: Frame, _ id: UInt256, filled: UInt256, price: UInt256) throws(Revert) {
        var quote = try existing(world, id, or: "PartyBFacet: Invalid quoteId")
        try require(quote.partyB == frame.sender, "Accessibility: Should be partyB of quote")
        let isBeingCancelled = quote.quoteStatus == .cancelPending
        try require(quote.quoteStatus == .locked || isBeingCancelled, "PartyBFacet: Invalid state")
        try require(quote.deadline >= world.now, "PartyBFacet: Quote is expired")
        if world.core.instantOpen { try require(filled == quote.quantity, "PartyBFacet: InstantOpen requires full fill") }
        let isPart = quote.orderType == .limit && filled < quote.quantity && !filled.isZero
        try require(filled == quote.quantity || isPart, "PartyBFacet: Invalid filledAmount")
        let isFair = quote.positionType == .long ? price <= quote.requestedOpenPrice : price >= quote.requestedOpenPrice
        try require(isFair && !price.isZero, "PartyBFacet: Opened price isn't valid")
        if isPart { quote = try splitOff(&world, quote, filled: filled, isCancelled: isBeingCancelled, in: frame) }
        quote.openedPrice = price
        quote.initialOpenedPrice = price
        quote.quoteStatus = .opened
        quote.statusModifyTimestamp = world.now
        quote.lastFundingPaymentTimestamp = world.now
        world.core[quote: id] = quote
        let partyA = quote.partyA
        world.core.pendingQuotes[partyA]?.removeAll { $0 == id }
        world.core.openPositions[partyA, default: []].append(id)
        world.core.pendingLocked[partyA] = try (world.core.pendingLocked[partyA] ?? .none).subtracting(quote.lockedValues)
        world.core.locked[partyA] = try (world.core.locked[partyA] ?? .none).adding(quote.lockedValues)
        world.emit(
            Events.OpenPositionWithLockedValues(
                quoteId: id, partyA: partyA, partyB: quote.partyB, filledAmount: filled, openedPrice: price,
                lockedValues: quote.lockedValues), in: frame)
    }

    private static func requestToClose(
        _ world: inout World, _ frame: Frame, _ call: Calls.RequestToClosePosition
    ) throws(Revert) {
        var quote = try existing(world, call.quoteId, or: "PartyAFacet: Invalid state")
        try require(quote.partyA == frame.sender, "Accessibility: Should be partyA of quote")
        try require(quote.quoteStatus == .opened, "PartyAFacet: Invalid state")
        try require(call.deadline >= world.now, "PartyAFacet: Low deadline")
        let open = try quote.quantity.minus(quote.closedAmount)
        try require(call.quantityToClose <= open && !call.quantityToClose.isZero, "PartyAFacet: Invalid quantityToClose")
        let rest = try open.minus(call.quantityToClose)
        if !rest.isZero, let symbol = world.core.symbol(quote.symbolId) {
            let value = try quote.lockedValues.totalForPartyA().times(rest, over: open)
            try require(value >= symbol.minAcceptableQuoteValue, "PartyAFacet: Remaining quote value is low")
        }
        quote.quoteStatus = .closePending
        quote.requestedClosePrice = call.closePrice
        quote.quantityToClose = call.quantityToClose
        quote.orderType = call.orderType
        quote.deadline = call.deadline
        quote.statusModifyTimestamp = world.now
        world.core[quote: quote.id] = quote
        world.emit(
            Events.RequestToClosePosition(
                partyA: quote.partyA, partyB: quote.partyB, quoteId: quote.id, closePrice: call.closePrice,
                quantityToClose: call.quantityToClose, orderType: call.orderType, deadline: call.deadline, quoteStatus: .closePending,
                closeId: quote.id), in: frame)
    }

    private static func fillClose(_ world: inout World, _ frame: Frame, _ id: UInt256, filled: UInt256, price: UInt256) throws(Revert) {
        var quote = try existing(world, id, or: "PartyBFacet: Invalid quoteId")
        try require(quote.partyB == frame.sender, "Accessibility: Should be partyB of quote")
        try require(quote.quoteStatus == .closePending || quote.quoteStatus == .cancelClosePending, "PartyBFacet: Invalid state")
        try require(quote.deadline >= world.now, "PartyBFacet: Quote is expired")
        let isFair = quote.positionType == .long ? price >= quote.requestedClosePrice : price <= quote.requestedClosePrice
        try require(isFair && !price.isZero, "PartyBFacet: Closed price isn't valid")
        let isWhole = filled == quote.quantityToClose
        try require(isWhole || (quote.orderType == .limit && filled < quote.quantityToClose && !filled.isZero), "PartyBFacet: Invalid filledAmount")

        quote = try takeOff(&world, quote, filled: filled, price: price)
        world.emit(
            Events.FillCloseRequestWithLockedValues(
                quoteId: id, partyA: quote.partyA, partyB: quote.partyB, filledAmount: filled, closedPrice: price,
                quoteStatus: quote.quoteStatus, closeId: id, lockedValues: quote.lockedValues), in: frame)
        if quote.quoteStatus == .closed { try AccountLayerContract.positionClosed(&world, account: quote.partyA, in: frame) }
    }

    /// Closes so much of a position in the books, and gives the quote as it is after that.
    static func takeOff(
        _ world: inout World, _ quote: Symmio085.Core.Quote, filled: UInt256, price: UInt256
    ) throws(Revert) -> Symmio085.Core.Quote {
        var quote = quote
        let partyA = quote.partyA
        let open = try quote.quantity.minus(quote.closedAmount)
        // What is released follows what is left of the position, so that nothing remains locked after the last close.
        let released = try quote.lockedValues.scaled(by: filled, over: open)
        quote.lockedValues = try quote.lockedValues.subtracting(released)
        world.core.locked[partyA] = try (world.core.locked[partyA] ?? .none).subtracting(released)
        try settle(&world, quote, filled: filled, price: price)

        let before = try quote.avgClosedPrice.times(quote.closedAmount, over: .ether)
        let closed = try quote.closedAmount.plus(filled)
        quote.avgClosedPrice = try before.plus(price.times(filled, over: .ether)).times(.ether, over: closed)
        quote.closedAmount = closed
        quote.quantityToClose = try quote.quantityToClose.minus(filled)
        if closed == quote.quantity {
            quote.quoteStatus = .closed
            world.core.openPositions[partyA]?.removeAll { $0 == quote.id }
        } else if quote.quantityToClose.isZero || quote.quoteStatus == .cancelClosePending {
            quote.quoteStatus = .opened
            quote.quantityToClose = .zero
            quote.requestedClosePrice = .zero
        }
        quote.statusModifyTimestamp = world.now
        world.core[quote: quote.id] = quote
        world.core.nonces[partyA] = try (world.core.nonces[partyA] ?? .zero).plus(.one)
        return quote
    }

    /// Moves the profit or loss of what is closed between trader and solver, and takes the fee.
    private static func settle(_ world: inout World, _ quote: Symmio085.Core.Quote, filled: UInt256, price: UInt256) throws(Revert) {
        let fee = try price.times(filled, over: .ether).times(quote.closeFee, over: .ether)
        let gains = quote.positionType == .long ? price >= quote.openedPrice : price <= quote.openedPrice
        let difference = price >= quote.openedPrice ? price &- quote.openedPrice : quote.openedPrice &- price
        let result = try difference.times(filled, over: .ether)
        let allocated = world.core.allocated[quote.partyA] ?? .zero
        let pool = world.core.balances[quote.partyB] ?? .zero
        let after: UInt256
        if gains {
            try require(pool >= result, "LibSolvency: Available balance is lower than zero")
            world.core.balances[quote.partyB] = pool &- result
            after = try allocated.plus(result)
        } else {
            try require(allocated >= result, "LibSolvency: Available balance is lower than zero")
            world.core.balances[quote.partyB] = try pool.plus(result)
            after = allocated &- result
        }
        try require(after >= fee, "LibSolvency: Available balance is lower than zero")
        world.core.allocated[quote.partyA] = after &- fee
    }

    /// Takes a quote that was never opened out of the books and gives its fee back.
    static func dropPending(_ world: inout World, _ quote: Symmio085.Core.Quote, status: Symmio085.Core.QuoteStatus) throws(Revert) {
        var quote = quote
        let fee = try quote.requestedOpenPrice.times(quote.quantity, over: .ether).times(quote.tradingFee, over: .ether)
        world.core.allocated[quote.partyA] = try (world.core.allocated[quote.partyA] ?? .zero).plus(fee)
        world.core.pendingLocked[quote.partyA] = try (world.core.pendingLocked[quote.partyA] ?? .none).subtracting(quote.lockedValues)
        world.core.pendingQuotes[quote.partyA]?.removeAll { $0 == quote.id }
        quote.quoteStatus = status
        quote.statusModifyTimestamp = world.now
        world.core[quote: quote.id] = quote
    }
}
