public import EVMCore

/// Where session keys are kept between runs, each under a label.
///
/// A label has 1 to 100 of the ASCII letters and digits, `-`, `_` and `.`, and does not begin with a point: what is a file's name
/// anywhere. Storing under a label that is taken is an error, since a key that is overwritten is lost.
public protocol SessionKeyStore: Sendable {
    /// Keeps a key.
    ///
    /// - Throws: ``SessionKeyStoreError/invalidLabel(_:)``, ``SessionKeyStoreError/labelTaken(_:)``, and what the store itself meets.
    func store(_ key: PrivateKey, label: String) async throws(SessionKeyStoreError)

    /// The key of a label.
    ///
    /// - Throws: ``SessionKeyStoreError/invalidLabel(_:)``, ``SessionKeyStoreError/notFound(_:)``, and what the store itself meets.
    func load(label: String) async throws(SessionKeyStoreError) -> PrivateKey

    /// All keys that are kept, sorted by label; no key is decrypted for it.
    ///
    /// - Throws: what the store itself meets.
    func list() async throws(SessionKeyStoreError) -> [SessionKeyEntry]

    /// Forgets the key of a label for good.
    ///
    /// - Throws: ``SessionKeyStoreError/invalidLabel(_:)``, ``SessionKeyStoreError/notFound(_:)``, and what the store itself meets.
    func delete(label: String) async throws(SessionKeyStoreError)
}

/// A key that a store holds, without the key.
public struct SessionKeyEntry: Sendable, Hashable {
    /// What it was stored under.
    public let label: String
    /// Its account.
    public let address: Address

    /// Creates an entry.
    public init(label: String, address: Address) {
        self.label = label
        self.address = address
    }
}

extension SessionKeyStore {
    /// The key of an account; the first by label where several labels have it.
    ///
    /// - Throws: ``SessionKeyStoreError/noKey(for:)``, and what listing and loading throw.
    public func load(address: Address) async throws(SessionKeyStoreError) -> PrivateKey {
        try await load(label: label(of: address))
    }

    /// Forgets the key of an account for good; the first by label where several labels have it.
    ///
    /// - Throws: ``SessionKeyStoreError/noKey(for:)``, and what listing and deleting throw.
    public func delete(address: Address) async throws(SessionKeyStoreError) {
        try await delete(label: label(of: address))
    }

    private func label(of address: Address) async throws(SessionKeyStoreError) -> String {
        guard let entry = try await list().first(where: { $0.address == address }) else { throw .noKey(for: address) }
        return entry.label
    }
}

/// Why a session key could not be kept or had. No case ever holds a secret.
public enum SessionKeyStoreError: Error, Sendable {
    /// The label is empty, too long, begins with a point or has a character that not every file system takes.
    case invalidLabel(String)
    /// There is a key under this label already.
    case labelTaken(String)
    /// There is no key under this label.
    case notFound(String)
    /// There is no key of this account.
    case noKey(for: Address)
    /// The key file could not be read, opened or written.
    case keystore(KeystoreError)
    /// The Keychain refused `operation`; `status` is its OSStatus.
    case keychainFailed(operation: String, status: Int32)
    /// What another store met.
    case storeFailed(underlying: any Error)
}

extension SessionKeyStoreError: CustomStringConvertible {
    /// What is wrong and how to mend it, in one sentence.
    public var description: String {
        switch self {
        case .invalidLabel(let label):
            "session key: \"\(label.prefix(100))\" is no label; use 1 to 100 ASCII letters, digits, -, _ and ., and no point at the beginning"
        case .labelTaken(let label): "session key: there is a key under \"\(label)\" already; delete it first or choose another label"
        case .notFound(let label): "session key: there is no key under \"\(label)\""
        case .noKey(let address): "session key: there is no key of \(address)"
        case .keystore(let error): error.description
        case .keychainFailed(let operation, let status): "Keychain: \(operation) failed with status \(status)"
        case .storeFailed(let underlying): "session key store: \(underlying)"
        }
    }
}

/// Refuses what is no label; see ``SessionKeyStore``.
func checkLabel(_ label: String) throws(SessionKeyStoreError) {
    let isLabel =
        1...100 ~= label.utf8.count && label.utf8.first != UInt8(ascii: ".")
        && label.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
            default: false
            }
        }
    guard isLabel else { throw .invalidLabel(label) }
}
