import EVMClient
import EVMCore
import EVMSigning
import SymmioContracts

/// What the simulated PartyB contract remembers.
struct SolverStorage: Sendable {
    /// Whose signature counts as the contract's (ERC-1271).
    var signer: Address
    /// Who may make it call the core.
    var managers: Set<Address>
}

/// The solver's contract, SymmioPartyB: calls the core for its managers and for the Instant Layer, and signs by ERC-1271.
enum SolverContract {
    typealias Calls = Symmio085.PartyB.Calls

    static let table: ContractTable = {
        var table = ContractTable(unknown: Revert(data: Bytes()))
        table.on(Calls.Signer.self) { (world, _, _) throws(Revert) in world.solver.signer }
        table.on(Calls.SymmioAddress.self) { (world, _, _) throws(Revert) in world.addresses.core }
        table.on(Calls.IsValidSignature.self) { (world, _, call) throws(Revert) in
            SignatureCheck.recovers(world.solver.signer, digest: call.hash, signature: call.signature)
                ? SignatureCheck.magicValue : Bytes4(0xffff_ffff as UInt32)
        }
        table.on(Calls.Call.self) { (world, frame, call) throws(Revert) in
            let isAllowed =
                world.solver.managers.contains(frame.sender)
                || (frame.sender == world.addresses.instantLayer && world.core.calledFromInstantLayer)
            guard isAllowed else { throw Revert("SymmioPartyB: Invalid access") }
            for data in call.callDatas {
                guard data.count >= 4 else { throw Revert("SymmioPartyB: Invalid call data") }
                _ = try world.call(world.addresses.core, from: world.addresses.solver, data: data, depth: frame.depth + 1)
            }
            return NoReturn()
        }
        return table
    }()
}

/// How a contract checks a signature: ECDSA as OpenZeppelin's library does, else the signer's own word (ERC-1271).
enum SignatureCheck {
    static let magicValue = Bytes4(0x1626_ba7e as UInt32)

    static func isValid(_ world: World, signer: Address, digest: Bytes32, signature: Bytes) -> Bool {
        if recovers(signer, digest: digest, signature: signature) { return true }
        switch signer {
        case world.addresses.solver: return recovers(world.solver.signer, digest: digest, signature: signature)
        case world.addresses.contractWallet: return WalletContract.isSigned(world, digest: digest, signature: signature)
        default: return false
        }
    }

    /// 65 bytes, v 27 or 28, low s: nothing else counts.
    static func recovers(_ signer: Address, digest: Bytes32, signature: Bytes) -> Bool {
        guard !signer.isZero, let signature = try? Signature(signature) else { return false }
        return (try? signature.recoverAddress(digest: digest)) == signer
    }
}

/// Multicall3's `aggregate3`, as most chains have it.
enum MulticallContract {
    static let table: ContractTable = {
        var table = ContractTable(unknown: Revert(data: Bytes()))
        table.on(Standards.Multicall3.Calls.Aggregate3.self) { (world, frame, call) throws(Revert) in
            var results: [Standards.Multicall3.Result] = []
            for item in call.calls {
                do throws(Revert) {
                    let data = try world.call(item.target, from: frame.contract, data: item.callData, depth: frame.depth + 1)
                    results.append(.init(success: true, returnData: data))
                } catch {
                    guard item.allowFailure else { throw Revert("Multicall3: call failed") }
                    results.append(.init(success: false, returnData: error.data))
                }
            }
            return results
        }
        return table
    }()
}
