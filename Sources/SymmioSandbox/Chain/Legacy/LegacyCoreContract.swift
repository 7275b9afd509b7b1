import EVMCore
import EVMSigning
import SymmioContracts

/// The core of release 0.8.4, beside the one of the newer release and apart from it: quotes have 13 arguments and always an oracle's
/// signature, structs the older shape, balances are paid out at once after a cooldown. A quote's life after it was sent is the newer core's.
enum LegacyCoreContract {
    typealias Calls = Symmio084.Core.Calls
    typealias Events = Symmio084.Core.Events

    /// How long an oracle's signature counts, in seconds.
    private static let signatureLifetime = UInt256(120 as UInt64)

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

    // MARK: Balances

    private static func addBalances(_ table: inout ContractTable) {
        table.on(Calls.DepositFor.self) { (world, frame, call) throws(Revert) in
            try CoreContract.deposit(&world, frame, payer: frame.sender, for: call.user, amount: call.amount)
            return NoReturn()
        }
        table.on(Calls.Deposit.self) { (world, frame, call) throws(Revert) in
            try CoreContract.deposit(&world, frame, payer: frame.sender, for: frame.sender, amount: call.amount)
            return NoReturn()
        }
        table.on(Calls.Allocate.self) { (world, frame, call) throws(Revert) in
            try CoreContract.allocate(&world, frame, account: frame.sender, amount: call.amount)
            return NoReturn()
        }
        table.on(Calls.WithdrawTo.self) { (world, frame, call) throws(Revert) in
            // Nothing can be deallocated here without an oracle, so that no cooldown is under way.
            let amount = try call.amount.times(.ether, over: CoreContract.tokenUnit(world))
            let balance = world.core.balances[frame.sender] ?? .zero
            try CoreContract.require(balance >= amount, "AccountFacet: Insufficient balance")
            world.core.balances[frame.sender] = balance &- amount
            let core = world.addresses.core
            _ = try world.call(
                Symmio084.ERC20.Calls.Transfer(to: call.user, amount: call.amount), at: world.addresses.collateral, from: core, in: frame)
            world.emit(Events.Withdraw(sender: frame.sender, user: call.user, amount: call.amount), in: frame)
            return NoReturn()
        }
    }

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
        try checkOracle(world, partyA, request)
        let total = try request.lockedValues.totalForPartyA()
        try CoreContract.require(total >= symbol.minAcceptableQuoteValue, "PartyAFacet: Quote value is low")
        let portion = total.isZero ? UInt256.zero : try request.lockedValues.lf.times(.ether, over: total)
        try CoreContract.require(portion >= symbol.minAcceptablePortionLF, "PartyAFacet: LF is not enough")
        let rate = UInt256(world.settings.openFee)
        let fee = try request.price.times(request.quantity, over: .ether).times(rate, over: .ether)
        try CoreContract.require(world.core.available(partyA) >= (try total.plus(fee)), "PartyAFacet: insufficient available balance")

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

    private static func checkOracle(_ world: World, _ partyA: Address, _ request: QuoteRequest) throws(Revert) {
        let signature = request.upnlSig
        let (end, overflow) = signature.timestamp.addingReportingOverflow(signatureLifetime)
        try CoreContract.require(overflow || end >= world.now, "LibMuon: Expired signature")
        let digest = LegacyOracle.digest(
            signature, core: world.addresses.core, partyA: partyA, symbolId: request.symbolId, chainId: world.chainId)
        let isGateways = SignatureCheck.recovers(LegacyOracle.gateway, digest: digest, signature: signature.gatewaySignature)
        try CoreContract.require(isGateways, "LibMuon: Gateway is not valid")
    }

    // MARK: Views

    private static func addViews(_ table: inout ContractTable) {
        table.on(Calls.GetCollateral.self) { (world, _, _) throws(Revert) in world.addresses.collateral }
        table.on(Calls.IsAffiliate.self) { (world, _, call) throws(Revert) in call.affiliate == world.addresses.affiliate }
        table.on(Calls.IsPartyB.self) { (world, _, call) throws(Revert) in call.user == world.addresses.solver }
        table.on(Calls.NonceOfPartyA.self) { (world, _, call) throws(Revert) in world.core.nonces[call.partyA] ?? .zero }
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
