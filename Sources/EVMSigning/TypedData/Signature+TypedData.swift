public import EVMCore

extension Signature {
    /// The account that signed an EIP-712 struct of a generated type, bound to `domain`.
    ///
    /// - Throws: ``SigningError/unrecoverable`` where no key could have made it.
    public func recoverAddress(_ message: some TypedStruct, domain: EIP712Domain) throws(SigningError) -> Address {
        try recoverAddress(digest: message.digest(for: domain))
    }

    /// The account that signed an EIP-712 message whose types are known at run time.
    ///
    /// - Throws: ``SigningError/unrecoverable`` where no key could have made it.
    public func recoverAddress(typedData: DynamicTypedData) throws(SigningError) -> Address {
        try recoverAddress(digest: typedData.digest)
    }
}
