import EVMCore
import SymmioContracts

/// What the simulated Account Layer remembers.
struct AccountLayerStorage: Sendable {
    typealias IsolationType = Symmio085.AccountLayer.VirtualAccountIsolationType

    /// What virtual accounts are found by.
    struct Key: Sendable, Hashable {
        let subAccount: Address
        let isolationType: IsolationType
        let symbolId: UInt256
    }

    var subAccounts: SharedTable<Address, Symmio085.AccountLayer.SubAccountDetail> = [:]
    var subAccountsOf: SharedTable<Address, SharedList<Address>> = [:]
    var globalNonce = UInt256.zero
    var virtualAccounts: SharedTable<Address, Symmio085.AccountLayer.VirtualAccountDetail> = [:]
    var virtualAccountsOf: SharedTable<Address, SharedList<Address>> = [:]
    var virtualNonces: SharedTable<Address, UInt256> = [:]
    var activeByKey: SharedTable<Key, Address> = [:]
    /// Deleted virtual accounts that are used again, the last one first.
    var pool: SharedTable<Key, [Address]> = [:]
    /// Whom the Instant Layer acts for while it runs an operation.
    var signer: Address?
    /// The sub-account to which a delegate's operation is confined (0.8.6).
    var scope: Address?

    /// The sub-account that a virtual account in use belongs to; the account itself otherwise.
    func canonical(_ account: Address) -> Address {
        guard let virtual = virtualAccounts[account], virtual.isExists else { return account }
        return virtual.parentAccount
    }

    /// The owner of a sub-account or of a virtual account's parent.
    func owner(of account: Address) -> Address? {
        let parent = virtualAccounts[account]?.parentAccount ?? account
        return subAccounts[parent]?.owner
    }

    /// The address of a user's sub-account: `keccak256(0xff ++ affiliate ++ salt ++ keccak256("ACC_V1"))`.
    static func subAccountAddress(affiliate: Address, user: Address, nonce: UInt256) -> Address {
        let salt = keccak256(user.bytes.array + nonce.bytes.array)
        return derived(from: affiliate, salt: salt, code: "ACC_V1")
    }

    /// The address of a sub-account's virtual account, by its number.
    static func virtualAccountAddress(parent: Address, nonce: UInt256) -> Address {
        derived(from: parent, salt: keccak256(nonce.bytes.array), code: "VACC_V1")
    }

    private static func derived(from address: Address, salt: Bytes32, code: String) -> Address {
        Address(hash: keccak256([0xff] + address.bytes.array + salt.bytes.array + keccak256(utf8: code).bytes.array))
    }

    /// The virtual account that the next quote for a key gets: the active one in single-account mode, else one that was given back,
    /// else a new one.
    func predicted(_ key: Key) -> Address {
        if subAccounts[key.subAccount]?.singleVAMode == true, let active = activeByKey[key] { return active }
        if let pooled = pool[key]?.last { return pooled }
        let nonce = (virtualNonces[key.subAccount] ?? .zero) &+ .one
        return Self.virtualAccountAddress(parent: key.subAccount, nonce: nonce)
    }
}
