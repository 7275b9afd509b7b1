import EVMCore
import SymmioContracts

/// MultiAccount of release 0.8.4: owners' accounts, whom they let call the core in their name, and how that ends.
enum MultiAccountContract {
    typealias Calls = Symmio084.MultiAccount.Calls
    typealias Events = Symmio084.MultiAccount.Events
    typealias Access = LegacyStorage.Access

    static let table: ContractTable = {
        var table = ContractTable()
        addAccounts(&table)
        addMoney(&table)
        addDelegations(&table)
        addRevocations(&table)
        table.on(Calls.Call.self) { (world, frame, call) throws(Revert) in
            let isOwner = world.legacy.owners[call.account] == frame.sender
            for data in call.callDatas {
                if !isOwner {
                    guard data.count >= 4, let selector = Selector(data.prefix(4)) else { throw Revert("MultiAccount: Invalid call data") }
                    let access = Access(account: call.account, target: frame.sender, selector: selector)
                    try CoreContract.require(world.legacy.delegated.contains(access), "MultiAccount: Unauthorized access")
                }
                try callCore(&world, frame, as: call.account, data)
            }
            return NoReturn()
        }
        return table
    }()

    private static func requireOwner(_ world: World, _ frame: Frame, of account: Address) throws(Revert) {
        try CoreContract.require(world.legacy.owners[account] == frame.sender, "MultiAccount: Sender isn't owner of account")
    }

    private static func callCore(_ world: inout World, _ frame: Frame, as account: Address, _ data: Bytes) throws(Revert) {
        let result = try world.call(world.addresses.legacy.core, from: account, data: data, depth: frame.depth + 1)
        world.emit(Events.Call(user: frame.sender, account: account, callData: data, success: true, resultData: result), in: frame)
    }

    // MARK: Accounts

    private static func addAccounts(_ table: inout ContractTable) {
        table.on(Calls.SymmioAddress.self) { (world, _, _) throws(Revert) in world.addresses.legacy.core }
        table.on(Calls.Owners.self) { (world, _, call) throws(Revert) in world.legacy.owners[call.value] ?? .zero }
        table.on(Calls.IndexOfAccount.self) { (world, _, call) throws(Revert) in UInt256(UInt64(world.legacy.indices[call.value] ?? 0)) }
        table.on(Calls.SaltCounter.self) { (world, _, _) throws(Revert) in UInt256(world.legacy.salt) }
        table.on(Calls.GetAccountsLength.self) { (world, _, call) throws(Revert) in
            UInt256(UInt64(world.legacy.accounts[call.user]?.count ?? 0))
        }
        table.on(Calls.GetAccounts.self) { (world, _, call) throws(Revert) in
            let all = world.legacy.accounts[call.user] ?? []
            // The contract subtracts the start from the length, unlike other views.
            guard call.start <= UInt256(UInt64(all.count)) else { throw .overflow }
            return all.page(call.start, call.size)
        }
        table.on(Calls.AddAccount.self) { (world, frame, call) throws(Revert) in
            let account = Address(hash: keccak256(world.addresses.legacy.multiAccount.bytes.array + UInt256(world.legacy.salt).bytes.array))
            world.legacy.salt &+= 1
            world.emit(Events.DeployContract(sender: frame.sender, contractAddress: account), in: frame)
            world.legacy.indices[account] = world.legacy.accounts[frame.sender]?.count ?? 0
            world.legacy.accounts[frame.sender, default: []].append(.init(accountAddress: account, name: call.name))
            world.legacy.owners[account] = frame.sender
            world.emit(Events.AddAccount(user: frame.sender, account: account, name: call.name), in: frame)
            return NoReturn()
        }
        table.on(Calls.EditAccountName.self) { (world, frame, call) throws(Revert) in
            // As the contract has it: the sender's account of that number, whose ever the address is.
            let index = world.legacy.indices[call.accountAddress] ?? 0
            guard index < world.legacy.accounts[frame.sender]?.count ?? 0 else { throw Revert(data: Bytes()) }
            world.legacy.accounts[frame.sender]?[index].name = call.name
            world.emit(Events.EditAccountName(user: frame.sender, account: call.accountAddress, newName: call.name), in: frame)
            return NoReturn()
        }
    }

    // MARK: Money

    private static func addMoney(_ table: inout ContractTable) {
        table.on(Calls.DepositForAccount.self) { (world, frame, call) throws(Revert) in
            try deposit(&world, frame, account: call.account, amount: call.amount)
            world.emit(Events.DepositForAccount(user: frame.sender, account: call.account, amount: call.amount), in: frame)
            return NoReturn()
        }
        table.on(Calls.DepositAndAllocateForAccount.self) { (world, frame, call) throws(Revert) in
            try deposit(&world, frame, account: call.account, amount: call.amount)
            let amount = try call.amount.times(.ether, over: CoreContract.tokenUnit(world))
            try callCore(&world, frame, as: call.account, Symmio084.Core.Calls.Allocate(amount: amount).encoded())
            world.emit(Events.DepositForAccount(user: frame.sender, account: call.account, amount: call.amount), in: frame)
            world.emit(Events.AllocateForAccount(user: frame.sender, account: call.account, amount: amount), in: frame)
            return NoReturn()
        }
        table.on(Calls.WithdrawFromAccount.self) { (world, frame, call) throws(Revert) in
            try requireOwner(world, frame, of: call.account)
            world.emit(Events.WithdrawFromAccount(user: frame.sender, account: call.account, amount: call.amount), in: frame)
            let withdrawal = Symmio084.Core.Calls.WithdrawTo(user: frame.sender, amount: call.amount)
            try callCore(&world, frame, as: call.account, withdrawal.encoded())
            return NoReturn()
        }
    }

    /// Takes the tokens itself and pays them in.
    private static func deposit(_ world: inout World, _ frame: Frame, account: Address, amount: UInt256) throws(Revert) {
        try requireOwner(world, frame, of: account)
        let (me, core, token) = (frame.contract, world.addresses.legacy.core, world.addresses.collateral)
        _ = try world.call(Symmio084.ERC20.Calls.TransferFrom(from: frame.sender, to: me, amount: amount), at: token, from: me, in: frame)
        _ = try world.call(Symmio084.ERC20.Calls.Approve(spender: core, amount: amount), at: token, from: me, in: frame)
        _ = try world.call(Symmio084.Core.Calls.DepositFor(user: account, amount: amount), at: core, from: me, in: frame)
    }

    // MARK: Delegations

    private static func addDelegations(_ table: inout ContractTable) {
        table.on(Calls.DelegatedAccesses.self) { (world, _, call) throws(Revert) in
            world.legacy.delegated.contains(Access(account: call.value0, target: call.value1, selector: call.value2))
        }
        table.on(Calls.DelegateAccess.self) { (world, frame, call) throws(Revert) in
            try delegate(&world, frame, call.account, call.target, [call.selector], call.state)
            world.emit(
                Events.DelegateAccess(account: call.account, target: call.target, selector: call.selector, state: call.state), in: frame)
            return NoReturn()
        }
        table.on(Calls.DelegateAccesses.self) { (world, frame, call) throws(Revert) in
            try delegate(&world, frame, call.account, call.target, call.selector, call.state)
            world.emit(
                Events.DelegateAccesses(account: call.account, target: call.target, selector: call.selector, state: call.state), in: frame)
            return NoReturn()
        }
    }

    private static func delegate(
        _ world: inout World, _ frame: Frame, _ account: Address, _ target: Address, _ selectors: [Selector], _ state: Bool
    ) throws(Revert) {
        try requireTarget(world, frame, account, target)
        try CoreContract.require(state || !world.settings.proposesRevocations, "MultiAccount: Invalid state")
        for selector in selectors {
            let access = Access(account: account, target: target, selector: selector)
            if state { world.legacy.delegated.insert(access) } else { world.legacy.delegated.remove(access) }
        }
    }

    private static func requireTarget(_ world: World, _ frame: Frame, _ account: Address, _ target: Address) throws(Revert) {
        try requireOwner(world, frame, of: account)
        try CoreContract.require(target != frame.sender && target != account, "MultiAccount: Invalid target")
    }

    /// A release without proposals has none of their functions, and says nothing to their selectors.
    private static func requireProposals(_ world: World) throws(Revert) {
        guard world.settings.proposesRevocations else { throw Revert(data: Bytes()) }
    }

    private static func addRevocations(_ table: inout ContractTable) {
        table.on(Calls.RevokeCooldown.self) { (world, _, _) throws(Revert) in
            try requireProposals(world)
            return UInt256(world.settings.revocationCooldown)
        }
        table.on(Calls.RevokeProposalTimestamp.self) { (world, _, call) throws(Revert) in
            try requireProposals(world)
            return world.legacy.proposals[Access(account: call.value0, target: call.value1, selector: call.value2)] ?? .zero
        }
        table.on(Calls.ProposeToRevokeAccesses.self) { (world, frame, call) throws(Revert) in
            try requireProposals(world)
            try requireTarget(world, frame, call.account, call.target)
            for selector in call.selector {
                world.legacy.proposals[Access(account: call.account, target: call.target, selector: selector)] = world.now
            }
            world.emit(Events.ProposeToRevokeAccesses(account: call.account, target: call.target, selector: call.selector), in: frame)
            return NoReturn()
        }
        table.on(Calls.RevokeAccesses.self) { (world, frame, call) throws(Revert) in
            try requireProposals(world)
            try requireTarget(world, frame, call.account, call.target)
            for selector in call.selector.reversed() {
                let access = Access(account: call.account, target: call.target, selector: selector)
                guard let proposed = world.legacy.proposals[access] else { throw Revert("MultiAccount: Revoke access not proposed") }
                let end = try proposed.plus(UInt256(world.settings.revocationCooldown))
                try CoreContract.require(end <= world.now, "MultiAccount: Cooldown not reached")
                world.legacy.delegated.remove(access)
                world.legacy.proposals[access] = nil
            }
            world.emit(Events.DelegateAccesses(account: call.account, target: call.target, selector: call.selector, state: false), in: frame)
            return NoReturn()
        }
    }
}

/// The solver's contract of release 0.8.4: calls the core and MultiAccount for its managers.
enum LegacySolverContract {
    typealias Calls = Symmio084.PartyB.Calls

    static let table: ContractTable = {
        var table = ContractTable()
        table.on(Calls.SymmioAddress.self) { (world, _, _) throws(Revert) in world.addresses.legacy.core }
        table.on(Calls.MulticastWhitelist.self) { (world, _, call) throws(Revert) in call.value == world.addresses.legacy.multiAccount }
        table.on(Calls.Call.self) { (world, frame, call) throws(Revert) in
            for data in call.callDatas { try forward(&world, frame, to: world.addresses.legacy.core, data) }
            return NoReturn()
        }
        table.on(Calls.MulticastCall.self) { (world, frame, call) throws(Revert) in
            try CoreContract.require(call.destAddresses.count == call.callDatas.count, "SymmioPartyB: Array length mismatch")
            for (target, data) in zip(call.destAddresses, call.callDatas) {
                let isListed = target == world.addresses.legacy.multiAccount || target == world.addresses.legacy.core
                try CoreContract.require(isListed, "SymmioPartyB: Destination address is not whitelisted")
                try forward(&world, frame, to: target, data)
            }
            return NoReturn()
        }
        return table
    }()

    private static func forward(_ world: inout World, _ frame: Frame, to target: Address, _ data: Bytes) throws(Revert) {
        try CoreContract.require(world.legacy.managers.contains(frame.sender), "SymmioPartyB: Invalid access")
        try CoreContract.require(data.count >= 4, "SymmioPartyB: Invalid call data")
        _ = try world.call(target, from: frame.contract, data: data, depth: frame.depth + 1)
    }
}
