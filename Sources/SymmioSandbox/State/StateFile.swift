import EVMClient
import EVMCore
import EVMSigning
import Foundation

/// A sandbox's memory of what happened: a file of JSON lines, each written before anybody can hear of what it tells, so that a sandbox that
/// was killed goes on where it was. Only its owner may read it (mode 0600).
///
/// A line is `{"entry":…,"sum":"…"}`, the sum being the first bytes of the entry's Keccak-256. The first entry says what sandbox it is of.
/// The others are of two kinds: rows of tables, of which the last of each key counts, and entries of lists, which are all kept in their order.
final class StateFile: Sendable {
    /// What sandbox a file is of.
    struct Identity: Sendable {
        var release: String
        var seed: String
        /// The chain's settings and markets, as a hash.
        var fingerprint: String
        /// When the chain began, in seconds since 1970.
        var genesis: UInt64
    }

    let path: String
    /// What sandbox it is of. The genesis of a file that was there is that file's.
    let identity: Identity
    /// Whether the file was there before.
    let isResumed: Bool
    /// Services count their salts from here, so that none is used again after a restart.
    let firstSalt: UInt64
    /// Why nothing is written any more, as soon as that is so; ends with the file.
    let failures: AsyncStream<SandboxStateError>
    private let failureReport: AsyncStream<SandboxStateError>.Continuation
    private let descriptor: Int32
    private let lock = NSLock()
    // `nonisolated(unsafe)`, all five: read and written under `lock` only.
    private nonisolated(unsafe) var tables: [String: [String: StateEntry]] = [:]
    private nonisolated(unsafe) var lists: [String: [StateEntry]] = [:]
    private nonisolated(unsafe) var failure: SandboxStateError?
    private nonisolated(unsafe) var isBegun = false
    private nonisolated(unsafe) var isClosed = false
    /// How much of the file is lines that were written to their end.
    private let wholeBytes: Int

    /// The number of the form; a file of another is refused instead of misread.
    static let form = "1"
    private static let kind = "symmio sandbox"
    private static let startsList = "starts"
    /// More than weeks of trading; a larger file is taken for a mistake.
    private static let longest = 1 << 30

    /// Opens a file, or makes it where there is none, and keeps all others from it until this is gone.
    ///
    /// - Throws: ``SandboxStateError``; the file is then as it was.
    init(path: String, identity wanted: Identity) throws(SandboxStateError) {
        self.path = path
        (failures, failureReport) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
        let isThere = access(path, F_OK) == 0
        let starts: Int
        let wholeBytes: Int
        if !isThere { try Self.create(path, wanted) }
        let file = open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw Self.failed("open", path) }
        do throws(SandboxStateError) {
            guard flock(file, LOCK_EX | LOCK_NB) == 0 else { throw errno == EWOULDBLOCK ? .inUse(path: path) : Self.failed("lock", path) }
            let content = try StateFileContent(path: path, bytes: try Self.read(file, path), kind: Self.kind, form: Self.form)
            identity = try Self.compare(content.header, wanted)
            wholeBytes = content.wholeBytes
            (tables, lists) = (content.tables, content.lists)
            starts = content.lists[Self.startsList]?.count ?? 0
        } catch {
            close(file)
            throw error
        }
        descriptor = file
        isResumed = isThere
        firstSalt = UInt64(starts) << 32
        self.wholeBytes = wholeBytes
    }

    /// Lets the file be written. Until then it is as it was found: what reads it may still find fault with it.
    ///
    /// - Throws: ``SandboxStateError``.
    func begin() throws(SandboxStateError) {
        // A line that a killed sandbox had begun to write.
        guard ftruncate(descriptor, off_t(wholeBytes)) == 0 else { throw Self.failed("shorten", path) }
        lock.withLock { isBegun = true }
        append(Self.startsList, .object(["pid": .digits(getpid())]))
        if let failure = writingFailure { throw failure }
    }

    deinit { end() }

    /// Lets go of the file, for another sandbox; nothing is written any more.
    func end() {
        lock.withLock {
            if !isClosed { close(descriptor) }
            isClosed = true
        }
        failureReport.finish()
    }

    /// What the file says of the sandbox that wrote it: release and seed, for one that is to go on.
    ///
    /// - Returns: Nil where there is no file.
    /// - Throws: ``SandboxStateError``.
    static func peek(_ path: String) throws(SandboxStateError) -> (release: String, seed: String)? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failed("open", path)
        }
        defer { close(file) }
        let header = try StateFileContent(path: path, bytes: try read(file, path), kind: kind, form: form, headerOnly: true).header
        return (try header.text("release"), try header.text("seed"))
    }

    private static func compare(_ header: StateEntry, _ wanted: Identity) throws(SandboxStateError) -> Identity {
        let rows = [("seed", "seed", wanted.seed), ("release", "release", wanted.release), ("fingerprint", "set-up of chain and markets", wanted.fingerprint)]
        for (name, what, value) in rows {
            let recorded = try header.text(name)
            guard recorded == value else { throw .different(path: header.path, what: what, recorded: recorded, wanted: value) }
        }
        var identity = wanted
        identity.genesis = try header.uint64("genesis")
        return identity
    }

    // MARK: What was there

    /// A table's rows by their keys. They are given out once, so that they are not held twice.
    func takeTable(_ name: String) -> [String: StateEntry] { lock.withLock { tables.removeValue(forKey: name) ?? [:] } }

    /// A list's entries in their order, given out once.
    func takeList(_ name: String) -> [StateEntry] { lock.withLock { lists.removeValue(forKey: name) ?? [] } }

    // MARK: Writing

    /// Writes a row of a table; nil takes it out.
    func put(_ table: String, _ key: String, _ row: JSONValue?) {
        write(.object(["table": .string(table), "key": .string(key), "row": row ?? .null]))
    }

    /// Adds an entry to a list.
    func append(_ list: String, _ entry: JSONValue) {
        write(.object(["list": .string(list), "entry": entry]))
    }

    /// Why nothing is written any more; nil while all is well.
    var writingFailure: SandboxStateError? { lock.withLock { failure } }

    private func write(_ entry: JSONValue) {
        let line = Self.line(entry)
        lock.withLock {
            // After a line that is cut short nothing may follow; the sandbox answers no more then.
            guard isBegun, failure == nil, !isClosed else { return }
            do throws(SandboxStateError) {
                try Self.wrapping { () throws(FileFailure) in try WholeFile.append(line, to: descriptor, path) }
            } catch {
                failure = error
                failureReport.yield(error)
            }
        }
    }

    private static func line(_ entry: JSONValue) -> [UInt8] {
        let text = entry.utf8
        return Array(#"{"entry":"#.utf8) + text + Array(",\"sum\":\"\(sum(text))\"}\n".utf8)
    }

    /// The first four bytes of the text's hash, in hex.
    static func sum(_ text: [UInt8]) -> String { String(keccak256(text).hex.dropFirst(2).prefix(8)) }

    // MARK: The system

    private static func create(_ path: String, _ identity: Identity) throws(SandboxStateError) {
        let header = JSONValue.object([
            "kind": .string(kind), "form": .string(form), "release": .string(identity.release), "seed": .string(identity.seed),
            "fingerprint": .string(identity.fingerprint), "genesis": .digits(identity.genesis),
        ])
        try Self.wrapping { () throws(FileFailure) in
            // A file of this name is never without its first line, and one that has come up meanwhile is left.
            try WholeFile.write(line(header), to: path, replacing: false)
        }
    }

    private static func read(_ file: Int32, _ path: String) throws(SandboxStateError) -> [UInt8] {
        try wrapping { () throws(FileFailure) in try WholeFile.read(file, path, limit: longest) }
    }

    private static func wrapping<T>(_ work: () throws(FileFailure) -> T) throws(SandboxStateError) -> T {
        do throws(FileFailure) {
            return try work()
        } catch {
            throw .file(path: error.path, operation: error.operation, reason: error.reason)
        }
    }

    private static func failed(_ operation: String, _ path: String) -> SandboxStateError {
        .file(path: path, operation: operation, reason: String(cString: strerror(errno)))
    }
}
