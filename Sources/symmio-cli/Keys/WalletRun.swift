import EVMClient
import Symmio

/// The wallet's transactions of one run of the command: kept until their end is known and shown, so that a later run can take them up.
actor WalletRun {
    private var signers: [(signer: KeepingSigner, chain: ChainClient)] = []

    func add(_ signer: KeepingSigner, on chain: ChainClient) { signers.append((signer, chain)) }

    /// The run has come to its end, and what it came to was shown.
    func end() async {
        for one in signers { await one.signer.forget() }
    }

    /// The run has failed. What was sent stays kept, unless the error says for certain what became of it, or the chain has it: a step
    /// after it has failed then, which was told.
    func end(with error: any Error) async {
        if case .chain(.send(let failure))? = error as? SymmioError {
            switch failure {
            case .refused, .nonceTaken, .feesAboveCap, .replaced, .reverted: return await end()
            case .unknown, .notMined: break
            }
        }
        for one in signers { await one.signer.forgetMined(on: one.chain) }
    }
}
