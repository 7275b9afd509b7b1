public import EVMClient
public import EVMCore
public import EVMSigning
public import Symmio
import SymmioContracts

/// Takes traders' signed orders and carries them out: judges, fills, assembles, tries, submits, and tells what became of them.
///
/// ```swift
/// let order = try await desk.take(OpenRequest(json: body))
/// let outcome = await desk.carryOut(order)
/// ```
/// What it does not do is the solver's own: markets and prices (``SolverMarkets``), a server, and a book of its positions.
public struct SolverDesk: Sendable {
    /// Judges what comes.
    public let judge: OperationJudge
    /// Assembles the batches.
    public let assembler: BatchAssembler
    /// The solver's markets and prices.
    public let markets: any SolverMarkets
    /// Sends the transactions: an account with the Instant Layer's OPERATOR_ROLE.
    public let operatorSigner: any Signer
    /// What is under way.
    public let book: PendingBook
    /// How long to wait for a transaction before its outcome is called unknown.
    public var miningTimeout: Duration

    var chain: ChainClient { judge.chain }
    private var deployment: Deployment { judge.deployment }

    /// Opens a desk.
    /// - Parameters:
    ///   - chain: the chain; what it knows of reverts is added to.
    ///   - deployment: the contracts.
    ///   - contract: the solver's PartyB contract and the key whose signatures it takes for its own.
    ///   - operatorSigner: who sends the transactions.
    ///   - markets: what is traded at which price.
    ///   - signatures: where the oracle's signatures come from; none for accounts that are bound.
    ///   - clock: see ``OperationJudge/clock``.
    ///   - timeToSubmit: how many seconds there have to be left before a deadline.
    ///   - salts: where the salts of the solver's operations come from.
    public init(
        chain: ChainClient, deployment: Deployment, contract: ContractSigner, operatorSigner: any Signer, markets: any SolverMarkets,
        signatures: any UpnlSource = BoundOnly(), clock: (@Sendable () async -> UInt64)? = nil, timeToSubmit: UInt64 = 0,
        salts: SaltSource = .system, miningTimeout: Duration = .seconds(180)
    ) {
        var chain = chain
        chain.reverts.add(.symmio)
        judge = OperationJudge(
            chain: chain, deployment: deployment, solver: contract.address, sender: operatorSigner.address, clock: clock, timeToSubmit: timeToSubmit)
        assembler = BatchAssembler(deployment: deployment, signer: contract, signatures: signatures, salts: salts)
        self.markets = markets
        self.operatorSigner = operatorSigner
        self.miningTimeout = miningTimeout
        book = PendingBook()
    }

    // MARK: Taking

    /// Takes an order to open, or refuses it; taken, it counts as under way until it was carried out or given up.
    ///
    /// - Throws: ``Refusal``; then nothing is left behind.
    public func take(_ request: OpenRequest) async throws(Refusal) -> TakenOpen {
        let judged = try await judge.judge(request, markets: markets, coversUnbound: assembler.signatures.coversUnbound)
        let ticket = try await book.admit(judged.hold, verified: judged.verified, parts: judged.parts, funds: judged.funds)
        do throws(Refusal) {
            let batch = try await assembler.batch(opening: judged, templates: try await assembler.templates(chain))
            let callData = try await attempt(batch.call.encoded())
            return TakenOpen(judged: judged, batch: batch, callData: callData, ticket: ticket)
        } catch {
            await book.release(ticket)
            throw error
        }
    }

    /// Takes requests to close, all or none.
    ///
    /// - Throws: ``Refusal``; then nothing is left behind.
    public func take(_ request: CloseRequest) async throws(Refusal) -> [TakenClose] {
        let judged = try await judge.judge(request, markets: markets)
        let templates = try await assembler.templates(chain)
        var taken: [TakenClose] = []
        do throws(Refusal) {
            for order in judged { taken.append(try await take(order, templates: templates)) }
        } catch {
            for order in taken { await book.release(order.ticket) }
            throw error
        }
        return taken
    }

    private func take(_ order: JudgedClose, templates: [OperationTemplate]) async throws(Refusal) -> TakenClose {
        let ticket = try await book.admit(order.hold, verified: [order.verified], parts: [order.part], funds: nil)
        do throws(Refusal) {
            let batch = try await assembler.batch(closing: order, templates: templates)
            let callData = try await attempt(batch.call.encoded())
            return TakenClose(judged: order, batch: batch, callData: callData, ticket: ticket)
        } catch {
            await book.release(ticket)
            throw error
        }
    }

    /// Takes up again what an earlier process had taken and not seen the end of.
    ///
    /// Whether its batch was executed meanwhile is for the caller to look up first: ``isExecuted(_:)``. If it was not, carrying it out now is
    /// safe even where the earlier transaction still waits somewhere: the Instant Layer executes the trader's operations once.
    /// - Parameters:
    ///   - callData: ``TakenOrder/callData``, as it was kept.
    ///   - hold: what it holds on to, ``JudgedOpen/hold`` or ``JudgedClose/hold``.
    public func takeUp(_ callData: Bytes, holding hold: PendingBook.Hold) async -> ResumedOrder {
        ResumedOrder(callData: callData, ticket: await book.keep(hold))
    }

    /// Whether an operation was executed, by its digest.
    ///
    /// - Throws: ``Refusal/Reason/chain(_:)``.
    public func isExecuted(_ digest: Bytes32) async throws(Refusal) -> Bool {
        do throws(ChainError) {
            let call = Symmio085.InstantLayer.Calls.OperationUsageCount(value: digest)
            return try await !chain.read(call, from: deployment.contracts.instantLayer).isZero
        } catch {
            throw Refusal(.order, .chain(error))
        }
    }

    /// Tries a batch without sending it; gives what would be sent.
    func attempt(_ callData: Bytes) async throws(Refusal) -> Bytes {
        do throws(ChainError) {
            let message = CallMessage(from: operatorSigner.address, to: deployment.contracts.instantLayer, data: callData)
            _ = try await chain.call(message)
            return callData
        } catch {
            if let revert = error.revert { throw Refusal(.order, .reverted(revert)) }
            throw Refusal(.order, .chain(error))
        }
    }

    /// Lets an order go that will not be carried out.
    public func giveUp(_ order: some TakenOrder) async { await book.release(order.ticket) }

    // MARK: Carrying out

    /// Sends an order's batch and waits for what becomes of it.
    public func carryOut<Order: TakenOrder>(_ order: Order) async -> Outcome<Order.Result> {
        await settle(order, sent: await submit(order))
    }

    /// Sends an order's batch, once.
    ///
    /// - Returns: What ``EVMClient/ChainClient/send(_:using:options:)`` gives or throws; ``settle(_:sent:)`` understands it.
    public func submit(_ order: some TakenOrder) async -> Result<PendingTransaction, ChainError> {
        do throws(ChainError) {
            let message = CallMessage(to: deployment.contracts.instantLayer, data: order.callData)
            return .success(try await chain.send(message, using: operatorSigner))
        } catch {
            return .failure(error)
        }
    }

    /// Waits for what becomes of a batch that was sent, and lets the order go where that is certain.
    public func settle<Order: TakenOrder>(_ order: Order, sent: Result<PendingTransaction, ChainError>) async -> Outcome<Order.Result> {
        let outcome = await outcome(order, sent)
        if case .unknown = outcome { return outcome }
        await book.release(order.ticket)
        return outcome
    }

    /// Sends the bytes of a transaction again whose outcome is unknown, and waits: they are mined once, however often they are sent.
    public func resume<Order: TakenOrder>(_ order: Order, _ signed: SignedTransaction) async -> Outcome<Order.Result> {
        let sent: Result<PendingTransaction, ChainError>
        do throws(ChainError) {
            sent = .success(try await chain.send(signed))
        } catch {
            switch error {
            case .send: sent = .failure(error)
            // Not sent this time says nothing of the time before.
            default: return .unknown(signed)
            }
        }
        return await settle(order, sent: sent)
    }

    private func outcome<Order: TakenOrder>(_ order: Order, _ sent: Result<PendingTransaction, ChainError>) async -> Outcome<Order.Result> {
        do throws(ChainError) {
            let pending = try sent.get()
            do throws(ChainError) {
                let receipt = try await pending.wait(timeout: miningTimeout)
                guard let result = order.result(in: receipt, core: deployment.contracts.symmioCore) else {
                    let why = "transaction \(receipt.transactionHash) was mined but logged no such event: is this another release?"
                    return .failed(SolverFailure(3010, detail: why))
                }
                return .done(result)
            } catch {
                switch error {
                case .send(.reverted), .send(.replaced): throw error
                // It was sent: nothing else is certain.
                default: return .unknown(pending.signed)
                }
            }
        } catch {
            if case .send(.unknown(let signed)) = error { return .unknown(signed) }
            return .failed(SolverFailure(error))
        }
    }
}
