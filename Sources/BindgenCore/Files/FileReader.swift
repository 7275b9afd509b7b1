#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Reads whole files, with a diagnostic for all that can go wrong.
public enum FileReader {
    /// The most bytes a spec may have; a build-info file of a large project has some 50 MB.
    public static let limit = JSONLimits.bytes

    /// The bytes of a file; never none.
    /// - Throws: a ``Diagnostic`` where the file is missing, a directory, unreadable, empty or larger than ``limit``; a file that is too large is not read.
    public static func read(_ path: String) throws(Diagnostic) -> [UInt8] {
        let location = SourceLocation(file: path)
        guard !path.isEmpty, !path.utf8.contains(0) else { throw Diagnostic(at: location, "a file name may not be empty or contain NUL") }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Diagnostic(at: location, errno == ENOENT ? "there is no such file" : "cannot open the file: \(lastError)")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Diagnostic(at: location, "cannot read the file: \(lastError)") }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw Diagnostic(at: location, "it is a directory, not a file") }
        let tooLarge = Diagnostic(at: location, "the file is larger than \(limit >> 20) MB: no spec is so large")
        guard status.st_size <= limit else { throw tooLarge }
        var bytes: [UInt8] = []
        // A pipe says 0; the byte more lets a file of the stated size end in one turn.
        var room = max(Int(status.st_size), 4095) + 1
        while true {
            var count = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, initialized in
                count = readOnce(descriptor, UnsafeMutableRawBufferPointer(buffer))
                initialized = max(count, 0)
            }
            guard count >= 0 else { throw Diagnostic(at: location, "cannot read the file: \(lastError)") }
            if count == 0 { break }
            if bytes.isEmpty { bytes = chunk } else { bytes.append(contentsOf: chunk) }
            guard bytes.count <= limit else { throw tooLarge }
            room = 1 << 16
        }
        guard !bytes.isEmpty else { throw Diagnostic(at: location, "the file is empty") }
        return bytes
    }

    /// Whether something other than a directory stands at `path`.
    public static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
    }

    private static var lastError: String { String(cString: strerror(errno)) }
}
