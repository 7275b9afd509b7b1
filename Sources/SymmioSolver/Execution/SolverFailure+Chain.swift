public import EVMClient
import EVMCore
import SymmioContracts

extension SolverFailure {
    /// What a revert of the batch means to the trader; the root of it decides, however many calls lie around it.
    public init(_ revert: Revert) {
        let detail = revert.description
        let root = revert.root
        guard root?.kind == .error else {
            self.init(root?.error.map(\.name).flatMap { Self.errors[$0] } ?? 3010, detail: detail)
            return
        }
        let text = root?.message ?? ""
        let code =
            switch text {
            case _ where text.contains("bound to a different") || text.contains("not Bindable") || text.contains("LibMuon"): 3007
            case _ where text.contains("MuonSignatureVerifier"): 3007
            case _ where text.contains("nsufficient"): 3005
            case _ where text.contains("price isn't valid"): 3004
            case _ where text.contains("Symbol is not valid"): 3003
            case _ where text.contains("Quote value is low") || text.contains("quantityToClose") || text.contains("Remaining quote value"): 3011
            case _ where text.contains("LF is not enough") || text.contains("Leverage is high"): 3011
            case _ where text.contains("Invalid state") || text.contains("Should be partyA of quote") || text.contains("Invalid quoteId"): 3008
            case _ where text.contains("Low deadline") || text.contains("is expired"): 3006
            default: 3010
            }
        self.init(code, detail: detail)
    }

    /// What an error of the chain means to the trader.
    public init(_ error: ChainError) {
        if let revert = error.revert {
            self.init(revert)
        } else {
            self.init(error.isTransient || Self.isUnreachable(error) ? 3015 : 3010, detail: error.description)
        }
    }

    private static func isUnreachable(_ error: ChainError) -> Bool {
        switch error {
        case .transport, .http, .wrongChain, .invalidAnswer: true
        default: false
        }
    }

    /// The contracts' errors by name.
    private static let errors: [String: Int] = [
        "InvalidDelegation": 3002, "NotOwner": 3002, "AccountOutOfScope": 3002, "AccountDoesNotExist": 3002, "InvalidSignature": 3001,
        "DeadlineExpired": 3006, "MaxUsesExceeded": 3009, "InvalidNonce": 3013, "TargetNotWhitelisted": 3012,
        "CallDataLengthMismatch": 3000, "FlexFieldOutOfBounds": 3014, "InvalidFlexFillLength": 3014, "InvalidFlexFillValueLength": 3014,
        "InvalidFlexFillerSignature": 3014, "ZeroAmount": 3011, "InvalidIsolationType": 3000,
    ]
}
