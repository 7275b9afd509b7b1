/// Session keys for the time of the process; they are wiped with the store.
public actor InMemorySessionKeyStore: SessionKeyStore {
    private var keys: [String: PrivateKey] = [:]

    /// Creates an empty store.
    public init() {}

    /// Keeps a key.
    public func store(_ key: PrivateKey, label: String) throws(SessionKeyStoreError) {
        try checkLabel(label)
        guard keys[label] == nil else { throw .labelTaken(label) }
        keys[label] = key
    }

    /// The key of a label.
    public func load(label: String) throws(SessionKeyStoreError) -> PrivateKey {
        try checkLabel(label)
        guard let key = keys[label] else { throw .notFound(label) }
        return key
    }

    /// All keys that are kept, sorted by label.
    public func list() -> [SessionKeyEntry] {
        keys.map { SessionKeyEntry(label: $0.key, address: $0.value.address) }.sorted { $0.label < $1.label }
    }

    /// Forgets the key of a label.
    public func delete(label: String) throws(SessionKeyStoreError) {
        try checkLabel(label)
        guard keys.removeValue(forKey: label) != nil else { throw .notFound(label) }
    }
}
