import EVMClient
public import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSolver

/// The solver's hand on orders that wait on chain: fills them when the market is there, agrees to cancellations, or does not, as it is told.
///
/// It acts on every new block and every new price, by its contract and not through the Instant Layer.
public actor SandboxLimitOrders {
    /// What the solver does with orders.
    public enum Conduct: String, Sendable, Hashable, CaseIterable {
        /// Fills them when the market is there.
        case fills
        /// Locks them and leaves it at that.
        case locks
        /// Does nothing.
        case ignores
    }

    let chain: SandboxChain
    private let prices: SandboxPrices
    private let hub: NotificationHub
    private let channel: String
    private let markets: [SandboxMarket]
    /// Sends the solver's transactions.
    private let operatorKey: PrivateKey
    /// Reports about accounts that trade themselves, and has the oracle's word on those that are bound to nobody.
    let majors: SandboxRasa
    private var conduct = Conduct.fills
    private var agreesToCancel = true
    private var partialFill: Wad?
    /// What has been sent and not been mined, by its quote.
    private var sent: [UInt256: Bytes32] = [:]
    /// Positions whose close was filled in part, and is left while orders are filled in part only.
    private var closedInPart: Set<UInt256> = []
    private var isSweeping = false
    private var sweepsAgain = false
    private var tasks: [Task<Void, Never>] = []

    init(
        chain: SandboxChain, prices: SandboxPrices, hub: NotificationHub, channel: String, markets: [SandboxMarket], operatorKey: PrivateKey,
        majors: SandboxRasa
    ) {
        (self.chain, self.prices, self.hub, self.channel) = (chain, prices, hub, channel)
        (self.markets, self.operatorKey, self.majors) = (markets, operatorKey, majors)
    }

    // MARK: Steering

    /// Says what the solver does with orders from now on.
    public func set(_ conduct: Conduct) async {
        self.conduct = conduct
        await sweep()
    }

    /// Says whether the solver agrees to cancellations from now on.
    public func setAgreesToCancel(_ agrees: Bool) async {
        agreesToCancel = agrees
        await sweep()
    }

    /// Has every order filled by so much only from now on, and its rest left; wholly where nil.
    public func setPartialFill(_ quantity: Wad?) async {
        partialFill = quantity
        closedInPart = []
        await sweep()
    }

    // MARK: Running

    func start() async {
        let (blocks, changes) = (await chain.newBlocks(), await prices.changes())
        tasks = [
            Task { [weak self] in for await _ in blocks { await self?.sweep() } },
            Task { [weak self] in for await _ in changes { await self?.sweep() } },
        ]
    }

    func stop() {
        for task in tasks { task.cancel() }
        tasks = []
    }

    /// Looks at all that waits. What it does mines blocks, which have it look again.
    private func sweep() async {
        // One at a time: two would send the same twice.
        sweepsAgain = true
        guard !isSweeping else { return }
        isSweeping = true
        while sweepsAgain {
            sweepsAgain = false
            await sweepOnce()
        }
        isSweeping = false
    }

    private func sweepOnce() async {
        for quote in await chain.restingQuotes() {
            if let hash = sent[quote.id], await chain.mined(hash) == nil { continue }
            sent[quote.id] = nil
            guard let step = await step(for: quote) else { continue }
            await take(step, quote)
        }
    }

    private struct Step {
        var calls: [Bytes]
        /// What is reported of it; nil where nothing is.
        var report: SolverNotification?
    }

    private func step(for quote: Symmio085.Core.Quote) async -> Step? {
        typealias Calls = Symmio085.Core.Calls
        switch quote.quoteStatus {
        case .cancelPending where agreesToCancel: return Step(calls: [Calls.AcceptCancelRequest(quoteId: quote.id).encoded()])
        case .cancelClosePending where agreesToCancel: return Step(calls: [Calls.AcceptCancelCloseRequest(quoteId: quote.id).encoded()])
        case .pending where quote.orderType == .limit && conduct != .ignores:
            guard let signature = await lockSignature(quote) else { return nil }
            let lock = Calls.LockQuote(quoteId: quote.id, upnlSig: signature).encoded()
            if conduct == .locks { return Step(calls: [lock]) }
            return await opening(quote).map { Step(calls: [lock] + $0.calls, report: $0.report) }
        case .locked where quote.orderType == .limit && conduct == .fills: return await opening(quote)
        case .closePending where quote.orderType == .limit && conduct == .fills: return await closing(quote)
        default: return nil
        }
    }

    private func opening(_ quote: Symmio085.Core.Quote) async -> Step? {
        // While orders are filled in part only, their rests are left.
        if partialFill != nil, !quote.parentId.isZero { return nil }
        guard let price = await price(for: quote, bound: quote.requestedOpenPrice, isOpening: true), let signature = await pairSignature(quote)
        else { return nil }
        let filled = min(partialFill?.units ?? quote.quantity, quote.quantity)
        let call = Symmio085.Core.Calls.OpenPosition(quoteId: quote.id, filledAmount: filled, openedPrice: price, upnlSig: signature)
        var report = SolverNotification(action: "FillLimitOrderOpen", status: .success, account: quote.partyA, quoteId: Int(exactly: quote.id), time: 0)
        (report.averageOpenPrice, report.filledOpen) = (Wad(units: price), Wad(units: filled))
        return Step(calls: [call.encoded()], report: report)
    }

    private func closing(_ quote: Symmio085.Core.Quote) async -> Step? {
        guard !closedInPart.contains(quote.id), let price = await price(for: quote, bound: quote.requestedClosePrice, isOpening: false),
            let signature = await pairSignature(quote)
        else { return nil }
        let filled = min(partialFill?.units ?? quote.quantityToClose, quote.quantityToClose)
        let call = Symmio085.Core.Calls.FillCloseRequest(quoteId: quote.id, filledAmount: filled, closedPrice: price, upnlSig: signature)
        var report = SolverNotification(action: "FillLimitOrderClose", status: .success, account: quote.partyA, quoteId: Int(exactly: quote.id), time: 0)
        (report.averageClosePrice, report.filledClose) = (Wad(units: price), Wad(units: filled))
        return Step(calls: [call.encoded()], report: report)
    }

    /// What the prices say of a market.
    func mark(of symbolId: UInt256) async -> Wad? {
        guard let market = markets.first(where: { UInt256($0.symbolId) == symbolId }) else { return nil }
        return await prices.price(of: market.name)
    }

    /// The price of a fill, at the mark and 0.05 % to the trader's disadvantage as far as the bound allows; nil where the market is not there.
    private func price(for quote: Symmio085.Core.Quote, bound: UInt256, isOpening: Bool) async -> UInt256? {
        guard let mark = await mark(of: quote.symbolId)?.units else { return nil }
        let buys = (quote.positionType == .long) == isOpening
        guard buys ? mark <= bound : mark >= bound else { return nil }
        let (step, whole) = (UInt256(buys ? 10_005 as UInt64 : 9_995), UInt256(10_000 as UInt64))
        guard let fill = try? mark.times(step, over: whole) else { return nil }
        return buys ? min(fill, bound) : max(fill, bound)
    }

    private func take(_ step: Step, _ quote: Symmio085.Core.Quote) async {
        let data = Symmio085.PartyB.Calls.Call(callDatas: step.calls).encoded()
        let contract = chain.addresses.solver
        // What would revert now, as a market order's close within its batch, is nothing to send.
        guard (try? await chain.call(contract, from: operatorKey.address, data: data)) != nil,
            let hash = try? await chain.transact(operatorKey, to: contract, data: data)
        else { return }
        sent[quote.id] = hash
        if partialFill != nil, quote.quoteStatus == .closePending { closedInPart.insert(quote.id) }
        guard let report = step.report, await chain.mined(hash)?.succeeded == true else { return }
        await publish(report, quote)
    }

    private func publish(_ report: SolverNotification, _ quote: Symmio085.Core.Quote) async {
        var report = report
        let virtual = Symmio085.AccountLayer.Calls.GetVirtualAccount(account: quote.partyA)
        let parent = (try? await chain.read(virtual, from: chain.addresses.accountLayer))?.parentAccount ?? .zero
        let now = await chain.now
        (report.timestamp, report.modifyTime) = (now, now)
        report.virtualAccount = quote.partyA
        // Who trades with the sub-account itself reports in a way of its own.
        guard !parent.isZero else { return await majors.report(fill: report) }
        (report.account, report.counterparty) = (parent, parent)
        await hub.publish(
            .init(
                application: channel, address: parent, quoteId: Int64(report.quoteId ?? 0), temporaryId: 0, timestamp: now, data: report.data))
    }
}

extension SandboxChain {
    /// The quotes that wait for the solver and can still be filled.
    func restingQuotes() -> [Symmio085.Core.Quote] {
        let waiting: [Symmio085.Core.QuoteStatus] = [.pending, .locked, .cancelPending, .closePending, .cancelClosePending]
        let time = UInt256(now)
        return world.core.quotes.filter { waiting.contains($0.status) }.compactMap(\.quote).filter { $0.deadline >= time }
    }
}
