import EVMClient
import Symmio

/// The wallet's transactions of one run of the command: kept until their end is known and shown, so that a later run can take them up.
actor WalletRun {
    private var signers: [KeepingSigner] = []

    func add(_ signer: KeepingSigner) { signers.append(signer) }

    /// The run has come to its end, and what it came to was shown.
    func end() async {
        for signer in signers { await signer.forget() }
    }

    /// The run has failed. What was sent stays kept, unless the error says for certain what became of it.
    func end(with error: any Error) async {
        guard case .chain(.send(let failure))? = error as? SymmioError else { return }
        switch failure {
        case .refused, .nonceTaken, .feesAboveCap, .replaced, .reverted: await end()
        case .unknown, .notMined: break
        }
    }
}
