public import EVMCore
public import EVMSigning

extension ChainClient {
    /// Sends a transaction that calls a contract's function.
    ///
    /// It is tried first (``SendOptions/simulates``), its gas estimated, its fees chosen, its nonce taken; then it is signed and sent, once,
    /// whatever happens on the way (see ``SendFailure``). Calls from several tasks with one key get a nonce each.
    ///
    /// - Parameters:
    ///   - call: The call with its arguments.
    ///   - contract: The contract that is called.
    ///   - value: The ether that goes along, in wei.
    ///   - signer: Who signs and pays.
    /// - Returns: The transaction, which waits to be mined: see ``PendingTransaction/wait(confirmations:timeout:)``.
    /// - Throws: ``ChainError/reverted(_:)`` where it would revert, ``ChainError/wrongChain(expected:found:)``, ``ChainError/signing(_:)``:
    ///   then nothing was sent. ``ChainError/send(_:)`` says by its case what is certain.
    public func send(
        _ call: some ContractCall, to contract: Address, value: UInt256 = .zero, using signer: any Signer,
        options: SendOptions = SendOptions()
    ) async throws(ChainError) -> PendingTransaction {
        try await send(CallMessage(to: contract, data: call.encoded(), value: value), using: signer, options: options)
    }

    /// Sends a transaction, as ``send(_:to:value:using:options:)`` does: ether to an account, bytes to a contract, or a contract's creation
    /// code to nobody. The message's sender is the signer.
    public func send(
        _ message: CallMessage, using signer: any Signer, options: SendOptions = SendOptions()
    ) async throws(ChainError) -> PendingTransaction {
        try await checkChain()
        var message = message
        message.from = signer.address
        for _ in 0..<3 {
            let plan = try await prepare(message, options)
            let nonce: UInt64
            if let given = options.nonce { nonce = given } else { nonce = await nonces.take(for: signer.address, count: plan.count) }
            let transaction = Transaction(
                plan.fees.kind(chainId: chainId, accessList: options.accessList), nonce: nonce, gasLimit: plan.gasLimit, to: message.to,
                value: message.value, data: message.data)
            let signed: SignedTransaction
            do throws(SigningError) {
                signed = try await signer.sign(transaction: transaction)
            } catch {
                if options.nonce == nil { await nonces.giveBack(nonce, of: signer.address) }
                throw .signing(error)
            }
            do throws(Broadcast.Rejected) {
                try await Broadcast(client: self, signed: signed).run()
                return PendingTransaction(client: self, from: signer.address, signed: signed)
            } catch {
                if error.isNonceFree, options.nonce == nil { await nonces.giveBack(nonce, of: signer.address) }
                // Another wallet with this key was quicker; nothing of ours is under way, and the chain tells the next nonce.
                if case .send(.nonceTaken) = error.error, options.nonce == nil { continue }
                throw error.error
            }
        }
        throw .invalidRequest("three nonces in a row were taken by others; is another wallet sending with this key?")
    }

    /// Sends a transaction that is signed already, or sends it again: the same bytes are mined once, however often they are sent.
    ///
    /// - Throws: ``ChainError/send(_:)``; ``ChainError/signing(_:)`` where the signature is nobody's.
    public func send(_ signed: SignedTransaction) async throws(ChainError) -> PendingTransaction {
        if let chain = signed.transaction.chainId, chain != chainId { throw .wrongChain(expected: chainId, found: chain) }
        try await checkChain()
        let sender: Address
        do throws(SigningError) { sender = try signed.recoverSender() } catch { throw .signing(error) }
        do throws(Broadcast.Rejected) { try await Broadcast(client: self, signed: signed).run() } catch { throw error.error }
        return PendingTransaction(client: self, from: sender, signed: signed)
    }

    /// Makes a call as a transaction would, and gives what it returns; nothing is signed or sent.
    ///
    /// - Throws: As ``read(_:from:at:as:value:overrides:)``.
    public func simulate<Call: ContractCall>(
        _ call: Call, to contract: Address, value: UInt256 = .zero, as caller: Address, at block: BlockReference = .latest
    ) async throws(ChainError) -> Call.Return {
        try await read(call, from: contract, at: block, as: caller, value: value)
    }

    /// How much gas a call would use as a transaction, without a margin.
    ///
    /// - Throws: ``ChainError/reverted(_:)``; what ``RPCClient/call(_:)`` throws.
    public func estimateGas(_ message: CallMessage) async throws(ChainError) -> UInt64 {
        let method = "eth_estimateGas"
        do throws(ChainError) {
            return try ResultReader(method: method).uint64(try await rpc.call(RPCRequest(method, [message.json])))
        } catch {
            throw understood(error, calldata: message.data)
        }
    }

    /// Forgets which nonces of an account were taken here, so that the chain alone tells the next: where waiting transactions were dropped.
    public func forgetNonces(of account: Address) async { await nonces.forget(account) }

    private struct Plan {
        let gasLimit: UInt64
        let fees: Fees
        let count: UInt64
    }

    /// Tries, estimates and asks, in one batch.
    private func prepare(_ message: CallMessage, _ options: SendOptions) async throws(ChainError) -> Plan {
        var requests = [RPCRequest("eth_getTransactionCount", [.address(message.from ?? .zero), "pending"])]
        func add(_ request: RPCRequest) -> Int {
            requests.append(request)
            return requests.count - 1
        }
        // A call to nobody, a deployment, is tried by its estimate alone: what it would return is the code.
        let trial = options.simulates && message.to != nil ? add(RPCRequest("eth_call", message.params(at: options.state))) : nil
        let estimate = options.gasLimit == nil ? add(RPCRequest("eth_estimateGas", Self.estimateParams(message, options.state))) : nil
        var feeHistory: Int?
        if case .estimated(let speed) = options.fees { feeHistory = add(Self.feeHistoryRequest(speed)) }

        let answers = try await rpc.batch(requests)
        for index in [trial, estimate] {
            if let index, case .failure(let error) = answers[index] { throw understood(.node(error), calldata: message.data) }
        }
        let gasLimit: UInt64
        if let given = options.gasLimit {
            gasLimit = given
        } else {
            gasLimit = withMargin(try ResultReader(method: "eth_estimateGas").uint64(try Self.value(answers, estimate)))
        }
        let fees: Fees
        switch options.fees {
        case .fixed(let given): fees = given
        case .estimated: fees = try await self.fees(feeHistory: feeHistory.map { answers[$0] } ?? .failure(RPCError(code: 0, message: "")))
        }
        if let cap = options.feeCap, fees.maximum > cap { throw .send(.feesAboveCap(asked: fees.maximum, cap: cap)) }
        let count = try ResultReader(method: "eth_getTransactionCount").uint64(try Self.value(answers, 0))
        return Plan(gasLimit: gasLimit, fees: fees, count: count)
    }

    private static func estimateParams(_ message: CallMessage, _ state: BlockReference) -> [JSONValue] {
        // Not every node takes the second parameter; the newest block is what it stands for where it is missing.
        state == .latest ? [message.json] : [message.json, state.json]
    }

    private static func value(_ answers: [Result<JSONValue, RPCError>], _ index: Int?) throws(ChainError) -> JSONValue {
        guard let index, answers.indices.contains(index) else { throw .invalidAnswer(.missingAnswer(index ?? 0)) }
        switch answers[index] {
        case .success(let value): return value
        case .failure(let error): throw .node(error)
        }
    }

    /// An estimate and the margin on it.
    func withMargin(_ gas: UInt64) -> UInt64 {
        let (product, overflow) = gas.multipliedReportingOverflow(by: options.gasMarginPercent)
        let (sum, overflowOfSum) = gas.addingReportingOverflow(overflow ? .max : product / 100)
        return overflowOfSum ? .max : sum
    }
}
