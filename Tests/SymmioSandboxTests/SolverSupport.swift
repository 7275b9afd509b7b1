import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import SymmioSolver
import Testing

/// The tests of the solver's library, one after the other: each has a sandbox with sockets and threads of its own, and a process has only so many.
@Suite(.serialized) struct SolverTests {}

/// A desk of one's own in the sandbox solver's place, with an account that is ready to trade.
struct SolverBench: Sendable {
    let flow: FlowAccount
    let desk: SolverDesk
    /// Signs what is crafted.
    let factory: OperationFactory

    var deployment: Deployment { flow.deployment }
    var chain: SandboxChain { flow.sandbox.chain }
    var solver: Address { factory.solver.address }

    /// ETHUSDT stands at 2500.
    static let mark = "2500"

    init(_ release: Release = .v085, delegates: Bool = true, deposit: UInt64 = 50_000, isolation: SubAccountIsolation = .marketDirection) async throws {
        flow = try await FlowAccount(release, isolation: isolation, delegates: delegates, deposit: deposit)
        let deployment = flow.sandbox.deployment
        let solver = try #require(deployment.solvers.first)
        let sandbox = flow.sandbox
        desk = SolverDesk(
            chain: sandbox.chain.client(pollInterval: .milliseconds(2)), deployment: deployment,
            contract: ContractSigner(contract: solver.address, key: LocalSigner(sandbox.solverSigner)),
            operatorSigner: LocalSigner(sandbox.solverOperator), markets: FixedMarkets(), clock: { await sandbox.chain.now })
        factory = OperationFactory(deployment: deployment, solver: solver, signer: flow.session)
    }

    /// An order of 0.5 ETH at fivefold leverage, bound 2600 or 2400.
    func order(
        _ position: PositionType = .long, quantity: String = "0.5", margin: String? = nil, symbol: UInt64 = 2, price: String? = nil,
        signature: OpenOrder.UpnlSignature? = nil
    ) async throws -> OpenOrder {
        let bound = try Wad(price ?? (position == .short ? "2400" : "2600"))
        let quantity = try Wad(quantity)
        let notional = try bound.multiplied(by: quantity, rounding: .down)
        func locked(_ percent: String) throws -> Wad { try notional.percent(try Wad(percent), rounding: .down).divided(by: try Wad("5"), rounding: .down) }
        let needed = try notional.multiplied(by: try Wad("0.2005"), rounding: .up)
        let now = await chain.now
        return OpenOrder(
            subAccount: flow.subAccount, isolation: position == .short ? .marketShort : .marketLong, symbolId: UInt256(symbol), position: position,
            price: bound, quantity: quantity, cva: try locked("7"), lf: try locked("3"), partyAmm: try locked("90"), partyBmm: try locked("90"),
            margin: try margin.map { try Wad($0) } ?? needed, deadline: now + 300, solvers: [solver], affiliate: deployment.contracts.affiliate,
            correlationId: "a uuid", upnlSignature: signature ?? (deployment.style.flexUpnlSig ? .placeholder(timestamp: now) : .empty))
    }

    func request(_ order: OpenOrder) async throws -> OpenRequest { try await factory.open(order) }

    /// Changes an operation and signs it again.
    func resigned(_ signed: SignedInstantOperation, by signer: LocalSigner? = nil, _ change: (inout InstantOperation) -> Void) async throws
        -> SignedInstantOperation
    {
        var operation = signed.operation
        change(&operation)
        return try await SignedInstantOperation(operation, signer: signer ?? flow.session, domain: deployment.instantLayerDomain)
    }

    /// What an order is refused for; nil where it is taken, and then given up at once.
    func refusal(of request: OpenRequest) async -> Refusal? {
        do throws(Refusal) {
            let taken = try await desk.take(request)
            await desk.giveUp(taken)
            return nil
        } catch {
            return error
        }
    }

    func refusal(of request: CloseRequest) async -> Refusal? {
        do throws(Refusal) {
            for taken in try await desk.take(request) { await desk.giveUp(taken) }
            return nil
        } catch {
            return error
        }
    }

    /// What the chain says of an order when a solver that looks at nothing submits it: nil where it goes through.
    ///
    /// The batch is put together here from the contract's types, not by the library.
    func revert(
        of request: OpenRequest, price: String = "2500", fills: [Bytes] = [], fillSignatures: [Bytes] = []
    ) async throws -> String? {
        let zero = Symmio084.Core.SchnorrSign(signature: .zero, owner: .zero, nonce: .zero)
        let quote = request.sendQuote.operation
        let quantity = try QuoteTerms(quote.callData, release: deployment.release).quantity
        let lock = Symmio084.Core.Calls.LockQuote(
            quoteId: .zero, upnlSig: .init(reqId: Bytes(), timestamp: .zero, upnl: .zero, gatewaySignature: Bytes(), sigs: zero))
        let open = Symmio084.Core.Calls.OpenPosition(
            quoteId: .zero, filledAmount: quantity.units, openedPrice: try Wad(price).units,
            upnlSig: .init(
                reqId: Bytes(), timestamp: .zero, upnlPartyA: .zero, upnlPartyB: .zero, price: .zero, gatewaySignature: Bytes(), sigs: zero))
        var operations = [request.addMargin, request.sendQuote].compactMap { $0 }
        let template: UInt64 = operations.count == 2 ? 0 : 3
        let before = operations.count - 1
        for data in [lock.encoded(), open.encoded()] { operations.append(try own(data, salt: UInt64(operations.count))) }
        // Fields that nothing came for keep what was signed.
        var allFills = operations.map { $0.operation.flexFields.map { _ in Bytes() } }
        var allSignatures = allFills
        if !fills.isEmpty { (allFills[before], allSignatures[before]) = (fills, fillSignatures) }
        let call = Symmio085.InstantLayer.Calls.ExecuteTemplate(
            templateId: UInt256(template), signedOps: operations.map(\.operation), signatures: operations.map(\.signature), fills: allFills,
            flexFillerSignatures: allSignatures)
        return try await revert(of: call)
    }

    func revert(of request: CloseRequest, price: String = "2500") async throws -> String? {
        let zero = Symmio084.Core.SchnorrSign(signature: .zero, owner: .zero, nonce: .zero)
        let operation = try #require(request.operations.first)
        let asked = try RequestToClosePosition(decoding: operation.operation.callData)
        let fill = Symmio084.Core.Calls.FillCloseRequest(
            quoteId: asked.quoteId, filledAmount: asked.quantityToClose, closedPrice: try Wad(price).units,
            upnlSig: .init(
                reqId: Bytes(), timestamp: .zero, upnlPartyA: .zero, upnlPartyB: .zero, price: .zero, gatewaySignature: Bytes(), sigs: zero))
        let operations = [operation, try own(fill.encoded(), salt: 9)]
        return try await revert(
            of: Symmio085.InstantLayer.Calls.ExecuteTemplate(
                templateId: .one, signedOps: operations.map(\.operation), signatures: operations.map(\.signature), fills: [[], []],
                flexFillerSignatures: [[], []]))
    }

    private func revert(of call: Symmio085.InstantLayer.Calls.ExecuteTemplate) async throws -> String? {
        do {
            _ = try await desk.judge.chain.simulate(call, to: deployment.contracts.instantLayer, as: flow.sandbox.solverOperator.address)
            return nil
        } catch {
            guard let revert = error.revert else { throw error }
            return revert.message
        }
    }

    /// An operation of the solver's contract, signed by its key.
    private func own(_ data: Bytes, salt: UInt64) throws -> SignedInstantOperation {
        let operation = Symmio085.InstantLayer.SignedOperation(
            signer: solver, target: deployment.contracts.symmioCore, callData: data, signerAccount: .init(addr: solver, isPartyB: true), flexFields: [],
            maxUses: .one, replayAttackHeader: .init(nonce: .zero, deadline: .zero, salt: Bytes32(UInt256(salt))))
        let signature = try flow.sandbox.solverSigner.sign(digest: operation.digest(for: deployment.instantLayerDomain))
        return SignedInstantOperation(operation: operation, signature: signature.bytes)
    }

    func stop() async { await flow.sandbox.stop() }
}

/// Two markets that do not move.
struct FixedMarkets: SolverMarkets {
    func offer(for trade: Trade) async -> Offer? {
        guard let mark = [1: "60000", 2: SolverBench.mark][UInt64(exactly: trade.symbolId) ?? 0].flatMap({ try? Wad($0) }) else { return nil }
        let rules = MarketRules(
            pricePrecision: 2, quantityPrecision: 3, lotSize: try? Wad("0.001"), maximumNotional: try? Wad("100000"), maximumLeverage: try? Wad("50"))
        return Offer(price: mark, mark: mark, rules: rules, closedBecause: trade.symbolId == 1 ? "weekend" : nil)
    }
}

/// Runs a test with a bench and stops its sandbox afterwards.
func withBench(_ release: Release = .v085, _ body: (SolverBench) async throws -> Void) async throws {
    let bench = try await SolverBench(release)
    do {
        try await body(bench)
    } catch {
        await bench.stop()
        throw error
    }
    await bench.stop()
}
