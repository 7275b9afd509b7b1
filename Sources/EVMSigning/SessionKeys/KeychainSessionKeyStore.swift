#if canImport(Security)
    public import EVMCore
    private import Foundation
    private import Security

    /// Session keys in the Keychain, on this device only and while it is unlocked; neither synchronised nor in a backup that another
    /// device can restore.
    public struct KeychainSessionKeyStore: SessionKeyStore {
        /// What tells this app's session keys from its other passwords.
        public let service: String

        /// The group of apps that share the keys; nil for this app's own.
        public let accessGroup: String?

        /// Creates a store.
        public init(service: String, accessGroup: String? = nil) {
            self.service = service
            self.accessGroup = accessGroup
        }

        /// Keeps a key.
        public func store(_ key: PrivateKey, label: String) async throws(SessionKeyStoreError) {
            try checkLabel(label)
            var secret = key.withUnsafeBytes { Data($0) }
            defer { secret.resetBytes(in: 0..<secret.count) }
            var item = query(label)
            item[kSecValueData] = secret
            // The account in the clear, so that listing needs no key.
            item[kSecAttrGeneric] = Data(key.address.description.utf8)
            item[kSecAttrAccessible] = kSecAttrAccessibleWhenUnlockedThisDeviceOnly
            let status = SecItemAdd(item as CFDictionary, nil)
            guard status != errSecDuplicateItem else { throw .labelTaken(label) }
            guard status == errSecSuccess else { throw .keychainFailed(operation: "storing", status: status) }
        }

        /// The key of a label.
        public func load(label: String) async throws(SessionKeyStoreError) -> PrivateKey {
            try checkLabel(label)
            var item = query(label)
            item[kSecReturnData] = true
            item[kSecMatchLimit] = kSecMatchLimitOne
            var result: CFTypeRef?
            let status = SecItemCopyMatching(item as CFDictionary, &result)
            guard status != errSecItemNotFound else { throw .notFound(label) }
            guard status == errSecSuccess, var secret = result as? Data else { throw .keychainFailed(operation: "loading", status: status) }
            result = nil
            defer { secret.resetBytes(in: 0..<secret.count) }
            do throws(SigningError) {
                return try PrivateKey(secret)
            } catch {
                guard case .invalidPrivateKey(let fault) = error else { throw .storeFailed(underlying: error) }
                throw .keystore(.invalidKey(fault))
            }
        }

        /// All keys of the service, sorted by label.
        public func list() async throws(SessionKeyStoreError) -> [SessionKeyEntry] {
            var item = query(nil)
            item[kSecReturnAttributes] = true
            item[kSecMatchLimit] = kSecMatchLimitAll
            var result: CFTypeRef?
            let status = SecItemCopyMatching(item as CFDictionary, &result)
            if status == errSecItemNotFound { return [] }
            guard status == errSecSuccess, let found = result as? [[CFString: Any]] else {
                throw .keychainFailed(operation: "listing", status: status)
            }
            return found.compactMap { attributes -> SessionKeyEntry? in
                guard let label = attributes[kSecAttrAccount] as? String, let data = attributes[kSecAttrGeneric] as? Data,
                    let address = try? Address(String(decoding: data, as: UTF8.self))
                else { return nil }
                return SessionKeyEntry(label: label, address: address)
            }.sorted { $0.label < $1.label }
        }

        /// Removes the key of a label.
        public func delete(label: String) async throws(SessionKeyStoreError) {
            try checkLabel(label)
            let status = SecItemDelete(query(label) as CFDictionary)
            guard status != errSecItemNotFound else { throw .notFound(label) }
            guard status == errSecSuccess else { throw .keychainFailed(operation: "deleting", status: status) }
        }

        /// What finds a label's item, or all of the service.
        private func query(_ label: String?) -> [CFString: Any] {
            var query: [CFString: Any] = [
                kSecClass: kSecClassGenericPassword, kSecAttrService: service, kSecAttrSynchronizable: false,
                // The one keychain of iOS, on the Mac too, where access groups and accessibility count.
                kSecUseDataProtectionKeychain: true,
            ]
            query[kSecAttrAccount] = label
            query[kSecAttrAccessGroup] = accessGroup
            return query
        }
    }
#endif
