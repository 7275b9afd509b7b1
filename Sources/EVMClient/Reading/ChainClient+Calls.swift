public import EVMCore

extension ChainClient {
    /// Calls a contract's function and reads what it returns; nothing changes on the chain.
    ///
    /// - Parameters:
    ///   - call: The call with its arguments.
    ///   - contract: The contract that is called.
    ///   - block: The block whose state it sees.
    ///   - caller: Who calls, for functions to which that matters.
    ///   - value: The ether that would go along, in wei.
    ///   - overrides: What the call shall find otherwise than it is.
    /// - Throws: ``ChainError/reverted(_:)``; ``ChainError/noContract(_:)`` or ``ChainError/undecodable(_:call:)`` where the answer is not
    ///   what the function returns; what ``RPCClient/call(_:)`` throws.
    public func read<Call: ContractCall>(
        _ call: Call, from contract: Address, at block: BlockReference = .latest, as caller: Address? = nil, value: UInt256 = .zero,
        overrides: [Address: StateOverride] = [:]
    ) async throws(ChainError) -> Call.Return {
        let message = CallMessage(from: caller, to: contract, data: call.encoded(), value: value)
        let data = try await self.call(message, at: block, overrides: overrides)
        do throws(ABIError) {
            return try Call.decodeReturn(data)
        } catch {
            if data.isEmpty, try await code(of: contract, at: block).isEmpty { throw .noContract(contract) }
            throw .undecodable(error, call: Call.signature)
        }
    }

    /// Makes a call and gives the bytes that it returns.
    ///
    /// - Throws: ``ChainError/reverted(_:)``; what ``RPCClient/call(_:)`` throws.
    public func call(
        _ message: CallMessage, at block: BlockReference = .latest, overrides: [Address: StateOverride] = [:]
    ) async throws(ChainError) -> Bytes {
        let method = "eth_call"
        do throws(ChainError) {
            let result = try await rpc.call(RPCRequest(method, message.params(at: block, overrides: overrides)))
            return try ResultReader(method: method).data(result)
        } catch {
            throw understood(error, calldata: message.data)
        }
    }

    /// A node's refusal as a revert, where it is one.
    func understood(_ error: ChainError, calldata: Bytes) -> ChainError {
        guard case .node(let refusal) = error, let data = refusal.revertData else { return error }
        return .reverted(reverts.decode(data, calldata: calldata))
    }
}
