internal import EVMClient
internal import EVMCore
internal import EVMSigning

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Keeps positions and what is on its way in a JSON file that only its owner may read (mode 0600).
///
/// Each change is written to a new file, flushed to the disk and put in the old one's place, so that there is always a whole one. Programs
/// that use one file at the same time wait for one another (`flock` on `<path>.lock`).
public actor FilePositionStore: PositionStore {
    /// The file.
    public nonisolated let path: String

    /// More than any account's history; a larger file is not this store's.
    private static let longest = 64 << 20

    /// A store in a file, which is made at the first change. Its folder has to be there.
    public init(path: String) { self.path = path }

    /// What the file holds; nothing where there is none.
    ///
    /// - Throws: ``StoreError``.
    public func load() throws(StoreError) -> StoredState {
        guard let bytes = try Self.wrapping({ () throws(FileFailure) in try read() }) else { return StoredState() }
        do throws(JSONFieldError) {
            return try StoredState(JSONReader(parsing: bytes))
        } catch {
            throw .unreadable(path: path, error)
        }
    }

    /// Reads, changes and writes the file anew, under its lock.
    ///
    /// - Throws: ``StoreError``; the file is then as it was.
    public func update(_ change: @escaping @Sendable (inout StoredState) -> Void) throws(StoreError) {
        let held = try Self.wrapping { () throws(FileFailure) in try lock() }
        // Closing gives the lock back.
        defer { close(held) }
        var state = try load()
        let before = state
        change(&state)
        guard state != before || access(path, F_OK) != 0 else { return }
        let content = Array((state.json.text + "\n").utf8)
        try Self.wrapping { () throws(FileFailure) in
            // Under the lock no other store writes this name.
            try WholeFile.write(content, to: path, replacing: true, through: path + ".new")
        }
    }

    // MARK: Files

    /// Waits for the lock.
    ///
    /// - Returns: The lock's file; closing it gives the lock back.
    private func lock() throws(FileFailure) -> Int32 {
        let name = path + ".lock"
        let file = open(name, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw FileFailure("open", name) }
        while flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else {
                let failure = FileFailure("lock", name)
                close(file)
                throw failure
            }
        }
        return file
    }

    private func read() throws(FileFailure) -> [UInt8]? {
        do throws(FileFailure) {
            return try WholeFile.read(path, limit: Self.longest)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    private static func wrapping<T>(_ work: () throws(FileFailure) -> T) throws(StoreError) -> T {
        do throws(FileFailure) {
            return try work()
        } catch {
            throw .file(path: error.path, operation: error.operation, reason: error.reason)
        }
    }
}
