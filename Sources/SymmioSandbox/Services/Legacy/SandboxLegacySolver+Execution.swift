import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSolver

/// What the solver does with what it took: one after the other, in steps that a restart can go on after.
extension SandboxLegacySolver {
    /// Does something when the solver's time for it has passed and all before it is done.
    func later(_ work: @escaping @Sendable (SandboxLegacySolver) async -> Void) {
        let latency = latency
        Task { [weak self] in
            try? await Task.sleep(for: latency)
            await self?.queue(work)
        }
    }

    private func queue(_ work: @escaping @Sendable (SandboxLegacySolver) async -> Void) {
        let before = last
        last = Task { [weak self] in
            await before?.value
            if let self { await work(self) }
        }
    }

    // MARK: Opening

    func carryOut(order id: Int64) async {
        // Who took it back in time finds it gone.
        guard let order = orders[id], !order.isExecuting else { return }
        orders[id]?.isExecuting = true
        defer { orders[id] = nil }
        let quoteId: UInt256
        do throws(LegacyFailure) {
            quoteId = try await sentQuote(of: order)
        } catch {
            return await fail(order.row, action: "SendQuoteTransaction", error)
        }
        do throws(LegacyFailure) {
            try await open(order, quoteId)
        } catch {
            // What is not opened shall not go on locking the account's money.
            _ = try? await send(calls(as: order.account, Core.RequestToCancelQuote(quoteId: quoteId)))
            return await fail(order.row, action: "OpenPosition", error)
        }
        await update(order.row, action: "SendQuoteTransaction") { row in
            row.quoteId = quoteId
            row.members = [
                "avg_price_open": .string(order.fill.description), "filled_amount_open": .string(order.quote.quantity.description),
            ]
        }
    }

    /// The order's quote on chain: sent now, or by a sandbox that ended after it.
    private func sentQuote(of order: LegacyOrderEntry) async throws(LegacyFailure) -> UInt256 {
        let logs: [WorldLog]
        if let mined = await mined(order.attempt) {
            logs = try Self.logs(of: mined)
        } else {
            let attempt = await attempt(calls(as: order.account, try await sendQuote(order)))
            orders[order.id]?.attempt = attempt
            logs = try await send(attempt.data)
        }
        guard let sent = logs.lazy.compactMap({ try? Symmio084.Core.Events.SendQuote(topics: $0.topics, data: $0.data) }).first else {
            throw .make(4030, detail: "no SendQuote was logged")
        }
        return sent.quoteId
    }

    private func open(_ order: LegacyOrderEntry, _ quoteId: UInt256) async throws(LegacyFailure) {
        switch try await read(Core.GetQuote(quoteId: quoteId)).quoteStatus {
        case .pending:
            let open = Core.OpenPosition(
                quoteId: quoteId, filledAmount: order.quote.quantity.units, openedPrice: order.fill.units, upnlSig: .unsigned)
            _ = try await send(delegatedCalls.call(asSolver: [Core.LockQuote(quoteId: quoteId, upnlSig: .unsigned), open]).encoded())
        case .opened: break
        case let status: throw .make(4030, detail: "the quote is \(status.words)")
        }
    }

    private func sendQuote(_ order: LegacyOrderEntry) async throws(LegacyFailure) -> any ContractCall {
        let quote = order.quote
        let call = try await sendingCall(order.account)
        let signature: UpnlAndPriceSignature
        do throws(SandboxOracle.Refusal) {
            signature = try await oracle.upnlAndPrice(ofPartyA: order.account, symbolId: UInt256(quote.symbolId))
        } catch {
            throw .make(4030, detail: error.message)
        }
        if call == Core.SendQuote.selector {
            return Core.SendQuote(
                partyBsWhiteList: [addresses.solver], symbolId: UInt256(quote.symbolId), positionType: quote.position, orderType: .market,
                price: quote.price.units, quantity: quote.quantity.units, cva: quote.cva.units, lf: quote.lf.units, partyAmm: quote.partyAmm.units,
                partyBmm: quote.partyBmm.units, maxFundingRate: quote.maxFundingRate.units, deadline: UInt256(quote.deadline), upnlSig: signature)
        }
        return Core.SendQuoteWithAffiliate(
            partyBsWhiteList: [addresses.solver], symbolId: UInt256(quote.symbolId), positionType: quote.position, orderType: .market,
            price: quote.price.units, quantity: quote.quantity.units, cva: quote.cva.units, lf: quote.lf.units, partyAmm: quote.partyAmm.units,
            partyBmm: quote.partyBmm.units, maxFundingRate: quote.maxFundingRate.units, deadline: UInt256(quote.deadline),
            affiliate: chain.addresses.affiliate, upnlSig: signature)
    }

    // MARK: Closing

    func carryOut(closeOf id: UInt64) async {
        guard let close = closes[id], !close.isExecuting else { return }
        closes[id]?.isExecuting = true
        defer { closes[id] = nil }
        do throws(LegacyFailure) {
            if let mined = await mined(close.attempt) {
                _ = try Self.logs(of: mined)
            } else {
                let request = Core.RequestToClosePosition(
                    quoteId: close.quoteId, closePrice: close.price.units, quantityToClose: close.quantity.units, orderType: .market,
                    deadline: UInt256(await chain.now &+ 300))
                let attempt = await attempt(calls(as: close.account, request))
                closes[id]?.attempt = attempt
                _ = try await send(attempt.data)
            }
            // Where it is no longer asked for, a sandbox that ended after it has filled it.
            if try await read(Core.GetQuote(quoteId: close.quoteId)).quoteStatus == .closePending {
                let fill = Core.FillCloseRequest(
                    quoteId: close.quoteId, filledAmount: close.quantity.units, closedPrice: close.fill.units, upnlSig: .unsigned)
                _ = try await send(delegatedCalls.call(asSolver: [fill]).encoded())
            }
        } catch {
            return await fail(close.row, action: "FillMarketOrderInstantClose", error)
        }
        await update(close.row, action: "FillMarketOrderInstantClose") { row in
            row.members = [
                "avg_price_close": .string(close.fill.description), "filled_amount_close": .string(close.quantity.description),
            ]
        }
    }

    // MARK: The chain

    private var delegatedCalls: DelegatedCalls { DelegatedCalls(core: addresses.core, multiAccount: addresses.multiAccount) }

    /// Has an account call the core, by what it has delegated.
    private func calls(as account: Address, _ call: any ContractCall) -> Bytes {
        delegatedCalls.together(as: account, [call], thenAsSolver: []).encoded()
    }

    private func attempt(_ data: Bytes) async -> LegacyAttempt { LegacyAttempt(data: data, after: await chain.height) }

    private func mined(_ attempt: LegacyAttempt?) async -> MinedTransaction? {
        guard let attempt else { return nil }
        return await chain.mined(to: addresses.solver, data: attempt.data, after: attempt.after)
    }

    private func send(_ data: Bytes) async throws(LegacyFailure) -> [WorldLog] {
        if await faults.take(.revert) { throw .make(4030, detail: "the fault 'revert' was asked for") }
        let mined: MinedTransaction?
        do throws(RPCFailure) {
            let hash = try await chain.transact(operatorKey, to: addresses.solver, data: data)
            if await faults.take(.reorganisation) { await chain.reorganise(depth: 1) }
            mined = await chain.mined(hash)
        } catch {
            throw .make(4030, detail: error.message)
        }
        guard let mined else { throw .make(4030, detail: "not mined") }
        return try Self.logs(of: mined)
    }

    private static func logs(of mined: MinedTransaction) throws(LegacyFailure) -> [WorldLog] {
        guard mined.succeeded else { throw .make(4030, detail: RevertReason(mined.answer).message) }
        return mined.logs
    }
}

extension SandboxChain {
    /// A transaction by what it calls, mined after a block.
    func mined(to contract: Address, data: Bytes, after height: UInt64) -> MinedTransaction? {
        transactions.values.first { mined in
            guard mined.blockNumber > height, let transaction = mined.signed?.transaction else { return false }
            return transaction.to == contract && transaction.data == data
        }
    }
}

extension Symmio084.Core.SingleUpnlSig {
    /// The sandbox's core does not look at the solver's own oracle signatures.
    fileprivate static var unsigned: Self {
        Self(reqId: Bytes(), timestamp: .zero, upnl: .zero, gatewaySignature: Bytes(), sigs: .init(signature: .zero, owner: .zero, nonce: .zero))
    }
}

extension Symmio084.Core.PairUpnlAndPriceSig {
    /// As that of one side.
    fileprivate static var unsigned: Self {
        Self(
            reqId: Bytes(), timestamp: .zero, upnlPartyA: .zero, upnlPartyB: .zero, price: .zero, gatewaySignature: Bytes(),
            sigs: .init(signature: .zero, owner: .zero, nonce: .zero))
    }
}
