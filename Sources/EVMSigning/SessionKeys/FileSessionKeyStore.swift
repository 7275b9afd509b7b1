private import Dispatch

/// Session keys in a folder, each in a ``Keystore`` file `<label>.json` that one password opens.
///
/// The files are those of Ethereum's clients, which open them too. Deriving keys, which takes a processor for about a second, is done
/// away from the threads that run tasks.
public struct FileSessionKeyStore: SessionKeyStore {
    /// The folder.
    public let folder: String
    /// What each file costs to open, for those that are written.
    public let cost: Keystore.KeyDerivation.Cost
    /// What opening a file may cost.
    public let limits: Keystore.Limits

    private let password: SecretBytes

    /// Creates a store in a folder, which must exist.
    ///
    /// - Parameters:
    ///   - folder: its path.
    ///   - password: its UTF-8 bytes open all files.
    ///   - cost: how dear guessing the password shall be.
    ///   - limits: what opening a file may cost.
    public init(
        folder: String, password: some StringProtocol, cost: Keystore.KeyDerivation.Cost = .standard,
        limits: Keystore.Limits = Keystore.Limits()
    ) {
        self.folder = folder
        self.password = SecretBytes(utf8: password)
        self.cost = cost
        self.limits = limits
    }

    /// Keeps a key in a file of its own, which is written whole or not at all, for the owner's eyes only.
    public func store(_ key: PrivateKey, label: String) async throws(SessionKeyStoreError) {
        let path = try path(of: label)
        let (password, cost, limits) = (password, cost, limits)
        try await Self.away { () throws(KeystoreError) in
            // A key derivation takes a second: no need to go through it for a name that is taken.
            if WholeFile.exists(path) { throw .alreadyExists(path: path) }
            try Keystore(encrypting: key, password: password, cost: cost, limits: limits).write(toFile: path)
        }.orThrow(label, missing: false)
    }

    /// The key of a label.
    public func load(label: String) async throws(SessionKeyStoreError) -> PrivateKey {
        let path = try path(of: label)
        let (password, limits) = (password, limits)
        return try await Self.away { () throws(KeystoreError) in
            try Keystore(contentsOfFile: path).decrypt(password: password, limits: limits)
        }.orThrow(label)
    }

    /// All keys of the folder, sorted by label, by what their files say. Files that are no key files, or name no account, are left out.
    public func list() async throws(SessionKeyStoreError) -> [SessionKeyEntry] {
        let folder = folder
        return try await Self.away { () throws(KeystoreError) in
            try KeystoreError.wrapping { () throws(FileFailure) in try WholeFile.names(in: folder) }.sorted().compactMap { name -> SessionKeyEntry? in
                guard name.hasSuffix(Self.suffix) else { return nil }
                let label = String(name.dropLast(Self.suffix.count))
                guard (try? checkLabel(label)) != nil, let file = try? Keystore(contentsOfFile: folder + "/" + name) else { return nil }
                return file.address.map { SessionKeyEntry(label: label, address: $0) }
            }
        }.orThrow(folder, missing: false)
    }

    /// Removes the file of a label.
    public func delete(label: String) async throws(SessionKeyStoreError) {
        let path = try path(of: label)
        try await Self.away { () throws(KeystoreError) in
            try KeystoreError.wrapping { () throws(FileFailure) in try WholeFile.remove(path) }
        }.orThrow(label)
    }

    private static var suffix: String { ".json" }

    private func path(of label: String) throws(SessionKeyStoreError) -> String {
        try checkLabel(label)
        return folder + "/" + label + Self.suffix
    }

    /// Does blocking work on a thread that no task waits for.
    private static func away<T: Sendable>(_ work: @escaping @Sendable () throws(KeystoreError) -> T) async -> Result<T, KeystoreError> {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async {
                do throws(KeystoreError) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
    }
}

extension FileSessionKeyStore: CustomStringConvertible, CustomReflectable {
    /// The folder.
    public var description: String { "FileSessionKeyStore(\(folder))" }

    /// The folder, never the password.
    public var customMirror: Mirror { Mirror(self, children: ["folder": folder], displayStyle: .struct) }
}

extension Result where Failure == KeystoreError {
    /// The value, or the failure as a store says it. That there is no such file means that there is no such key, unless `missing` is false.
    fileprivate func orThrow(_ label: String, missing: Bool = true) throws(SessionKeyStoreError) -> Success {
        switch self {
        case .success(let value): return value
        case .failure(.alreadyExists): throw .labelTaken(label)
        case .failure(let error) where missing && error.isMissingFile: throw .notFound(label)
        case .failure(let error): throw .keystore(error)
        }
    }
}
