public import EVMCore
import EVMSigning
import Symmio
import SymmioContracts

/// A simulated chain with the contracts that the trading flow touches: takes signed transactions, mines each into a block of its own,
/// and answers JSON-RPC as a node does.
///
/// It simulates contracts, not the EVM: code cannot be deployed, gas is a nominal amount, and only the contracts' functions of the flow
/// exist, with their rules and their reverts.
public actor SandboxChain {
    /// How the chain was set up.
    public let settings: WorldSettings
    /// Where the contracts are.
    public nonisolated let addresses = SandboxAddresses()

    var world: World
    var blocks: [MinedBlock]
    /// The states after the last blocks, the oldest first: at most ``keptWorlds``. They share what did not change from one to the next.
    private var worlds: [World]
    /// No block up to this one can be taken back.
    private var finalHeight = 0
    var transactions: [Bytes32: MinedTransaction] = [:]
    var pool: [Address: [UInt64: PooledTransaction]] = [:]
    var clock: SandboxClock
    /// Whether a transaction is mined as soon as it can be.
    var isAutomining = true
    /// Where the chain is written down; nil where it is kept in memory only.
    let state: StateFile?
    /// What is still to be written down of the change under way.
    var unwritten = ChainChange()
    /// Who waits for blocks.
    private var listeners: [Int: AsyncStream<UInt64>.Continuation] = [:]
    private var nextListener = 0
    /// Differs between two blocks of one height, so that a reorganised one has another hash.
    private var blockSalt: UInt64 = 0

    /// How many blocks can be taken back.
    static let keptWorlds = 64
    /// The price of gas, in wei.
    static let baseFee = UInt256(100_000_000 as UInt64)
    static let gasLimit: UInt64 = 30_000_000

    /// Creates a chain with one solver.
    ///
    /// - Parameters:
    ///   - solverSigner: Whose signature counts as the solver contract's.
    ///   - solverOperator: Who sends the solver's transactions.
    public init(settings: WorldSettings, clock: SandboxClock = .system, markets: [SandboxMarket], solverSigner: Address, solverOperator: Address) {
        self.init(settings: settings, clock: clock, markets: markets, solverSigner: solverSigner, solverOperator: solverOperator, state: nil)
    }

    /// A chain that is written to `state` and, once ``restore()`` was called, goes on where that ended.
    init(
        settings: WorldSettings, clock: SandboxClock, markets: [SandboxMarket], solverSigner: Address, solverOperator: Address, state: StateFile?
    ) {
        self.settings = settings
        self.clock = clock
        self.state = state
        let start = state?.identity.genesis ?? clock.now
        var world = World(
            settings: settings, addresses: SandboxAddresses(), timestamp: start,
            solver: SolverStorage(signer: solverSigner, managers: [solverOperator]))
        world.setUp(markets: markets, solverOperator: solverOperator)
        world.setUpLegacy(solverOperator: solverOperator)
        self.world = world
        let genesis = MinedBlock(
            number: 0, hash: keccak256(utf8: "symmio sandbox genesis"), parentHash: .zero, timestamp: start)
        blocks = [genesis]
        worlds = [world]
    }

    // MARK: Time, money and blocks

    /// The time that the next block will have, in seconds since 1970.
    public var now: UInt64 { max(clock.now, blocks.last?.timestamp ?? 0) }

    /// The number of the latest block.
    public var height: UInt64 { UInt64(blocks.count - 1) }

    /// Moves the clock forward and mines an empty block, so that reads see the new time.
    public func advance(seconds: UInt64) {
        clock.advance(by: seconds)
        unwritten.clock = clock.offset
        mine([])
        writeDown()
    }

    /// Gives an account ether, in wei.
    public func fund(_ account: Address, wei: UInt256) {
        give(.init(account: account, wei: wei))
        mine([])
        writeDown()
    }

    /// Gives an account collateral, in the token's smallest units.
    public func mintCollateral(to account: Address, amount: UInt256) {
        guard give(.init(account: account, collateral: amount)) else { return }
        mine([])
        writeDown()
    }

    /// Puts a gift into the world, to be in the next block.
    ///
    /// - Returns: False where it is more than the token can count.
    @discardableResult
    func give(_ gift: ChainGift) -> Bool {
        // No transaction gives it, which could be mined again: what has it is final.
        finalHeight = blocks.count
        let (sum, overflow) = (world.etherBalances[gift.account] ?? .zero).addingReportingOverflow(gift.wei)
        world.etherBalances[gift.account] = overflow ? .max : sum
        if !gift.collateral.isZero {
            let frame = Frame(sender: gift.account, contract: addresses.collateral, depth: 0)
            do throws(Revert) {
                try TokenContract.mint(&world, to: gift.account, amount: gift.collateral, in: frame)
            } catch {
                return false
            }
        }
        unwritten.gifts.append(gift)
        return true
    }

    /// Whether transactions are mined as they come; while not, they wait.
    public func setAutomining(_ on: Bool) {
        isAutomining = on
        unwritten.isAutomining = on
        if on { mineReady() }
        writeDown()
    }

    /// Mines what waits, or an empty block.
    public func mineBlock() {
        let ready = takeReady()
        mine(ready)
        writeDown()
    }

    /// The numbers of blocks as they are mined.
    public func newBlocks() -> AsyncStream<UInt64> {
        let id = nextListener
        nextListener += 1
        let (stream, continuation) = AsyncStream.makeStream(of: UInt64.self, bufferingPolicy: .bufferingNewest(256))
        listeners[id] = continuation
        continuation.onTermination = { [weak self] _ in
            Task { [weak self] in await self?.dropListener(id) }
        }
        return stream
    }

    private func dropListener(_ id: Int) { listeners[id] = nil }

    // MARK: Reads

    /// Calls a contract without changing anything.
    func call(_ contract: Address, from sender: Address, data: Bytes, at world: World? = nil) throws(Revert) -> Bytes {
        var copy = world ?? self.world
        if world == nil { copy.timestamp = now }
        return try copy.call(contract, from: sender, data: data)
    }

    /// Reads a contract by a generated call.
    func read<C: ContractCall>(_ call: C, from contract: Address) throws(Revert) -> C.Return {
        let data = try self.call(contract, from: .zero, data: call.encoded())
        guard let value = try? C.decodeReturn(data) else { throw Revert(data: Bytes()) }
        return value
    }

    /// The state after a block; nil where it is no longer kept.
    func world(at number: UInt64) -> World? {
        guard number < blocks.count else { return nil }
        let age = Int(height - number)
        return age == 0 ? world : age < worlds.count ? worlds[worlds.count - 1 - age] : nil
    }

    // MARK: Transactions

    /// Takes a signed transaction, as a node does.
    func submit(_ bytes: Bytes) throws(RPCFailure) -> Bytes32 {
        let signed: SignedTransaction
        let sender: Address
        do {
            signed = try SignedTransaction(decoding: bytes)
            sender = try signed.recoverSender()
        } catch {
            throw RPCFailure(-32_000, "invalid transaction: \(error)")
        }
        let hash = signed.hash
        let transaction = signed.transaction
        if transactions[hash] != nil || pool[sender]?[transaction.nonce]?.signed.hash == hash { throw RPCFailure(-32_000, "already known") }
        guard transaction.chainId.map({ $0 == settings.chainId }) ?? true else {
            throw RPCFailure(-32_000, "invalid chain id for signer: have \(transaction.chainId ?? 0) want \(settings.chainId)")
        }
        let nonce = world.nonces[sender] ?? 0
        guard transaction.nonce >= nonce else {
            throw RPCFailure(-32_000, "nonce too low: next nonce \(nonce), tx nonce \(transaction.nonce)")
        }
        guard transaction.gasLimit <= Self.gasLimit else { throw RPCFailure(-32_000, "exceeds block gas limit") }
        guard transaction.gasLimit >= Self.intrinsicGas(transaction.data) else { throw RPCFailure(-32_000, "intrinsic gas too low") }
        guard transaction.maximumGasPrice >= Self.baseFee else {
            throw RPCFailure(-32_000, "max fee per gas less than block base fee")
        }
        guard transaction.to != nil else { throw RPCFailure(-32_000, "the sandbox cannot deploy contracts") }
        let balance = world.etherBalances[sender] ?? .zero
        guard let cost = transaction.maximumCost, cost <= balance else {
            throw RPCFailure(-32_000, "insufficient funds for gas * price + value: balance \(balance)")
        }
        if let waiting = pool[sender]?[transaction.nonce] {
            let price = waiting.signed.transaction.maximumGasPrice
            let least = price &+ price / UInt256(10 as UInt64)
            guard transaction.maximumGasPrice >= least else { throw RPCFailure(-32_000, "replacement transaction underpriced") }
        }
        pool[sender, default: [:]][transaction.nonce] = PooledTransaction(signed: signed, sender: sender)
        if isAutomining { mineReady() }
        if pool[sender]?[transaction.nonce] != nil { unwritten.waiting.append(bytes) }
        writeDown()
        return hash
    }

    /// A transaction that waits.
    func pooled(_ hash: Bytes32) -> PooledTransaction? {
        pool.values.lazy.flatMap(\.values).first { $0.signed.hash == hash }
    }

    /// The nonce after all that waits without a gap.
    func pendingNonce(_ account: Address) -> UInt64 {
        var nonce = world.nonces[account] ?? 0
        while pool[account]?[nonce] != nil { nonce += 1 }
        return nonce
    }

    private func takeReady() -> [PooledTransaction] {
        var ready: [PooledTransaction] = []
        for account in pool.keys.sorted() {
            var nonce = world.nonces[account] ?? 0
            while let next = pool[account]?.removeValue(forKey: nonce) {
                ready.append(next)
                nonce += 1
            }
            if pool[account]?.isEmpty == true { pool[account] = nil }
        }
        return ready
    }

    private func mineReady() {
        // One block each: what the flow waits for is then seen in its order.
        for transaction in takeReady() { mine([transaction]) }
    }

    /// Mines a block: at the present time, or at one that was written down.
    func mine(_ pending: [PooledTransaction], at recorded: UInt64? = nil) {
        let parent = blocks[blocks.count - 1]
        let timestamp = max(recorded ?? clock.now, parent.timestamp)
        world.timestamp = timestamp
        blockSalt &+= 1
        let number = UInt64(blocks.count)
        let seed = [number, timestamp, blockSalt].flatMap { UInt256($0).bytes.array } + pending.flatMap { $0.signed.hash.bytes.array }
        let hash = keccak256(parent.hash.bytes.array + seed)
        var block = MinedBlock(number: number, hash: hash, parentHash: parent.hash, timestamp: timestamp)
        for entry in pending { run(entry, in: &block) }
        blocks.append(block)
        worlds.append(world)
        if worlds.count > Self.keptWorlds { worlds.removeFirst() }
        if state != nil { unwritten.blocks.append(number) }
        for listener in listeners.values { listener.yield(number) }
    }

    private func run(_ entry: PooledTransaction, in block: inout MinedBlock) {
        let transaction = entry.signed.transaction
        let sender = entry.sender
        let target = transaction.to ?? .zero
        let gas = min(transaction.gasLimit, Self.gas(for: transaction.data, isContract: addresses.contracts.contains(target)))
        world.nonces[sender] = transaction.nonce &+ 1
        let fee = UInt256(gas) &* Self.baseFee
        let balance = world.etherBalances[sender] ?? .zero
        world.etherBalances[sender] = balance >= fee ? balance &- fee : .zero
        world.logs = []
        var succeeded = true
        var answer = Bytes()
        do throws(Revert) {
            try transfer(transaction.value, from: sender, to: target)
            answer = try world.call(target, from: sender, data: transaction.data)
        } catch {
            succeeded = false
            answer = error.data
            world.logs = []
        }
        let hash = entry.signed.hash
        transactions[hash] = MinedTransaction(entry, in: block, gasUsed: gas, succeeded: succeeded, answer: answer, logs: world.logs)
        block.transactions.append(hash)
        block.logCount += world.logs.count
        world.logs = []
    }

    private func transfer(_ value: UInt256, from sender: Address, to target: Address) throws(Revert) {
        guard !value.isZero else { return }
        let balance = world.etherBalances[sender] ?? .zero
        guard balance >= value else { throw Revert("insufficient balance for transfer") }
        world.etherBalances[sender] = balance &- value
        world.etherBalances[target] = try (world.etherBalances[target] ?? .zero).plus(value)
    }

    /// Takes the last blocks back, as a reorganisation does, and mines their transactions again in new blocks.
    ///
    /// - Parameters:
    ///   - depth: How many blocks; no more than the last 63, and none of before money was given out.
    ///   - dropping: Whether the transactions are lost instead of mined again.
    /// - Returns: How many blocks it was.
    @discardableResult
    public func reorganise(depth: Int, dropping: Bool = false) -> Int {
        let depth = min(depth, blocks.count - 1 - finalHeight, Self.keptWorlds - 1)
        guard depth > 0, let again = takeBack(depth) else { return 0 }
        unwritten.takenBack = depth
        // An empty block first: the heights differ, as they do after a real reorganisation.
        mine([])
        for transaction in dropping ? [] : again { mine([transaction]) }
        writeDown()
        return depth
    }

    /// Takes the last blocks back and gives their transactions; nil where the state before them is no longer kept.
    func takeBack(_ depth: Int) -> [PooledTransaction]? {
        guard depth < worlds.count else { return nil }
        let removed = blocks.suffix(depth)
        blocks.removeLast(depth)
        worlds.removeLast(depth)
        world = worlds[worlds.count - 1]
        return removed.flatMap(\.transactions).compactMap { hash in
            transactions.removeValue(forKey: hash).flatMap { mined in mined.signed.map { PooledTransaction(signed: $0, sender: mined.sender) } }
        }
    }

    // MARK: Gas, nominal

    static func intrinsicGas(_ data: Bytes) -> UInt64 { 21_000 &+ UInt64(data.count) &* 16 }

    static func gas(for data: Bytes, isContract: Bool) -> UInt64 {
        guard isContract else { return intrinsicGas(data) }
        return min(gasLimit, intrinsicGas(data) &+ 120_000 &+ UInt64(data.count) &* 40)
    }
}

/// An error answer of JSON-RPC.
struct RPCFailure: Error, Sendable {
    let code: Int
    let message: String
    let data: Bytes?

    init(_ code: Int, _ message: String, data: Bytes? = nil) {
        self.code = code
        self.message = message
        self.data = data
    }
}
