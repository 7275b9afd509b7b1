import EVMClient
import EVMCore

/// Reads of different kinds, made in one request and at one block.
struct ChainReads {
    /// Where a read's answer will be.
    struct Slot<Call: ContractCall> {
        fileprivate let index: Int
    }

    private var messages: [CallMessage] = []

    /// Adds a read.
    mutating func add<Call: ContractCall>(_ call: Call, from contract: Address) -> Slot<Call> {
        messages.append(CallMessage(to: contract, data: call.encoded()))
        return Slot(index: messages.count - 1)
    }

    /// Asks.
    func run(_ chain: ChainClient, at block: BlockReference) async throws(ChainError) -> Answers {
        Answers(answers: messages.isEmpty ? [] : try await chain.call(messages, at: block))
    }

    /// What came.
    struct Answers {
        fileprivate let answers: [Result<Bytes, ChainError>]

        subscript<Call: ContractCall>(slot: Slot<Call>) -> Result<Call.Return, ChainError> {
            guard answers.indices.contains(slot.index) else { return .failure(.invalidAnswer(.missingAnswer(slot.index))) }
            return answers[slot.index].flatMap { data in
                do throws(ABIError) {
                    return .success(try Call.decodeReturn(data))
                } catch {
                    return .failure(.undecodable(error, call: Call.signature))
                }
            }
        }

        /// The answer.
        ///
        /// - Throws: ``Refusal/Reason/chain(_:)`` where there is none.
        func get<Call: ContractCall>(_ slot: Slot<Call>) throws(Refusal) -> Call.Return {
            switch self[slot] {
            case .success(let value): return value
            case .failure(let error): throw Refusal(.order, .chain(error))
            }
        }
    }
}
