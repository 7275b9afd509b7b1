import EVMCore
import SymmioContracts

/// What the collateral token remembers.
struct TokenStorage: Sendable {
    var balances: SharedTable<Address, UInt256> = [:]
    var allowances: SharedTable<Address, [Address: UInt256]> = [:]
    var totalSupply = UInt256.zero
}

/// The collateral: an ERC-20 that anybody may mint, as test tokens are.
enum TokenContract {
    typealias Calls = Symmio085.ERC20.Calls
    typealias Events = Symmio085.ERC20.Events

    static let table: ContractTable = {
        var table = ContractTable(unknown: Revert(data: Bytes()))
        table.on(Calls.Name.self) { (_, _, _) throws(Revert) in "Sandbox USD" }
        table.on(Calls.Symbol.self) { (_, _, _) throws(Revert) in "sUSD" }
        table.on(Calls.Decimals.self) { (world, _, _) throws(Revert) in world.settings.collateralDecimals }
        table.on(Calls.TotalSupply.self) { (world, _, _) throws(Revert) in world.token.totalSupply }
        table.on(Calls.BalanceOf.self) { (world, _, call) throws(Revert) in world.token.balances[call.account] ?? .zero }
        table.on(Calls.Allowance.self) { (world, _, call) throws(Revert) in world.token.allowances[call.owner]?[call.spender] ?? .zero }
        table.on(Calls.Approve.self) { (world, frame, call) throws(Revert) in
            let current = world.token.allowances[frame.sender]?[call.spender] ?? .zero
            guard !world.settings.collateralResetsAllowances || current.isZero || call.amount.isZero else { throw Revert(data: Bytes()) }
            approve(&world, frame, owner: frame.sender, spender: call.spender, amount: call.amount)
            return true
        }
        table.on(Calls.IncreaseAllowance.self) { (world, frame, call) throws(Revert) in
            let amount = try (world.token.allowances[frame.sender]?[call.spender] ?? .zero).plus(call.addedValue)
            approve(&world, frame, owner: frame.sender, spender: call.spender, amount: amount)
            return true
        }
        table.on(Calls.DecreaseAllowance.self) { (world, frame, call) throws(Revert) in
            let current = world.token.allowances[frame.sender]?[call.spender] ?? .zero
            guard current >= call.subtractedValue else { throw Revert("ERC20: decreased allowance below zero") }
            approve(&world, frame, owner: frame.sender, spender: call.spender, amount: current &- call.subtractedValue)
            return true
        }
        table.on(Calls.Mint.self) { (world, frame, call) throws(Revert) in
            try mint(&world, to: call.to, amount: call.amount, in: frame)
            return NoReturn()
        }
        table.on(Calls.Transfer.self) { (world, frame, call) throws(Revert) in
            try move(&world, frame, from: frame.sender, to: call.to, amount: call.amount)
            return true
        }
        table.on(Calls.TransferFrom.self) { (world, frame, call) throws(Revert) in
            let allowance = world.token.allowances[call.from]?[frame.sender] ?? .zero
            if allowance != .max {
                guard allowance >= call.amount else { throw Revert("ERC20: insufficient allowance") }
                world.token.allowances[call.from, default: [:]][frame.sender] = allowance &- call.amount
            }
            try move(&world, frame, from: call.from, to: call.to, amount: call.amount)
            return true
        }
        return table
    }()

    static func mint(_ world: inout World, to account: Address, amount: UInt256, in frame: Frame) throws(Revert) {
        world.token.totalSupply = try world.token.totalSupply.plus(amount)
        world.token.balances[account, default: .zero] = try (world.token.balances[account] ?? .zero).plus(amount)
        world.emit(Events.Transfer(from: .zero, to: account, value: amount), in: frame)
    }

    private static func approve(_ world: inout World, _ frame: Frame, owner: Address, spender: Address, amount: UInt256) {
        world.token.allowances[owner, default: [:]][spender] = amount
        world.emit(Events.Approval(owner: owner, spender: spender, value: amount), in: frame)
    }

    private static func move(_ world: inout World, _ frame: Frame, from: Address, to: Address, amount: UInt256) throws(Revert) {
        let balance = world.token.balances[from] ?? .zero
        guard balance >= amount else { throw Revert("ERC20: transfer amount exceeds balance") }
        guard !to.isZero else { throw Revert("ERC20: transfer to the zero address") }
        world.token.balances[from] = balance &- amount
        world.token.balances[to] = try (world.token.balances[to] ?? .zero).plus(amount)
        world.emit(Events.Transfer(from: from, to: to, value: amount), in: frame)
    }
}
