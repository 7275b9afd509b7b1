import EVMCore
import SymmioContracts

/// The execution of signed operations, checks in the contract's own order.
extension InstantLayerContract {
    typealias SignedOperation = Symmio085.InstantLayer.SignedOperation

    /// The operations of one execution with what is submitted beside them.
    private struct Batch {
        let operations: [SignedOperation]
        let signatures: [Bytes]
        let fills: [[Bytes]]
        let fillerSignatures: [[Bytes]]
    }

    static func addExecution(_ table: inout ContractTable) {
        table.on(Calls.ExecuteBatch.self) { (world, frame, call) throws(Revert) in
            guard !call.signedOps.isEmpty else { throw Revert(Errors.EmptyBatch()) }
            let batch = Batch(
                operations: call.signedOps, signatures: call.signatures, fills: call.fills, fillerSignatures: call.flexFillerSignatures)
            return try execute(&world, frame, batch, wiring: nil, instantOpen: false)
        }
        table.on(Calls.ExecuteTemplate.self) { (world, frame, call) throws(Revert) in
            let (index, template) = try template(world, call.templateId)
            guard template.active else { throw Revert(Errors.TemplateNotActive(templateId: call.templateId)) }
            guard template.operations.count == call.signedOps.count else { throw Revert(Errors.TemplateOperationLengthMismatch()) }
            let batch = Batch(
                operations: call.signedOps, signatures: call.signatures, fills: call.fills, fillerSignatures: call.flexFillerSignatures)
            let instantOpen = world.instantLayer.instantOpenTemplates.contains(index)
            return try execute(&world, frame, batch, wiring: template.operations, instantOpen: instantOpen)
        }
    }

    private static func execute(
        _ world: inout World, _ frame: Frame, _ batch: Batch, wiring: [Symmio085.InstantLayer.Operation]?, instantOpen: Bool
    ) throws(Revert) -> [Bytes] {
        guard world.instantLayer.operators.contains(frame.sender) else {
            throw Revert("AccessControl: account \(frame.sender.hex) is missing role \(operatorRole.hex)")
        }
        guard !world.instantLayer.isRunning else { throw Revert("ReentrancyGuard: reentrant call") }
        let count = batch.operations.count
        guard batch.signatures.count == count, batch.fills.count == count, batch.fillerSignatures.count == count else {
            throw Revert(Errors.ArrayLengthMismatch())
        }
        world.instantLayer.isRunning = true
        world.core.calledFromInstantLayer = true
        world.core.instantOpen = instantOpen
        var results: [Bytes] = []
        for (index, operation) in batch.operations.enumerated() {
            let digest = try verify(&world, frame, operation, signature: batch.signatures[index])
            var data = try fill(
                world, frame, operation, digest: digest, fills: batch.fills[index], signatures: batch.fillerSignatures[index])
            if let wiring { try inject(wiring[index], results: results, count: count, into: &data) }
            do throws(Revert) {
                results.append(try route(&world, frame, operation, data: data))
            } catch {
                throw Revert(Errors.OperationFailed(operationIndex: UInt256(UInt64(index)), revertData: error.data))
            }
        }
        world.core.instantOpen = false
        world.core.calledFromInstantLayer = false
        world.instantLayer.isRunning = false
        return results
    }

    // MARK: Verification

    private static func verify(
        _ world: inout World, _ frame: Frame, _ operation: SignedOperation, signature: Bytes
    ) throws(Revert) -> Bytes32 {
        let header = operation.replayAttackHeader
        let account = operation.signerAccount
        guard header.deadline.isZero || header.deadline >= world.now else {
            throw Revert(Errors.DeadlineExpired(deadline: header.deadline))
        }
        guard operation.callData.count >= 4, let selector = Selector(operation.callData.prefix(4)) else {
            throw Revert(Errors.CallDataLengthMismatch())
        }
        guard isTarget(operation.target, world) else { throw Revert(Errors.TargetNotWhitelisted(target: operation.target)) }
        if account.isPartyB {
            guard operation.signer == account.addr else {
                throw Revert(Errors.MismatchSignerAndAccount(signer: operation.signer, account: account.addr))
            }
            guard account.addr == world.addresses.solver else { throw Revert(Errors.UnregisteredPartyB(partyB: account.addr)) }
        } else if world.accountLayer.owner(of: account.addr) != operation.signer {
            let key = Key(delegator: world.accountLayer.canonical(account.addr), delegate: operation.signer, selector: selector)
            guard world.instantLayer.isActive(key, at: world.now) else { throw Revert(Errors.InvalidDelegation()) }
        }
        let digest = operation.digest(for: domain(world))
        if operation.signer != frame.sender {
            guard SignatureCheck.isValid(world, signer: operation.signer, digest: digest, signature: signature) else {
                throw Revert(Errors.InvalidSignature())
            }
        }
        let used = world.instantLayer.usage[digest] ?? .zero
        guard operation.maxUses.isZero || used < operation.maxUses else {
            throw Revert(Errors.MaxUsesExceeded(hash: digest, maxUses: operation.maxUses))
        }
        world.instantLayer.usage[digest] = try used.plus(.one)
        if !header.nonce.isZero {
            let expected = try (world.instantLayer.nonces[account.addr] ?? .zero).plus(.one)
            guard header.nonce == expected else {
                throw Revert(Errors.InvalidNonce(user: account.addr, expected: expected, provided: header.nonce))
            }
            world.instantLayer.nonces[account.addr] = header.nonce
            world.emit(Events.NonceIncremented(user: account.addr, newNonce: header.nonce), in: frame)
        }
        return digest
    }

    // MARK: Flex fields and wiring

    private static func fill(
        _ world: World, _ frame: Frame, _ operation: SignedOperation, digest: Bytes32, fills: [Bytes], signatures: [Bytes]
    ) throws(Revert) -> Bytes {
        let fields = operation.flexFields
        var data = operation.callData
        guard !fields.isEmpty else { return data }
        guard fills.count == fields.count else {
            throw Revert(Errors.InvalidFlexFillLength(expected: UInt256(UInt64(fields.count)), provided: UInt256(UInt64(fills.count))))
        }
        guard signatures.count == fields.count else { throw Revert(Errors.ArrayLengthMismatch()) }
        for (index, field) in fields.enumerated() {
            let size = UInt256(UInt64(data.count))
            let end = try field.offset.plus(field.length).plus(UInt256(4 as UInt64))
            guard end <= size, let offset = Int(exactly: field.offset), let length = Int(exactly: field.length) else {
                throw Revert(Errors.FlexFieldOutOfBounds(offset: field.offset, length: field.length, callDataLength: size))
            }
            let value = fills[index]
            if value.isEmpty { continue }
            let number = UInt256(UInt64(index))
            guard value.count == length else {
                throw Revert(
                    Errors.InvalidFlexFillValueLength(
                        fieldIndex: number, expected: field.length, provided: UInt256(UInt64(value.count))))
            }
            if field.authorizedFlexFiller != frame.sender {
                let auth = Symmio085.InstantLayer.FlexFillAuth(opHash: digest, fieldIndex: number, value: value)
                let isValid = SignatureCheck.isValid(
                    world, signer: field.authorizedFlexFiller, digest: auth.digest(for: domain(world)), signature: signatures[index])
                guard isValid else { throw Revert(Errors.InvalidFlexFillerSignature(fieldIndex: number)) }
            }
            data.array.replaceSubrange(4 + offset..<4 + offset + length, with: value)
        }
        return data
    }

    /// Writes words of earlier results into the calldata, as the template says.
    private static func inject(
        _ wiring: Symmio085.InstantLayer.Operation, results: [Bytes], count: Int, into data: inout Bytes
    ) throws(Revert) {
        let size = UInt256(UInt64(data.count))
        for (point, (source, from)) in zip(wiring.insertionPoints, zip(wiring.sourceIndices, wiring.sourceOffsets)) {
            let end = try point.plus(UInt256(36 as UInt64))
            guard end <= size, let offset = Int(exactly: point) else {
                throw Revert(Errors.InsertionPointOutOfBounds(offset: try point.plus(UInt256(32 as UInt64)), length: size))
            }
            guard let index = Int(exactly: source), index < count else { throw Revert(Errors.InvalidSourceIndex(sourceIndex: source)) }
            guard index < results.count, !results[index].isEmpty else { throw Revert(Errors.MissingSourceResult()) }
            let result = results[index]
            guard let start = Int(exactly: from), start <= result.count, result.count - start >= 32 else {
                throw Revert(Errors.BadSourceResultLength(res: result, length: UInt256(UInt64(result.count))))
            }
            data.array.replaceSubrange(4 + offset..<36 + offset, with: result[start..<start + 32])
        }
    }

    // MARK: Routing

    private static func route(
        _ world: inout World, _ frame: Frame, _ operation: SignedOperation, data: Bytes
    ) throws(Revert) -> Bytes {
        let addresses = world.addresses
        let account = operation.signerAccount
        if account.isPartyB {
            _ = try world.call(Symmio085.PartyB.Calls.Call(callDatas: [data]), at: account.addr, from: addresses.instantLayer, in: frame)
            return Bytes()
        }
        let owner = world.accountLayer.owner(of: account.addr)
        world.accountLayer.signer = owner
        // Who owns the account may act on all that is his; a delegate on the sub-account that he was trusted with.
        world.accountLayer.scope = operation.signer == owner ? nil : world.accountLayer.canonical(account.addr)
        defer {
            world.accountLayer.signer = nil
            world.accountLayer.scope = nil
        }
        if operation.target == addresses.core {
            let call = Symmio085.AccountLayer.Calls.Call(account: account.addr, callDatas: [data])
            return try world.call(call, at: addresses.accountLayer, from: addresses.instantLayer, in: frame).first ?? Bytes()
        }
        return try world.call(operation.target, from: addresses.instantLayer, data: data, depth: frame.depth + 1)
    }
}
