public import EVMClient
internal import EVMCore
internal import EVMSigning

/// What became of a wallet's transaction that an earlier run did not see the end of.
public struct SettledTransaction: Sendable {
    /// What became of it.
    public enum Outcome: Sendable {
        /// It was carried out.
        case mined(Receipt)
        /// It is on the chain and failed, or never will be there; nothing happened.
        case failed(ChainError)
        /// Nobody knows yet; it is still kept.
        case unknown(ChainError)
    }

    /// The entry, as it was in the store.
    public var transaction: KeptTransaction
    /// What became of it.
    public var outcome: Outcome
}

extension SettledTransaction: CustomStringConvertible {
    /// What became of it, in a sentence.
    public var description: String {
        // What was asked for may take several transactions, of which this is one.
        let call = transaction.callName.map { "\($0), for '\(transaction.purpose)'," } ?? "'\(transaction.purpose)'"
        return switch outcome {
        case .mined(let receipt): "\(call) was done by transaction \(transaction.hash) in block \(receipt.blockNumber)"
        case .failed(let error): "\(call) was not done: \(error)"
        case .unknown(let error): "what became of \(call) by transaction \(transaction.hash) is not known yet: \(error)"
        }
    }
}

extension SymmioClient {
    /// Finds out what became of wallets' transactions that a ``KeepingSigner`` has put into a store: to be called before anything else is sent
    /// by these wallets.
    ///
    /// What no node knows is sent now: it was signed and agreed to, and the same bytes are taken once. What is certain leaves the store.
    /// - Throws: ``StoreError`` where the store cannot be read.
    public func settleTransactions(in store: any PositionStore) async throws(StoreError) -> [SettledTransaction] {
        let mine = try await store.load().transactions.filter { $0.chainId == deployment.chainId }
        var found: [SettledTransaction] = []
        for transaction in mine {
            let outcome = await settle(transaction)
            found.append(SettledTransaction(transaction: transaction, outcome: outcome))
            if case .unknown = outcome { continue }
            try? await store.update { $0.transactions.removeAll { $0.hash == transaction.hash } }
        }
        return found
    }

    private func settle(_ transaction: KeptTransaction) async -> SettledTransaction.Outcome {
        let signed: SignedTransaction
        do throws(TransactionError) {
            signed = try SignedTransaction(decoding: transaction.bytes)
        } catch {
            return .failed(.invalidRequest("the kept transaction cannot be read: \(error)"))
        }
        do throws(ChainError) {
            return .mined(try await chain.send(signed).wait(timeout: miningTimeout))
        } catch {
            switch error {
            case .send(.reverted), .send(.refused), .send(.nonceTaken), .send(.replaced), .send(.feesAboveCap), .signing: return .failed(error)
            default: return .unknown(error)
            }
        }
    }
}
