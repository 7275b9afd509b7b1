internal import EVMCore

extension Keystore {
    /// Reads a key file.
    ///
    /// - Throws: ``KeystoreError/fileFailed(operation:path:code:)``, ``KeystoreError/fileTooLarge(path:limit:)``, and what
    ///   ``init(json:)`` throws.
    public init(contentsOfFile path: String) throws(KeystoreError) {
        let content = try KeystoreError.wrapping { () throws(FileFailure) in try WholeFile.read(path, limit: 65_536) }
        try self.init(json: Bytes(content))
    }

    /// Writes a key file that only its owner can read (mode 0600 from its creation), whole or not at all: to a new file in the same
    /// folder, which is flushed to the disk and then put in its place.
    ///
    /// - Throws: ``KeystoreError/alreadyExists(path:)`` unless `replacing` is true; ``KeystoreError/fileFailed(operation:path:code:)``.
    public func write(toFile path: String, replacing: Bool = false) throws(KeystoreError) {
        let content = Array(json)
        try KeystoreError.wrapping { () throws(FileFailure) in try WholeFile.write(content, to: path, replacing: replacing) }
    }
}
