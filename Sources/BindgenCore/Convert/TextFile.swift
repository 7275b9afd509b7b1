#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Files as bytes, by the C library: Foundation would double the tool's start-up time.
public enum TextFile {
    /// A file that could not be read or written.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// What happened and to which file.
        public var description: String
    }

    /// The file's bytes.
    public static func read(_ path: String) throws(Failure) -> [UInt8] {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw failure("cannot read", path) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { rawRead(file, $0) }
            guard count >= 0 else { throw failure("cannot read", path) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// Writes the file unless it holds these bytes already; returns whether it was written.
    public static func write(_ bytes: [UInt8], to path: String) throws(Failure) -> Bool {
        if let present = try? read(path), present == bytes { return false }
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard file >= 0 else { throw failure("cannot write", path) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { rawWrite(file, $0) }
            guard count > 0 else {
                close(file)
                throw failure("cannot write", path)
            }
            rest = rest.dropFirst(count)
        }
        guard close(file) == 0 else { throw failure("cannot write", path) }
        return true
    }

    private static func failure(_ what: String, _ path: String) -> Failure {
        Failure(description: "\(what) '\(path)': \(String(cString: strerror(errno)))")
    }
}

private func rawRead(_ file: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int { read(file, buffer.baseAddress, buffer.count) }

private func rawWrite(_ file: Int32, _ buffer: UnsafeRawBufferPointer) -> Int { write(file, buffer.baseAddress, buffer.count) }
