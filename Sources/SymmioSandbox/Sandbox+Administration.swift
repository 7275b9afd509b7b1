public import EVMCore
import EVMSigning
import SymmioContracts

/// What the protocol's administrators do to a sandbox's users.
extension Sandbox {
    /// Stops, or lets again, what leaves an account.
    ///
    /// - Throws: ``SandboxFailure`` with the chain's words.
    public func setSuspended(_ isSuspended: Bool, _ account: Address) async throws(SandboxFailure) {
        if isSuspended {
            try await administer(Symmio085.Core.Calls.SuspendedAddress(user: account))
        } else {
            try await administer(Symmio085.Core.Calls.UnsuspendedAddress(user: account))
        }
    }

    /// Stops a withdrawal of a suspended account.
    ///
    /// - Throws: ``SandboxFailure`` with the chain's words.
    public func suspendWithdrawal(_ id: UInt256, of account: Address) async throws(SandboxFailure) {
        try await administer(Symmio085.Core.Calls.SuspendWithdrawRequest(user: account, requestId: id))
    }

    /// Lets an account ask for shorter cooldowns, or no longer.
    ///
    /// - Throws: ``SandboxFailure`` with the chain's words.
    public func setMaySpeedUp(_ may: Bool, _ account: Address) async throws(SandboxFailure) {
        try await administer(Symmio085.Core.Calls.SetSpeedUpUser(user: account, speedUp: may))
    }

    /// Shortens a withdrawal's cooldown to so many seconds from when it was asked for.
    ///
    /// - Throws: ``SandboxFailure`` with the chain's words.
    public func speedUpWithdrawal(_ id: UInt256, of account: Address, cooldown: UInt64) async throws(SandboxFailure) {
        try await administer(Symmio085.Core.Calls.AcceptSpeedUpRequest(user: account, requestId: id, newCooldown: UInt256(cooldown)))
    }

    private func administer(_ call: some ContractCall) async throws(SandboxFailure) {
        do throws(RPCFailure) {
            let hash = try await chain.transact(administratorKey, to: chain.addresses.core, data: call.encoded())
            guard let mined = await chain.mined(hash) else { throw RPCFailure(-32_000, "the transaction is not mined yet") }
            guard mined.succeeded else { throw RPCFailure(3, RevertReason(mined.answer).message) }
        } catch {
            throw SandboxFailure(description: error.message)
        }
    }
}

/// Why the sandbox did not do what it was told.
public struct SandboxFailure: Error, Sendable, CustomStringConvertible {
    /// The chain's words.
    public let description: String
}
