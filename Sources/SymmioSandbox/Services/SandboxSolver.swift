import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts

/// A solver: takes signed operations, checks them, fills them through the Instant Layer's templates and reports what became of them.
actor SandboxSolver {
    let chain: SandboxChain
    let prices: SandboxPrices
    let hub: NotificationHub
    let faults: SandboxFaults
    let markets: [SandboxMarket]
    let deployment: Deployment
    /// Signs as the solver's contract (ERC-1271).
    private let signerKey: PrivateKey
    /// Sends the solver's transactions.
    private let operatorKey: PrivateKey
    /// How long the solver takes to act on an order.
    var latency: Duration

    var book: KeptTable<Int64, TemporaryQuote>
    private var lastTemporaryId: Int64 = 0
    /// What was taken and is not yet known to the chain, which refuses it a second time itself.
    private var seen: Set<Bytes32>
    private var salt: UInt64
    var closing: KeptTable<UInt64, TakenClose>

    init(
        chain: SandboxChain, prices: SandboxPrices, hub: NotificationHub, faults: SandboxFaults, markets: [SandboxMarket],
        deployment: Deployment, signerKey: PrivateKey, operatorKey: PrivateKey, latency: Duration, state: StateFile? = nil
    ) throws {
        self.chain = chain
        self.prices = prices
        self.hub = hub
        self.faults = faults
        self.markets = markets
        self.deployment = deployment
        self.signerKey = signerKey
        self.operatorKey = operatorKey
        self.latency = latency
        book = try KeptTable("solver's quotes", in: state) { try TemporaryQuote(kept: $0, markets: markets, release: deployment.release) }
        closing = try KeptTable("solver's closes", in: state) { try TakenClose(kept: $0) }
        lastTemporaryId = book.keys.min() ?? 0
        salt = state.map(\.firstSalt) ?? 0
        seen = Set(book.values.compactMap(\.job).flatMap(\.digests) + closing.values.flatMap(\.job.digests))
    }

    /// Goes on with what a restart interrupted. To be called once, after all that listens to reports.
    func resume() {
        for quote in book.values where quote.job != nil { later { await $0.execute(quote.id, mayBeSent: true) } }
        for id in closing.keys { later { await $0.execute(close: id, mayBeSent: true) } }
    }

    /// Does something when the solver's time for it has passed.
    private func later(_ work: @escaping @Sendable (SandboxSolver) async -> Void) {
        let latency = latency
        Task {
            try? await Task.sleep(for: latency)
            await work(self)
        }
    }

    // MARK: Opening

    /// Takes an order: gives its temporary id, and goes on with it in the background.
    func open(_ request: OpenRequest) async throws(SolverFailure) -> Int64 {
        let quote = request.sendQuote
        guard let terms = OpenTerms(quote.operation.callData, release: deployment.release) else {
            throw .make(3000, detail: "sendQuote.signedOperation.callData is no call that sends a quote in release \(deployment.release.rawValue)")
        }
        guard let market = markets.first(where: { UInt256($0.symbolId) == terms.symbolId }) else { throw .make(3003) }
        let operations = [request.addMargin, quote].compactMap { $0 }
        let digests = try await check(operations)
        let fill = try await openingPrice(market, terms)
        let isMargined = request.addMargin != nil
        let calls = try await solverCalls(opening: terms, at: fill)
        let data = try await batch(isMargined ? .instantOpen : .instantOpenNoMargin, operations + calls)
        try await simulate(data)

        // While the solver looked, the same may have come a second time.
        guard seen.isDisjoint(with: digests) else { throw .make(3009) }
        seen.formUnion(digests)
        lastTemporaryId -= 1
        let id = lastTemporaryId
        let account = quote.operation.signerAccount.addr
        book[id] = TemporaryQuote(
            id: id, subAccount: account, market: market, order: terms, callData: quote.operation.callData, createdAt: await chain.now,
            job: SolverJob(data: data, fill: fill, digests: digests))
        later { await $0.execute(id) }
        return id
    }

    private func openingPrice(_ market: SandboxMarket, _ terms: OpenTerms) async throws(SolverFailure) -> Wad {
        let fill = try await estimate(market, position: terms.position, entry: true)
        let isFair = terms.position == .short ? fill >= terms.price : fill <= terms.price
        guard isFair else { throw .make(3004, detail: "fill \(fill), bound \(terms.price)") }
        return fill
    }

    /// The price at which the solver would trade now: the mark, 0.05 % to the trader's disadvantage, at the market's precision.
    func estimate(_ market: SandboxMarket, position: PositionType, entry: Bool) async throws(SolverFailure) -> Wad {
        guard let mark = await prices.price(of: market.name) else { throw .make(3003) }
        let pays = (position == .short) != entry
        let factor = Wad(units: pays ? 1_000_500_000_000_000_000 : 999_500_000_000_000_000)
        do throws(ValueError) {
            return try mark.multiplied(by: factor, rounding: .down).rounded(fractionDigits: market.pricePrecision, .down)
        } catch {
            throw .make(3003)
        }
    }

    private func solverCalls(opening terms: OpenTerms, at fill: Wad) async throws(SolverFailure) -> [SignedInstantOperation] {
        let lock = Symmio085.Core.Calls.LockQuote(quoteId: .zero, upnlSig: .none)
        let open = Symmio085.Core.Calls.OpenPosition(
            quoteId: .zero, filledAmount: terms.quantity.units, openedPrice: fill.units, upnlSig: .none)
        return [try await sign(lock), try await sign(open)]
    }

    private func execute(_ id: Int64, mayBeSent: Bool = false) async {
        guard let quote = book[id], let job = quote.job else { return }
        let fill = job.fill
        await report(quote, action: "InstantRFQ", isSuccess: true, extra: ["avg_price_open": .string(fill.description)])
        let outcome = await send(job, mayBeSent: mayBeSent)
        guard var done = book[id] else { return }
        done.job = nil
        switch outcome {
        case .failure(let failure):
            done.state = .failed
            done.failure = failure
            book[id] = done
            await report(done, action: "SendQuoteTransaction", isSuccess: false, extra: failure.reportMembers)
        case .success(let logs):
            let sent = logs.compactMap { try? Symmio085.Core.Events.SendQuoteWithAffiliate(topics: $0.topics, data: $0.data) }.first
            done.state = .succeeded
            done.quoteId = sent.flatMap { UInt64(exactly: $0.quoteId) }
            done.virtualAccount = sent?.partyA
            done.openedPrice = fill
            book[id] = done
            let filled: [String: JSONValue] = [
                "avg_price_open": .string(fill.description), "filled_amount_open": .string(quote.order.quantity.description),
            ]
            await report(done, action: "SendQuoteTransaction", isSuccess: true, extra: filled)
            // From here on the chain refuses them.
            seen.subtract(job.digests)
        }
    }

    // MARK: Closing

    /// Takes requests to close, all or none.
    func close(_ request: CloseRequest) async throws(SolverFailure) {
        guard (1...CloseRequest.maximumOperations).contains(request.operations.count) else {
            throw .make(3000, detail: "1 to \(CloseRequest.maximumOperations) operations are taken")
        }
        let digests = try await check(request.operations)
        var jobs: [(id: UInt64, close: TakenClose)] = []
        for (operation, digest) in zip(request.operations, digests) {
            guard let call = try? RequestToClosePosition(decoding: operation.operation.callData) else {
                throw .make(3000, detail: "callData is no requestToClosePosition")
            }
            let account = operation.operation.signerAccount.addr
            guard let quote = try? await chain.read(Symmio085.Core.Calls.GetQuote(quoteId: call.quoteId), from: chain.addresses.core),
                quote.partyA == account, quote.quoteStatus == .opened,
                let market = markets.first(where: { UInt256($0.symbolId) == quote.symbolId })
            else { throw .make(3008, detail: "quote \(call.quoteId)") }
            let fill = try await estimate(market, position: quote.positionType, entry: false)
            let bound = Wad(units: call.closePrice)
            let isFair = quote.positionType == .short ? fill <= bound : fill >= bound
            guard isFair else { throw .make(3004, detail: "fill \(fill), bound \(bound)") }
            let fillCall = Symmio085.Core.Calls.FillCloseRequest(
                quoteId: call.quoteId, filledAmount: call.quantityToClose, closedPrice: fill.units, upnlSig: .none)
            let data = try await batch(.instantClose, [operation, try await sign(fillCall)])
            try await simulate(data)
            let order = CloseOrder(
                quoteId: call.quoteId, account: account, price: bound, quantity: Wad(units: call.quantityToClose),
                deadline: UInt64(exactly: call.deadline) ?? .max)
            guard let id = UInt64(exactly: call.quoteId) else { throw .make(3008, detail: "quote \(call.quoteId)") }
            jobs.append((id, TakenClose(order: order, job: SolverJob(data: data, fill: fill, digests: [digest]))))
        }
        // While the solver looked, the same may have come a second time, or another close of a position.
        guard seen.isDisjoint(with: digests) else { throw .make(3009) }
        guard Set(jobs.map(\.id)).count == jobs.count else { throw .make(3000, detail: "a quote stands in the request twice") }
        for job in jobs where closing[job.id] != nil { throw .make(3008, detail: "quote \(job.id) is being closed") }
        seen.formUnion(digests)
        for job in jobs { closing[job.id] = job.close }
        let accepted = jobs.map(\.id)
        later { for id in accepted { await $0.execute(close: id) } }
    }

    private func execute(close quoteId: UInt64, mayBeSent: Bool = false) async {
        guard let pending = closing[quoteId] else { return }
        let (order, fill) = (pending.order, pending.job.fill)
        let subAccount = await parent(of: order.account)
        let close = CloseReport(subAccount: subAccount, virtualAccount: order.account, quoteId: Int64(clamping: quoteId))
        await report(close, action: "InstantRequestToClosePosition", isSuccess: true, extra: [:])
        let outcome = await send(pending.job, mayBeSent: mayBeSent)
        closing[quoteId] = nil
        switch outcome {
        case .failure(let failure):
            await report(close, action: "FillMarketOrderInstantClose", isSuccess: false, extra: failure.reportMembers)
        case .success:
            seen.subtract(pending.job.digests)
            let filled: [String: JSONValue] = [
                "avg_price_close": .string(fill.description), "filled_amount_close": .string(order.quantity.description),
            ]
            await report(close, action: "FillMarketOrderInstantClose", isSuccess: true, extra: filled)
        }
    }

    private func parent(of account: Address) async -> Address {
        let call = Symmio085.AccountLayer.Calls.GetVirtualAccount(account: account)
        guard let virtual = try? await chain.read(call, from: chain.addresses.accountLayer), !virtual.parentAccount.isZero else { return account }
        return virtual.parentAccount
    }

    // MARK: Checks and execution

    /// What every operation has to be before the solver looks at its call; gives the digests.
    private func check(_ operations: [SignedInstantOperation]) async throws(SolverFailure) -> [Bytes32] {
        let domain = deployment.instantLayerDomain
        let now = UInt256(await chain.now)
        var digests: [Bytes32] = []
        for signed in operations {
            let operation = signed.operation
            let digest = operation.digest(for: domain)
            guard SignatureCheck.recovers(operation.signer, digest: digest, signature: signed.signature) else { throw .make(3001) }
            let deadline = operation.replayAttackHeader.deadline
            guard deadline.isZero || deadline >= now else { throw .make(3006) }
            guard !seen.contains(digest) else { throw .make(3009) }
            digests.append(digest)
        }
        return digests
    }

    private func sign(_ call: some ContractCall) async throws(SolverFailure) -> SignedInstantOperation {
        salt &+= 1
        let operation = InstantOperation(
            call, target: deployment.contracts.symmioCore, account: chain.addresses.solver, isPartyB: true, signer: chain.addresses.solver,
            deadline: .zero, salt: Bytes32(UInt256(salt)))
        do throws(SigningError) {
            let signature = try signerKey.sign(digest: operation.digest(for: deployment.instantLayerDomain))
            return SignedInstantOperation(operation: operation, signature: signature.bytes)
        } catch {
            throw .make(3010, detail: "\(error)")
        }
    }

    /// The calldata that executes operations by a template, which is found by its name and shape.
    private func batch(_ shape: TemplateShape, _ operations: [SignedInstantOperation]) async throws(SolverFailure) -> Bytes {
        let layer = chain.addresses.instantLayer
        do {
            let all = try await chain.read(Symmio085.InstantLayer.Calls.GetTemplates(startId: .zero, limit: UInt256(100 as UInt64)), from: layer)
            var templates: [OperationTemplate] = []
            for (index, template) in all.enumerated() { templates.append(try OperationTemplate(id: UInt256(UInt64(index)), template)) }
            return ExecuteTemplate(try OperationTemplate.find(shape, in: templates), operations).encoded()
        } catch {
            throw .make(3010, detail: "\(error)")
        }
    }

    private func simulate(_ data: Bytes) async throws(SolverFailure) {
        do throws(Revert) {
            _ = try await chain.call(chain.addresses.instantLayer, from: operatorKey.address, data: data)
        } catch {
            throw SolverFailure(reverted: error.data)
        }
    }

    /// - Parameter mayBeSent: After a restart, where the transaction may be on the chain already.
    private func send(_ job: SolverJob, mayBeSent: Bool) async -> Result<[WorldLog], SolverFailure> {
        if mayBeSent, let mined = await chain.mined(calling: chain.addresses.instantLayer, data: job.data) {
            return mined.succeeded ? .success(mined.logs) : .failure(SolverFailure(reverted: mined.answer))
        }
        if await faults.take(.revert) { return .failure(.make(3010, detail: "the fault 'revert' was asked for")) }
        do throws(RPCFailure) {
            let hash = try await chain.transact(operatorKey, to: chain.addresses.instantLayer, data: job.data)
            if await faults.take(.reorganisation) { await chain.reorganise(depth: 1) }
            guard let mined = await chain.mined(hash) else { return .failure(.make(3010, detail: "not mined")) }
            return mined.succeeded ? .success(mined.logs) : .failure(SolverFailure(reverted: mined.answer))
        } catch {
            return .failure(.make(3010, detail: error.message))
        }
    }

    // MARK: Reports

    private struct CloseReport: Sendable {
        let subAccount: Address
        let virtualAccount: Address
        let quoteId: Int64
    }

    private func report(_ quote: TemporaryQuote, action: String, isSuccess: Bool, extra: [String: JSONValue]) async {
        var members = extra
        members["temp_quote_id"] = .number(String(quote.id))
        if let account = quote.virtualAccount { members["va_address"] = .string(account.checksummed) }
        await publish(
            members, account: quote.subAccount, quoteId: quote.quoteId.map { Int64(clamping: $0) } ?? 0, temporaryId: quote.id, action: action,
            isSuccess: isSuccess)
    }

    private func report(_ close: CloseReport, action: String, isSuccess: Bool, extra: [String: JSONValue]) async {
        var members = extra
        members["va_address"] = .string(close.virtualAccount.checksummed)
        await publish(members, account: close.subAccount, quoteId: close.quoteId, temporaryId: 0, action: action, isSuccess: isSuccess)
    }

    private func publish(
        _ members: [String: JSONValue], account: Address, quoteId: Int64, temporaryId: Int64, action: String, isSuccess: Bool
    ) async {
        let now = await chain.now
        var data = members
        if quoteId != 0 { data["quote_id"] = .number(String(quoteId)) }
        data["last_seen_action"] = .string(action)
        data["action_status"] = .string(isSuccess ? "success" : "failed")
        data["state_type"] = .string(isSuccess ? "report" : "alert")
        data["counterparty_address"] = .string(account.checksummed)
        data["create_time"] = .number(String(now))
        data["modify_time"] = .number(String(now))
        data["version"] = .number("1")
        await hub.publish(
            .init(
                application: deployment.notifications?.channel ?? "", address: account, quoteId: quoteId, temporaryId: temporaryId,
                timestamp: now, data: data))
    }

    func setLatency(_ latency: Duration) { self.latency = latency }
}

extension SolverFailure {
    /// What a revert of the batch means to the trader.
    init(reverted data: Bytes) {
        let errors = ABIErrorTable(Self.errors)
        let reason = RevertReason(data, errors: errors)
        let root = reason.root
        let code =
            switch root.error?.name {
            case "InvalidDelegation", "NotOwner", "AccountOutOfScope": 3002
            case "InvalidSignature": 3001
            case "DeadlineExpired": 3006
            case "MaxUsesExceeded", "InvalidNonce": 3009
            case "Error":
                switch root.message {
                case let text where text.contains("bound to a different") || text.contains("LibMuon") || text.contains("MuonSignatureVerifier"): 3007
                case let text where text.contains("nsufficient"): 3005
                case let text where text.contains("Quote value is low") || text.contains("quantityToClose"): 3011
                default: 3010
                }
            default: 3010
            }
        self = .make(code, detail: reason.message)
    }

    var reportMembers: [String: JSONValue] {
        ["error_code": .number(String(code)), "failure_type": .string(category), "failure_message": .string(detail.isEmpty ? message : detail)]
    }

    private static let errors: [ABISignature] = {
        var list: [String] = []
        list += [
            Symmio085.InstantLayer.Errors.OperationFailed.signature, Symmio085.InstantLayer.Errors.InvalidDelegation.signature,
            Symmio085.InstantLayer.Errors.InvalidSignature.signature, Symmio085.InstantLayer.Errors.DeadlineExpired.signature,
            Symmio085.InstantLayer.Errors.MaxUsesExceeded.signature, Symmio085.InstantLayer.Errors.InvalidNonce.signature,
            Symmio085.InstantLayer.Errors.TargetNotWhitelisted.signature, Symmio085.InstantLayer.Errors.FlexFieldOutOfBounds.signature,
            Symmio085.AccountLayer.Errors.NotOwner.signature, Symmio085.AccountLayer.Errors.AccountDoesNotExist.signature,
            Symmio085.AccountLayer.Errors.InvalidIsolationType.signature, Symmio085.AccountLayer.Errors.ZeroAmount.signature,
            Symmio085.AccountLayer.Errors.Unauthorized.signature, Symmio085.AccountLayer.Errors.SymbolNotAllowedForThisAccount.signature,
            Symmio085.AccountLayer.Errors.PositionTypeNotAllowedForThisAccount.signature,
            Symmio086.AccountLayer.Errors.AccountOutOfScope.signature,
        ]
        return list.compactMap { try? ABISignature(parsing: "error \($0)") }
    }()
}

extension OpenTerms {
    /// Reads the call that sends a quote in a release; nil where it is another.
    init?(_ callData: Bytes, release: Release) {
        switch release {
        case .v085:
            guard let call = try? Symmio085.Core.Calls.SendQuoteWithAffiliateAndData(decoding: callData) else { return nil }
            self.init(
                symbolId: call.symbolId, position: call.positionType, orderType: call.orderType, price: Wad(units: call.price),
                quantity: Wad(units: call.quantity), cva: Wad(units: call.cva), lf: Wad(units: call.lf), partyAmm: Wad(units: call.partyAmm),
                partyBmm: Wad(units: call.partyBmm), data: call.data)
        case .v086:
            guard let call = try? Symmio086.Core.Calls.SendQuote(decoding: callData) else { return nil }
            self.init(
                symbolId: call.symbolId, position: call.positionType, orderType: call.orderType, price: Wad(units: call.price),
                quantity: Wad(units: call.quantity), cva: Wad(units: call.cva), lf: Wad(units: call.lf), partyAmm: Wad(units: call.partyAmm),
                partyBmm: Wad(units: call.partyBmm), data: call.data)
        }
    }
}

extension Symmio085.Core.SingleUpnlSig {
    /// No oracle's word: what a bound counterparty's calls carry.
    fileprivate static var none: Self {
        Self(reqId: Bytes(), timestamp: .zero, upnl: .zero, gatewaySignature: Bytes(), sigs: .init(signature: .zero, owner: .zero, nonce: .zero))
    }
}

extension Symmio085.Core.PairUpnlAndPriceSig {
    /// No oracle's word.
    fileprivate static var none: Self {
        Self(
            reqId: Bytes(), timestamp: .zero, upnlPartyA: .zero, upnlPartyB: .zero, price: .zero, gatewaySignature: Bytes(),
            sigs: .init(signature: .zero, owner: .zero, nonce: .zero))
    }
}
