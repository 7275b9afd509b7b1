import EVMSigning
import Symmio
import SymmioSolver

extension SolverDesk {
    /// How often a transaction is sent again that is not mined in time.
    private static let attempts = 60

    /// Sends an order's batch and waits until it is certain what became of it; with what shall go wrong.
    func carryOut<Order: TakenOrder>(_ order: Order, _ chain: SandboxChain, _ faults: SandboxFaults) async -> Result<Order.Result, SolverFailure> {
        if await faults.take(.revert) {
            await giveUp(order)
            return .failure(.make(3010, detail: "the fault 'revert' was asked for"))
        }
        let sent = await submit(order)
        if case .success = sent, await faults.take(.reorganisation) { await chain.reorganise(depth: 1) }
        var outcome = await settle(order, sent: sent)
        for _ in 0..<Self.attempts {
            guard case .unknown(let signed) = outcome else { break }
            outcome = await resume(order, signed)
        }
        switch outcome {
        case .done(let result): return .success(result)
        case .failed(let failure): return .failure(failure)
        case .unknown(let signed): return .failure(.make(3010, detail: "transaction \(signed.hash) was not mined"))
        }
    }
}
