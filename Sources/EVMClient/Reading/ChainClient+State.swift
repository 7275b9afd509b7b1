public import EVMCore

extension ChainClient {
    /// The number of the newest block.
    public func blockNumber() async throws(ChainError) -> UInt64 {
        let method = "eth_blockNumber"
        return try ResultReader(method: method).uint64(try await rpc.call(RPCRequest(method)))
    }

    /// A block's header; nil where the node does not have the block.
    public func block(_ block: BlockReference = .latest) async throws(ChainError) -> Block? {
        let request = Self.blockRequest(block)
        return try Block.read(try await rpc.call(request), method: request.method)
    }

    static func blockRequest(_ block: BlockReference) -> RPCRequest {
        if case .hash(let hash) = block { return RPCRequest("eth_getBlockByHash", [.data(hash), false]) }
        return RPCRequest("eth_getBlockByNumber", [block.json, false])
    }

    /// What an account holds, in wei.
    public func balance(of account: Address, at block: BlockReference = .latest) async throws(ChainError) -> UInt256 {
        let method = "eth_getBalance"
        return try ResultReader(method: method).quantity(try await rpc.call(RPCRequest(method, [.address(account), block.json])))
    }

    /// A contract's code; empty where there is none.
    public func code(of contract: Address, at block: BlockReference = .latest) async throws(ChainError) -> Bytes {
        let method = "eth_getCode"
        return try ResultReader(method: method).data(try await rpc.call(RPCRequest(method, [.address(contract), block.json])))
    }

    /// How many transactions of an account are in the chain; with ``BlockReference/pending`` also those that wait.
    public func transactionCount(of account: Address, at block: BlockReference = .latest) async throws(ChainError) -> UInt64 {
        let method = "eth_getTransactionCount"
        return try ResultReader(method: method).uint64(try await rpc.call(RPCRequest(method, [.address(account), block.json])))
    }

    /// A word of a contract's storage.
    public func storage(of contract: Address, slot: UInt256, at block: BlockReference = .latest) async throws(ChainError) -> Bytes32 {
        let method = "eth_getStorageAt"
        let result = try await rpc.call(RPCRequest(method, [.address(contract), .quantity(slot), block.json]))
        // Nodes differ in whether they write leading zeros.
        return Bytes32(try ResultReader(method: method).quantity(result))
    }

    /// Asks the endpoints for their chain and compares it with ``chainId``; later calls remember the answer.
    ///
    /// Of several endpoints one that is not reached does not matter, as long as another is.
    /// - Throws: ``ChainError/wrongChain(expected:found:)``.
    public func checkChain() async throws(ChainError) {
        guard await !facts.isChainChecked else { return }
        let clients = rpc.endpoints.count > 1 ? rpc.endpoints.map(rpc.only) : [rpc]
        var isReached = false
        var failure: ChainError?
        for client in clients {
            let method = "eth_chainId"
            do throws(ChainError) {
                let found = try ResultReader(method: method).uint64(try await client.call(RPCRequest(method)))
                guard found == chainId else { throw .wrongChain(expected: chainId, found: found) }
                isReached = true
            } catch {
                guard error.isTransient else { throw error }
                failure = error
            }
        }
        if let failure, !isReached { throw failure }
        await facts.chainIsChecked()
    }
}
