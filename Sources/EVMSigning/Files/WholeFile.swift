internal import EVMCore

#if canImport(Darwin)
    private import Darwin
#elseif canImport(Musl)
    private import Musl
#else
    private import Glibc
#endif

/// Files that are read whole and written whole: keys, stores, deployments.
///
/// What is written goes to a new file in the same folder, to the disk, and only then in the old one's place: whatever happens, there is
/// always a whole one. A link of the file's name is replaced, not written through, and nothing takes the place of a folder or a device.
package enum WholeFile {
    /// Who may read a file that is written.
    package enum Readers: Sendable {
        /// Its owner alone (mode 0600, whatever the umask), as secrets need it.
        case owner
        /// Whoever may read what this process makes.
        case everyone
    }

    /// The content of a regular file of at most `limit` bytes.
    package static func read(_ path: String, limit: Int) throws(FileFailure) -> [UInt8] {
        // Not blocking: opening a named pipe would wait for a writer.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw FileFailure("open", path) }
        defer { close(file) }
        return try read(file, path, limit: limit)
    }

    /// What a regular file that is open holds from here on, at most `limit` bytes.
    package static func read(_ file: Int32, _ path: String, limit: Int) throws(FileFailure) -> [UInt8] {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw FileFailure("look at", path) }
        // A device may have no end, and a pipe none that comes by itself.
        guard status.st_mode & S_IFMT == S_IFREG else { throw .irregular(path: path) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { buffer in retrying { platformRead(file, buffer) } }
            guard count >= 0 else { throw FileFailure("read", path) }
            if count == 0 { return content }
            guard count <= limit - content.count else { throw .tooLarge(path: path, limit: limit) }
            content += buffer[..<count]
        }
    }

    /// Writes a file, whole or not at all.
    ///
    /// - Parameters:
    ///   - replacing: Whether a file of this name may be there already. Where it may not and is, the failure's code is `EEXIST`.
    ///   - temporary: Where the content goes first, for one who knows by a lock that nobody else writes there: what a crash left of it is
    ///     removed. Without it that is a name that has never been, and a crash leaves the file behind.
    package static func write(
        _ content: [UInt8], to path: String, for readers: Readers = .owner, replacing: Bool, through temporary: String? = nil
    ) throws(FileFailure) {
        // A folder cannot be replaced, and a device must not: root, who may, would put a file where /dev/null was.
        var status = stat()
        guard !replacing || stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG else { throw .irregular(path: path) }
        let (folder, name) = split(path)
        if let temporary { unlink(temporary) }
        let temporary = temporary ?? "\(folder)/.\(name).\(Hex.encode(randomBytes(8), prefix: false)).tmp"
        // O_EXCL: nobody can have put a file or a link of this name there before.
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, readers == .owner ? 0o600 : 0o666)
        guard file >= 0 else { throw FileFailure("create a file beside", path) }
        do throws(FileFailure) {
            do throws(FileFailure) {
                // A umask can only have taken bits away; this gives the owner's back.
                guard readers == .everyone || fchmod(file, 0o600) == 0 else { throw FileFailure("protect", path) }
                try append(content, to: file, path)
                guard fsync(file) == 0 else { throw FileFailure("flush", path) }
            } catch {
                close(file)
                throw error
            }
            guard close(file) == 0 else { throw FileFailure("close", path) }
            if replacing {
                guard rename(temporary, path) == 0 else { throw FileFailure("put in place", path) }
            } else {
                // Unlike a rename, a link is refused where the name is taken, in one step.
                guard link(temporary, path) == 0 else { throw FileFailure("put in place", path) }
                unlink(temporary)
            }
        } catch {
            unlink(temporary)
            throw error
        }
        flushFolder(folder)
    }

    /// Writes all of `content` to a file that is open.
    package static func append(_ content: [UInt8], to file: Int32, _ path: String) throws(FileFailure) {
        var written = 0
        while written < content.count {
            let count = content.withUnsafeBytes { buffer in
                retrying { platformWrite(file, UnsafeRawBufferPointer(rebasing: buffer[written...])) }
            }
            guard count > 0 else { throw FileFailure("write", path) }
            written += count
        }
    }

    /// Whether something of this name is there, be it a link to nowhere.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// The names of what a folder holds, in no order.
    static func names(in folder: String) throws(FileFailure) -> [String] {
        guard let directory = opendir(folder) else { throw FileFailure("list", folder) }
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
        guard errno == 0 else { throw FileFailure("list", folder) }
        return names
    }

    /// Removes a file; one that is not there is an error.
    static func remove(_ path: String) throws(FileFailure) {
        guard unlink(path) == 0 else { throw FileFailure("remove", path) }
        flushFolder(split(path).folder)
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

    /// Calls again what a signal interrupted.
    private static func retrying(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }
}

// `WholeFile` has functions of the same names as the system's.
private func platformRead(_ file: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int { read(file, buffer.baseAddress, buffer.count) }
private func platformWrite(_ file: Int32, _ buffer: UnsafeRawBufferPointer) -> Int { write(file, buffer.baseAddress, buffer.count) }
