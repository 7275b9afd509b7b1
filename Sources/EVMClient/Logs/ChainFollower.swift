import EVMCore

/// Follows the chain block by block and tells which logs came and which went.
///
/// Blocks that are deeper than `depth` below the newest are final to it: their logs are asked for by range. Of those above it keeps the
/// hashes and the logs. A block's logs are asked for by its hash, so that they are that block's, whatever the chain does meanwhile and
/// whichever node answers; and a block is only taken where its parent is the last one taken.
struct ChainFollower {
    /// What a look brought.
    struct Changes {
        /// Logs that are no longer in the chain, the newest first.
        var removed: [Log] = []
        /// Logs that are new in it.
        var added: [Log] = []
        /// Whether another look would bring more at once.
        var isMoreToCome = false
    }

    private struct Taken {
        let number: UInt64
        let hash: Bytes32
        let logs: [Log]
    }

    private let client: ChainClient
    private let filter: LogFilter
    private let options: StreamOptions
    /// The block to take next; nil before the first look.
    private var next: UInt64?
    /// The last blocks taken, the newest last, without a gap.
    private var taken: [Taken] = []
    /// How long the parts of the past are that the node gives at once.
    private var range: UInt64
    /// The first block that was ever taken, while it is the first that is remembered: what was before it is nobody's business.
    private var floor: UInt64?

    init(client: ChainClient, filter: LogFilter, options: StreamOptions) {
        self.client = client
        self.filter = filter
        self.options = options
        range = max(options.maximumRange, 1) - 1
        next = options.start
    }

    /// Looks at the chain once. Where it throws, nothing has changed: the next look brings what this one would have.
    mutating func look() async throws(ChainError) -> Changes {
        let head = try await client.blockNumber()
        // So that no sum below can overflow, whatever a node says.
        guard head < 1 << 62 else { throw .invalidAnswer(.wrongResult(method: "eth_blockNumber", "no chain has \(head) blocks")) }
        let behind = max(options.confirmations, 1) - 1
        guard head >= behind else { return Changes() }
        let target = head - behind
        guard let start = next else {
            // From here on every block counts, so this one must still be there when the next comes.
            guard let block = try await client.block(.number(target)) else { return Changes() }
            taken = [Taken(number: target, hash: block.hash, logs: [])]
            (next, floor) = (target + 1, target)
            return Changes()
        }
        if let changes = try await takeBack() { return changes }
        guard start <= target else { return Changes() }
        let depth = UInt64(max(options.depth, 1))
        if target - start >= depth { return try await takeFinal(from: start, to: target - depth) }
        return try await takeRecent(from: start, to: target)
    }

    /// Takes back the blocks that have left the chain; nil where none has.
    private mutating func takeBack() async throws(ChainError) -> Changes? {
        guard let last = taken.last else { return nil }
        guard try await client.block(.number(last.number))?.hash != last.hash else { return nil }
        // Blocks before the last are looked up together: a reorganisation is rare, and mostly short.
        let method = "eth_getBlockByNumber"
        let answers = try await client.rpc.batch(taken.map { ChainClient.blockRequest(.number($0.number)) })
        var common: Int?
        for index in taken.indices.reversed() {
            guard case .success(let json) = answers[index] else { continue }
            if try Block.read(json, method: method)?.hash == taken[index].hash {
                common = index
                break
            }
        }
        guard let first = common.map({ $0 + 1 }) ?? (taken[0].number == floor ? 0 : nil) else {
            throw .reorganisation(deeperThan: taken.count)
        }
        let gone = taken[first...]
        // A node that is merely behind answers with nothing, which is no other block: nothing is taken back on its word.
        let isReplaced = gone.indices.contains { index in
            if case .success(let json) = answers[index] { return !json.isNull }
            return false
        }
        guard isReplaced else { return Changes() }
        var changes = Changes(isMoreToCome: true)
        for block in gone.reversed() { changes.removed += block.logs.reversed() }
        next = taken[first].number
        taken.removeSubrange(first...)
        return changes
    }

    /// Takes blocks that are too deep to change.
    private mutating func takeFinal(from start: UInt64, to end: UInt64) async throws(ChainError) -> Changes {
        var walk = RangeWalk(start...end, length: range)
        while let part = walk.next {
            do throws(ChainError) {
                let logs = try await client.logs(filter, inOne: part)
                next = part.upperBound + 1
                (taken, floor) = ([], nil)
                // Twice as long the next time, if it was cut; both ends are below 2^62.
                range = min(max(options.maximumRange, 1) - 1, (part.upperBound - part.lowerBound) * 2 + 1)
                return Changes(added: logs, isMoreToCome: true)
            } catch {
                guard error.isRangeTooLarge else { throw error }
                guard walk.halve() else { throw .tooManyLogs(block: part.lowerBound) }
            }
        }
        return Changes()
    }

    /// Takes blocks that may yet be reorganised away.
    private mutating func takeRecent(from start: UInt64, to target: UInt64) async throws(ChainError) -> Changes {
        let end = min(target, start + UInt64(max(client.rpc.options.maximumBatch, 1)) - 1)
        let method = "eth_getBlockByNumber"
        let headers = try await client.rpc.batch((start...end).map { ChainClient.blockRequest(.number($0)) })
        var blocks: [Block] = []
        for header in headers {
            // A node that is behind has not got them all; those that hang together count.
            guard case .success(let json) = header, let block = try Block.read(json, method: method) else { break }
            guard block.number == start + UInt64(blocks.count) else { break }
            if let parent = blocks.last?.hash ?? taken.last?.hash, parent != block.parentHash { break }
            blocks.append(block)
        }
        guard !blocks.isEmpty else { return Changes() }
        let logs = try await logs(of: blocks)
        guard !logs.isEmpty else { return Changes() }
        var changes = Changes()
        if taken.isEmpty, start == options.start { floor = start }
        for (block, logs) in zip(blocks, logs) {
            changes.added += logs
            taken.append(Taken(number: block.number, hash: block.hash, logs: logs))
            next = block.number + 1
        }
        if taken.count > max(options.depth, 1) { taken.removeFirst(taken.count - max(options.depth, 1)) }
        changes.isMoreToCome = taken.last?.number == end && end < target
        return changes
    }

    /// The logs of each block, as far as the node has them all.
    private func logs(of blocks: [Block]) async throws(ChainError) -> [[Log]] {
        let reader = ResultReader(method: "eth_getLogs")
        let answers = try await client.rpc.batch(blocks.map { RPCRequest(reader.method, [filter.json(inBlock: $0.hash)]) })
        var all: [[Log]] = []
        for (block, answer) in zip(blocks, answers) {
            let json: JSONValue
            switch answer {
            case .success(let result): json = result
            case .failure(let error):
                // Unknown to this node: the block has just left the chain, or the node is behind. The next look tells.
                if !all.isEmpty || error.isUnknownBlock { return all }
                if ChainError.node(error).isRangeTooLarge { throw .tooManyLogs(block: block.number) }
                throw .node(error)
            }
            var logs: [Log] = []
            for element in try reader.array(json) {
                let log = try Log.read(element, reader)
                guard log.blockHash == block.hash else {
                    throw .invalidAnswer(.wrongResult(method: reader.method, "a log is of a block that was not asked for"))
                }
                logs.append(log)
            }
            all.append(logs)
        }
        return all
    }
}

extension RPCError {
    /// Whether a node does not know the block that it was asked for.
    fileprivate var isUnknownBlock: Bool {
        let text = message.lowercased()
        return text.contains("unknown block") || (text.contains("block") && text.contains("not found")) || text.contains("header not found")
    }
}
