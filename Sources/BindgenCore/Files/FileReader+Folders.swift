#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension FileReader {
    /// Whether a directory stands at `path`, or a symbolic link to one.
    public static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
