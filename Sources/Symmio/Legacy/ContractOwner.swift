internal import EVMClient
public import EVMCore
public import EVMSigning
internal import SymmioContracts

/// A contract that owns accounts, such as a wallet of several keys, and how its signature is got: the bytes that the contract takes for its
/// own by ERC-1271, of whatever length.
///
/// ```swift
/// let owner = ContractOwner(wallet) { message throws(SigningError) in try await collectSignatures(message) }
/// let trading = LegacyTradingSession(deployment, chain: chain, account: account, owner: owner)
/// ```
/// The sign-in is checked with the contract before it is sent. What the owner does by transactions, such as delegating, is sent from the
/// wallet's own place: the calls are those of `Symmio084.MultiAccount.Calls`.
public struct ContractOwner: Sendable {
    /// The contract.
    public let address: Address
    private let signing: @Sendable (String) async throws(SigningError) -> Bytes

    /// Creates an owner.
    ///
    /// - Parameter sign: Has a text signed as a personal message (EIP-191) in the contract's name.
    public init(_ address: Address, sign: @escaping @Sendable (_ message: String) async throws(SigningError) -> Bytes) {
        self.address = address
        signing = sign
    }

    /// Creates an owner whose contract takes one key's signatures for its own.
    public init(_ address: Address, key: any Signer) {
        self.init(address) { message throws(SigningError) in try await key.sign(message: message).bytes }
    }

    /// The signature over a text as a personal message (EIP-191).
    ///
    /// - Throws: What the signing closure throws.
    public func sign(_ message: String) async throws(SigningError) -> Bytes { try await signing(message) }
}

/// Who signs in for an account.
enum SignInOwner: Sendable {
    case key(any Signer)
    case contract(ContractOwner)

    var address: Address {
        switch self {
        case .key(let signer): signer.address
        case .contract(let owner): owner.address
        }
    }

    func sign(_ message: String) async throws(SigningError) -> Bytes {
        switch self {
        case .key(let signer): try await signer.sign(message: message).bytes
        case .contract(let owner): try await owner.sign(message)
        }
    }
}

extension MultiAccounts {
    /// What a contract says of a signature over a personal message (ERC-1271); false where there is no contract, or where it reverts.
    ///
    /// - Throws: ``LegacyError/chain(_:)``, ``LegacyError/cancelled``.
    public func isSigned(_ message: String, by contract: Address, _ signature: Bytes) async throws(LegacyError) -> Bool {
        guard try await hasCode(contract) else { return false }
        let call = Symmio085.PartyB.Calls.IsValidSignature(hash: PersonalMessage.digest(message), signature: signature)
        do throws(LegacyError) {
            return try await read(call, from: contract) == Bytes4(0x1626_ba7e as UInt32)
        } catch {
            switch error {
            case .chain(.reverted), .chain(.undecodable): return false
            default: throw error
            }
        }
    }

    func hasCode(_ address: Address) async throws(LegacyError) -> Bool {
        let chain = chain
        return try await chaining { () async throws(ChainError) in try await !chain.code(of: address).isEmpty }
    }
}
