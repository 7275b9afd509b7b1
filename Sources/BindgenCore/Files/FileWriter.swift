#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Writes whole files.
public enum FileWriter {
    /// Writes the file unless it holds these bytes already, so that builds which depend on it are not begun again.
    /// - Returns: whether it was written.
    /// - Throws: a ``Diagnostic`` that names the file.
    public static func write(_ bytes: [UInt8], to path: String) throws(Diagnostic) -> Bool {
        if let present = try? FileReader.read(path), present == bytes { return false }
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw Diagnostic(at: SourceLocation(file: path), "a file name may not be empty or contain NUL")
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(path) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { writeOnce(descriptor, $0) }
            guard count > 0 else {
                let failure = failure(path)
                close(descriptor)
                throw failure
            }
            rest = rest.dropFirst(count)
        }
        guard close(descriptor) == 0 else { throw failure(path) }
        return true
    }

    private static func failure(_ path: String) -> Diagnostic {
        Diagnostic(at: SourceLocation(file: path), "cannot write the file: \(String(cString: strerror(errno)))")
    }
}

/// Writes once, again where a signal came between; outside the type so that the C function's name is free.
private func writeOnce(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    while true {
        let count = write(descriptor, buffer.baseAddress, buffer.count)
        if count < 0, errno == EINTR { continue }
        return count
    }
}
