import EVMCore
import EVMSigning

/// Brings one signed transaction to a node, once: whatever happens, no other bytes are sent for it.
///
/// Where an answer is lost, the node may or may not have taken the transaction. It is looked up by its hash, which is known before, and only
/// when nobody knows it the same bytes are sent again; a node that had them says so, and the chain takes them once.
struct Broadcast {
    let client: ChainClient
    let signed: SignedTransaction

    /// How a broadcast ended where the transaction is certain not to be mined.
    struct Rejected: Error {
        let error: ChainError
        /// Whether the nonce may be used for another.
        let isNonceFree: Bool
    }

    /// Ends when a node has the transaction.
    ///
    /// - Throws: ``Rejected`` where it will not be mined, with ``SendFailure/nonceTaken(_:)`` where its nonce is another's; with
    ///   ``SendFailure/unknown(_:)``, and a nonce that is not free, where nobody knows.
    func run() async throws(Rejected) {
        let hash = signed.hash
        // Whether a node may have taken it without saying so.
        var isLost = false
        var failure: ChainError = .cancelled
        for attempt in 0..<max(client.options.sendAttempts, 1) {
            if attempt > 0 {
                do throws(ChainError) {
                    try await client.rpc.pause(after: attempt - 1, asked: failure.retryAfter)
                    if isLost, try await client.knows(hash) { return }
                } catch {
                    // Unless it is known not to be there, it is not sent again.
                    if case .cancelled = error { throw uncertain(isLost, error) }
                    continue
                }
            }
            do throws(ChainError) {
                let method = "eth_sendRawTransaction"
                let answer: Bytes32 = try ResultReader(method: method).fixed(
                    try await client.rpc.callOnce(RPCRequest(method, [.data(signed.bytes)])))
                guard answer != hash else { return }
                failure = .invalidAnswer(.wrongResult(method: method, "it is another transaction's hash"))
                isLost = true
            } catch {
                failure = error
                switch error {
                case .node(let refusal) where !refusal.isRateLimit: return try await resolve(refusal, isLost: isLost)
                case .node, .transport(.cannotConnect): break
                case .transport(.invalidRequest): throw uncertain(isLost, error)
                case .http(let status, _, _) where (400..<500).contains(status) && ![408, 425, 429].contains(status):
                    // Turned away at the door.
                    throw uncertain(isLost, error)
                case .cancelled: throw uncertain(true, error)
                default: isLost = true
                }
            }
        }
        if isLost, (try? await client.knows(hash)) == true { return }
        throw uncertain(isLost, failure)
    }

    /// What a node's refusal means for the transaction; returns where it is there all the same.
    private func resolve(_ refusal: RPCError, isLost: Bool) async throws(Rejected) {
        switch refusal.refusal {
        case .alreadyKnown: return
        case .nonceTooLow, .replacementUnderpriced:
            // Mined, or waiting: this one or another? A node may be a moment behind with what it can look up.
            for look in 0..<3 {
                do throws(ChainError) {
                    if look > 0 { try await client.rpc.pause(after: look - 1, asked: nil) }
                    if try await client.knows(signed.hash) { return }
                } catch {
                    throw uncertain(true, error)
                }
            }
            if isLost { throw uncertain(true, .node(refusal)) }
            throw Rejected(error: .send(.nonceTaken(signed.transaction.nonce)), isNonceFree: false)
        case .other:
            guard isLost else { throw Rejected(error: .send(.refused(refusal)), isNonceFree: true) }
            if (try? await client.knows(signed.hash)) == true { return }
            throw uncertain(true, .node(refusal))
        }
    }

    private func uncertain(_ isLost: Bool, _ error: ChainError) -> Rejected {
        isLost ? Rejected(error: .send(.unknown(signed)), isNonceFree: false) : Rejected(error: error, isNonceFree: true)
    }
}

extension ChainClient {
    /// Whether the node knows a transaction, waiting or mined.
    func knows(_ hash: Bytes32) async throws(ChainError) -> Bool {
        let answers = try await rpc.batch([
            RPCRequest("eth_getTransactionByHash", [.data(hash)]), RPCRequest("eth_getTransactionReceipt", [.data(hash)]),
        ])
        var refusal: RPCError?
        for answer in answers {
            switch answer {
            case .success(let json): if !json.isNull { return true }
            case .failure(let error): refusal = error
            }
        }
        if let refusal { throw .node(refusal) }
        return false
    }
}
