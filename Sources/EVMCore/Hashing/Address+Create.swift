extension Address {
    /// The address of a contract that `sender` creates by CREATE or by a transaction: the last 20 bytes of keccak256(rlp([sender, nonce])).
    ///
    /// - Parameters:
    ///   - sender: The account or contract that creates.
    ///   - nonce: The sender's nonce at that time; a contract's first is 1 (EIP-161), an account's 0.
    public static func create(sender: Address, nonce: UInt64) -> Address {
        let item: RLP = [RLP(sender), RLP(nonce)]
        return Address(hash: keccak256(item.encoded()))
    }

    /// The address of a contract created by CREATE2: the last 20 bytes of keccak256(0xff ‖ sender ‖ salt ‖ initCodeHash) (EIP-1014).
    ///
    /// - Parameters:
    ///   - sender: The contract that creates, often a factory.
    ///   - salt: The salt it passes.
    ///   - initCodeHash: The Keccak-256 hash of the creation code with its constructor arguments.
    public static func create2(sender: Address, salt: Bytes32, initCodeHash: Bytes32) -> Address {
        var hasher = Keccak256()
        hasher.update(CollectionOfOne(0xff))
        hasher.update(sender)
        hasher.update(salt)
        hasher.update(initCodeHash)
        return Address(hash: hasher.finalize())
    }

    /// The address of a contract created by CREATE2 from its creation code with its constructor arguments (EIP-1014).
    public static func create2(sender: Address, salt: Bytes32, initCode: Bytes) -> Address {
        create2(sender: sender, salt: salt, initCodeHash: keccak256(initCode))
    }
}
