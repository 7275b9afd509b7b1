import EVMClient
import EVMCore
import EVMSigning
import Foundation

/// A chain that a test writes the script of: accounts' nonces, a pool, blocks that can be reorganised away, logs, calls that answer as told.
///
/// Unchecked: all state is under the lock.
final class FakeChain: @unchecked Sendable {
    struct FakeBlock {
        var number: UInt64
        var hash: Bytes32
        var parentHash: Bytes32
        var transactions: [SignedTransaction] = []
        var logs: [(address: Address, topics: [Bytes32], data: Bytes)] = []
    }

    /// What shall go wrong with a request, before or after it is carried out.
    enum Fault: Sendable {
        case reply(ServerReply)
        /// Carries it out and answers otherwise.
        case carryOutThen(ServerReply)
    }

    private let lock = NSRecursiveLock()
    private var blocks: [FakeBlock] = []
    private var pool: [SignedTransaction] = []
    private var faults: [(method: String, fault: Fault)] = []
    private var answers: [String: @Sendable ([JSONValue]) -> Result<JSONValue, RPCError>] = [:]
    private var salt: UInt64 = 0
    private var sentRaw: [Bytes] = []
    private var requests: [String] = []
    private var reverting: Set<Bytes32> = []
    let chainId: UInt64 = 1337
    /// Whether a transaction is mined as soon as it is sent.
    var mines = true
    /// How many logs one answer may have.
    var maximumLogs = Int.max
    /// How many blocks one query for logs may span.
    var maximumRange = UInt64.max
    var takesBatches = true

    init() { blocks = [makeBlock(parent: nil)] }

    func with<R>(_ body: (FakeChain) -> R) -> R { lock.withLock { body(self) } }

    // MARK: - The script

    /// What a method answers instead of its own.
    func answer(_ method: String, _ answer: @escaping @Sendable ([JSONValue]) -> Result<JSONValue, RPCError>) {
        lock.withLock { answers[method] = answer }
    }

    /// Each time the method is called, the next of its faults happens; a batch has the faults of the calls in it.
    func fail(_ method: String, _ fault: Fault) { lock.withLock { faults.append((method, fault)) } }

    /// Every raw transaction that came, in order, those that were refused too.
    var rawSends: [Bytes] { lock.withLock { sentRaw } }
    /// The methods called, in order.
    var calls: [String] { lock.withLock { requests } }
    var head: UInt64 { lock.withLock { blocks[blocks.count - 1].number } }
    var mined: [SignedTransaction] { lock.withLock { blocks.flatMap(\.transactions) } }
    var waiting: [SignedTransaction] { lock.withLock { pool } }

    private func makeBlock(parent: FakeBlock?) -> FakeBlock {
        salt += 1
        let number = parent.map { $0.number + 1 } ?? 0
        return FakeBlock(number: number, hash: keccak256(utf8: "block \(number) \(salt)"), parentHash: parent?.hash ?? .zero)
    }

    /// Mines what waits, whose nonces follow, into a block with these logs.
    func mine(logs: [(address: Address, topics: [Bytes32], data: Bytes)] = []) {
        lock.withLock {
            var block = makeBlock(parent: blocks[blocks.count - 1])
            block.logs = logs
            for transaction in pool.sorted(by: { $0.transaction.nonce < $1.transaction.nonce }) {
                guard let sender = try? transaction.recoverSender() else { continue }
                let count = minedCount(sender) + UInt64(block.transactions.filter { (try? $0.recoverSender()) == sender }.count)
                if transaction.transaction.nonce == count { block.transactions.append(transaction) }
            }
            let taken = Set(block.transactions.map(\.hash))
            pool.removeAll { taken.contains($0.hash) }
            blocks.append(block)
        }
    }

    /// Takes the last blocks away; their transactions wait again.
    func reorganise(depth: Int) {
        lock.withLock {
            let gone = blocks.suffix(depth)
            blocks.removeLast(depth)
            pool += gone.flatMap(\.transactions)
        }
    }

    /// Throws waiting transactions away.
    func dropPool() { lock.withLock { pool = [] } }

    /// The transaction of this hash will be mined as reverted.
    func revert(_ hash: Bytes32) { lock.withLock { _ = reverting.insert(hash) } }

    private func minedCount(_ sender: Address) -> UInt64 {
        UInt64(blocks.flatMap(\.transactions).filter { (try? $0.recoverSender()) == sender }.count)
    }

    private func pendingCount(_ sender: Address) -> UInt64 {
        var count = minedCount(sender)
        while pool.contains(where: { $0.transaction.nonce == count && (try? $0.recoverSender()) == sender }) { count += 1 }
        return count
    }

    // MARK: - JSON-RPC

    /// What the server does with a request.
    func reply(to body: [UInt8]) -> ServerReply {
        lock.withLock {
            guard let json = try? JSONValue(parsing: body) else { return .answer(status: 400, body: Array("not JSON".utf8)) }
            let calls = json.array ?? [json]
            var later: ServerReply?
            for call in calls {
                let method = call["method"]?.string ?? ""
                guard let index = faults.firstIndex(where: { $0.method == method }) else { continue }
                switch faults.remove(at: index).fault {
                case .reply(let reply): return reply
                case .carryOutThen(let reply): later = reply
                }
            }
            if json.array != nil, !takesBatches {
                return .json(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch requests are not supported"}}"#)
            }
            let answers = calls.map(answer)
            if let later { return later }
            return .answer(body: (json.array == nil ? answers[0] : .array(answers)).utf8)
        }
    }

    private func answer(_ call: JSONValue) -> JSONValue {
        let method = call["method"]?.string ?? ""
        requests.append(method)
        let params = call["params"]?.array ?? []
        switch answers[method].map({ $0(params) }) ?? carryOut(method, params) {
        case .success(let result): return ["jsonrpc": "2.0", "id": call["id"] ?? .null, "result": result]
        case .failure(let error):
            var members: [String: JSONValue] = ["code": .number(String(error.code)), "message": .string(error.message)]
            if let data = error.data { members["data"] = data }
            return ["jsonrpc": "2.0", "id": call["id"] ?? .null, "error": .object(members)]
        }
    }

    private func carryOut(_ method: String, _ params: [JSONValue]) -> Result<JSONValue, RPCError> {
        switch method {
        case "eth_chainId": return .success(.quantity(chainId))
        case "eth_blockNumber": return .success(.quantity(head))
        case "eth_getTransactionCount":
            guard let address = address(params.first) else { break }
            return .success(.quantity(params.last?.string == "pending" ? pendingCount(address) : minedCount(address)))
        case "eth_getCode": return .success("0x")
        case "eth_call": return .success("0x")
        case "eth_estimateGas": return .success("0x5208")
        case "eth_gasPrice": return .success("0x77359400")
        case "eth_maxPriorityFeePerGas": return .success("0x3b9aca00")
        case "eth_feeHistory":
            return .success([
                "oldestBlock": "0x0", "baseFeePerGas": ["0x3b9aca00", "0x3b9aca00", "0x77359400"], "gasUsedRatio": [.number("0.5"), 0],
                "reward": [["0x5f5e100"], ["0x0"]],
            ])
        case "eth_sendRawTransaction": return send(params.first)
        case "eth_getTransactionByHash":
            guard let hash = hash(params.first) else { break }
            let isKnown = (pool + mined).contains { $0.hash == hash }
            return .success(isKnown ? ["hash": .data(hash)] : .null)
        case "eth_getTransactionReceipt":
            guard let hash = hash(params.first) else { break }
            return .success(receipt(hash))
        case "eth_getBlockByNumber":
            let block = params.first == "latest" ? blocks.last : blocks.first { .quantity($0.number) == params.first }
            return .success(block.map(json) ?? .null)
        case "eth_getLogs": return logs(params.first ?? .null)
        default: break
        }
        return .failure(RPCError(code: -32601, message: "the method \(method) does not exist/is not available"))
    }

    private func send(_ parameter: JSONValue?) -> Result<JSONValue, RPCError> {
        guard let raw = parameter?.string.flatMap({ try? Bytes(hex: $0) }), let signed = try? SignedTransaction(decoding: raw),
            let sender = try? signed.recoverSender()
        else { return .failure(RPCError(code: -32602, message: "no transaction")) }
        sentRaw.append(raw)
        if (pool + mined).contains(where: { $0.hash == signed.hash }) {
            let isMined = mined.contains { $0.hash == signed.hash }
            return .failure(RPCError(code: -32000, message: isMined ? "nonce too low: next nonce 1, tx nonce 0" : "already known"))
        }
        if signed.transaction.nonce < minedCount(sender) { return .failure(RPCError(code: -32000, message: "nonce too low")) }
        if let index = pool.firstIndex(where: { $0.transaction.nonce == signed.transaction.nonce && (try? $0.recoverSender()) == sender }) {
            let old = pool[index].transaction.maximumGasPrice
            // As geth: a tenth more.
            guard signed.transaction.maximumGasPrice >= old + old / 10 else {
                return .failure(RPCError(code: -32000, message: "replacement transaction underpriced"))
            }
            pool.remove(at: index)
        }
        pool.append(signed)
        if mines { mine() }
        return .success(.data(signed.hash))
    }

    private func receipt(_ hash: Bytes32) -> JSONValue {
        for block in blocks {
            guard let index = block.transactions.firstIndex(where: { $0.hash == hash }) else { continue }
            let signed = block.transactions[index]
            guard let sender = try? signed.recoverSender() else { continue }
            return [
                "transactionHash": .data(hash), "status": reverting.contains(hash) ? "0x0" : "0x1", "blockNumber": .quantity(block.number),
                "blockHash": .data(block.hash), "transactionIndex": .quantity(UInt64(index)), "from": .address(sender),
                "to": signed.transaction.to.map { .address($0) } ?? .null, "contractAddress": .null, "gasUsed": "0x5208",
                "effectiveGasPrice": "0x3b9aca00", "logs": [],
            ]
        }
        return .null
    }

    private func json(_ block: FakeBlock) -> JSONValue {
        [
            "number": .quantity(block.number), "hash": .data(block.hash), "parentHash": .data(block.parentHash),
            "timestamp": .quantity(block.number), "baseFeePerGas": "0x3b9aca00", "gasLimit": "0x1c9c380",
        ]
    }

    private func logs(_ filter: JSONValue) -> Result<JSONValue, RPCError> {
        var chosen: [FakeBlock]
        if let hash = hash(filter["blockHash"]) {
            guard let block = blocks.first(where: { $0.hash == hash }) else { return .failure(RPCError(code: -32000, message: "unknown block")) }
            chosen = [block]
        } else {
            guard let from = number(filter["fromBlock"]), let to = number(filter["toBlock"]), from <= to else {
                return .failure(RPCError(code: -32602, message: "no range"))
            }
            guard to - from < maximumRange else { return .failure(RPCError(code: -32600, message: "exceed maximum block range: \(maximumRange)")) }
            chosen = blocks.filter { $0.number >= from && $0.number <= to }
        }
        var logs: [JSONValue] = []
        for block in chosen {
            for (index, log) in block.logs.enumerated() {
                if let address = address(filter["address"]), address != log.address { continue }
                if let topic = filter["topics"]?.array?.first, !topic.isNull, topic != log.topics.first.map({ .data($0) }) { continue }
                logs.append([
                    "address": .address(log.address), "topics": .array(log.topics.map { .data($0) }), "data": .data(log.data),
                    "blockNumber": .quantity(block.number), "blockHash": .data(block.hash),
                    "transactionHash": .data(keccak256(block.hash.bytes)), "logIndex": .quantity(UInt64(index)), "removed": false,
                ])
            }
        }
        guard logs.count <= maximumLogs else {
            return .failure(RPCError(code: -32005, message: "query returned more than \(maximumLogs) results"))
        }
        return .success(.array(logs))
    }

    private func address(_ json: JSONValue?) -> Address? { json?.string.flatMap { try? Address($0) } }
    private func hash(_ json: JSONValue?) -> Bytes32? { json?.string.flatMap { try? Bytes32(hex: $0) } }
    private func number(_ json: JSONValue?) -> UInt64? { json?.string.flatMap { UInt64($0.dropFirst(2), radix: 16) } }
}
