public import EVMClient
public import EVMCore
import EVMSigning
public import Symmio
import SymmioContracts

/// Judges what traders have signed, by what the chain says: whether the Instant Layer would run it, and whether a solver should.
///
/// The checks come in the contract's own order; each that fails has a reason of its own, see ``Refusal``. What the judge accepts the contract
/// executes, as long as the chain stays as it is: whoever submits later tries the batch again.
public struct OperationJudge: Sendable {
    /// The chain.
    public let chain: ChainClient
    /// The contracts.
    public let deployment: Deployment
    /// The solver's PartyB contract.
    public let solver: Address
    /// Who sends the solver's transactions.
    public let sender: Address
    /// The time in seconds since 1970 that deadlines are held against, where the newest block's shall not count: the block that will carry
    /// the batch is later than the newest.
    public var clock: (@Sendable () async -> UInt64)?
    /// How many seconds there have to be left before a deadline.
    public var timeToSubmit: UInt64

    /// Creates a judge.
    public init(
        chain: ChainClient, deployment: Deployment, solver: Address, sender: Address, clock: (@Sendable () async -> UInt64)? = nil,
        timeToSubmit: UInt64 = 0
    ) {
        self.chain = chain
        self.deployment = deployment
        self.solver = solver
        self.sender = sender
        self.clock = clock
        self.timeToSubmit = timeToSubmit
    }
}

/// An operation that the Instant Layer would run.
public struct VerifiedOperation: Sendable {
    /// The operation and its signature.
    public let signed: SignedInstantOperation
    /// What was signed: the full EIP-712 digest.
    public let digest: Bytes32
    /// The account's owner.
    public let owner: Address
    /// The sub-account that delegations are kept by: the account's parent where it is a virtual account in use, else the account.
    public let delegator: Address
    /// How often it was executed already.
    public let uses: UInt256
}

/// An operation that is to be judged, with what it should be.
struct Candidate: Sendable {
    let part: OrderPart
    let signed: SignedInstantOperation
    /// The contract that has the function.
    let target: Address
    /// The fills that came with it; none where the solver makes its own.
    var fills: [FlexFill]?

    var operation: InstantOperation { signed.operation }
}

/// What the chain is asked at.
struct JudgedBlock: Sendable {
    let reference: BlockReference
    let now: UInt64
}

extension OperationJudge {
    /// The block that is looked at, and the time that counts.
    func look() async throws(Refusal) -> JudgedBlock {
        do throws(ChainError) {
            guard let block = try await chain.block(.latest) else { throw .invalidRequest("the endpoint knows no latest block") }
            let now = await clock?() ?? block.timestamp
            return JudgedBlock(reference: .number(block.number), now: now)
        } catch {
            throw Refusal(.order, .chain(error))
        }
    }

    /// Judges one operation alone, by what the Instant Layer checks: deadline, target, signer and delegation, signature, uses, nonce, flex
    /// fields.
    ///
    /// - Parameters:
    ///   - signed: what came.
    ///   - target: the contract that it has to call.
    ///   - fills: fills of its flex fields that came with it, one for each field; nil where the solver makes its own.
    /// - Throws: ``Refusal``, of the part ``OrderPart/order``.
    public func verify(_ signed: SignedInstantOperation, target: Address, fills: [FlexFill]? = nil) async throws(Refusal) -> VerifiedOperation {
        let candidates = [Candidate(part: .order, signed: signed, target: target, fills: fills)]
        let block = try await look()
        try checkShapes(candidates, at: block)
        let verified = try await verify(candidates, at: block)
        guard let first = verified.first else { throw Refusal(.order, .count(0, allowed: 1...1)) }
        return first
    }

    /// Judges the operations of one order, which will be executed in this order and whose shapes were checked.
    func verify(_ candidates: [Candidate], at block: JudgedBlock) async throws(Refusal) -> [VerifiedOperation] {
        var reads = ChainReads()
        let asked = candidates.map { ask($0, &reads) }
        let answers = try await run(reads, at: block)

        // What delegations are kept by is known only now.
        var more = ChainReads()
        var facts: [Facts] = []
        for (candidate, slots) in zip(candidates, asked) {
            let virtual = try answers.get(slots.virtual)
            let delegator = virtual.isExists ? virtual.parentAccount : candidate.operation.signerAccount.addr
            let delegation = Symmio085.InstantLayer.Calls.IsDelegationActive(
                delegator: delegator, delegate: candidate.operation.signer, selector: candidate.operation.selector ?? Selector(0))
            facts.append(
                Facts(
                    isTarget: try answers.get(slots.target), owner: try answers.get(slots.owner), delegator: delegator,
                    uses: try answers.get(slots.uses), nonce: try answers.get(slots.nonce),
                    delegation: more.add(delegation, from: deployment.contracts.instantLayer)))
        }
        let delegations = try await run(more, at: block)

        var verified: [VerifiedOperation] = []
        var earlier = Earlier()
        for (candidate, facts) in zip(candidates, facts) {
            let isDelegated = try delegations.get(facts.delegation)
            verified.append(try await verify(candidate, facts, isDelegated: isDelegated, after: &earlier, at: block))
        }
        return verified
    }

    func run(_ reads: ChainReads, at block: JudgedBlock) async throws(Refusal) -> ChainReads.Answers {
        do throws(ChainError) {
            return try await reads.run(chain, at: block.reference)
        } catch {
            throw Refusal(.order, .chain(error))
        }
    }

    // MARK: What is asked

    private struct Slots {
        let target: ChainReads.Slot<Symmio085.InstantLayer.Calls.WhitelistedTargets>
        let owner: ChainReads.Slot<Symmio085.AccountLayer.Calls.OwnerOf>
        let virtual: ChainReads.Slot<Symmio085.AccountLayer.Calls.GetVirtualAccount>
        let uses: ChainReads.Slot<Symmio085.InstantLayer.Calls.OperationUsageCount>
        let nonce: ChainReads.Slot<Symmio085.InstantLayer.Calls.Nonces>
    }

    private struct Facts {
        let isTarget: Bool
        let owner: Address
        let delegator: Address
        let uses: UInt256
        let nonce: UInt256
        let delegation: ChainReads.Slot<Symmio085.InstantLayer.Calls.IsDelegationActive>
    }

    /// What the operations before in the same order have used up.
    private struct Earlier {
        var uses: [Bytes32: UInt256] = [:]
        var nonces: [Address: UInt256] = [:]
    }

    private func ask(_ candidate: Candidate, _ reads: inout ChainReads) -> Slots {
        let (layer, accounts) = (deployment.contracts.instantLayer, deployment.contracts.accountLayer)
        let account = candidate.operation.signerAccount.addr
        let digest = candidate.operation.digest(for: deployment.instantLayerDomain)
        return Slots(
            target: reads.add(.init(value: candidate.operation.target), from: layer), owner: reads.add(.init(account: account), from: accounts),
            virtual: reads.add(.init(account: account), from: accounts), uses: reads.add(.init(value: digest), from: layer),
            nonce: reads.add(.init(value: account), from: layer))
    }

    // MARK: The checks

    /// Deadlines, and calldata that has a selector: what the contract looks at first.
    func checkShapes(_ candidates: [Candidate], at block: JudgedBlock) throws(Refusal) {
        for candidate in candidates {
            let operation = candidate.operation
            let deadline = operation.replayAttackHeader.deadline
            guard deadline.isZero || isAhead(deadline, at: block) else {
                throw Refusal(candidate.part, .expired(deadline: deadline, now: block.now))
            }
            guard operation.callData.count >= 4 else { throw Refusal(candidate.part, .shortCallData(bytes: operation.callData.count)) }
        }
    }

    /// Whether a deadline leaves enough time.
    func isAhead(_ deadline: UInt256, at block: JudgedBlock) -> Bool {
        let (end, overflow) = block.now.addingReportingOverflow(timeToSubmit)
        return !overflow && deadline >= UInt256(end)
    }

    private func verify(
        _ candidate: Candidate, _ facts: Facts, isDelegated: Bool, after earlier: inout Earlier, at block: JudgedBlock
    ) async throws(Refusal) -> VerifiedOperation {
        let (operation, part) = (candidate.operation, candidate.part)
        let account = operation.signerAccount.addr
        guard facts.isTarget else { throw Refusal(part, .targetNotWhitelisted(operation.target)) }
        guard operation.target == candidate.target else { throw Refusal(part, .wrongTarget(operation.target, expected: candidate.target)) }
        guard !operation.signerAccount.isPartyB else { throw Refusal(part, .inSolversName(account)) }
        guard !facts.owner.isZero else { throw Refusal(part, .noAccount(account)) }
        guard facts.owner == operation.signer || isDelegated else {
            throw Refusal(part, .notDelegated(signer: operation.signer, account: facts.delegator, operation.selector ?? Selector(0)))
        }
        let digest = operation.digest(for: deployment.instantLayerDomain)
        try await checkSignature(candidate, digest: digest, at: block)

        let uses = facts.uses.addingReportingOverflow(earlier.uses[digest] ?? .zero).partialValue
        guard operation.maxUses.isZero || uses < operation.maxUses else {
            throw Refusal(part, .usedUp(digest: digest, uses: uses, maximum: operation.maxUses))
        }
        earlier.uses[digest, default: .zero] &+= .one
        let nonce = operation.replayAttackHeader.nonce
        if !nonce.isZero {
            let expected = (earlier.nonces[account] ?? facts.nonce).addingReportingOverflow(.one).partialValue
            guard nonce == expected else { throw Refusal(part, .nonce(account: account, expected: expected, provided: nonce)) }
            earlier.nonces[account] = nonce
        }
        try await checkFlexFields(candidate, at: block)
        return VerifiedOperation(signed: candidate.signed, digest: digest, owner: facts.owner, delegator: facts.delegator, uses: uses)
    }

    /// The signature by the key's rules, or by the word of the contract that stands at the signer's address (ERC-1271).
    ///
    /// Always, even where the signer sends the batch himself and the contract would not look: then everybody could order in his name here.
    private func checkSignature(_ candidate: Candidate, digest: Bytes32, at block: JudgedBlock) async throws(Refusal) {
        let operation = candidate.operation
        do throws(SigningError) {
            try candidate.signed.verify(domain: deployment.instantLayerDomain)
        } catch {
            guard try await isSigned(candidate.signed.signature, by: operation.signer, digest: digest, at: block) else {
                throw Refusal(candidate.part, .signature(signer: operation.signer, error))
            }
        }
    }

    /// What a contract says of a signature; false where there is no contract.
    func isSigned(_ signature: Bytes, by contract: Address, digest: Bytes32, at block: JudgedBlock) async throws(Refusal) -> Bool {
        let call = Symmio085.PartyB.Calls.IsValidSignature(hash: digest, signature: signature)
        do throws(ChainError) {
            guard try await !chain.code(of: contract, at: block.reference).isEmpty else { return false }
            return try await chain.read(call, from: contract, at: block.reference) == Self.magicValue
        } catch {
            switch error {
            // A contract that reverts, or has no such function, has not said yes.
            case .reverted, .undecodable, .noContract: return false
            default: throw Refusal(.order, .chain(error))
            }
        }
    }

    private static let magicValue = Bytes4(0x1626_ba7e as UInt32)

    /// Reads what operations say. Where that does not work and one of them is not what was signed, that is the reason, as it is the Instant
    /// Layer's: bytes that were altered on the way may decode to anything, or not at all.
    func asSigned<T>(_ candidates: [Candidate], at block: JudgedBlock, _ read: () throws(Refusal) -> T) async throws(Refusal) -> T {
        do throws(Refusal) {
            return try read()
        } catch {
            for candidate in candidates {
                try await checkSignature(candidate, digest: candidate.operation.digest(for: deployment.instantLayerDomain), at: block)
            }
            throw error
        }
    }

    /// Decodes a call of the given type and holds it against its own standard encoding.
    static func decode<Call: ContractCall>(_ callData: Bytes, of part: OrderPart) throws(Refusal) -> Call {
        let name = String(Call.signature.prefix { $0 != "(" })
        let call: Call
        do throws(ABIError) {
            call = try Call(decoding: callData)
        } catch {
            throw Refusal(part, .undecodable(call: name, error))
        }
        guard call.encoded() == callData else { throw Refusal(part, .unusualEncoding(call: name)) }
        return call
    }
}
