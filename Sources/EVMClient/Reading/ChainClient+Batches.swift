public import EVMCore

/// A call and the contract it goes to, as one of several reads.
public struct ContractRead<Call: ContractCall>: Sendable {
    /// The call.
    public var call: Call
    /// The contract.
    public var contract: Address

    /// Creates a read.
    public init(_ call: Call, from contract: Address) {
        self.call = call
        self.contract = contract
    }

    fileprivate var message: CallMessage { CallMessage(to: contract, data: call.encoded()) }
}

extension ContractCall {
    /// This call to a contract, as one of several reads.
    public func from(_ contract: Address) -> ContractRead<Self> { ContractRead(self, from: contract) }
}

extension ChainClient {
    /// Reads of one kind, together and at one block: one `eth_call` through Multicall3 where the chain has it, one JSON-RPC batch where not.
    ///
    /// Each may fail by itself. Through Multicall3 the caller is that contract; functions that look at who calls want ``read(_:from:at:as:value:overrides:)``.
    /// - Throws: What concerns all of them: see ``RPCClient/batch(_:)``.
    public func read<Call: ContractCall>(
        _ reads: [ContractRead<Call>], at block: BlockReference = .latest
    ) async throws(ChainError) -> [Result<Call.Return, ChainError>] {
        let answers = try await call(reads.map(\.message), at: block)
        return zip(reads, answers).map { Self.decode($1, of: $0) }
    }

    /// Reads of different kinds, together and at one block, as ``read(_:at:)`` does.
    ///
    /// ```swift
    /// let (name, quote) = try await client.read(ERC20.Calls.Name().from(token), Core.Calls.GetQuote(quoteId: 7).from(diamond))
    /// print(try name.get(), try quote.get().quantity)
    /// ```
    public func read<each Call: ContractCall>(
        _ reads: repeat ContractRead<each Call>, at block: BlockReference = .latest
    ) async throws(ChainError) -> (repeat Result<(each Call).Return, ChainError>) {
        var messages: [CallMessage] = []
        for read in repeat each reads { messages.append(read.message) }
        var answers = try await call(messages, at: block)[...]
        return (repeat Self.decode(answers.popFirst() ?? .failure(.invalidAnswer(.missingAnswer(0))), of: each reads))
    }

    private static func decode<Call: ContractCall>(
        _ answer: Result<Bytes, ChainError>, of read: ContractRead<Call>
    ) -> Result<Call.Return, ChainError> {
        answer.flatMap { data in
            do throws(ABIError) {
                return .success(try Call.decodeReturn(data))
            } catch {
                return .failure(.undecodable(error, call: Call.signature))
            }
        }
    }

    /// Calls, together and at one block; the bytes that each returns.
    public func call(_ messages: [CallMessage], at block: BlockReference = .latest) async throws(ChainError) -> [Result<Bytes, ChainError>] {
        var results: [Result<Bytes, ChainError>] = []
        var rest = messages[...]
        var block = block
        // Several requests could meet several blocks.
        if messages.count > max(options.maximumMulticall, 1) { block = try await pinned(block) }
        while !rest.isEmpty {
            let part = Array(rest.prefix(max(options.maximumMulticall, 1)))
            rest = rest.dropFirst(part.count)
            // A caller or ether of its own would be lost on the way through another contract.
            let isPlain = part.allSatisfy { $0.from == nil && $0.value.isZero && $0.gas == nil && $0.to != nil }
            if part.count > 1, isPlain, let multicall = try await multicall(), let answers = try await aggregate(part, multicall, block) {
                results += answers
            } else {
                // A node may answer the calls of a batch at different blocks, too.
                if part.count > 1 { block = try await pinned(block) }
                results += try await batch(part, block)
            }
        }
        return results
    }

    /// The newest block by its number; any other as it is.
    private func pinned(_ block: BlockReference) async throws(ChainError) -> BlockReference {
        block == .latest ? .number(try await blockNumber()) : block
    }

    /// Multicall3's address, where the chain has it.
    private func multicall() async throws(ChainError) -> Address? {
        guard let address = options.multicall else { return nil }
        if let known = await facts.hasContract(at: address) { return known ? address : nil }
        let exists = try await !code(of: address).isEmpty
        await facts.learn(address, hasContract: exists)
        return exists ? address : nil
    }

    /// The calls through Multicall3; nil where that does not work, as at a block before it was there, or where together they need more gas
    /// than the node gives one call.
    private func aggregate(
        _ messages: [CallMessage], _ multicall: Address, _ block: BlockReference
    ) async throws(ChainError) -> [Result<Bytes, ChainError>]? {
        let calls = messages.compactMap { message in
            message.to.map { Standards.Multicall3.Call3(target: $0, allowFailure: true, callData: message.data) }
        }
        let aggregate = Standards.Multicall3.Calls.Aggregate3(calls: calls)
        let answers: [Standards.Multicall3.Result]
        do throws(ChainError) {
            answers = try await read(aggregate, from: multicall, at: block)
        } catch {
            switch error {
            case .reverted, .undecodable, .noContract, .node: return nil
            default: throw error
            }
        }
        guard answers.count == messages.count else { return nil }
        return zip(messages, answers).map { message, answer in
            answer.success ? .success(answer.returnData) : .failure(.reverted(reverts.decode(answer.returnData, calldata: message.data)))
        }
    }

    private func batch(_ messages: [CallMessage], _ block: BlockReference) async throws(ChainError) -> [Result<Bytes, ChainError>] {
        let method = "eth_call"
        let answers = try await rpc.batch(messages.map { RPCRequest(method, $0.params(at: block)) })
        return zip(messages, answers).map { message, answer in
            do throws(ChainError) {
                switch answer {
                case .success(let json): return .success(try ResultReader(method: method).data(json))
                case .failure(let error): throw understood(.node(error), calldata: message.data)
                }
            } catch {
                return .failure(error)
            }
        }
    }
}
