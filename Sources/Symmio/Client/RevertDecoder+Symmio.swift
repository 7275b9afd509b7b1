public import EVMClient
import SymmioContracts

extension RevertDecoder {
    /// Knows the errors and functions of all releases, the operations of a batch, and what the common reverts mean.
    public static let symmio: RevertDecoder = {
        var decoder = RevertDecoder()
        decoder.add(errors: Symmio085.InstantLayer.Errors.all, functions: Symmio085.InstantLayer.Calls.all)
        decoder.add(errors: Symmio086.InstantLayer.Errors.all, functions: Symmio086.InstantLayer.Calls.all)
        decoder.add(errors: Symmio085.AccountLayer.Errors.all, functions: Symmio085.AccountLayer.Calls.all)
        decoder.add(errors: Symmio086.AccountLayer.Errors.all, functions: Symmio086.AccountLayer.Calls.all)
        decoder.add(errors: Symmio085.Core.Errors.all, functions: Symmio085.Core.Calls.all)
        decoder.add(errors: Symmio086.Core.Errors.all, functions: Symmio086.Core.Calls.all)
        decoder.add(errors: Symmio085.PartyB.Errors.all, functions: Symmio085.PartyB.Calls.all)
        decoder.add(batch: Symmio085.InstantLayer.Calls.ExecuteBatch.self) { $0.signedOps.map(\.callData) }
        decoder.add(batch: Symmio085.InstantLayer.Calls.ExecuteTemplate.self) { $0.signedOps.map(\.callData) }
        decoder.add(advice: advice)
        return decoder
    }()

    /// What the reverts that an order flow meets mean; from the contract facts, section 4, and the Instant Layer's errors.
    private static let advice: [RevertAdvice] = [
        RevertAdvice(
            "Diamond: Function does not exist", meaning: "the contract does not have this function: it is of another release.",
            remedy: "Check the deployment's release."),
        RevertAdvice(
            "LibMuon: Expired signature", meaning: "the oracle's signature is missing or too old; only bound accounts may leave it empty.",
            remedy: "Bind the sub-account to the solver, or fetch a new signature."),
        RevertAdvice(
            "MuonSignatureVerifier: *", meaning: "the oracle's signature was not accepted.",
            remedy: "Bind the sub-account to the solver, or fetch a new signature."),
        RevertAdvice(
            "PartyAFacet: PartyA is bound to a different PartyB", meaning: "a bound account's quotes may name its own solver only.",
            remedy: "Name exactly the solver that the account is bound to."),
        RevertAdvice(
            "PartyAFacet: Bound Party B is not Bindable", meaning: "the solver takes no bound accounts any more.",
            remedy: "Unbind the account and bind it to another solver."),
        RevertAdvice(
            "PartyAFacet: insufficient available balance", meaning: "the margin does not cover what the quote locks and its fees.",
            remedy: "Add margin or lower the quantity."),
        RevertAdvice(
            "PartyAFacet: Available balance is lower than zero", meaning: "the account's losses have used up its margin.",
            remedy: "Add margin."),
        RevertAdvice(
            "PartyAFacet: Insufficient allocated balance for fee", meaning: "the margin covers what the quote locks but not the trading fee.",
            remedy: "Add margin or lower the quantity."),
        RevertAdvice(
            "AccountFacet: Insufficient balance", meaning: "the sub-account's available balance is lower than the amount.",
            remedy: "Deposit, or deallocate from positions that are closed."),
        RevertAdvice(
            "PartyAFacet: Quote value is low", meaning: "the quote locks less than the market's minimum.", remedy: "Raise the quantity."),
        RevertAdvice(
            "PartyAFacet: LF is not enough", meaning: "the liquidation fee's part of what is locked is below the market's minimum.",
            remedy: "Use the solver's locked parameters for this leverage."),
        RevertAdvice(
            "PartyAFacet: Low deadline", meaning: "the deadline has passed.",
            remedy: "Sign again with a later deadline; check this machine's clock against the chain's."),
        RevertAdvice(
            "PartyBFacet: Quote is expired", meaning: "the quote's deadline passed before the solver acted.",
            remedy: "Sign again with a later deadline."),
        RevertAdvice(
            "PartyBFacet: Opened price isn't valid", meaning: "the market moved beyond the price that was signed.",
            remedy: "Sign again with a wider slippage."),
        RevertAdvice(
            "PartyBFacet: Closed price isn't valid", meaning: "the market moved beyond the closing price that was signed.",
            remedy: "Sign again with a wider slippage."),
        RevertAdvice(
            "PartyAFacet: Invalid state", meaning: "the quote is not in the state that this needs: closed, being closed, or not open yet.",
            remedy: "Read the quote and decide anew."),
        RevertAdvice(
            "PartyAFacet: Remaining quote value is low", meaning: "what would be left of the position is below the market's minimum.",
            remedy: "Close all of it, or less."),
        RevertAdvice(
            "ControlFacet: Instant Layer Paused", meaning: "instant trading is paused at this deployment.", remedy: "Wait, or use ordinary transactions."),
        RevertAdvice("Pausable: *", meaning: "this part of the protocol is paused.", remedy: "Wait until it is resumed."),
        RevertAdvice(
            "AccountFacet: Cooldown not reached", meaning: "the cooldown is not over.", remedy: "Read when it ends, and come back then."),
        RevertAdvice(
            "PartyAFacet: Cooldown not reached", meaning: "the solver still has time to agree, or the prices are of a time that does not count yet.",
            remedy: "Ask whether and when it can be forced, and come back then."),
        RevertAdvice(
            "PartyAFacet: Requested close price not reached", meaning: "the market was not far enough beyond the price that was asked for.",
            remedy: "Ask the oracle for prices of a time when it was."),
        RevertAdvice(
            "PartyAFacet: Invalid signature period", meaning: "the oracle's prices cover too short a time for their average to be paid.",
            remedy: "Ask the oracle for prices of a longer time."),
        RevertAdvice(
            "PartyAFacet: PartyA will be insolvent", meaning: "closed at this price the account would have less than nothing.",
            remedy: "Add margin first."),
        RevertAdvice(
            "PartyBFacet: Close request is expired", meaning: "the close request's deadline leaves no time to force it.",
            remedy: "Let it expire, and ask again with a later deadline."),
        RevertAdvice(
            "PartyBFacet: Quote's order type should be LIMIT", meaning: "only requests to close at a limit can be forced.",
            remedy: "Ask for a close at a limit."),
        RevertAdvice(
            "LibQuote: Quote isn't expired", meaning: "the quote's deadline has not passed.", remedy: "Ask for its cancellation instead."),
        RevertAdvice(
            "AccountFacet: partyA will be liquidatable", meaning: "what would be left does not cover what positions and quotes lock.",
            remedy: "Take less out, or close positions first."),
        RevertAdvice(
            "WithdrawFacet: Invalid withdraw request status", meaning: "the withdrawal is completed, cancelled or suspended, or its provider has yet to act.",
            remedy: "Read where it stands."),
        RevertAdvice(
            "WithdrawFacet: Not allowed to speed up withdraw", meaning: "the account is not listed for shorter cooldowns.",
            remedy: "Ask for an ordinary withdrawal."),
        RevertAdvice(
            "Accessibility: Sender is Suspended", meaning: "the protocol's administrators have suspended the account.",
            remedy: "Only they can lift that."),
        RevertAdvice(
            "WithdrawFacet: Withdraw cooldown not over", meaning: "the withdrawal's cooldown is not over.",
            remedy: "Read when it ends, and come back then."),
        RevertAdvice(
            "ERC20: insufficient allowance", meaning: "the core may not take so much of the token.",
            remedy: "Approve the Symmio core, not the Account Layer."),
        RevertAdvice(
            "ERC20: transfer amount exceeds balance", meaning: "the wallet holds less of the token.", remedy: "Pay less, or top the wallet up."),
        RevertAdvice(
            "InvalidDelegation", meaning: "the key has no active delegation for this function: never granted, expired, revoked, or of another release.",
            remedy: "Start the session again."),
        RevertAdvice(
            "InvalidSignature", meaning: "the signature is not the signer's under this deployment's domain.",
            remedy: "Check chain id and Instant Layer address of the deployment."),
        RevertAdvice(
            "DeadlineExpired", meaning: "the operation's deadline has passed.",
            remedy: "Sign again with a later deadline; check this machine's clock against the chain's."),
        RevertAdvice(
            "MaxUsesExceeded", meaning: "the operation was executed before.", remedy: "Do not send it again; look the position up instead."),
        RevertAdvice(
            "InvalidNonce", meaning: "the nonce is not the account's next.", remedy: "Read the account's nonce and sign again."),
        RevertAdvice(
            "RevocationCooldownNotOver", meaning: "the revocation's cooldown is not over.", remedy: "It takes effect by itself at that time."),
        RevertAdvice("NotOwner", meaning: "the account is not the signer's.", remedy: "Sign with its owner."),
        RevertAdvice("NotOwnerOfAccount", meaning: "the account is not the sender's.", remedy: "Send it from its owner."),
        RevertAdvice(
            "AccountOutOfScope", meaning: "a delegate acted outside the sub-account that it was trusted with (0.8.6).",
            remedy: "Grant a delegation for that sub-account."),
        RevertAdvice("SelfDelegation", meaning: "an owner cannot delegate to itself.", remedy: "Use another key for the session."),
    ]
}
