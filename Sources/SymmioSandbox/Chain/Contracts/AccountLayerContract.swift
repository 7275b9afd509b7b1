import EVMCore
import Symmio
import SymmioContracts

/// The Account Layer: sub-accounts, their virtual accounts, margin, and calls of the core in an account's name.
enum AccountLayerContract {
    typealias Calls = Symmio085.AccountLayer.Calls
    typealias Events = Symmio085.AccountLayer.Events
    typealias Errors = Symmio085.AccountLayer.Errors
    typealias Key = AccountLayerStorage.Key

    private static let maximumNameLength = 100

    static func table(_ release: Release) -> ContractTable { release == .v085 ? common : table086 }

    private static let table086: ContractTable = {
        var table = common
        addCallWithMargin(&table)
        addSafeRemoval(&table)
        return table
    }()

    private static let common: ContractTable = {
        var table = ContractTable(unknown: Revert("Diamond: Function does not exist"))
        addAccounts(&table)
        addMargin(&table)
        addCalls(&table)
        addViews(&table)
        return table
    }()

    /// Whose will a call is: the owner for whom the Instant Layer acts, else the caller.
    static func signer(_ world: World, _ frame: Frame) -> Address { world.accountLayer.signer ?? frame.sender }

    /// Refuses a caller who does not own the account, or a delegate outside the sub-account that he was trusted with.
    static func requireOwner(_ world: World, _ frame: Frame, of account: Address) throws(Revert) {
        guard let owner = world.accountLayer.owner(of: account) else { throw Revert(Errors.AccountDoesNotExist()) }
        guard owner == signer(world, frame) else { throw Revert(Errors.NotOwner()) }
        if world.settings.release == .v086, let scope = world.accountLayer.scope, world.accountLayer.canonical(account) != scope {
            throw Revert(Symmio086.AccountLayer.Errors.AccountOutOfScope(scope: scope, account: account))
        }
    }

    // MARK: Sub-accounts

    private static func addAccounts(_ table: inout ContractTable) {
        table.on(Calls.CreateSubAccounts.self) { (world, frame, call) throws(Revert) in
            guard !call.accountsData.isEmpty else { throw Revert(Errors.EmptyArray()) }
            guard call.affiliate == world.addresses.affiliate else { throw Revert(Errors.AffiliateNotActive()) }
            var created: [Address] = []
            for data in call.accountsData {
                created.append(try create(&world, frame, affiliate: call.affiliate, data))
            }
            return created
        }
        table.on(Calls.EditAccountName.self) { (world, frame, call) throws(Revert) in
            try requireOwner(world, frame, of: call.account)
            try checkName(call.name)
            guard world.accountLayer.subAccounts[call.account] != nil else { throw Revert(Errors.AccountDoesNotExist()) }
            world.accountLayer.subAccounts[call.account]?.name = call.name
            world.emit(Events.EditAccountName(account: call.account, name: call.name), in: frame)
            return NoReturn()
        }
        table.on(Calls.DepositForAccount.self) { (world, frame, call) throws(Revert) in
            try requireOwner(world, frame, of: call.account)
            try CoreContract.deposit(
                &world, frame.inside(world.addresses.core), payer: signer(world, frame), for: call.account, amount: call.amount)
            return NoReturn()
        }
        table.on(Calls.DepositAndAllocateForAccount.self) { (world, frame, call) throws(Revert) in
            try requireOwner(world, frame, of: call.account)
            let core = frame.inside(world.addresses.core)
            let amount = try CoreContract.deposit(&world, core, payer: signer(world, frame), for: call.account, amount: call.amount)
            try CoreContract.allocate(&world, core, account: call.account, amount: amount)
            return NoReturn()
        }
        table.on(Calls.CreateCustomVirtualAccount.self) { (world, frame, call) throws(Revert) in
            try requireOwner(world, frame, of: call.parentAccount)
            guard let parent = world.accountLayer.subAccounts[call.parentAccount] else { throw Revert(Errors.InvalidParent()) }
            guard parent.isolationType == .custom else { throw Revert(Errors.OnlyCustomIsolationCanCreateManually()) }
            let key = Key(subAccount: call.parentAccount, isolationType: call.isolationType, symbolId: call.symbolId)
            return takeVirtualAccount(&world, frame, key, metadata: call.metadata)
        }
    }

    private static func checkName(_ name: String) throws(Revert) {
        guard (1...maximumNameLength).contains(name.utf8.count) else { throw Revert(Errors.InvalidNameLength()) }
    }

    private static func create(
        _ world: inout World, _ frame: Frame, affiliate: Address, _ data: Symmio085.AccountLayer.SubAccountCreationData
    ) throws(Revert) -> Address {
        try checkName(data.name)
        guard data.symmioCore == world.addresses.core else { throw Revert(Errors.NotSymmioCore()) }
        switch data.isolationType {
        case .market, .marketDirection: break
        case .position, .custom: if data.singleVAMode { throw Revert(Errors.SingleVAModeNotApplicable()) }
        default: throw Revert(Errors.InvalidIsolationType())
        }
        let owner = signer(world, frame)
        let nonce = try world.accountLayer.globalNonce.plus(.one)
        world.accountLayer.globalNonce = nonce
        let account = AccountLayerStorage.subAccountAddress(affiliate: affiliate, user: owner, nonce: nonce)
        world.accountLayer.subAccounts[account] = .init(
            accountAddress: account, owner: owner, name: data.name, isExists: true, singleVAMode: data.singleVAMode, affiliate: affiliate,
            symmioCore: data.symmioCore, metadata: data.metadata, isolationType: data.isolationType)
        world.accountLayer.subAccountsOf[owner, default: []].append(account)
        world.emit(Events.SubAccountCreated(account: account, owner: owner, affiliate: affiliate, name: data.name), in: frame)
        return account
    }

    // MARK: Virtual accounts

    /// Gives the virtual account for a key, made or used again where there is none in use.
    static func takeVirtualAccount(_ world: inout World, _ frame: Frame, _ key: Key, metadata: Bytes) -> Address {
        let account = world.accountLayer.predicted(key)
        if world.accountLayer.virtualAccounts[account]?.isExists == true { return account }
        if world.accountLayer.pool[key]?.last == account {
            world.accountLayer.pool[key]?.removeLast()
            world.accountLayer.virtualAccounts[account]?.isExists = true
            world.emit(Events.VirtualAccountReused(account: account, parent: key.subAccount), in: frame)
        } else {
            world.accountLayer.virtualNonces[key.subAccount, default: .zero] &+= .one
            world.accountLayer.virtualAccounts[account] = .init(
                accountAddress: account, parentAccount: key.subAccount, symbolId: key.symbolId, isExists: true, metadata: metadata,
                isolationType: key.isolationType)
            world.accountLayer.virtualAccountsOf[key.subAccount, default: []].append(account)
            world.emit(Events.VirtualAccountCreated(account: account, parent: key.subAccount), in: frame)
        }
        world.accountLayer.activeByKey[key] = account
        // A virtual account trades with whom its parent is bound to.
        world.core.binds[account] = world.core.binds[key.subAccount]
        return account
    }

    /// What the core tells when a quote has ended: the last one of a virtual account gives the account back and its money to the parent.
    static func positionClosed(_ world: inout World, account: Address, in frame: Frame) throws(Revert) {
        guard let virtual = world.accountLayer.virtualAccounts[account], virtual.isExists else { return }
        guard (world.core.openPositions[account] ?? []).isEmpty, (world.core.pendingQuotes[account] ?? []).isEmpty else { return }
        let parent = virtual.parentAccount
        let rest = world.core.allocated[account] ?? .zero
        world.core.allocated[account] = .zero
        world.core.balances[parent] = try (world.core.balances[parent] ?? .zero).plus(rest)
        let key = Key(subAccount: parent, isolationType: virtual.isolationType, symbolId: virtual.symbolId)
        world.accountLayer.virtualAccounts[account]?.isExists = false
        if world.accountLayer.activeByKey[key] == account { world.accountLayer.activeByKey[key] = nil }
        world.accountLayer.pool[key, default: []].append(account)
        world.core.binds[account] = nil
        world.emit(Events.VirtualAccountDeleted(account: account, parent: parent), in: frame.inside(world.addresses.accountLayer))
    }

    // MARK: Margin

    private static func addMargin(_ table: inout ContractTable) {
        table.on(Calls.AddMarginToNextVA.self) { (world, frame, call) throws(Revert) in
            try addMarginToNext(
                &world, frame, subAccount: call.subAccount, isolationType: call.isolationType, symbolId: call.symbolId,
                amount: call.amount)
            return NoReturn()
        }
        table.on(Calls.AddMargin.self) { (world, frame, call) throws(Revert) in
            try requireOwner(world, frame, of: call.virtualAccount)
            let virtual = try virtualAccount(world, call.virtualAccount)
            try pay(&world, frame, from: virtual.parentAccount, to: call.virtualAccount, amount: call.amount)
            return NoReturn()
        }
        table.on(Calls.RemoveMargin.self) { (world, frame, call) throws(Revert) in
            try requireOwner(world, frame, of: call.virtualAccount)
            let virtual = try virtualAccount(world, call.virtualAccount)
            guard !call.amount.isZero else { throw Revert(Errors.ZeroAmount()) }
            let core = frame.inside(world.addresses.core)
            try CoreContract.checkOracle(world, call.virtualAccount, call.upnlSig)
            try CoreContract.deallocate(&world, core, account: call.virtualAccount, amount: call.amount, upnl: call.upnlSig.upnl)
            try giveBack(&world, frame, call.virtualAccount, to: virtual.parentAccount, call.amount)
            return NoReturn()
        }
    }

    static func addSafeRemoval(_ table: inout ContractTable) {
        table.on(Symmio086.AccountLayer.Calls.SafeRemoveMargin.self) { (world, frame, call) throws(Revert) in
            try requireOwner(world, frame, of: call.virtualAccount)
            let virtual = try virtualAccount(world, call.virtualAccount)
            guard !call.amount.isZero else { throw Revert(Errors.ZeroAmount()) }
            let core = frame.inside(world.addresses.core)
            let signature = call.upnlSig
            try CoreContract.safeDeallocate(
                &world, core, account: call.virtualAccount, amount: call.amount,
                .init(
                    reqId: signature.reqId, timestamp: signature.timestamp, upnl: signature.upnl, fundingDebt: signature.fundingDebt,
                    pendingBalance: signature.pendingBalance, scaledLockedBalance: signature.scaledLockedBalance,
                    gatewaySignature: signature.gatewaySignature,
                    sigs: .init(signature: signature.sigs.signature, owner: signature.sigs.owner, nonce: signature.sigs.nonce)))
            try giveBack(&world, frame, call.virtualAccount, to: virtual.parentAccount, call.amount)
            return NoReturn()
        }
    }

    private static func giveBack(_ world: inout World, _ frame: Frame, _ account: Address, to parent: Address, _ amount: UInt256) throws(Revert) {
        world.core.balances[account] = try (world.core.balances[account] ?? .zero).minus(amount)
        world.core.balances[parent] = try (world.core.balances[parent] ?? .zero).plus(amount)
        world.emit(Events.RemoveMargin(virtualAccount: account, subAccount: parent, amount: amount), in: frame)
    }

    static func addMarginToNext(
        _ world: inout World, _ frame: Frame, subAccount: Address, isolationType: AccountLayerStorage.IsolationType, symbolId: UInt256,
        amount: UInt256
    ) throws(Revert) {
        guard let account = world.accountLayer.subAccounts[subAccount] else { throw Revert(Errors.AccountDoesNotExist()) }
        try requireOwner(world, frame, of: subAccount)
        guard account.isolationType.allows(isolationType) else { throw Revert(Errors.InvalidIsolationType()) }
        let key = Key(subAccount: subAccount, isolationType: isolationType, symbolId: symbolId)
        try pay(&world, frame, from: subAccount, to: world.accountLayer.predicted(key), amount: amount)
    }

    private static func pay(_ world: inout World, _ frame: Frame, from: Address, to: Address, amount: UInt256) throws(Revert) {
        guard !amount.isZero else { throw Revert(Errors.ZeroAmount()) }
        try CoreContract.internalTransfer(&world, frame.inside(world.addresses.core), from: from, to: to, amount: amount)
        world.emit(Events.AddMargin(virtualAccount: to, subAccount: from, amount: amount), in: frame)
    }

    private static func virtualAccount(_ world: World, _ account: Address) throws(Revert) -> Symmio085.AccountLayer.VirtualAccountDetail {
        guard let virtual = world.accountLayer.virtualAccounts[account], virtual.isExists else { throw Revert(Errors.NotVirtualAccount()) }
        return virtual
    }
}

extension Symmio085.AccountLayer.SubAccountIsolationType {
    /// Whether a sub-account of this type has virtual accounts of that type.
    func allows(_ type: AccountLayerStorage.IsolationType) -> Bool {
        switch self {
        case .position: type == .position
        case .market: type == .market
        case .marketDirection: type == .marketLong || type == .marketShort
        default: false
        }
    }
}

extension Frame {
    /// The same caller's frame as another contract sees it, for what one contract does in another.
    func inside(_ contract: Address) -> Frame { Frame(sender: self.contract, contract: contract, depth: depth + 1) }
}
