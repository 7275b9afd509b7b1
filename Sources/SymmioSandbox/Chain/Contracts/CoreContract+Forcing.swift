import EVMCore
import SymmioContracts

/// What a trader can do where the solver does nothing, once its time is up.
extension CoreContract {
    static func addForcing(_ table: inout ContractTable) {
        addCooldowns(&table)
        table.on(Calls.ForceCancelQuote.self) { (world, frame, call) throws(Revert) in
            let quote = try ofPartyA(world, frame, call.quoteId)
            try require(quote.quoteStatus == .cancelPending, "PartyAFacet: Invalid state")
            try requireOver(world, quote, world.settings.forceCancelCooldown)
            try dropPending(&world, quote, status: .canceled)
            world.emit(Events.ForceCancelQuote(quoteId: quote.id, quoteStatus: .canceled), in: frame)
            try AccountLayerContract.positionClosed(&world, account: quote.partyA, in: frame)
            return NoReturn()
        }
        table.on(Calls.ForceCancelCloseRequest.self) { (world, frame, call) throws(Revert) in
            let quote = try ofPartyA(world, frame, call.quoteId)
            try require(quote.quoteStatus == .cancelClosePending, "PartyAFacet: Invalid state")
            try requireOver(world, quote, world.settings.forceCancelCloseCooldown)
            reopen(&world, quote)
            world.emit(Events.ForceCancelCloseRequest(quoteId: quote.id, quoteStatus: .opened, closeId: quote.id), in: frame)
            return NoReturn()
        }
        table.on(Calls.ForceClosePosition.self) { (world, frame, call) throws(Revert) in
            try forceClose(&world, frame, call)
            return NoReturn()
        }
        table.on(Calls.SettleAndForceClosePosition.self) { (world, frame, call) throws(Revert) in
            let quote = try ofPartyA(world, frame, call.quoteId)
            // The settlement counts the nonces on, so that the prices have to be signed for those after it.
            try settle(&world, frame, partyA: quote.partyA, call.settleSig, call.updatedPrices)
            try forceClose(&world, frame, .init(quoteId: call.quoteId, sig: call.sig))
            return NoReturn()
        }
    }

    private static func addCooldowns(_ table: inout ContractTable) {
        table.on(Calls.CoolDownsOfMA.self) { (world, _, _) throws(Revert) in
            .init(
                value0: UInt256(world.settings.withdrawCooldown), value1: UInt256(world.settings.forceCancelCooldown),
                value2: UInt256(world.settings.forceCancelCloseCooldown), value3: UInt256(world.settings.forceCloseFirstCooldown))
        }
        table.on(Calls.ForceCloseCooldowns.self) { (world, _, _) throws(Revert) in
            .init(value0: UInt256(world.settings.forceCloseFirstCooldown), value1: UInt256(world.settings.forceCloseSecondCooldown))
        }
        table.on(Calls.ForceCloseMinSigPeriod.self) { (world, _, _) throws(Revert) in UInt256(world.settings.forceCloseMinimumPeriod) }
        table.on(Calls.ForceCloseGapRatio.self) { (world, _, _) throws(Revert) in UInt256(world.settings.forceCloseGapRatio) }
        table.on(Calls.ForceClosePricePenalty.self) { (world, _, _) throws(Revert) in UInt256(world.settings.forceClosePricePenalty) }
    }

    /// A cooldown counts from the quote's last change of state, and its last second is still too early.
    private static func requireOver(_ world: World, _ quote: Symmio085.Core.Quote, _ cooldown: UInt64) throws(Revert) {
        let end = try quote.statusModifyTimestamp.plus(UInt256(cooldown))
        try require(world.now > end, "PartyAFacet: Cooldown not reached")
    }

    private static func forceClose(_ world: inout World, _ frame: Frame, _ call: Calls.ForceClosePosition) throws(Revert) {
        let signature = call.sig
        var quote = try ofPartyA(world, frame, call.quoteId)
        let (first, second) = (UInt256(world.settings.forceCloseFirstCooldown), UInt256(world.settings.forceCloseSecondCooldown))
        try require(quote.quoteStatus == .closePending, "PartyAFacet: Invalid state")
        try require(try signature.endTime.plus(second) <= quote.deadline, "PartyBFacet: Close request is expired")
        try require(quote.orderType == .limit, "PartyBFacet: Quote's order type should be LIMIT")
        try require(signature.startTime >= (try quote.statusModifyTimestamp.plus(first)), "PartyAFacet: Cooldown not reached")
        try require(try signature.endTime.plus(second) <= world.now, "PartyAFacet: Cooldown not reached")
        try require(
            signature.lowest <= signature.averagePrice && signature.averagePrice <= signature.highest, "PartyAFacet: Invalid average price")
        let price = try forcedPrice(world, quote, signature)
        try checkOracle(world, quote, signature)

        // The trader may not end with less than nothing.
        let loses = quote.positionType == .long ? price < quote.openedPrice : price > quote.openedPrice
        if loses {
            let difference = price >= quote.openedPrice ? price &- quote.openedPrice : quote.openedPrice &- price
            let loss = try difference.times(quote.quantityToClose, over: .ether)
            try require(loss <= (world.core.allocated[quote.partyA] ?? .zero), "PartyAFacet: PartyA will be insolvent")
        }
        let filled = quote.quantityToClose
        quote = try takeOff(&world, quote, filled: filled, price: price)
        try increaseNonces(&world, of: quote.id, partyA: false)
        world.emit(
            Events.ForceClosePosition(
                quoteId: quote.id, partyA: quote.partyA, partyB: quote.partyB, filledAmount: filled, closedPrice: price,
                quoteStatus: quote.quoteStatus, closeId: quote.id), in: frame)
        if quote.quoteStatus == .closed { try AccountLayerContract.positionClosed(&world, account: quote.partyA, in: frame) }
    }

    /// The market must have gone beyond the price asked for by the gap; the solver pays the penalty, or the average where that is better.
    private static func forcedPrice(
        _ world: World, _ quote: Symmio085.Core.Quote, _ signature: Symmio085.Core.HighLowPriceSig
    ) throws(Revert) -> UInt256 {
        let wanted = quote.requestedClosePrice
        let gap = try wanted.times(UInt256(world.settings.forceCloseGapRatio), over: .ether)
        let penalty = try wanted.times(UInt256(world.settings.forceClosePricePenalty), over: .ether)
        let price: UInt256
        if quote.positionType == .long {
            try require(signature.highest >= (try wanted.plus(gap)), "PartyAFacet: Requested close price not reached")
            price = max(try wanted.plus(penalty), signature.averagePrice)
        } else {
            try require(signature.lowest <= (try wanted.minus(gap)), "PartyAFacet: Requested close price not reached")
            price = min(try wanted.minus(penalty), signature.averagePrice)
        }
        if price == signature.averagePrice {
            let period = try signature.endTime.minus(signature.startTime)
            try require(period >= UInt256(world.settings.forceCloseMinimumPeriod), "PartyAFacet: Invalid signature period")
        }
        return price
    }

    /// Prices of a time, with both sides' profit; asked for of bound accounts, too.
    private static func checkOracle(
        _ world: World, _ quote: Symmio085.Core.Quote, _ signature: Symmio085.Core.HighLowPriceSig
    ) throws(Revert) {
        try checkAge(world, signature.timestamp)
        let numbers = [
            quote.symbolId, signature.currentPrice, signature.startTime, signature.endTime, signature.lowest, signature.highest,
            signature.averagePrice, signature.timestamp,
        ]
        try verify(
            world, signature.reqId, signature.sigs, signature.gatewaySignature,
            [
                (.address(quote.partyB), .address), (.address(quote.partyA), .address), nonce(world, quote.partyB, quote.partyA),
                nonce(world, quote.partyA), (.int(signature.upnlPartyB), .int(256)), (.int(signature.upnlPartyA), .int(256)),
            ] + numbers.map { (.uint($0), .uint(256)) })
    }
}
