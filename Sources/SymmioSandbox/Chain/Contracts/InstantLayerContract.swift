import EVMCore
import SymmioContracts

/// What the simulated Instant Layer remembers.
struct InstantLayerStorage: Sendable {
    /// What a delegation is kept by.
    struct Key: Sendable, Hashable {
        let delegator: Address
        let delegate: Address
        let selector: Selector
    }

    var delegations: SharedTable<Key, UInt256> = [:]
    var revocations: SharedTable<Key, UInt256> = [:]
    var delegationNonces: SharedTable<Address, UInt256> = [:]
    var usedDelegations: Set<Bytes32> = []
    var nonces: SharedTable<Address, UInt256> = [:]
    var usage: SharedTable<Bytes32, UInt256> = [:]
    var templates: [Symmio085.InstantLayer.Template] = []
    var instantOpenTemplates: Set<Int> = []
    var operators: Set<Address> = []
    var isRunning = false

    func isActive(_ key: Key, at now: UInt256) -> Bool {
        guard let expiry = delegations[key], expiry > now else { return false }
        guard let eta = revocations[key], !eta.isZero else { return true }
        return eta > now
    }
}

/// The Instant Layer: delegations, templates and the execution of signed operations.
enum InstantLayerContract {
    typealias Calls = Symmio085.InstantLayer.Calls
    typealias Events = Symmio085.InstantLayer.Events
    typealias Errors = Symmio085.InstantLayer.Errors
    typealias Key = InstantLayerStorage.Key

    static let operatorRole = keccak256(utf8: "OPERATOR_ROLE")

    static let table: ContractTable = {
        var table = ContractTable(unknown: Revert(data: Bytes()))
        addDelegations(&table)
        addExecution(&table)
        addViews(&table)
        return table
    }()

    static func domain(_ world: World) -> EIP712Domain {
        Symmio085.InstantLayer.domain(chainId: world.chainId, verifyingContract: world.addresses.instantLayer)
    }

    // MARK: Delegations

    private static func addDelegations(_ table: inout ContractTable) {
        table.on(Calls.GrantDelegation.self) { (world, frame, call) throws(Revert) in
            try grant(&world, frame, call.info, by: frame.sender)
            return NoReturn()
        }
        table.on(Calls.GrantBatchDelegationBySig.self) { (world, frame, call) throws(Revert) in
            try grantBySignature(&world, frame, call.signedDelegation, signature: call.signature)
            return NoReturn()
        }
        table.on(Calls.InitiateRevokeDelegation.self) { (world, frame, call) throws(Revert) in
            let isParty = frame.sender == call.delegate || frame.sender == world.accountLayer.owner(of: call.account.addr)
            guard isParty else { throw Revert(Errors.NotOwnerOfAccount(sender: frame.sender, account: call.account.addr)) }
            let delegator = world.accountLayer.canonical(call.account.addr)
            let eta = try world.now.plus(UInt256(world.settings.revocationCooldown))
            for selector in call.selectors {
                let key = Key(delegator: delegator, delegate: call.delegate, selector: selector)
                guard (world.instantLayer.delegations[key] ?? .zero) > world.now else { continue }
                world.instantLayer.revocations[key] = eta
                world.emit(
                    Events.RevocationScheduled(delegator: delegator, delegate: call.delegate, selector: selector, eta: eta), in: frame)
            }
            return NoReturn()
        }
        table.on(Calls.FinalizeRevokeDelegation.self) { (world, frame, call) throws(Revert) in
            let delegator = world.accountLayer.canonical(call.account.addr)
            for selector in call.selectors {
                let key = Key(delegator: delegator, delegate: call.delegate, selector: selector)
                guard let eta = world.instantLayer.revocations[key], !eta.isZero else { continue }
                guard eta <= world.now else { throw Revert(Errors.RevocationCooldownNotOver(eta: eta)) }
                world.instantLayer.delegations[key] = nil
                world.instantLayer.revocations[key] = nil
                world.emit(
                    Events.DelegationSelectorRevoked(delegator: delegator, delegate: call.delegate, selector: selector), in: frame)
            }
            return NoReturn()
        }
    }

    private static func grant(
        _ world: inout World, _ frame: Frame, _ info: Symmio085.InstantLayer.DelegationInfo, by sender: Address
    ) throws(Revert) {
        guard !info.account.isPartyB else { throw Revert(Errors.InvalidDelegation()) }
        guard world.accountLayer.owner(of: info.account.addr) == sender else {
            throw Revert(Errors.NotOwnerOfAccount(sender: sender, account: info.account.addr))
        }
        guard info.delegatedSigner != sender else { throw Revert(Errors.SelfDelegation()) }
        guard info.expiryTimestamp > world.now else { throw Revert(Errors.DelegationExpired(expiryTimestamp: info.expiryTimestamp)) }
        record(&world, frame, info)
    }

    private static func record(_ world: inout World, _ frame: Frame, _ info: Symmio085.InstantLayer.DelegationInfo) {
        let delegator = world.accountLayer.canonical(info.account.addr)
        for selector in info.selectors {
            let key = Key(delegator: delegator, delegate: info.delegatedSigner, selector: selector)
            world.instantLayer.delegations[key] = info.expiryTimestamp
            world.instantLayer.revocations[key] = nil
            world.emit(
                Events.DelegationGranted(
                    delegator: delegator, delegate: info.delegatedSigner, selector: selector, expiryTimestamp: info.expiryTimestamp),
                in: frame)
        }
    }

    private static func grantBySignature(
        _ world: inout World, _ frame: Frame, _ signed: Symmio085.InstantLayer.SignedDelegation, signature: Bytes
    ) throws(Revert) {
        let info = signed.delegationInfo
        let header = signed.replayAttackHeader
        guard !info.account.isPartyB else { throw Revert(Errors.InvalidDelegation()) }
        let owner = world.accountLayer.owner(of: info.account.addr) ?? .zero
        guard info.delegatedSigner != owner else { throw Revert(Errors.SelfDelegation()) }
        guard info.expiryTimestamp > world.now else { throw Revert(Errors.DelegationExpired(expiryTimestamp: info.expiryTimestamp)) }
        guard header.deadline.isZero || world.now <= header.deadline else {
            throw Revert(Errors.DeadlineExpired(deadline: header.deadline))
        }
        guard !info.selectors.isEmpty else { throw Revert(Errors.InvalidDelegation()) }
        let delegator = world.accountLayer.canonical(info.account.addr)
        let current = world.instantLayer.delegationNonces[delegator] ?? .zero
        guard header.nonce == (try current.plus(.one)) else {
            throw Revert(Errors.InvalidNonce(user: delegator, expected: current, provided: header.nonce))
        }
        let digest = signed.digest(for: domain(world))
        guard SignatureCheck.isValid(world, signer: owner, digest: digest, signature: signature) else {
            throw Revert(Errors.InvalidSignature())
        }
        guard world.instantLayer.usedDelegations.insert(digest).inserted else {
            throw Revert(Errors.DelegationAlreadyExecuted(hash: digest))
        }
        world.instantLayer.delegationNonces[delegator] = header.nonce
        world.emit(Events.DelegationNonceIncremented(delegator: delegator, newNonce: header.nonce), in: frame)
        record(&world, frame, info)
    }

    // MARK: Views

    private static func addViews(_ table: inout ContractTable) {
        table.on(Calls.DomainSeparator.self) { (world, _, _) throws(Revert) in domain(world).separator }
        table.on(Calls.Eip712Domain.self) { (world, _, _) throws(Revert) in
            .init(
                fields: Bytes1(words: (0x0f00_0000_0000_0000, 0, 0, 0)), name: "SymmioInstantLayer", version: "1", chainId: world.chainId,
                verifyingContract: world.addresses.instantLayer, salt: .zero, extensions: [])
        }
        table.on(Calls.Symmio.self) { (world, _, _) throws(Revert) in world.addresses.core }
        table.on(Calls.AccountLayer.self) { (world, _, _) throws(Revert) in world.addresses.accountLayer }
        table.on(Calls.RevocationCooldown.self) { (world, _, _) throws(Revert) in UInt256(world.settings.revocationCooldown) }
        table.on(Calls.OperatorRole.self) { (_, _, _) throws(Revert) in operatorRole }
        table.on(Calls.HasRole.self) { (world, _, call) throws(Revert) in
            call.role == operatorRole && world.instantLayer.operators.contains(call.account)
        }
        table.on(Calls.IsPartyBRegistered.self) { (world, _, call) throws(Revert) in call.addr == world.addresses.solver }
        table.on(Calls.WhitelistedTargets.self) { (world, _, call) throws(Revert) in isTarget(call.value, world) }
        table.on(Calls.Nonces.self) { (world, _, call) throws(Revert) in world.instantLayer.nonces[call.value] ?? .zero }
        table.on(Calls.DelegationNonces.self) { (world, _, call) throws(Revert) in world.instantLayer.delegationNonces[call.value] ?? .zero }
        table.on(Calls.OperationUsageCount.self) { (world, _, call) throws(Revert) in world.instantLayer.usage[call.value] ?? .zero }
        table.on(Calls.UsedDelegationHashes.self) { (world, _, call) throws(Revert) in
            world.instantLayer.usedDelegations.contains(call.value)
        }
        table.on(Calls.GetOperationHash.self) { (world, _, call) throws(Revert) in call.signedOp.digest(for: domain(world)) }
        table.on(Calls.GetDelegationHash.self) { (world, _, call) throws(Revert) in call.signedDelegation.digest(for: domain(world)) }
        table.on(Calls.GetFlexFillAuthHash.self) { (world, _, call) throws(Revert) in
            Symmio085.InstantLayer.FlexFillAuth(opHash: call.opHash, fieldIndex: call.fieldIndex, value: call.value)
                .digest(for: domain(world))
        }
        table.on(Calls.IsDelegationActive.self) { (world, _, call) throws(Revert) in
            world.instantLayer.isActive(
                Key(delegator: call.delegator, delegate: call.delegate, selector: call.selector), at: world.now)
        }
        table.on(Calls.Delegations.self) { (world, _, call) throws(Revert) in
            world.instantLayer.delegations[Key(delegator: call.value0, delegate: call.value1, selector: call.value2)] ?? .zero
        }
        table.on(Calls.PendingRevocationEta.self) { (world, _, call) throws(Revert) in
            world.instantLayer.revocations[Key(delegator: call.value0, delegate: call.value1, selector: call.value2)] ?? .zero
        }
        addTemplateViews(&table)
    }

    static func isTarget(_ target: Address, _ world: World) -> Bool {
        target == world.addresses.core || target == world.addresses.accountLayer
    }

    private static func addTemplateViews(_ table: inout ContractTable) {
        table.on(Calls.GetNextTemplateId.self) { (world, _, _) throws(Revert) in UInt256(UInt64(world.instantLayer.templates.count)) }
        table.on(Calls.NextTemplateId.self) { (world, _, _) throws(Revert) in UInt256(UInt64(world.instantLayer.templates.count)) }
        table.on(Calls.GetTemplates.self) { (world, _, call) throws(Revert) in world.instantLayer.templates.page(call.startId, call.limit) }
        table.on(Calls.GetTemplate.self) { (world, _, call) throws(Revert) in try template(world, call.templateId).template }
        table.on(Calls.GetTemplateOperations.self) { (world, _, call) throws(Revert) in
            try template(world, call.templateId).template.operations
        }
        table.on(Calls.TemplateInstantOpenMode.self) { (world, _, call) throws(Revert) in
            Int(exactly: call.value).map { world.instantLayer.instantOpenTemplates.contains($0) } ?? false
        }
    }

    static func template(
        _ world: World, _ id: UInt256
    ) throws(Revert) -> (index: Int, template: Symmio085.InstantLayer.Template) {
        guard let index = Int(exactly: id), index < world.instantLayer.templates.count else {
            throw Revert(Errors.InvalidTemplate(templateId: id))
        }
        return (index, world.instantLayer.templates[index])
    }
}
