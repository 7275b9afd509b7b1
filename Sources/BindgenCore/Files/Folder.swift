#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Folders: what is in them, making and emptying them.
public enum Folder {
    /// The names of what is in a folder, sorted; empty where there is none.
    public static func names(_ path: String) -> [String] {
        guard let stream = opendir(path.isEmpty ? "." : path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Whether `path` is a folder; a symbolic link is not, so that a walk ends.
    public static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Makes a folder and those above it.
    ///
    /// - Throws: a ``Diagnostic`` that names the folder.
    public static func make(_ path: String) throws(Diagnostic) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/" + part
            if mkdir(made, 0o777) != 0, errno != EEXIST {
                throw Diagnostic(at: SourceLocation(file: path), "cannot make the folder: \(String(cString: strerror(errno)))")
            }
        }
    }

    /// Removes a file.
    ///
    /// - Throws: a ``Diagnostic`` that names the file.
    public static func remove(_ path: String) throws(Diagnostic) {
        if unlink(path) != 0 {
            throw Diagnostic(at: SourceLocation(file: path), "cannot remove the file: \(String(cString: strerror(errno)))")
        }
    }

    /// Makes an empty file, or removes it where it is there.
    public static func toggle(_ path: String) {
        guard unlink(path) != 0 else { return }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
        if descriptor >= 0 { close(descriptor) }
    }
}
