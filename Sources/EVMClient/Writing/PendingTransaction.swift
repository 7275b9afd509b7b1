public import EVMCore
public import EVMSigning

/// A transaction that was sent and is to be mined, with those that replaced it on the way.
public struct PendingTransaction: Sendable {
    /// The hash by which nodes know it.
    public var hash: Bytes32 { signed.hash }
    /// Its nonce: of all transactions of the account with this one, one is mined.
    public var nonce: UInt64 { signed.transaction.nonce }
    /// Who sent it.
    public let from: Address
    /// The transaction with its signature.
    public let signed: SignedTransaction
    /// What it replaced: any of these may still be mined instead.
    public let replaced: [SignedTransaction]
    let client: ChainClient

    init(client: ChainClient, from: Address, signed: SignedTransaction, replaced: [SignedTransaction] = []) {
        self.client = client
        self.from = from
        self.signed = signed
        self.replaced = replaced
    }

    /// Waits until the transaction, or one that it replaced, is mined and so many blocks deep.
    ///
    /// A block that is reorganised away does not count. Nodes that cannot be reached for a while are waited for too.
    /// - Parameters:
    ///   - confirmations: How many blocks there must be from its own on; 1 is its own.
    ///   - timeout: How long to wait.
    /// - Returns: The receipt, whose ``Receipt/transactionHash`` says which of them was mined.
    /// - Throws: ``SendFailure/reverted(_:_:)`` with the reason, found by making the call again at its block;
    ///   ``SendFailure/replaced(hash:nonce:)``; ``SendFailure/notMined(hash:after:)``; ``ChainError/cancelled``.
    public func wait(confirmations: UInt64 = 1, timeout: Duration = .seconds(180)) async throws(ChainError) -> Receipt {
        let deadline = client.timing.now() + timeout
        var looksWithoutReceipt = 0
        while true {
            do throws(ChainError) {
                let look = try await look()
                if let receipt = look.receipt {
                    looksWithoutReceipt = 0
                    // Without more to wait for, a node whose newest block lags behind its receipts does not matter.
                    let depth = look.head >= receipt.blockNumber ? look.head - receipt.blockNumber : 0
                    if confirmations <= 1 || depth >= confirmations - 1 {
                        return try await client.checked(receipt, of: transaction(receipt.transactionHash), from: from)
                    }
                } else if look.count > nonce {
                    // The nonce is used, and not by these. A node may count a block before it can look its transactions up, so not at once.
                    looksWithoutReceipt += 1
                    if looksWithoutReceipt >= 3 { throw .send(.replaced(hash: hash, nonce: nonce)) }
                }
            } catch {
                guard error.isTransient else { throw error }
            }
            let left = deadline - client.timing.now()
            guard left > .zero else { throw .send(.notMined(hash: hash, after: timeout)) }
            do { try await client.timing.sleep(min(client.options.pollInterval, left)) } catch { throw .cancelled }
        }
    }

    /// Sends the transaction again with higher fees, in place of this one: at least an eighth more, or what the chain asks for now.
    ///
    /// - Parameter fees: Fees to offer instead; they count where they are higher than the least that replaces.
    /// - Returns: The new transaction; waiting for it waits for this one too. Where this one turns out to be mined, it is given back.
    /// - Throws: As ``ChainClient/send(_:to:value:using:options:)``.
    public func speedUp(using signer: any Signer, fees: FeeChoice = .estimated(.normal)) async throws(ChainError) -> PendingTransaction {
        try await replace(with: signed.transaction, using: signer, fees: fees)
    }

    /// Sends, in place of this transaction, one that does nothing: no ether to the account itself.
    ///
    /// - Returns: The new transaction. Which of the two was mined is told by the receipt's ``Receipt/transactionHash``.
    /// - Throws: As ``ChainClient/send(_:to:value:using:options:)``.
    public func cancel(using signer: any Signer, fees: FeeChoice = .estimated(.normal)) async throws(ChainError) -> PendingTransaction {
        // On some chains a transfer needs more gas than the 21,000 of Ethereum.
        let gas = try await client.estimateGas(CallMessage(from: from, to: from))
        let nothing = Transaction(signed.transaction.kind, nonce: nonce, gasLimit: client.withMargin(gas), to: from)
        return try await replace(with: nothing, using: signer, fees: fees)
    }

    private func replace(
        with transaction: Transaction, using signer: any Signer, fees choice: FeeChoice
    ) async throws(ChainError) -> PendingTransaction {
        guard signer.address == from else { throw .invalidRequest("only \(from) can replace its transaction, not \(signer.address)") }
        var fees = Fees(signed.transaction.kind)
        switch choice {
        case .fixed(let given): fees = fees.replacing(atLeast: given)
        case .estimated(let speed): fees = fees.replacing(atLeast: try await client.fees(speed))
        }
        // Nodes may ask for more than an eighth.
        for attempt in 0..<4 {
            var replacement = transaction
            replacement.kind = fees.kind(chainId: client.chainId, accessList: transaction.accessList)
            let new: SignedTransaction
            do throws(SigningError) { new = try await signer.sign(transaction: replacement) } catch { throw .signing(error) }
            do throws(Broadcast.Rejected) {
                try await Broadcast(client: client, signed: new).run()
                return PendingTransaction(client: client, from: from, signed: new, replaced: replaced + [signed])
            } catch {
                guard case .send(.nonceTaken) = error.error else { throw error.error }
                let look = try await look()
                // One of these was mined meanwhile: there is nothing to replace.
                if look.receipt != nil { return self }
                guard look.count <= nonce, attempt < 3 else { throw error.error }
                fees = fees.replacing(atLeast: fees)
            }
        }
        throw .send(.nonceTaken(nonce))
    }

    private func transaction(_ hash: Bytes32) -> Transaction {
        (replaced.first { $0.hash == hash } ?? signed).transaction
    }

    /// What the chain says now: the receipt of whichever was mined, the newest block, the account's count of transactions.
    private func look() async throws(ChainError) -> (receipt: Receipt?, head: UInt64, count: UInt64) {
        let reader = ResultReader(method: "eth_getTransactionReceipt")
        let hashes = [hash] + replaced.map(\.hash)
        let requests =
            [RPCRequest("eth_blockNumber"), RPCRequest("eth_getTransactionCount", [.address(from), "latest"])]
            + hashes.map { RPCRequest(reader.method, [.data($0)]) }
        var receipt: Receipt?
        var numbers: [UInt64] = []
        for (index, answer) in try await client.rpc.batch(requests).enumerated() {
            switch answer {
            case .success(let json) where index < 2: numbers.append(try ResultReader(method: requests[index].method).uint64(json))
            case .success(let json): if receipt == nil { receipt = try Receipt.read(json, reader) }
            case .failure(let error):
                // Some nodes answer with an error, not null, to a hash that they do not know, or while they index.
                if index < 2 { throw .node(error) }
            }
        }
        return (receipt, numbers[0], numbers[1])
    }
}

extension ChainClient {
    /// A receipt by its hash; nil where the transaction is not mined.
    public func receipt(of hash: Bytes32) async throws(ChainError) -> Receipt? {
        let reader = ResultReader(method: "eth_getTransactionReceipt")
        return try Receipt.read(try await rpc.call(RPCRequest(reader.method, [.data(hash)])), reader)
    }

    /// The receipt of a transaction that was carried out; for one that reverted, why.
    fileprivate func checked(_ receipt: Receipt, of transaction: Transaction, from: Address) async throws(ChainError) -> Receipt {
        if receipt.succeeded { return receipt }
        throw .send(.reverted(receipt, try await replay(transaction, from: from, receipt)))
    }

    /// Makes a reverted transaction's call again, at its block and, where others in the block have changed what it met, at the one before.
    private func replay(_ transaction: Transaction, from: Address, _ receipt: Receipt) async throws(ChainError) -> Revert {
        let message = CallMessage(
            from: from, to: transaction.to, data: transaction.data, value: transaction.value, gas: transaction.gasLimit)
        for block in receipt.blockNumber == 0 ? [0] : [receipt.blockNumber, receipt.blockNumber - 1] {
            do throws(ChainError) {
                _ = try await call(message, at: .number(block))
            } catch {
                switch error {
                case .reverted(let revert) where !revert.data.isEmpty: return revert
                case .cancelled: throw error
                // The reason is an extra; that it reverted is certain without.
                default: break
                }
            }
        }
        let usedAll = receipt.gasUsed >= UInt256(transaction.gasLimit)
        let why = "reverted with all of its gas used (\(receipt.gasUsed)), which mostly means that it was too little"
        return reverts.decode(Bytes(), calldata: transaction.data, instead: usedAll ? why : nil)
    }
}
