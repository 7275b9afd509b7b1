import EVMCore
import Symmio
import SymmioContracts

/// The core of release 0.8.4, beside the one of the newer release and apart from it: quotes have 13 arguments and always an oracle's
/// signature, structs the older shape, balances are paid out at once after a cooldown. A quote's life after it was sent is the newer core's.
enum LegacyCoreContract {
    typealias Calls = Symmio084.Core.Calls
    typealias Events = Symmio084.Core.Events

    /// Runs a call with this core's storage in the place of the newer one's. Where it reverts, all of the world is put back.
    static func answer(_ frame: Frame, _ data: Bytes, world: inout World) throws(Revert) -> Bytes {
        let outer = world.addresses
        world.addresses.core = outer.legacy.core
        world.addresses.solver = outer.legacy.solver
        swap(&world.core, &world.legacy.core)
        let answer = try table.answer(frame, data, world: &world)
        swap(&world.core, &world.legacy.core)
        world.addresses = outer
        return answer
    }

    private static let table: ContractTable = {
        var table = ContractTable(unknown: Revert("Diamond: Function does not exist"))
        CoreContract.addPositions(&table, checksOracle: false)
        CoreContract.addCancelling(&table)
        addBalances(&table)
        addSending(&table)
        table.on(Calls.RequestToCancelQuote.self) { (world, frame, call) throws(Revert) in
            let quote = try CoreContract.existing(world, call.quoteId, or: "PartyAFacet: Invalid state")
            try CoreContract.require(quote.partyA == frame.sender, "Accessibility: Should be partyA of quote")
            // A locked one would have to wait for the solver, which never leaves one so.
            try CoreContract.require(quote.quoteStatus == .pending, "PartyAFacet: Invalid state")
            let status: Symmio084.Core.QuoteStatus = quote.deadline < world.now ? .expired : .canceled
            try CoreContract.dropPending(&world, quote, status: status)
            world.emit(
                Events.RequestToCancelQuote(partyA: quote.partyA, partyB: quote.partyB, quoteStatus: status, quoteId: quote.id), in: frame)
            return NoReturn()
        }
        addViews(&table)
        return table
    }()

    // MARK: Sending quotes

    private static func addSending(_ table: inout ContractTable) {
        table.on(Calls.SendQuote.self) { (world, frame, call) throws(Revert) in
            _ = try send(
                &world, frame,
                QuoteRequest(
                    partyBsWhiteList: call.partyBsWhiteList, symbolId: call.symbolId, positionType: call.positionType, orderType: call.orderType,
                    price: call.price, quantity: call.quantity,
                    lockedValues: .init(cva: call.cva, lf: call.lf, partyAmm: call.partyAmm, partyBmm: call.partyBmm), deadline: call.deadline,
                    affiliate: .zero, upnlSig: call.upnlSig, data: Bytes()), maxFundingRate: call.maxFundingRate)
            return NoReturn()
        }
        table.on(Calls.SendQuoteWithAffiliate.self) { (world, frame, call) throws(Revert) in
            try send(
                &world, frame,
                QuoteRequest(
                    partyBsWhiteList: call.partyBsWhiteList, symbolId: call.symbolId, positionType: call.positionType, orderType: call.orderType,
                    price: call.price, quantity: call.quantity,
                    lockedValues: .init(cva: call.cva, lf: call.lf, partyAmm: call.partyAmm, partyBmm: call.partyBmm), deadline: call.deadline,
                    affiliate: call.affiliate, upnlSig: call.upnlSig, data: Bytes()), maxFundingRate: call.maxFundingRate)
        }
    }

    private static func send(
        _ world: inout World, _ frame: Frame, _ request: QuoteRequest, maxFundingRate: UInt256
    ) throws(Revert) -> UInt256 {
        let partyA = frame.sender
        guard let symbol = world.core.symbol(request.symbolId), symbol.isValid else { throw Revert("PartyAFacet: Symbol is not valid") }
        try CoreContract.require(request.deadline >= world.now, "PartyAFacet: Low deadline")
        let pending = world.core.pendingQuotes[partyA] ?? []
        try CoreContract.require(pending.count < CoreStorage.pendingQuotesLimit, "PartyAFacet: Number of pending quotes out of range")
        try CoreContract.require(!request.partyBsWhiteList.contains(partyA), "PartyAFacet: Sender isn't allowed in partyBWhiteList")
        try CoreContract.require(request.affiliate.isZero || request.affiliate == world.addresses.affiliate, "PartyAFacet: Invalid affiliate")
        let upnl = try CoreContract.verify(world, partyA, request)
        let total = try request.lockedValues.totalForPartyA()
        try CoreContract.require(total >= symbol.minAcceptableQuoteValue, "PartyAFacet: Quote value is low")
        let portion = total.isZero ? UInt256.zero : try request.lockedValues.lf.times(.ether, over: total)
        try CoreContract.require(portion >= symbol.minAcceptablePortionLF, "PartyAFacet: LF is not enough")
        let rate = UInt256(world.settings.openFee)
        let fee = try request.price.times(request.quantity, over: .ether).times(rate, over: .ether)
        guard let available = world.core.available(partyA, upnl: upnl) else { throw Revert("PartyAFacet: Available balance is lower than zero") }
        try CoreContract.require(available >= (try total.plus(fee)), "PartyAFacet: insufficient available balance")

        let id = world.core.nextQuoteId
        world.core.add(
            Symmio085.Core.Quote(
                id: id, partyBsWhiteList: request.partyBsWhiteList, symbolId: request.symbolId, positionType: request.positionType,
                orderType: request.orderType, openedPrice: .zero, initialOpenedPrice: .zero, requestedOpenPrice: request.price,
                marketPrice: request.upnlSig.price, quantity: request.quantity, closedAmount: .zero, initialLockedValues: request.lockedValues,
                lockedValues: request.lockedValues, maxFundingRate: maxFundingRate, partyA: partyA, partyB: .zero, quoteStatus: .pending,
                avgClosedPrice: .zero, requestedClosePrice: .zero, quantityToClose: .zero, parentId: .zero, createTimestamp: world.now,
                statusModifyTimestamp: world.now, lastFundingPaymentTimestamp: .zero, deadline: request.deadline, tradingFee: rate,
                affiliate: request.affiliate, accumulatedPaidFunding: .zero, closeFee: .zero, data: Bytes()))
        // This release knows no binding. To the newer core's rules it means that the solver's own oracle signatures are not asked for.
        world.core.binds[partyA] = .init(status: .bound, partyB: world.addresses.solver, modifyTimestamp: world.now)
        world.core.quoteIds[partyA, default: []].append(id)
        world.core.pendingQuotes[partyA, default: []].append(id)
        world.core.pendingLocked[partyA] = try (world.core.pendingLocked[partyA] ?? .none).adding(request.lockedValues)
        world.core.allocated[partyA] = try (world.core.allocated[partyA] ?? .zero).minus(fee)
        world.core.nonces[partyA] = try (world.core.nonces[partyA] ?? .zero).plus(.one)
        let values = request.lockedValues
        world.emit(
            Events.SendQuote(
                partyA: partyA, quoteId: id, partyBsWhiteList: request.partyBsWhiteList, symbolId: request.symbolId,
                positionType: request.positionType, orderType: request.orderType, price: request.price, marketPrice: request.upnlSig.price,
                quantity: request.quantity, cva: values.cva, lf: values.lf, partyAmm: values.partyAmm, partyBmm: values.partyBmm,
                tradingFee: rate, deadline: request.deadline), in: frame)
        return id
    }

    // MARK: Views

    private static func addViews(_ table: inout ContractTable) {
        table.on(Calls.GetCollateral.self) { (world, _, _) throws(Revert) in world.addresses.collateral }
        table.on(Calls.IsAffiliate.self) { (world, _, call) throws(Revert) in call.affiliate == world.addresses.affiliate }
        table.on(Calls.IsPartyB.self) { (world, _, call) throws(Revert) in call.user == world.addresses.solver }
        table.on(Calls.NonceOfPartyA.self) { (world, _, call) throws(Revert) in world.core.nonces[call.partyA] ?? .zero }
        addOracleViews(&table)
        table.on(Calls.BalanceOf.self) { (world, _, call) throws(Revert) in world.core.balances[call.user] ?? .zero }
        table.on(Calls.AllocatedBalanceOfPartyA.self) { (world, _, call) throws(Revert) in world.core.allocated[call.partyA] ?? .zero }
        table.on(Calls.BalanceInfoOfPartyA.self) { (world, _, call) throws(Revert) in
            let locked = world.core.locked[call.partyA] ?? .none
            let pending = world.core.pendingLocked[call.partyA] ?? .none
            return .init(
                value0: world.core.allocated[call.partyA] ?? .zero, value1: locked.cva, value2: locked.lf, value3: locked.partyAmm,
                value4: locked.partyBmm, value5: pending.cva, value6: pending.lf, value7: pending.partyAmm, value8: pending.partyBmm)
        }
        table.on(Calls.GetSymbols.self) { (world, _, call) throws(Revert) in world.core.symbols.page(call.start, call.size) }
        addQuoteViews(&table)
    }

    private static func addOracleViews(_ table: inout ContractTable) {
        table.on(Calls.NonceOfPartyB.self) { (world, _, call) throws(Revert) in
            world.core.solverNonces[.init(partyB: call.partyB, partyA: call.partyA)] ?? .zero
        }
        table.on(Calls.GetMuonIds.self) { (world, _, _) throws(Revert) in
            let oracle = world.settings.oracle
            return .init(
                muonAppId: oracle?.appId ?? .zero,
                muonPublicKey: .init(x: oracle?.publicKey.x ?? .zero, parity: oracle?.publicKey.parity ?? 0),
                validGateway: oracle?.gatewaySigner ?? .zero)
        }
        table.on(Calls.VerifyMuonTSSAndGateway.self) { (world, _, call) throws(Revert) in
            try CoreContract.verify(world, call.hash, call.sign, call.gatewaySignature)
            return NoReturn()
        }
    }

    private static func addQuoteViews(_ table: inout ContractTable) {
        table.on(Calls.GetQuote.self) { (world, _, call) throws(Revert) in
            Symmio084.Core.Quote(world.core[quote: call.quoteId] ?? .absent)
        }
        table.on(Calls.GetNextQuoteId.self) { (world, _, _) throws(Revert) in world.core.nextQuoteId }
        table.on(Calls.GetQuotes.self) { (world, _, call) throws(Revert) in
            (world.core.quoteIds[call.partyA] ?? []).page(call.start, call.size).compactMap { world.core[quote: $0] }.map(Symmio084.Core.Quote.init)
        }
        table.on(Calls.GetPartyAOpenPositions.self) { (world, _, call) throws(Revert) in
            (world.core.openPositions[call.partyA] ?? []).page(call.start, call.size).compactMap { world.core[quote: $0] }
                .map(Symmio084.Core.Quote.init)
        }
        table.on(Calls.GetPartyAPendingQuotes.self) { (world, _, call) throws(Revert) in world.core.pendingQuotes[call.partyA] ?? [] }
        table.on(Calls.QuoteIdsOf.self) { (world, _, call) throws(Revert) in
            (world.core.quoteIds[call.partyA] ?? []).page(call.start, call.size)
        }
        table.on(Calls.QuotesLength.self) { (world, _, call) throws(Revert) in UInt256(UInt64(world.core.quoteIds[call.user]?.count ?? 0)) }
        table.on(Calls.PartyAPositionsCount.self) { (world, _, call) throws(Revert) in
            UInt256(UInt64(world.core.openPositions[call.partyA]?.count ?? 0))
        }
    }
}

extension Symmio084.Core.Quote {
    /// The older shape of a quote: without the closing fee and the data.
    init(_ quote: Symmio085.Core.Quote) {
        self.init(
            id: quote.id, partyBsWhiteList: quote.partyBsWhiteList, symbolId: quote.symbolId, positionType: quote.positionType,
            orderType: quote.orderType, openedPrice: quote.openedPrice, initialOpenedPrice: quote.initialOpenedPrice,
            requestedOpenPrice: quote.requestedOpenPrice, marketPrice: quote.marketPrice, quantity: quote.quantity,
            closedAmount: quote.closedAmount, initialLockedValues: quote.initialLockedValues, lockedValues: quote.lockedValues,
            maxFundingRate: quote.maxFundingRate, partyA: quote.partyA, partyB: quote.partyB, quoteStatus: quote.quoteStatus,
            avgClosedPrice: quote.avgClosedPrice, requestedClosePrice: quote.requestedClosePrice, quantityToClose: quote.quantityToClose,
            parentId: quote.parentId, createTimestamp: quote.createTimestamp, statusModifyTimestamp: quote.statusModifyTimestamp,
            lastFundingPaymentTimestamp: quote.lastFundingPaymentTimestamp, deadline: quote.deadline, tradingFee: quote.tradingFee,
            affiliate: quote.affiliate)
    }
}
