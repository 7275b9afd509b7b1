public import EVMClient
import EVMCore
import EVMSigning

/// JSON-RPC: what a node answers. One request or a batch goes in, as parsed JSON; the answer comes out.
extension SandboxChain {
    /// Answers a request or a batch; nil where it holds notifications only.
    public func answer(_ request: JSONValue) -> JSONValue? {
        if let batch = request.array {
            guard !batch.isEmpty else { return Self.failure(RPCFailure(-32_600, "empty batch"), id: .null) }
            guard batch.count <= 1_000 else { return Self.failure(RPCFailure(-32_600, "batch too large"), id: .null) }
            let answers = batch.compactMap { answerOne($0) }
            return answers.isEmpty ? nil : .array(answers)
        }
        return answerOne(request)
    }

    private func answerOne(_ request: JSONValue) -> JSONValue? {
        guard let method = request["method"]?.string else {
            return Self.failure(RPCFailure(-32_600, "invalid request: no method"), id: request["id"] ?? .null)
        }
        do throws(RPCFailure) {
            let result = try result(of: method, Parameters(request["params"]?.array ?? []))
            guard let id = request["id"] else { return nil }
            return .object(["jsonrpc": "2.0", "id": id, "result": result])
        } catch {
            guard let id = request["id"] else { return nil }
            return Self.failure(error, id: id)
        }
    }

    private static func failure(_ failure: RPCFailure, id: JSONValue) -> JSONValue {
        var error: [String: JSONValue] = ["code": .number(String(failure.code)), "message": .string(failure.message)]
        if let data = failure.data { error["data"] = .data(data) }
        return .object(["jsonrpc": "2.0", "id": id, "error": .object(error)])
    }

    private func result(of method: String, _ parameters: Parameters) throws(RPCFailure) -> JSONValue {
        switch method {
        case "eth_chainId": return .quantity(settings.chainId)
        case "net_version": return .string(String(settings.chainId))
        case "web3_clientVersion": return "symmio-sandbox"
        case "eth_blockNumber": return .quantity(height)
        case "eth_gasPrice": return .quantity(Self.baseFee &+ UInt256(1 as UInt64))
        case "eth_maxPriorityFeePerGas": return .quantity(1 as UInt64)
        case "eth_feeHistory": return try feeHistory(parameters)
        case "eth_getBalance": return .quantity(try state(parameters, 1).etherBalances[try parameters.address(0)] ?? .zero)
        case "eth_getTransactionCount":
            let account = try parameters.address(0)
            if parameters[1]?.string == "pending" { return .quantity(pendingNonce(account)) }
            return .quantity(try state(parameters, 1).nonces[account] ?? 0)
        case "eth_getCode":
            // No code runs here; one byte says that a contract is there (0xfe, the opcode that is none).
            return .data(addresses.contracts.contains(try parameters.address(0)) ? Bytes([0xfe]) : Bytes())
        case "eth_getStorageAt": return .data(Bytes32.zero)
        case "eth_call": return .data(try callResult(parameters))
        case "eth_estimateGas":
            _ = try callResult(parameters)
            let message = try parameters.message(0)
            return .quantity(Self.gas(for: message.data, isContract: message.to.map { addresses.contracts.contains($0) } ?? false))
        case "eth_sendRawTransaction": return .data(try submit(try parameters.data(0)))
        case "eth_getTransactionByHash": return transactionJSON(try parameters.hash(0))
        case "eth_getTransactionReceipt": return receiptJSON(try parameters.hash(0))
        case "eth_getBlockByNumber": return try block(parameters[0]).map { blockJSON($0, whole: parameters[1]?.bool ?? false) } ?? .null
        case "eth_getBlockByHash":
            let hash = try parameters.hash(0)
            return blocks.last { $0.hash == hash }.map { blockJSON($0, whole: parameters[1]?.bool ?? false) } ?? .null
        case "eth_getLogs": return try logs(parameters)
        default: throw RPCFailure(-32_601, "the method \(method) does not exist or is not available")
        }
    }

    // MARK: Blocks and state

    private func block(_ reference: JSONValue?) throws(RPCFailure) -> MinedBlock? {
        guard let reference, !reference.isNull else { return blocks.last }
        if let hash = reference["blockHash"] {
            let hash = try Parameters([hash]).hash(0)
            return blocks.last { $0.hash == hash }
        }
        let name = reference["blockNumber"]?.string ?? reference.string
        switch name {
        case "latest", "pending", "safe", "finalized": return blocks.last
        case "earliest": return blocks.first
        default:
            guard let name, let number = Parameters.quantity(name).flatMap({ Int(exactly: $0) }) else {
                throw RPCFailure(-32_602, "invalid block \(reference.text)")
            }
            return number < blocks.count ? blocks[number] : nil
        }
    }

    private func state(_ parameters: Parameters, _ index: Int) throws(RPCFailure) -> World {
        guard let block = try block(parameters[index]) else { throw RPCFailure(-32_000, "header not found") }
        guard let world = world(at: block.number) else { throw RPCFailure(-32_000, "missing trie node: state of block \(block.number) is not kept") }
        return world
    }

    private func callResult(_ parameters: Parameters) throws(RPCFailure) -> Bytes {
        let message = try parameters.message(0)
        guard let target = message.to else { throw RPCFailure(-32_000, "the sandbox cannot deploy contracts") }
        let isLatest = try block(parameters[1])?.number == height
        let world = isLatest ? nil : try state(parameters, 1)
        do throws(Revert) {
            return try call(target, from: message.from ?? .zero, data: message.data, at: world)
        } catch {
            let reason = RevertReason(error.data)
            let text = reason.kind == .error ? "execution reverted: \(reason.message)" : "execution reverted"
            throw RPCFailure(3, text, data: error.data)
        }
    }

    private func feeHistory(_ parameters: Parameters) throws(RPCFailure) -> JSONValue {
        let count = min(UInt64(blocks.count), max(1, try parameters.number(0)))
        let percentiles = parameters[2]?.array?.count ?? 0
        let oldest = height + 1 - count
        var history: [String: JSONValue] = [
            "oldestBlock": .quantity(oldest),
            "baseFeePerGas": .array(Array(repeating: .quantity(Self.baseFee), count: Int(count) + 1)),
            "gasUsedRatio": .array(Array(repeating: .number("0.5"), count: Int(count))),
        ]
        if percentiles > 0 {
            let row = JSONValue.array(Array(repeating: .quantity(1 as UInt64), count: min(percentiles, 100)))
            history["reward"] = .array(Array(repeating: row, count: Int(count)))
        }
        return .object(history)
    }

    // MARK: Answers

    private func blockJSON(_ block: MinedBlock, whole: Bool) -> JSONValue {
        .object([
            "number": .quantity(block.number), "hash": .data(block.hash), "parentHash": .data(block.parentHash),
            "timestamp": .quantity(block.timestamp), "baseFeePerGas": .quantity(Self.baseFee), "gasLimit": .quantity(Self.gasLimit),
            "gasUsed": .quantity(block.transactions.reduce(0 as UInt64) { $0 &+ (transactions[$1]?.gasUsed ?? 0) }),
            "miner": .address(.zero), "extraData": "0x", "logsBloom": .string("0x" + String(repeating: "0", count: 512)),
            "transactions": .array(block.transactions.map { whole ? transactionJSON($0) : .data($0) }), "uncles": [],
        ])
    }

    private func transactionJSON(_ hash: Bytes32) -> JSONValue {
        let mined = transactions[hash]
        let waiting = mined == nil ? pooled(hash) : nil
        guard let signed = mined?.signed ?? waiting?.signed, let sender = mined?.sender ?? waiting?.sender else { return .null }
        let transaction = signed.transaction
        return .object([
            "hash": .data(hash), "nonce": .quantity(transaction.nonce), "from": .address(sender),
            "to": transaction.to.map { .address($0) } ?? .null, "value": .quantity(transaction.value), "input": .data(transaction.data),
            "gas": .quantity(transaction.gasLimit), "type": .quantity(UInt64(transaction.type)),
            "gasPrice": .quantity(transaction.maximumGasPrice), "maxFeePerGas": .quantity(transaction.maximumGasPrice),
            "chainId": .quantity(settings.chainId), "r": .quantity(signed.signature.r), "s": .quantity(signed.signature.s),
            "v": .quantity(signed.v), "blockHash": mined.map { .data(blocks[Int($0.blockNumber)].hash) } ?? .null,
            "blockNumber": mined.map { .quantity($0.blockNumber) } ?? .null,
            "transactionIndex": mined.map { .quantity(UInt64($0.index)) } ?? .null,
        ])
    }

    private func receiptJSON(_ hash: Bytes32) -> JSONValue {
        guard let mined = transactions[hash] else { return .null }
        let (block, signed) = (blocks[Int(mined.blockNumber)], mined.signed?.transaction)
        return .object([
            "transactionHash": .data(hash), "transactionIndex": .quantity(UInt64(mined.index)), "blockHash": .data(block.hash),
            "blockNumber": .quantity(mined.blockNumber), "from": .address(mined.sender),
            "to": signed?.to.map { .address($0) } ?? .null, "status": .quantity(mined.succeeded ? 1 as UInt64 : 0),
            "gasUsed": .quantity(mined.gasUsed), "cumulativeGasUsed": .quantity(mined.gasUsed),
            "effectiveGasPrice": .quantity(Self.baseFee), "type": .quantity(UInt64(signed?.type ?? 0)),
            "contractAddress": .null, "logs": .array(logs(of: mined, hash).map { logJSON($0, in: block) }),
            "logsBloom": .string("0x" + String(repeating: "0", count: 512)),
        ])
    }

    private func logJSON(_ entry: MinedLog, in block: MinedBlock) -> JSONValue {
        .object([
            "address": .address(entry.log.address), "topics": .array(entry.log.topics.map { .data($0) }), "data": .data(entry.log.data),
            "blockNumber": .quantity(block.number), "blockHash": .data(block.hash), "transactionHash": .data(entry.transaction),
            "transactionIndex": .quantity(UInt64(entry.transactionIndex)), "logIndex": .quantity(UInt64(entry.index)), "removed": false,
        ])
    }

    // MARK: Logs

    private func logs(_ parameters: Parameters) throws(RPCFailure) -> JSONValue {
        guard let filter = parameters[0], filter.object != nil else { throw RPCFailure(-32_602, "eth_getLogs needs a filter") }
        var range: [MinedBlock]
        if let hash = filter["blockHash"] {
            let hash = try Parameters([hash]).hash(0)
            range = blocks.filter { $0.hash == hash }
        } else {
            guard let from = try block(filter["fromBlock"])?.number else { return [] }
            let to = try block(filter["toBlock"])?.number ?? height
            range = from <= to ? Array(blocks[Int(from)...Int(to)]) : []
        }
        let contracts = try Parameters.list(filter["address"]) { value throws(RPCFailure) in try Parameters([value]).address(0) }
        let topics = filter["topics"]?.array ?? []
        guard topics.count <= 4 else { throw RPCFailure(-32_602, "more than four topics") }
        var wanted: [[Bytes32]?] = []
        for topic in topics {
            wanted.append(try Parameters.list(topic) { value throws(RPCFailure) in try Parameters([value]).hash(0) })
        }
        var found: [JSONValue] = []
        for block in range {
            for entry in logs(of: block) where matches(entry.log, contracts, wanted) { found.append(logJSON(entry, in: block)) }
            if found.count > 10_000 { throw RPCFailure(-32_005, "query returned more than 10000 results") }
        }
        return .array(found)
    }

    /// A block's logs in their order.
    func logs(of block: MinedBlock) -> [MinedLog] {
        block.transactions.flatMap { hash in transactions[hash].map { logs(of: $0, hash) } ?? [] }
    }

    private func logs(of mined: MinedTransaction, _ hash: Bytes32) -> [MinedLog] {
        mined.logs.enumerated().map { MinedLog(log: $1, transaction: hash, transactionIndex: mined.index, index: mined.firstLog + $0) }
    }

    private func matches(_ log: WorldLog, _ contracts: [Address]?, _ topics: [[Bytes32]?]) -> Bool {
        if let contracts, !contracts.contains(log.address) { return false }
        guard topics.count <= log.topics.count else { return false }
        return zip(topics, log.topics).allSatisfy { wanted, topic in wanted?.contains(topic) ?? true }
    }
}

/// The parameters of a request, read with errors that a node would give.
private struct Parameters {
    private let values: [JSONValue]

    init(_ values: [JSONValue]) { self.values = values }

    subscript(index: Int) -> JSONValue? { index < values.count ? values[index] : nil }

    private func text(_ index: Int, _ what: String) throws(RPCFailure) -> String {
        guard let text = self[index]?.string else { throw RPCFailure(-32_602, "missing value for required argument \(index): \(what)") }
        return text
    }

    func data(_ index: Int) throws(RPCFailure) -> Bytes {
        let text = try text(index, "data")
        guard text.hasPrefix("0x"), let bytes = try? Bytes(hex: text) else { throw RPCFailure(-32_602, "invalid argument \(index): \(text) is no data") }
        return bytes
    }

    func hash(_ index: Int) throws(RPCFailure) -> Bytes32 {
        guard let hash = Bytes32(try data(index)) else { throw RPCFailure(-32_602, "invalid argument \(index): not 32 bytes") }
        return hash
    }

    func address(_ index: Int) throws(RPCFailure) -> Address {
        guard let address = Address(try data(index)) else { throw RPCFailure(-32_602, "invalid argument \(index): not an address") }
        return address
    }

    func number(_ index: Int) throws(RPCFailure) -> UInt64 {
        if let number = self[index]?.int { return UInt64(max(0, number)) }
        let text = try text(index, "a quantity")
        guard let number = Self.quantity(text).flatMap({ UInt64(exactly: $0) }) else {
            throw RPCFailure(-32_602, "invalid argument \(index): \(text) is no quantity")
        }
        return number
    }

    func message(_ index: Int) throws(RPCFailure) -> (from: Address?, to: Address?, data: Bytes) {
        guard let message = self[index], message.object != nil else { throw RPCFailure(-32_602, "missing the call") }
        func address(_ name: String) throws(RPCFailure) -> Address? {
            guard let value = message[name], !value.isNull else { return nil }
            return try Parameters([value]).address(0)
        }
        let data = message["input"] ?? message["data"]
        return (try address("from"), try address("to"), try data.map { value throws(RPCFailure) in try Parameters([value]).data(0) } ?? Bytes())
    }

    static func quantity(_ text: String) -> UInt256? {
        guard text.hasPrefix("0x"), text.utf8.count > 2 else { return nil }
        return try? UInt256(hex: text)
    }

    /// One value or a list of them; nil for any.
    static func list<T>(_ value: JSONValue?, _ read: (JSONValue) throws(RPCFailure) -> T) throws(RPCFailure) -> [T]? {
        guard let value, !value.isNull else { return nil }
        guard let elements = value.array else { return [try read(value)] }
        if elements.isEmpty { return nil }
        var list: [T] = []
        for element in elements { list.append(try read(element)) }
        return list
    }
}
