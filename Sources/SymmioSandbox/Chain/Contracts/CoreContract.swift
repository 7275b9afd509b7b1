import EVMCore
import Symmio
import SymmioContracts

/// The parts of the Symmio core that the trading flow touches: deposits, allocation, binding, quotes, withdrawals, and their views.
///
/// Simulated, not the contract: open profit and loss enter where the oracle's signature states them and nowhere else, no liquidation, no
/// funding, and a solver whose balance is one pool for all its counterparties.
enum CoreContract {
    typealias Calls = Symmio085.Core.Calls
    typealias Events = Symmio085.Core.Events

    static func table(_ release: Release) -> ContractTable { release == .v085 ? table085 : table086 }

    private static let table085: ContractTable = {
        var table = common
        addSending085(&table)
        addWithdrawalViews085(&table)
        return table
    }()

    private static let table086: ContractTable = {
        var table = common
        addSending086(&table)
        table.on(Symmio086.Core.Calls.SafeDeallocate.self) { (world, frame, call) throws(Revert) in
            try safeDeallocate(&world, frame, account: frame.sender, amount: call.amount, call.upnlSig)
            return NoReturn()
        }
        addWithdrawalViews086(&table)
        return table
    }()

    private static let common: ContractTable = {
        var table = ContractTable(unknown: Revert("Diamond: Function does not exist"))
        addBalances(&table)
        addBinding(&table)
        addPositions(&table, checksOracle: true)
        addCancelling(&table)
        addForcing(&table)
        addWithdrawals(&table)
        addSuspension(&table)
        addViews(&table)
        addOracle(&table)
        return table
    }()

    /// Whom the core takes for the caller, where only some may call.
    static func require(_ condition: Bool, _ message: String) throws(Revert) {
        guard condition else { throw Revert(message) }
    }

    // MARK: Balances

    private static func addBalances(_ table: inout ContractTable) {
        table.on(Calls.BalanceOf.self) { (world, _, call) throws(Revert) in world.core.balances[call.user] ?? .zero }
        table.on(Calls.AllocatedBalanceOfPartyA.self) { (world, _, call) throws(Revert) in world.core.allocated[call.partyA] ?? .zero }
        table.on(Calls.Deposit.self) { (world, frame, call) throws(Revert) in
            try deposit(&world, frame, payer: frame.sender, for: frame.sender, amount: call.amount)
            return NoReturn()
        }
        table.on(Calls.DepositFor.self) { (world, frame, call) throws(Revert) in
            try deposit(&world, frame, payer: frame.sender, for: call.user, amount: call.amount)
            return NoReturn()
        }
        table.on(Calls.DepositAndAllocate.self) { (world, frame, call) throws(Revert) in
            let amount = try deposit(&world, frame, payer: frame.sender, for: frame.sender, amount: call.amount)
            try allocate(&world, frame, account: frame.sender, amount: amount)
            return NoReturn()
        }
        table.on(Calls.Allocate.self) { (world, frame, call) throws(Revert) in
            try allocate(&world, frame, account: frame.sender, amount: call.amount)
            return NoReturn()
        }
        table.on(Calls.Deallocate.self) { (world, frame, call) throws(Revert) in
            try checkOracle(world, frame.sender, call.upnlSig)
            try deallocate(&world, frame, account: frame.sender, amount: call.amount, upnl: call.upnlSig.upnl)
            return NoReturn()
        }
        table.on(Calls.ZeroUpnlDeallocate.self) { (world, frame, call) throws(Revert) in
            try require((world.core.openPositions[frame.sender] ?? []).isEmpty, "AccountFacet: PartyA has Open/Pending position")
            try deallocate(&world, frame, account: frame.sender, amount: call.amount, upnl: .zero)
            return NoReturn()
        }
        table.on(Calls.InternalTransfer.self) { (world, frame, call) throws(Revert) in
            try internalTransfer(&world, frame, from: frame.sender, to: call.user, amount: call.amount)
            return NoReturn()
        }
    }

    /// Takes tokens from `payer` and adds them to an account's books; gives the amount with 18 decimals.
    @discardableResult
    static func deposit(
        _ world: inout World, _ frame: Frame, payer: Address, for account: Address, amount: UInt256
    ) throws(Revert) -> UInt256 {
        let core = world.addresses.core
        _ = try world.call(
            Symmio085.ERC20.Calls.TransferFrom(from: payer, to: core, amount: amount), at: world.addresses.collateral, from: core, in: frame)
        let amount18 = try amount.times(.ether, over: tokenUnit(world))
        world.core.balances[account] = try (world.core.balances[account] ?? .zero).plus(amount18)
        world.emit(Events.DepositWithIsVirtual(sender: payer, user: account, amount: amount, isVirtual: false), in: frame)
        return amount18
    }

    /// A whole token, in its smallest units.
    static func tokenUnit(_ world: World) -> UInt256 {
        var unit = UInt256.one
        for _ in 0..<world.settings.collateralDecimals { unit = unit &* UInt256(10 as UInt64) }
        return unit
    }

    static func allocate(_ world: inout World, _ frame: Frame, account: Address, amount: UInt256) throws(Revert) {
        let balance = world.core.balances[account] ?? .zero
        try require(balance >= amount, "AccountFacet: Insufficient balance")
        world.core.balances[account] = balance &- amount
        let allocated = try (world.core.allocated[account] ?? .zero).plus(amount)
        world.core.allocated[account] = allocated
        world.emit(Events.AllocatePartyA(user: account, amount: amount, newAllocatedBalance: allocated), in: frame)
    }

    /// - Parameter upnl: The account's open profit or loss, in the oracle's words.
    static func deallocate(
        _ world: inout World, _ frame: Frame, account: Address, amount: UInt256, upnl: Int256
    ) throws(Revert) {
        let allocated = world.core.allocated[account] ?? .zero
        try require(allocated >= amount, "AccountFacet: Insufficient allocated Balance")
        guard let available = world.core.available(account, upnl: upnl) else { throw Revert("AccountFacet: Available balance is lower than zero") }
        try require(available >= amount, "AccountFacet: partyA will be liquidatable")
        world.core.allocated[account] = allocated &- amount
        world.core.balances[account] = try (world.core.balances[account] ?? .zero).plus(amount)
        world.emit(Events.DeallocatePartyA(user: account, amount: amount, newAllocatedBalance: allocated &- amount), in: frame)
    }

    /// Deallocates as ``deallocate(_:_:account:amount:upnl:)``, and keeps what the oracle reserves for orders on their way (0.8.6).
    static func safeDeallocate(
        _ world: inout World, _ frame: Frame, account: Address, amount: UInt256, _ signature: Symmio086.Core.SingleUpnlWithPendingBalanceSig
    ) throws(Revert) {
        try require((world.core.allocated[account] ?? .zero) >= amount, "AccountFacet: Insufficient allocated Balance")
        try checkOracle(world, account, signature)
        guard let available = world.core.available(account, upnl: signature.upnl) else {
            throw Revert("AccountFacet: Available balance is lower than zero")
        }
        try require(
            available >= (try signature.pendingBalance.plus(amount)), "AccountFacet: Insufficient balance considering pending allocations")
        try deallocate(&world, frame, account: account, amount: amount, upnl: signature.upnl)
    }

    /// Moves balance of one account to what another has allocated.
    static func internalTransfer(
        _ world: inout World, _ frame: Frame, from sender: Address, to account: Address, amount: UInt256
    ) throws(Revert) {
        let balance = world.core.balances[sender] ?? .zero
        try require(balance >= amount, "AccountFacet: Insufficient balance")
        world.core.balances[sender] = balance &- amount
        let allocated = try (world.core.allocated[account] ?? .zero).plus(amount)
        world.core.allocated[account] = allocated
        world.emit(Events.InternalTransfer(sender: sender, user: account, userNewAllocatedBalance: allocated, amount: amount), in: frame)
    }

    // MARK: Binding

    private static func addBinding(_ table: inout ContractTable) {
        table.on(Calls.GetBindState.self) { (world, _, call) throws(Revert) in bindState(world, call.user) }
        table.on(Calls.UnbindCooldown.self) { (world, _, _) throws(Revert) in UInt256(world.settings.unbindCooldown) }
        table.on(Calls.IsBindable.self) { (world, _, call) throws(Revert) in call.partyB == world.addresses.solver }
        table.on(Calls.IsPartyB.self) { (world, _, call) throws(Revert) in call.user == world.addresses.solver }
        table.on(Calls.BindToPartyB.self) { (world, frame, call) throws(Revert) in
            try require(!call.partyB.isZero, "AccountFacet: Zero address")
            try require(call.partyB == world.addresses.solver, "AccountFacet: Not Bindable")
            try require((world.core.pendingQuotes[frame.sender] ?? []).isEmpty, "AccountFacet: Have pending quotes")
            try require(bindState(world, frame.sender).status == .notBound, "AccountFacet: Invalid state")
            world.core.binds[frame.sender] = .init(status: .bound, partyB: call.partyB, modifyTimestamp: world.now)
            world.emit(Events.BindToPartyB(partyA: frame.sender, partyB: call.partyB), in: frame)
            return NoReturn()
        }
        table.on(Calls.RequestToUnbindFromPartyB.self) { (world, frame, _) throws(Revert) in
            try setBind(&world, frame.sender, from: .bound, to: .pendingUnbind)
            world.emit(Events.RequestToUnbindFromPartyB(partyA: frame.sender), in: frame)
            return NoReturn()
        }
        table.on(Calls.CancelUnbindRequest.self) { (world, frame, _) throws(Revert) in
            try setBind(&world, frame.sender, from: .pendingUnbind, to: .bound)
            world.emit(Events.CancelUnbindRequest(partyA: frame.sender), in: frame)
            return NoReturn()
        }
        table.on(Calls.CompleteUnbindRequest.self) { (world, frame, call) throws(Revert) in
            let state = bindState(world, call.partyA)
            try require(state.status == .pendingUnbind, "AccountFacet: Invalid state")
            let end = try state.modifyTimestamp.plus(UInt256(world.settings.unbindCooldown))
            try require(frame.sender == state.partyB || world.now >= end, "AccountFacet: Cooldown not reached")
            world.core.binds[call.partyA] = nil
            world.emit(Events.CompleteUnbindRequest(partyA: call.partyA, partyB: state.partyB), in: frame)
            return NoReturn()
        }
    }

    static func bindState(_ world: World, _ account: Address) -> Symmio085.Core.BindState {
        world.core.binds[account] ?? .init(status: .notBound, partyB: .zero, modifyTimestamp: .zero)
    }

    private static func setBind(
        _ world: inout World, _ account: Address, from: Symmio085.Core.BindStatus, to: Symmio085.Core.BindStatus
    ) throws(Revert) {
        var state = bindState(world, account)
        try require(state.status == from, "AccountFacet: Invalid state")
        state.status = to
        state.modifyTimestamp = world.now
        world.core.binds[account] = state
    }
}
