import EVMCore
import SymmioContracts

/// The quote that a trader sends, of whichever function.
struct QuoteRequest: Sendable {
    var partyBsWhiteList: [Address]
    var symbolId: UInt256
    var positionType: Symmio085.Core.PositionType
    var orderType: Symmio085.Core.OrderType
    var price: UInt256
    var quantity: UInt256
    var lockedValues: Symmio085.Core.LockedValues
    var deadline: UInt256
    var affiliate: Address
    var upnlSig: Symmio085.Core.SingleUpnlAndPriceSig
    var data: Bytes
    var caps: Symmio086.Core.SolverFeeCaps?
}

extension CoreContract {
    static func addSending085(_ table: inout ContractTable) {
        addSendingWithData(&table)
        table.on(Symmio085.Core.Calls.SendQuote.self) { (world, frame, call) throws(Revert) in
            let request = QuoteRequest(
                partyBsWhiteList: call.partyBsWhiteList, symbolId: call.symbolId, positionType: call.positionType,
                orderType: call.orderType, price: call.price, quantity: call.quantity,
                lockedValues: .init(cva: call.cva, lf: call.lf, partyAmm: call.partyAmm, partyBmm: call.partyBmm),
                deadline: call.deadline, affiliate: .zero, upnlSig: call.upnlSig, data: Bytes())
            _ = try send(&world, frame, request)
            return NoReturn()
        }
    }

    static func addSending086(_ table: inout ContractTable) {
        addSendingWithData(&table)
        table.on(Symmio086.Core.Calls.SendQuote.self) { (world, frame, call) throws(Revert) in
            try send(
                &world, frame,
                QuoteRequest(
                    partyBsWhiteList: call.partyBsWhiteList, symbolId: call.symbolId, positionType: call.positionType,
                    orderType: call.orderType, price: call.price, quantity: call.quantity,
                    lockedValues: .init(cva: call.cva, lf: call.lf, partyAmm: call.partyAmm, partyBmm: call.partyBmm),
                    deadline: call.deadline, affiliate: call.affiliate, upnlSig: call.upnlSig, data: call.data, caps: call.solverFeeCaps))
        }
    }

    private static func addSendingWithData(_ table: inout ContractTable) {
        table.on(Calls.SendQuoteWithAffiliateAndData.self) { (world, frame, call) throws(Revert) in
            try send(
                &world, frame,
                QuoteRequest(
                    partyBsWhiteList: call.partyBsWhiteList, symbolId: call.symbolId, positionType: call.positionType,
                    orderType: call.orderType, price: call.price, quantity: call.quantity,
                    lockedValues: .init(cva: call.cva, lf: call.lf, partyAmm: call.partyAmm, partyBmm: call.partyBmm),
                    deadline: call.deadline, affiliate: call.affiliate, upnlSig: call.upnlSig, data: call.data))
        }
    }

    private static func send(_ world: inout World, _ frame: Frame, _ request: QuoteRequest) throws(Revert) -> UInt256 {
        let partyA = frame.sender
        let symbol = world.core.symbol(request.symbolId)
        guard let symbol, symbol.isValid else { throw Revert("PartyAFacet: Symbol is not valid") }
        try require(request.deadline >= world.now, "PartyAFacet: Low deadline")
        let pending = world.core.pendingQuotes[partyA] ?? []
        try require(pending.count < CoreStorage.pendingQuotesLimit, "PartyAFacet: Number of pending quotes out of range")
        try require(!request.partyBsWhiteList.contains(partyA), "PartyAFacet: Sender isn't allowed in partyBWhiteList")
        try require(request.affiliate.isZero || request.affiliate == world.addresses.affiliate, "PartyAFacet: Invalid affiliate")
        switch (request.positionType, request.orderType) {
        case (.long, .limit), (.long, .market), (.short, .limit), (.short, .market): break
        default: throw Revert(data: Bytes())  // Solidity refuses an enum's value out of range
        }
        let upnl = try checkOracle(world, partyA, request)

        let total = try request.lockedValues.totalForPartyA()
        try require(total >= symbol.minAcceptableQuoteValue, "PartyAFacet: Quote value is low")
        let portion = total.isZero ? UInt256.zero : try request.lockedValues.lf.times(.ether, over: total)
        try require(portion >= symbol.minAcceptablePortionLF, "PartyAFacet: LF is not enough")
        let notional = try request.price.times(request.quantity, over: .ether)
        let fee = try notional.times(UInt256(world.settings.openFee), over: .ether)
        guard let available = world.core.available(partyA, upnl: upnl) else { throw Revert("PartyAFacet: Available balance is lower than zero") }
        try require(available >= (try total.plus(fee)), "PartyAFacet: insufficient available balance")

        let id = world.core.nextQuoteId
        let closeFee = UInt256(world.settings.closeFee)
        let quote = Symmio085.Core.Quote(
            id: id, partyBsWhiteList: request.partyBsWhiteList, symbolId: request.symbolId, positionType: request.positionType,
            orderType: request.orderType, openedPrice: .zero, initialOpenedPrice: .zero, requestedOpenPrice: request.price,
            marketPrice: request.upnlSig.price, quantity: request.quantity, closedAmount: .zero,
            initialLockedValues: request.lockedValues, lockedValues: request.lockedValues, maxFundingRate: .one, partyA: partyA,
            partyB: .zero, quoteStatus: .pending, avgClosedPrice: .zero, requestedClosePrice: .zero, quantityToClose: .zero,
            parentId: .zero, createTimestamp: world.now, statusModifyTimestamp: world.now, lastFundingPaymentTimestamp: .zero,
            deadline: request.deadline, tradingFee: UInt256(world.settings.openFee), affiliate: request.affiliate,
            accumulatedPaidFunding: .zero, closeFee: closeFee, data: request.data)
        world.core.add(quote)
        world.core.quoteIds[partyA, default: []].append(id)
        world.core.pendingQuotes[partyA, default: []].append(id)
        world.core.pendingLocked[partyA] = try (world.core.pendingLocked[partyA] ?? .none).adding(request.lockedValues)
        world.core.allocated[partyA] = try (world.core.allocated[partyA] ?? .zero).minus(fee)
        world.core.solverFeeCaps[id] = request.caps
        if let caps = request.caps {
            world.emit(
                Symmio086.Core.Events.SendQuoteSolverFeeCaps(
                    partyA: partyA, quoteId: id, openRateCap: caps.openRateCap, closeRateCap: caps.closeRateCap), in: frame)
        }
        let values = request.lockedValues
        let parameters = [
            request.symbolId, UInt256(UInt64(request.positionType.rawValue)), UInt256(UInt64(request.orderType.rawValue)), request.price,
            request.upnlSig.price, request.quantity, values.cva, values.lf, values.partyAmm, values.partyBmm, fee, request.deadline,
        ]
        world.emit(
            Events.SendQuoteWithAffiliate(
                partyA: partyA, quoteId: id, partyBsWhiteList: request.partyBsWhiteList, affiliate: request.affiliate,
                paramsData: Bytes(parameters.flatMap { $0.bytes.array }), data: request.data), in: frame)
        return id
    }
}
