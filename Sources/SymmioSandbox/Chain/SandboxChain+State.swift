import EVMClient
import EVMCore
import EVMSigning

/// Ether or collateral out of nothing.
struct ChainGift: Sendable {
    var account: Address
    /// Ether, in wei.
    var wei = UInt256.zero
    /// Collateral, in the token's smallest units.
    var collateral = UInt256.zero
}

/// What one step changes on the chain, as the state file has it: one line, so that a restart finds all of a step or nothing of it.
struct ChainChange: Sendable {
    /// How many blocks a reorganisation took back.
    var takenBack = 0
    /// Where the clock's offset is now, in seconds.
    var clock: UInt64?
    var isAutomining: Bool?
    var gifts: [ChainGift] = []
    /// The numbers of the blocks mined.
    var blocks: [UInt64] = []
    /// Transactions that wait to be mined.
    var waiting: [Bytes] = []
}

/// The chain in the state file: its blocks with their raw transactions, which are executed again at the start.
extension SandboxChain {
    static let stateList = "chain"

    /// Writes down what the step has changed.
    func writeDown() {
        defer { unwritten = ChainChange() }
        guard let state else { return }
        var members: [String: JSONValue] = [:]
        if unwritten.takenBack > 0 { members["back"] = .digits(unwritten.takenBack) }
        if let offset = unwritten.clock { members["clock"] = .digits(offset) }
        if let isOn = unwritten.isAutomining { members["automining"] = .bool(isOn) }
        if !unwritten.gifts.isEmpty { members["gifts"] = .array(unwritten.gifts.map(\.kept)) }
        if !unwritten.blocks.isEmpty { members["blocks"] = .array(unwritten.blocks.map { kept(blocks[Int($0)]) }) }
        if !unwritten.waiting.isEmpty { members["waiting"] = .array(unwritten.waiting.map { .data($0) }) }
        if !members.isEmpty { state.append(Self.stateList, .object(members)) }
    }

    private func kept(_ block: MinedBlock) -> JSONValue {
        let mined = block.transactions.compactMap { transactions[$0] }
        return .object([
            "time": .digits(block.timestamp), "hash": .string(block.hash.hex), "transactions": .array(mined.map { .data($0.bytes) }),
            // What came of them: a program with other rules is to be noticed, not believed.
            "outcome": .string(Self.outcome(of: mined)),
        ])
    }

    /// A hash over success, answers and logs of a block's transactions.
    private static func outcome(of mined: [MinedTransaction]) -> String {
        var bytes: [UInt8] = []
        for transaction in mined {
            bytes.append(transaction.succeeded ? 1 : 0)
            bytes += transaction.answer.array
            for log in transaction.logs { bytes += log.address.hex.utf8 + log.topics.flatMap { $0.bytes.array } + log.data.array }
        }
        return StateFile.sum(bytes)
    }

    /// Goes on where the state file ends. To be called once, before the chain is used.
    ///
    /// - Throws: ``SandboxStateError``.
    func restore() throws(SandboxStateError) {
        for entry in state?.takeList(Self.stateList) ?? [] { try apply(entry) }
        unwritten = ChainChange()
    }

    private func apply(_ entry: StateEntry) throws(SandboxStateError) {
        if entry.optional("back") != nil {
            let depth = try entry.read("back") { Int($0) }
            guard depth > 0, takeBack(depth) != nil else { throw entry.fault("\(depth) blocks cannot be taken back") }
        }
        if entry.optional("clock") != nil {
            let offset = try entry.uint64("clock")
            guard offset >= clock.offset else { throw entry.fault("the clock would go back") }
            clock.advance(by: offset - clock.offset)
        }
        if let isOn = entry.optional("automining")?.value.bool { isAutomining = isOn }
        for gift in try entry.list("gifts") {
            let gift = ChainGift(account: try gift.address("account"), wei: try gift.uint256("wei"), collateral: try gift.uint256("collateral"))
            guard give(gift) else { throw entry.fault("a gift is more than the token can count") }
        }
        for block in try entry.list("blocks") { try mine(block) }
        for raw in try entry.list("waiting") {
            let transaction = try pooled(raw)
            pool[transaction.sender, default: [:]][transaction.signed.transaction.nonce] = transaction
        }
    }

    private func mine(_ block: StateEntry) throws(SandboxStateError) {
        var pending: [PooledTransaction] = []
        for raw in try block.list("transactions") {
            let transaction = try pooled(raw)
            let nonce = transaction.signed.transaction.nonce
            if pool[transaction.sender]?[nonce] != nil { pool[transaction.sender]?[nonce] = nil }
            if pool[transaction.sender]?.isEmpty == true { pool[transaction.sender] = nil }
            pending.append(transaction)
        }
        mine(pending, at: try block.uint64("time"))
        let mined = blocks[blocks.count - 1]
        let (hash, outcome) = (try block.text("hash"), try block.text("outcome"))
        let found = Self.outcome(of: mined.transactions.compactMap { transactions[$0] })
        guard mined.hash.hex == hash, outcome == found else {
            throw block.fault("block \(mined.number) comes out otherwise than it was written down: was the file written by another version?")
        }
    }

    private func pooled(_ raw: StateEntry) throws(SandboxStateError) -> PooledTransaction {
        guard let signed = try? SignedTransaction(decoding: try raw.bytes()), let sender = try? signed.recoverSender() else {
            throw raw.fault("a transaction cannot be read")
        }
        return PooledTransaction(signed: signed, sender: sender)
    }
}

extension ChainGift {
    fileprivate var kept: JSONValue {
        .object(["account": .string(account.checksummed), "wei": .digits(wei), "collateral": .digits(collateral)])
    }
}
