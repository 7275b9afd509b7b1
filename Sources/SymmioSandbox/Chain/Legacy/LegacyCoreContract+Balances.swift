import EVMCore
import SymmioContracts

/// Money in the older core: paid in, allocated, deallocated with the oracle's word, and paid out at once after a cooldown.
extension LegacyCoreContract {
    static func addBalances(_ table: inout ContractTable) {
        table.on(Calls.DepositFor.self) { (world, frame, call) throws(Revert) in
            try CoreContract.deposit(&world, frame, payer: frame.sender, for: call.user, amount: call.amount)
            return NoReturn()
        }
        table.on(Calls.Deposit.self) { (world, frame, call) throws(Revert) in
            try CoreContract.deposit(&world, frame, payer: frame.sender, for: frame.sender, amount: call.amount)
            return NoReturn()
        }
        table.on(Calls.DepositAndAllocate.self) { (world, frame, call) throws(Revert) in
            let amount = try CoreContract.deposit(&world, frame, payer: frame.sender, for: frame.sender, amount: call.amount)
            try CoreContract.allocate(&world, frame, account: frame.sender, amount: amount)
            return NoReturn()
        }
        table.on(Calls.Allocate.self) { (world, frame, call) throws(Revert) in
            try CoreContract.allocate(&world, frame, account: frame.sender, amount: call.amount)
            return NoReturn()
        }
        table.on(Calls.Deallocate.self) { (world, frame, call) throws(Revert) in
            let account = frame.sender
            let end = try deallocated(world, account).plus(UInt256(world.settings.deallocationDebounce))
            try CoreContract.require(world.now >= end, "AccountFacet: Too many deallocate in a short window")
            let allocated = world.core.allocated[account] ?? .zero
            try CoreContract.require(allocated >= call.amount, "AccountFacet: Insufficient allocated Balance")
            try CoreContract.checkOracle(world, account, call.upnlSig)
            try CoreContract.deallocate(&world, frame, account: account, amount: call.amount, upnl: call.upnlSig.upnl)
            world.core.deallocatedAt[account] = world.now
            return NoReturn()
        }
        addPayouts(&table)
    }

    private static func addPayouts(_ table: inout ContractTable) {
        table.on(Calls.Withdraw.self) { (world, frame, call) throws(Revert) in
            try payOut(&world, frame, to: frame.sender, amount: call.amount)
            return NoReturn()
        }
        table.on(Calls.WithdrawTo.self) { (world, frame, call) throws(Revert) in
            try payOut(&world, frame, to: call.user, amount: call.amount)
            return NoReturn()
        }
        table.on(Calls.DeallocateCooldown.self) { (world, _, _) throws(Revert) in UInt256(world.settings.withdrawCooldown) }
        table.on(Calls.GetDeallocateDebounceTime.self) { (world, _, _) throws(Revert) in UInt256(world.settings.deallocationDebounce) }
        table.on(Calls.WithdrawCooldownOf.self) { (world, _, call) throws(Revert) in deallocated(world, call.user) }
    }

    private static func deallocated(_ world: World, _ account: Address) -> UInt256 { world.core.deallocatedAt[account] ?? .zero }

    /// The cooldown counts from the last deallocation, whatever was paid in since.
    private static func payOut(_ world: inout World, _ frame: Frame, to receiver: Address, amount: UInt256) throws(Revert) {
        let end = try deallocated(world, frame.sender).plus(UInt256(world.settings.withdrawCooldown))
        try CoreContract.require(world.now >= end, "AccountFacet: Cooldown hasn't reached")
        let amount18 = try amount.times(.ether, over: CoreContract.tokenUnit(world))
        let balance = world.core.balances[frame.sender] ?? .zero
        try CoreContract.require(balance >= amount18, "AccountFacet: Insufficient balance")
        world.core.balances[frame.sender] = balance &- amount18
        let core = world.addresses.core
        _ = try world.call(
            Symmio084.ERC20.Calls.Transfer(to: receiver, amount: amount), at: world.addresses.collateral, from: core, in: frame)
        world.emit(Events.Withdraw(sender: frame.sender, user: receiver, amount: amount), in: frame)
    }
}
