public import EVMCore

/// Who can sign: a key held here, a hardware wallet, a remote service. Generated code and the Symmio runtime see only this.
public protocol Signer: Sendable {
    /// The account whose signatures these are.
    var address: Address { get }
}
