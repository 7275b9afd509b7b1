extension Keystore {
    /// Reads a key file.
    ///
    /// - Throws: ``KeystoreError/fileFailed(operation:path:code:)``, ``KeystoreError/fileTooLarge(path:limit:)``, and what
    ///   ``init(json:)`` throws.
    public init(contentsOfFile path: String) throws(KeystoreError) {
        try self.init(json: SmallFile.read(path, limit: 65_536))
    }

    /// Writes a key file that only its owner can read (mode 0600 from its creation), whole or not at all: to a new file in the same
    /// folder, which is flushed to the disk and then put in its place.
    ///
    /// - Throws: ``KeystoreError/alreadyExists(path:)`` unless `replacing` is true; ``KeystoreError/fileFailed(operation:path:code:)``.
    public func write(toFile path: String, replacing: Bool = false) throws(KeystoreError) {
        try SmallFile.write(json, to: path, replacing: replacing)
    }
}
