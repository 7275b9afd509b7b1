import EVMClient
public import EVMCore
public import EVMSigning
import SymmioContracts

/// A key that trades for a sub-account.
public struct Session: Sendable {
    /// The sub-account.
    public let subAccount: Address
    /// The session key.
    public let signer: any Signer

    /// Puts the two together; whether the key may trade is told by ``Sessions/status(of:for:)``.
    public init(subAccount: Address, signer: any Signer) {
        self.subAccount = subAccount
        self.signer = signer
    }
}

/// One selector of a delegation.
public struct DelegatedSelector: Sendable, Hashable {
    /// The selector.
    public var selector: Selector
    /// What it is.
    public var meaning: SelectorMeaning
    /// Whether it counts now.
    public var isActive: Bool
    /// When it ends, in seconds since 1970; 0 where it was never granted.
    public var expiry: UInt64
    /// When a revocation takes effect, in seconds since 1970; nil where there is none.
    public var revokedAt: UInt64?
}

/// What a key may do for a sub-account.
public struct DelegationStatus: Sendable {
    /// The key.
    public var delegate: Address
    /// The selectors that the deployment asks for, in order.
    public var selectors: [DelegatedSelector]
    /// Held against what the deployment needs.
    public var check: DelegationCheck

    /// Whether all that is needed counts now.
    public var isComplete: Bool { check.isComplete }
    /// When the first of what counts ends, in seconds since 1970; nil where nothing counts.
    public var expiry: UInt64? { selectors.filter(\.isActive).map { min($0.expiry, $0.revokedAt ?? .max) }.min() }
}

/// Sessions: what a key may do for a sub-account, granted by its owner on the Instant Layer, until it ends or is revoked.
public struct Sessions: Sendable {
    let client: SymmioClient

    private typealias Calls = Symmio085.InstantLayer.Calls
    private var layer: Address { client.deployment.contracts.instantLayer }

    /// Starts a session: the key may trade, and the TP/SL bot, where the deployment has one, may close.
    ///
    /// - Parameters:
    ///   - key: The session key, never the owner itself.
    ///   - lifetime: How long, in seconds from the chain's time.
    /// - Returns: The session.
    /// - Throws: ``SymmioError``.
    public func start(
        for account: Address, key: any Signer, lifetime: UInt64 = 86_400, owner: any Signer
    ) async throws(SymmioError) -> Session {
        try await client.checkOnce()
        let (expiry, overflow) = try await client.now().addingReportingOverflow(lifetime)
        guard !overflow else { throw .refused("a lifetime of \(lifetime) s is beyond all time") }
        try await grant(try selectors(forBot: false), to: key.address, for: account, expiry: expiry, owner: owner)
        if let bot = client.deployment.conditionalOrders?.botAddress {
            try await grant(try selectors(forBot: true), to: bot, for: account, expiry: expiry, owner: owner)
        }
        return Session(subAccount: account, signer: key)
    }

    /// Grants selectors to a key until a time, in seconds since 1970; granting again renews and ends a revocation.
    ///
    /// - Throws: ``SymmioError``; ``SymmioError/refused(_:)`` where the key is the owner.
    public func grant(
        _ selectors: [Selector], to delegate: Address, for account: Address, expiry: UInt64, owner: any Signer
    ) async throws(SymmioError) {
        guard delegate != owner.address else { throw .refused("a session key must be another key than the account's owner") }
        guard !selectors.isEmpty else { throw .refused("a delegation of nothing grants nothing") }
        let info = DelegationInfo(account: account, delegate: delegate, selectors: selectors, expiry: expiry)
        _ = try await client.transact(Calls.GrantDelegation(info: info), to: layer, using: owner)
    }

    /// Has the owner sign a delegation that anybody can bring on chain with ``submit(_:payer:)``.
    ///
    /// - Throws: ``SymmioError``.
    public func signGrant(
        _ selectors: [Selector], to delegate: Address, for account: Address, expiry: UInt64, deadline: UInt64, owner: some Signer,
        salts: SaltSource = .system
    ) async throws(SymmioError) -> SignedDelegation {
        try await client.checkOnce()
        let nonce = try await client.read(Calls.DelegationNonces(value: account), from: layer)
        do throws(SigningError) {
            return try await SignedDelegation(
                DelegationInfo(account: account, delegate: delegate, selectors: selectors, expiry: expiry), nonce: nonce &+ .one,
                deadline: UInt256(deadline), salt: salts.next(), owner: owner, domain: client.deployment.instantLayerDomain)
        } catch {
            throw .chain(.signing(error))
        }
    }

    /// Brings a signed delegation on chain.
    ///
    /// - Throws: ``SymmioError``.
    public func submit(_ delegation: SignedDelegation, payer: any Signer) async throws(SymmioError) {
        _ = try await client.transact(delegation.grantCall, to: layer, using: payer)
    }

    // MARK: Status

    /// What a session key may do, held against what trading here needs.
    ///
    /// - Throws: ``SymmioError``.
    public func status(of key: Address, for account: Address) async throws(SymmioError) -> DelegationStatus {
        try await status(of: key, for: account, required: try selectors(forBot: false))
    }

    /// What the TP/SL bot may do; nil where the deployment has none.
    ///
    /// - Throws: ``SymmioError``.
    public func botStatus(for account: Address) async throws(SymmioError) -> DelegationStatus? {
        guard let bot = client.deployment.conditionalOrders?.botAddress else { return nil }
        return try await status(of: bot, for: account, required: try selectors(forBot: true))
    }

    private func status(of key: Address, for account: Address, required: [Selector]) async throws(SymmioError) -> DelegationStatus {
        let release = client.deployment.release
        let foreign = Release.allCases.filter { $0 != release }.flatMap { SelectorMeaning.openingSelectors(of: $0) }
        let asked = required + foreign.filter { !required.contains($0) }
        let states = try await client.chaining { () async throws(ChainError) in
            let active = try await client.chain.read(asked.map { Calls.IsDelegationActive(delegator: account, delegate: key, selector: $0).from(layer) })
            let expiries = try await client.chain.read(asked.map { Calls.Delegations(value0: account, value1: key, value2: $0).from(layer) })
            let etas = try await client.chain.read(asked.map { Calls.PendingRevocationEta(value0: account, value1: key, value2: $0).from(layer) })
            var states: [DelegatedSelector] = []
            for (index, selector) in asked.enumerated() {
                let eta = try etas[index].get()
                states.append(
                    DelegatedSelector(
                        selector: selector, meaning: SelectorMeaning(selector, release: release), isActive: try active[index].get(),
                        expiry: UInt64(clamping: try expiries[index].get()), revokedAt: eta.isZero ? nil : UInt64(clamping: eta)))
            }
            return states
        }
        let granted = states.filter(\.isActive).map(\.selector)
        return DelegationStatus(
            delegate: key, selectors: Array(states.prefix(required.count)),
            check: DelegationCheck(required: required, granted: granted, release: release))
    }

    private func selectors(forBot: Bool) throws(SymmioError) -> [Selector] {
        do throws(DeploymentError) {
            return forBot ? try client.deployment.tpslBotSelectors() : try client.deployment.sessionSelectors()
        } catch {
            throw .configuration(error)
        }
    }

    // MARK: Revocation

    /// How long a revocation takes, in seconds.
    ///
    /// - Throws: ``SymmioError/chain(_:)``.
    public func revocationCooldown() async throws(SymmioError) -> UInt64 {
        UInt64(clamping: try await client.read(Calls.RevocationCooldown(), from: layer))
    }

    /// Asks for a key to be revoked; gives the second (since 1970) from which it no longer counts. ``finishRevocation(of:for:payer:)`` tidies
    /// up after that, but is not needed for it to take effect.
    ///
    /// - Parameter revoker: The owner, or the key itself.
    /// - Throws: ``SymmioError``; ``SymmioError/refused(_:)`` where nothing was granted.
    @discardableResult
    public func startRevocation(of key: Address, for account: Address, revoker: any Signer) async throws(SymmioError) -> UInt64 {
        let all = try await revocable(key, account)
        // The contract passes over what is not active: the transaction would do nothing, and cost.
        let isActive = try await client.chaining { () async throws(ChainError) in
            try await client.chain.read(all.map { Calls.IsDelegationActive(delegator: account, delegate: key, selector: $0).from(layer) }).each()
        }
        let nothing = SymmioError.refused("the key \(key) has no active delegation of \(account) that could be revoked")
        guard isActive.contains(true) else { throw nothing }
        let call = Calls.InitiateRevokeDelegation(account: .init(addr: account, isPartyB: false), delegate: key, selectors: all)
        let receipt = try await client.transact(call, to: layer, using: revoker)
        let etas = receipt.events(Symmio085.InstantLayer.Events.RevocationScheduled.self, from: layer).map(\.event.eta)
        guard let eta = etas.max() else { throw nothing }
        return UInt64(clamping: eta)
    }

    /// Removes a revoked delegation after its cooldown; anybody may.
    ///
    /// - Throws: ``SymmioError``.
    public func finishRevocation(of key: Address, for account: Address, payer: any Signer) async throws(SymmioError) {
        let all = try await revocable(key, account)
        let call = Calls.FinalizeRevokeDelegation(account: .init(addr: account, isPartyB: false), delegate: key, selectors: all)
        _ = try await client.transact(call, to: layer, using: payer)
    }

    /// All selectors that the deployment may have granted to the key: those of its own kind, and the other releases' opening calls.
    private func revocable(_ key: Address, _ account: Address) async throws(SymmioError) -> [Selector] {
        let isBot = key == client.deployment.conditionalOrders?.botAddress
        var all = try selectors(forBot: isBot)
        for selector in Release.allCases.flatMap({ SelectorMeaning.openingSelectors(of: $0) }) where !all.contains(selector) { all.append(selector) }
        return all
    }
}

extension SelectorMeaning {
    /// The calls that open positions in a release.
    static func openingSelectors(of release: Release) -> [Selector] {
        switch release {
        case .v085: [Symmio085.Core.Calls.SendQuoteWithAffiliateAndData.selector]
        case .v086: [Symmio086.Core.Calls.SendQuote.selector]
        }
    }
}
