public import EVMCore
public import Symmio

/// Where the sandbox's contracts stand and what they were set up with.
public struct WorldSettings: Sendable {
    /// The release whose rules apply.
    public var release: Release
    /// The EIP-155 chain id.
    public var chainId: UInt64 = 31_337
    /// The collateral's decimals.
    public var collateralDecimals: UInt8 = 6
    /// Whether the collateral refuses to replace an allowance that is not 0 by another that is not, as USDT does.
    public var collateralResetsAllowances = false
    /// Seconds between the request to unbind and its completion.
    public var unbindCooldown: UInt64 = 600
    /// Seconds between a revocation's request and the time it takes effect.
    public var revocationCooldown: UInt64 = 600
    /// Whether MultiAccount takes delegations back by proposal and cooldown, as release 0.8.4 does; release 0.8.2 does it at once.
    public var proposesRevocations = true
    /// Seconds between a withdrawal's request and its payout; in release 0.8.4 between a deallocation and a payout.
    public var withdrawCooldown: UInt64 = 43_200
    /// Seconds between an account's deallocations in release 0.8.4.
    public var deallocationDebounce: UInt64 = 120
    /// The least that a withdrawal's cooldown may be brought down to, in seconds.
    public var minimumWithdrawCooldown: UInt64 = 60
    /// Seconds that a solver has to agree to a quote's cancellation before it can be forced.
    public var forceCancelCooldown: UInt64 = 300
    /// Seconds that a solver has to agree to a close request's cancellation before it can be forced.
    public var forceCancelCloseCooldown: UInt64 = 300
    /// Seconds from a close request to the first second whose prices count for forcing it.
    public var forceCloseFirstCooldown: UInt64 = 300
    /// Seconds from the last second whose prices count to the forced close.
    public var forceCloseSecondCooldown: UInt64 = 120
    /// How many seconds of prices a forced close at their average needs.
    public var forceCloseMinimumPeriod: UInt64 = 60
    /// How far beyond the price asked for the market must have been, 18 decimals.
    public var forceCloseGapRatio: UInt64 = 1_000_000_000_000_000
    /// How much better than asked for a forced close is paid, 18 decimals.
    public var forceClosePricePenalty: UInt64 = 2_000_000_000_000_000
    /// Who may suspend users and speed withdrawals up; nobody by default.
    public var administrator = Address.zero
    /// The keys of the contract wallet (``SandboxAddresses/contractWallet``), which all sign for it together; ``Sandbox`` sets its own wallet.
    public var contractWalletKeys: [Address] = []
    /// The trading fee for opening, of the notional, 18 decimals.
    public var openFee: UInt64 = 500_000_000_000_000
    /// The trading fee for closing, of the notional, 18 decimals.
    public var closeFee: UInt64 = 500_000_000_000_000
    /// The oracle whose signatures the core takes; nil for none, so that only bound accounts can trade. ``Sandbox`` sets its own.
    public var oracle: OracleSettings?

    /// The settings of a sandbox of a release.
    public init(release: Release) { self.release = release }
}

/// The state of the simulated chain: all contracts' storage as one value, so that a call that reverts leaves nothing behind, a read
/// runs on a copy, and a reorganisation is an older value put back.
struct World: Sendable {
    let settings: WorldSettings
    /// Changed only while a contract of the older release runs: see ``LegacyCoreContract``.
    var addresses: SandboxAddresses
    /// The time of the block under way, in seconds.
    var timestamp: UInt64
    /// Ether, in wei.
    var etherBalances: SharedTable<Address, UInt256> = [:]
    /// The next nonce of each account that sent a transaction.
    var nonces: SharedTable<Address, UInt64> = [:]
    var token = TokenStorage()
    var core = CoreStorage()
    var accountLayer = AccountLayerStorage()
    var instantLayer = InstantLayerStorage()
    var solver: SolverStorage
    var legacy = LegacyStorage()
    /// The logs of the transaction under way.
    var logs: [WorldLog] = []

    /// How deep calls may nest, as on a real chain, and far below what the stack holds.
    static let maximumCallDepth = 64

    var chainId: UInt256 { UInt256(settings.chainId) }
    var now: UInt256 { UInt256(timestamp) }
}

/// A log before it is mined.
struct WorldLog: Sendable {
    let address: Address
    let topics: [Bytes32]
    let data: Bytes
}

/// Who calls what: the environment of one call.
struct Frame: Sendable {
    /// The `msg.sender` that the contract sees.
    let sender: Address
    /// The contract called.
    let contract: Address
    /// How many calls are around this one.
    let depth: Int
}

/// A call that did not come through: what a contract answers instead of a result.
struct Revert: Error, Sendable {
    let data: Bytes

    /// `Error(string)`.
    init(_ message: String) {
        data = Bytes([0x08, 0xc3, 0x79, 0xa0]) + ABI.encodedText(message)
    }

    /// A custom error.
    init(_ error: some ContractError) { data = error.encoded() }

    /// Anything, also what another contract reverted with.
    init(data: Bytes) { self.data = data }

    /// `Panic(uint256)` for arithmetic that leaves its type.
    static var overflow: Revert {
        Revert(data: Bytes([0x4e, 0x48, 0x7b, 0x71]) + UInt256(0x11 as UInt64).bytes)
    }
}

extension ABI {
    /// One string argument, encoded.
    static func encodedText(_ text: String) -> Bytes {
        (try? ABI.encode([.string(text)], as: [.string])) ?? Bytes()
    }
}

extension World {
    /// Calls a contract; what it changed stays only where it does not revert.
    mutating func call(_ contract: Address, from sender: Address, data: Bytes, depth: Int = 0) throws(Revert) -> Bytes {
        guard depth < Self.maximumCallDepth else { throw Revert("sandbox: calls nest too deeply") }
        let before = self
        do throws(Revert) {
            let frame = Frame(sender: sender, contract: contract, depth: depth)
            return try dispatch(frame, data)
        } catch {
            self = before
            throw error
        }
    }

    /// Calls a contract as part of the call `frame`.
    mutating func call<C: ContractCall>(_ call: C, at contract: Address, from sender: Address, in frame: Frame) throws(Revert) -> C.Return {
        let answer = try self.call(contract, from: sender, data: call.encoded(), depth: frame.depth + 1)
        do throws(ABIError) {
            return try C.decodeReturn(answer)
        } catch {
            throw Revert(data: Bytes())
        }
    }

    private mutating func dispatch(_ frame: Frame, _ data: Bytes) throws(Revert) -> Bytes {
        let table: ContractTable
        switch frame.contract {
        case addresses.legacy.core: return try LegacyCoreContract.answer(frame, data, world: &self)
        case addresses.legacy.multiAccount: table = MultiAccountContract.table
        case addresses.legacy.solver: table = LegacySolverContract.table
        case addresses.collateral: table = TokenContract.table
        case addresses.core: table = CoreContract.table(settings.release)
        case addresses.accountLayer: table = AccountLayerContract.table(settings.release)
        case addresses.instantLayer: table = InstantLayerContract.table
        case addresses.solver: table = SolverContract.table
        case addresses.contractWallet: table = WalletContract.table
        case addresses.multicall: table = MulticallContract.table
        default: return Bytes()  // as an address without code answers
        }
        return try table.answer(frame, data, world: &self)
    }

    /// Adds a log of the contract that runs.
    mutating func emit(_ event: some ContractEvent, in frame: Frame) {
        let log = event.encodedLog()
        logs.append(WorldLog(address: frame.contract, topics: log.topics, data: log.data))
    }
}

/// The functions of a simulated contract.
struct ContractTable: Sendable {
    private var functions: [Selector: any ContractFunction] = [:]
    /// What a selector that the contract does not have leads to.
    let unknown: Revert

    init(unknown: Revert = Revert(data: Bytes())) { self.unknown = unknown }

    /// Defines a function.
    mutating func on<C: ContractCall>(
        _ type: C.Type, _ body: @escaping @Sendable (inout World, Frame, C) throws(Revert) -> C.Return
    ) {
        functions[C.selector] = TypedFunction<C>(body: body)
    }

    func answer(_ frame: Frame, _ data: Bytes, world: inout World) throws(Revert) -> Bytes {
        guard data.count >= 4, let selector = Selector(data.prefix(4)), let function = functions[selector] else { throw unknown }
        return try function.answer(frame, data, world: &world)
    }
}

/// One function, from calldata to what it returns.
private protocol ContractFunction: Sendable {
    func answer(_ frame: Frame, _ data: Bytes, world: inout World) throws(Revert) -> Bytes
}

private struct TypedFunction<C: ContractCall>: ContractFunction {
    let body: @Sendable (inout World, Frame, C) throws(Revert) -> C.Return

    func answer(_ frame: Frame, _ data: Bytes, world: inout World) throws(Revert) -> Bytes {
        // Solidity's decoder gives no reason.
        guard let call = try? C(decoding: data) else { throw Revert(data: Bytes()) }
        return C.encodeReturn(try body(&world, frame, call))
    }
}

/// The sandbox's addresses: fixed, so that a state file or a script keeps its meaning from run to run.
public struct SandboxAddresses: Sendable, Hashable {
    /// The ERC-20 token.
    public let collateral: Address
    /// The Symmio core.
    public internal(set) var core: Address
    /// The Account Layer.
    public let accountLayer: Address
    /// The Instant Layer.
    public let instantLayer: Address
    /// The solver's PartyB contract.
    public internal(set) var solver: Address
    /// Multicall3, where it is on most chains.
    public let multicall: Address
    /// The affiliate of sub-accounts.
    public let affiliate: Address
    /// A contract wallet: it signs by ERC-1271, and calls for its keys by `_multicastCall(address[],bytes[])`.
    public let contractWallet: Address
    /// The contracts of the older release.
    public let legacy: LegacySandboxAddresses

    init() {
        func named(_ name: String) -> Address { Address(hash: keccak256(utf8: "symmio sandbox: \(name)")) }
        collateral = named("collateral")
        core = named("core")
        accountLayer = named("account layer")
        instantLayer = named("instant layer")
        solver = named("solver")
        affiliate = named("affiliate")
        contractWallet = named("contract wallet")
        legacy = LegacySandboxAddresses(core: named("older core"), multiAccount: named("MultiAccount"), solver: named("older solver"))
        multicall = Address(0xca11_bde0_5977_b363, 0x1167_0288_62be_2a17, 0x3976_ca11)
    }

    var contracts: [Address] { [collateral, core, accountLayer, instantLayer, solver, contractWallet, multicall] + legacy.all }
}

/// Solidity's checked arithmetic.
extension UInt256 {
    func plus(_ other: UInt256) throws(Revert) -> UInt256 {
        let (sum, overflow) = addingReportingOverflow(other)
        if overflow { throw .overflow }
        return sum
    }

    func minus(_ other: UInt256) throws(Revert) -> UInt256 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        if overflow { throw .overflow }
        return difference
    }

    /// `self * factor / divisor`, rounded down.
    func times(_ factor: UInt256, over divisor: UInt256) throws(Revert) -> UInt256 {
        do throws(ValueError) {
            return try multiplied(by: factor, dividedBy: divisor, rounding: .down)
        } catch {
            throw .overflow
        }
    }

    /// 10¹⁸.
    static var ether: UInt256 { UInt256(1_000_000_000_000_000_000 as UInt64) }
    /// The value as 32 bytes.
    var bytes: Bytes { Bytes32(self).bytes }
}
