import EVMCore
import SymmioContracts

/// A contract wallet: all of its keys sign for it together (ERC-1271), any of them has it call other contracts.
///
/// Its signature is its keys' signatures one after the other, which no key's own has the length of where there are several.
enum WalletContract {
    private typealias Calls = Symmio085.PartyB.Calls

    static let table: ContractTable = {
        var table = ContractTable()
        table.on(Calls.IsValidSignature.self) { (world, _, call) throws(Revert) in
            isSigned(world, digest: call.hash, signature: call.signature) ? SignatureCheck.magicValue : Bytes4(0xffff_ffff as UInt32)
        }
        table.on(Calls.MulticastCall.self) { (world, frame, call) throws(Revert) in
            guard world.settings.contractWalletKeys.contains(frame.sender) else { throw Revert("sandbox: not a key of the wallet") }
            guard call.destAddresses.count == call.callDatas.count else { throw Revert("sandbox: as many calls as contracts are expected") }
            for (target, data) in zip(call.destAddresses, call.callDatas) {
                _ = try world.call(target, from: frame.contract, data: data, depth: frame.depth + 1)
            }
            return NoReturn()
        }
        return table
    }()

    static func isSigned(_ world: World, digest: Bytes32, signature: Bytes) -> Bool {
        let keys = world.settings.contractWalletKeys
        let bytes = signature.array
        guard !keys.isEmpty, bytes.count == keys.count * 65 else { return false }
        return keys.enumerated().allSatisfy { index, key in
            SignatureCheck.recovers(key, digest: digest, signature: Bytes(Array(bytes[index * 65..<(index + 1) * 65])))
        }
    }
}
