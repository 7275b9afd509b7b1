public import EVMClient
public import EVMCore
public import EVMSigning
internal import SymmioContracts

/// What an account lets somebody call in its name, one function.
public struct LegacyDelegation: Sendable, Hashable {
    /// The function.
    public var selector: Selector
    /// Its signature in release 0.8.4; nil where there is none such.
    public var signature: String?
    /// Whether it counts now. A proposed revocation ends nothing by itself: only the revocation does.
    public var isActive: Bool
    /// From when on it can be revoked, in seconds since 1970; nil where its revocation is not proposed.
    public var revocableFrom: UInt64?
}

/// Delegations: without an end, for single functions, taken back in two steps; where the release knows no proposals (0.8.2), in one.
extension MultiAccounts {
    /// Lets somebody, as a rule the deployment's solver, call functions in the account's name, until it is revoked.
    ///
    /// Whoever is delegated may call them with whatever arguments: this is what later releases did away with.
    /// - Parameters:
    ///   - selectors: The documented set where nil, without `allocate`: see ``LegacyDeployment/documentedSelectors``.
    ///   - delegate: The solver's PartyB where nil.
    /// - Throws: ``LegacyError``.
    @discardableResult
    public func delegate(
        _ selectors: [Selector]? = nil, to delegate: Address? = nil, for account: Address, owner: any Signer
    ) async throws(LegacyError) -> Receipt {
        let selectors = selectors ?? LegacyDeployment.tradingSelectors
        let target = delegate ?? deployment.partyB
        switch selectors.count {
        case 0: throw .unsupported("a delegation of nothing grants nothing")
        case 1: return try await transact(Calls.DelegateAccess(account: account, target: target, selector: selectors[0], state: true), using: owner)
        default: return try await transact(Calls.DelegateAccesses(account: account, target: target, selector: selectors, state: true), using: owner)
        }
    }

    /// What is delegated now.
    ///
    /// - Parameters:
    ///   - selectors: What to ask for; all documented ones where nil.
    ///   - delegate: The solver's PartyB where nil.
    /// - Throws: ``LegacyError``.
    public func delegations(
        _ selectors: [Selector] = LegacyDeployment.documentedSelectors, of delegate: Address? = nil, for account: Address
    ) async throws(LegacyError) -> [LegacyDelegation] {
        let target = delegate ?? deployment.partyB
        let cooldown = try await revocationCooldown()
        var result: [LegacyDelegation] = []
        for selector in selectors {
            let isActive = try await read(Calls.DelegatedAccesses(value0: account, value1: target, value2: selector))
            var delegation = LegacyDelegation(selector: selector, signature: LegacyDeployment.signature(of: selector), isActive: isActive)
            if let cooldown {
                let proposed = try await read(Calls.RevokeProposalTimestamp(value0: account, value1: target, value2: selector))
                let (end, overflow) = UInt64(clamping: proposed).addingReportingOverflow(cooldown)
                if !proposed.isZero { delegation.revocableFrom = overflow ? .max : end }
            }
            result.append(delegation)
        }
        return result
    }

    /// How long a revocation takes after it was proposed, in seconds; nil where the release knows no proposals and takes a delegation back at
    /// once.
    ///
    /// - Throws: ``LegacyError``.
    public func revocationCooldown() async throws(LegacyError) -> UInt64? {
        do throws(LegacyError) {
            return UInt64(clamping: try await read(Calls.RevokeCooldown()))
        } catch {
            // A contract without the function reverts, or answers with nothing.
            switch error {
            case .chain(.reverted), .chain(.undecodable): return nil
            default: throw error
            }
        }
    }

    /// Proposes to take a delegation back; gives the second (since 1970) from which ``revoke(_:of:for:owner:)`` may follow.
    ///
    /// The delegate may go on until it is revoked.
    /// - Throws: ``LegacyError``; ``LegacyError/unsupported(_:)`` where the release knows no proposals: see ``revocationCooldown()``.
    @discardableResult
    public func proposeRevocation(
        _ selectors: [Selector]? = nil, of delegate: Address? = nil, for account: Address, owner: any Signer
    ) async throws(LegacyError) -> UInt64 {
        let target = delegate ?? deployment.partyB
        guard let cooldown = try await revocationCooldown() else {
            throw .unsupported("this release of MultiAccount knows no proposals: revoke the delegation, which ends it at once")
        }
        let selectors = try await revocable(selectors, target, account)
        guard !selectors.isEmpty else { throw .unsupported("\(target) has no delegation of \(account) that could be revoked") }
        let call = Calls.ProposeToRevokeAccesses(account: account, target: target, selector: selectors)
        let receipt = try await transact(call, using: owner)
        let block = try await chaining { () async throws(ChainError) in try await chain.block(.number(receipt.blockNumber)) }
        guard let block else { throw .unsupported("the endpoint does not know block \(receipt.blockNumber), in which the revocation was proposed") }
        let (end, overflow) = block.timestamp.addingReportingOverflow(cooldown)
        return overflow ? .max : end
    }

    /// Takes a delegation back whose revocation was proposed, after the cooldown; at once where the release knows no proposals.
    ///
    /// - Parameter selectors: What is taken back; all that was proposed where nil, or all that is delegated where there are no proposals.
    /// - Throws: ``LegacyError``; ``LegacyError/unsupported(_:)`` where there is nothing to take back.
    @discardableResult
    public func revoke(
        _ selectors: [Selector]? = nil, of delegate: Address? = nil, for account: Address, owner: any Signer
    ) async throws(LegacyError) -> Receipt {
        let target = delegate ?? deployment.partyB
        guard try await revocationCooldown() != nil else {
            let active = try await revocable(selectors, target, account)
            guard !active.isEmpty else { throw .unsupported("\(target) has no delegation of \(account) that could be revoked") }
            return try await transact(Calls.DelegateAccesses(account: account, target: target, selector: active, state: false), using: owner)
        }
        var chosen = selectors ?? []
        if selectors == nil {
            for delegation in try await delegations(of: target, for: account) where delegation.revocableFrom != nil { chosen.append(delegation.selector) }
        }
        guard !chosen.isEmpty else { throw .unsupported("no revocation of \(target) was proposed for \(account)") }
        return try await transact(Calls.RevokeAccesses(account: account, target: target, selector: chosen), using: owner)
    }

    private func revocable(_ selectors: [Selector]?, _ target: Address, _ account: Address) async throws(LegacyError) -> [Selector] {
        if let selectors { return selectors }
        var active: [Selector] = []
        for delegation in try await delegations(of: target, for: account) where delegation.isActive { active.append(delegation.selector) }
        return active
    }
}
