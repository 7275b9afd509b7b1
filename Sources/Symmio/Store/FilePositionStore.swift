internal import EVMClient
internal import EVMCore

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
        guard let bytes = try read() else { return StoredState() }
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
        let lock = try lock()
        // Closing gives the lock back.
        defer { close(lock) }
        var state = try load()
        let before = state
        change(&state)
        if state != before || access(path, F_OK) != 0 { try write(Array((state.json.text + "\n").utf8)) }
    }

    // MARK: Files

    private func failure(_ operation: String, _ path: String? = nil) -> StoreError {
        .file(path: path ?? self.path, operation: operation, reason: String(cString: strerror(errno)))
    }

    private func lock() throws(StoreError) -> Int32 {
        let name = path + ".lock"
        let file = open(name, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("open", name) }
        while flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else {
                let error = failure("lock", name)
                close(file)
                throw error
            }
        }
        return file
    }

    private func read() throws(StoreError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("open")
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { system_read(file, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw failure("read")
            }
            bytes += buffer[..<count]
            guard bytes.count <= Self.longest else { throw .file(path: path, operation: "read", reason: "it is larger than \(Self.longest) bytes") }
        }
    }

    private func write(_ bytes: [UInt8]) throws(StoreError) {
        // Under the lock no other store writes this name. What a crash left of it goes; what somebody else has put there, a link for one, is
        // not written through.
        let fresh = path + ".new"
        unlink(fresh)
        let file = open(fresh, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("create", fresh) }
        do throws(StoreError) {
            try fill(file, named: fresh, with: bytes)
            guard rename(fresh, path) == 0 else { throw failure("replace") }
        } catch {
            unlink(fresh)
            throw error
        }
        flushFolder()
    }

    private func fill(_ file: Int32, named name: String, with bytes: [UInt8]) throws(StoreError) {
        defer { close(file) }
        // The umask, or an older file, may have left other bits.
        guard fchmod(file, 0o600) == 0 else { throw failure("protect", name) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { system_write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write", name) }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0 else { throw failure("flush", name) }
    }

    /// The new name has to be on the disk too. Not all file systems can flush a folder; that the file is whole does not depend on it.
    private func flushFolder() {
        let cut = path.lastIndex(of: "/")
        let folder = cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let file = open(folder, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        fsync(file)
        close(file)
    }
}

/// `read` of the system, which the store's own method of that name hides.
private func system_read(_ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int { read(file, buffer, count) }

/// `write` of the system.
private func system_write(_ file: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int { write(file, buffer, count) }
