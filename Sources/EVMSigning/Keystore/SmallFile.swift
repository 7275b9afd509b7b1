internal import EVMCore

#if canImport(Darwin)
    private import Darwin
#elseif canImport(Musl)
    private import Musl
#else
    private import Glibc
#endif

/// Small private files, read and written whole.
enum SmallFile {
    /// The content of a regular file of at most `limit` bytes.
    static func read(_ path: String, limit: Int) throws(KeystoreError) -> Bytes {
        // Not blocking: opening a named pipe would wait for a writer.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw failure("opening it", path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure("looking at it", path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .fileFailed(operation: "reading it as a file", path: path, code: EINVAL) }
        var content = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count < content.count {
            let read = content.withUnsafeMutableBytes { buffer in
                retrying { platformRead(file, UnsafeMutableRawBufferPointer(rebasing: buffer[count...])) }
            }
            guard read >= 0 else { throw failure("reading it", path) }
            if read == 0 { break }
            count += read
        }
        guard count <= limit else { throw .fileTooLarge(path: path, limit: limit) }
        return Bytes(content.prefix(count))
    }

    /// Writes a file of mode 0600, whole or not at all.
    static func write(_ content: Bytes, to path: String, replacing: Bool) throws(KeystoreError) {
        let (folder, name) = split(path)
        let temporary = "\(folder)/.\(name).\(Hex.encode(randomBytes(8), prefix: false)).tmp"
        // O_EXCL: nobody can have put a file or a link of this name there before.
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure("creating a file beside it", path) }
        do throws(KeystoreError) {
            do throws(KeystoreError) {
                try fill(file, content, path)
            } catch {
                close(file)
                throw error
            }
            guard close(file) == 0 else { throw failure("closing it", path) }
            if replacing {
                guard rename(temporary, path) == 0 else { throw failure("putting it in place", path) }
            } else {
                // Unlike a rename, a link is refused where the name is taken, in one step.
                guard link(temporary, path) == 0 else {
                    throw errno == EEXIST ? .alreadyExists(path: path) : failure("putting it in place", path)
                }
                unlink(temporary)
            }
        } catch {
            unlink(temporary)
            throw error
        }
        flushFolder(folder)
    }

    /// Whether something of this name is there, be it a link to nowhere.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// The names of what a folder holds, in no order.
    static func names(in folder: String) throws(KeystoreError) -> [String] {
        guard let directory = opendir(folder) else { throw failure("listing it", folder) }
        defer { closedir(directory) }
        var names: [String] = []
        while true {
            // The end and a failure both give null; only errno tells them apart.
            errno = 0
            guard let entry = readdir(directory) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) { String(cString: $0) }
            }
            names.append(name)
        }
        guard errno == 0 else { throw failure("listing it", folder) }
        return names
    }

    /// Removes a file; one that is not there is an error.
    static func remove(_ path: String) throws(KeystoreError) {
        guard unlink(path) == 0 else { throw failure("removing it", path) }
        flushFolder(split(path).folder)
    }

    private static func fill(_ file: Int32, _ content: Bytes, _ path: String) throws(KeystoreError) {
        // A umask can only have taken bits away; this gives the owner's back.
        guard fchmod(file, 0o600) == 0 else { throw failure("setting its mode", path) }
        var written = 0
        while written < content.count {
            let count = content.withUnsafeBytes { buffer in
                retrying { platformWrite(file, UnsafeRawBufferPointer(rebasing: buffer[written...])) }
            }
            guard count > 0 else { throw failure("writing it", path) }
            written += count
        }
        guard fsync(file) == 0 else { throw failure("flushing it", path) }
    }

    /// Has the folder's entries on the disk. Some file systems cannot, and the file's content is safe by then.
    private static func flushFolder(_ folder: String) {
        let file = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = fsync(file)
        close(file)
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        return (slash == path.startIndex ? "" : String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    private static func failure(_ operation: String, _ path: String) -> KeystoreError {
        .fileFailed(operation: operation, path: path, code: errno)
    }

    /// Calls again what a signal interrupted.
    private static func retrying(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }
}

// `SmallFile` has functions of the same names as the system's.
private func platformRead(_ file: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int { read(file, buffer.baseAddress, buffer.count) }
private func platformWrite(_ file: Int32, _ buffer: UnsafeRawBufferPointer) -> Int { write(file, buffer.baseAddress, buffer.count) }

extension KeystoreError {
    /// Whether there is no such file.
    var isMissingFile: Bool {
        guard case .fileFailed(_, _, let code) = self else { return false }
        return code == ENOENT
    }
}

/// What the system says of an errno.
func systemMessage(_ code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    return String(cString: text)
}
