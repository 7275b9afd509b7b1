import EVMClient
public import EVMCore
public import EVMSigning
import SymmioContracts

/// Whether an account trades with one solver only, and with whom.
public enum Binding: Sendable, Hashable {
    /// With nobody: every quote needs an oracle's signature.
    case none
    /// With a solver: quotes need no oracle.
    case bound(to: Address)
    /// Still with a solver, until the unbinding is completed, which is possible from `readyAt`, in seconds since 1970.
    case unbinding(from: Address, readyAt: UInt64)
}

/// Binding a sub-account to a solver, so that its quotes need no oracle.
extension Accounts {
    private typealias Core = Symmio085.Core.Calls
    private var core: Address { client.deployment.contracts.symmioCore }

    /// Whether an account is bound.
    ///
    /// - Throws: ``SymmioError/chain(_:)``.
    public func binding(of account: Address) async throws(SymmioError) -> Binding {
        let state = try await client.read(Core.GetBindState(user: account), from: core)
        switch state.status {
        case .bound: return .bound(to: state.partyB)
        case .pendingUnbind:
            let cooldown = try await unbindCooldown()
            let (ready, overflow) = UInt64(clamping: state.modifyTimestamp).addingReportingOverflow(cooldown)
            return .unbinding(from: state.partyB, readyAt: overflow ? .max : ready)
        default: return .none
        }
    }

    /// How long an unbinding takes, in seconds.
    ///
    /// - Throws: ``SymmioError/chain(_:)``.
    public func unbindCooldown() async throws(SymmioError) -> UInt64 {
        UInt64(clamping: try await client.read(Core.UnbindCooldown(), from: core))
    }

    /// Binds a sub-account to a solver; does nothing where it is bound to it already.
    ///
    /// - Parameter solver: The deployment's first solver where nil.
    /// - Throws: ``SymmioError``; ``SymmioError/refused(_:)`` where it is bound to another.
    public func bind(_ account: Address, to solver: Address? = nil, owner: any Signer) async throws(SymmioError) {
        guard let solver = solver ?? client.deployment.solvers.first?.address else { throw .configuration(.noSolver) }
        switch try await binding(of: account) {
        case .bound(let current) where current == solver: return
        case .bound(let current): throw .refused("the account \(account) is bound to \(current); unbind it first")
        case .unbinding(let current, let readyAt):
            throw .refused("the account \(account) is being unbound from \(current), which can be completed from \(readyAt)")
        case .none: _ = try await client.transact([Core.BindToPartyB(partyB: solver)], as: account, using: owner)
        }
    }

    /// Asks for an account to be unbound; gives the second (since 1970) from which that can be completed.
    ///
    /// - Throws: ``SymmioError``.
    @discardableResult
    public func startUnbinding(_ account: Address, owner: any Signer) async throws(SymmioError) -> UInt64 {
        _ = try await client.transact([Core.RequestToUnbindFromPartyB()], as: account, using: owner)
        if case .unbinding(_, let readyAt) = try await binding(of: account) { return readyAt }
        throw .refused("the account \(account) is not being unbound after all")
    }

    /// Takes the request back: the account stays bound.
    ///
    /// - Throws: ``SymmioError``.
    public func cancelUnbinding(_ account: Address, owner: any Signer) async throws(SymmioError) {
        _ = try await client.transact([Core.CancelUnbindRequest()], as: account, using: owner)
    }

    /// Completes an unbinding after its cooldown.
    ///
    /// - Throws: ``SymmioError``.
    public func completeUnbinding(_ account: Address, owner: any Signer) async throws(SymmioError) {
        _ = try await client.transact([Core.CompleteUnbindRequest(partyA: account)], as: account, using: owner)
    }
}
