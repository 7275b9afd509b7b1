#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Writes whole files.
public enum FileWriter {
    /// Writes the file unless it holds this text already, so that builds which depend on it are not begun again.
    /// - Returns: whether it was written.
    /// - Throws: a ``Diagnostic`` that names the file.
    public static func write(_ text: String, to path: String) throws(Diagnostic) -> Bool {
        var text = text
        let result = text.withUTF8 { bytes in Result { () throws(Diagnostic) in try write(UnsafeRawBufferPointer(bytes), to: path) } }
        return try result.get()
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws(Diagnostic) -> Bool {
        if let present = try? FileReader.read(path), present.withUnsafeBytes({ isEqual($0, bytes) }) { return false }
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw Diagnostic(at: SourceLocation(file: path), "a file name may not be empty or contain NUL")
        }
        var status = stat()
        let before = stat(path, &status) == 0 ? modificationSecond(status) : nil
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(path) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = writeOnce(descriptor, UnsafeRawBufferPointer(rebasing: rest))
            guard count > 0 else {
                let failure = failure(path)
                close(descriptor)
                throw failure
            }
            rest = rest.dropFirst(count)
        }
        step(descriptor, past: before)
        guard close(descriptor) == 0 else { throw failure(path) }
        return true
    }

    private static func isEqual(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
        guard let first = a.baseAddress, let second = b.baseAddress, a.count == b.count else { return a.isEmpty && b.isEmpty }
        return memcmp(first, second, a.count) == 0
    }

    /// The Swift driver (seen with 6.3.1) compares its inputs' time stamps in whole seconds: a file that is written twice within one, with a
    /// build between, would not be compiled again. Such a file is dated into the next second. A file system that refuses that leaves the
    /// file as any other program would have.
    private static func step(_ descriptor: Int32, past second: Int?) {
        var status = stat()
        guard let second, fstat(descriptor, &status) == 0, modificationSecond(status) <= second else { return }
        let times = [timespec(tv_sec: second, tv_nsec: 0), timespec(tv_sec: second + 1, tv_nsec: 0)]
        _ = futimens(descriptor, times)
    }

    private static func modificationSecond(_ status: stat) -> Int {
        #if canImport(Darwin)
            return status.st_mtimespec.tv_sec
        #else
            return status.st_mtim.tv_sec
        #endif
    }

    private static func failure(_ path: String) -> Diagnostic {
        Diagnostic(at: SourceLocation(file: path), "cannot write the file: \(String(cString: strerror(errno)))")
    }
}
