import Foundation

/// A program that a test starts.
///
/// Not by Foundation's `Process`: its `run()` (6.3, Linux) copies whole directory entries of /proc/self/fd and now and then reads beyond the
/// last one, which AddressSanitizer shows and which ended test runs by a signal. Test targets share this file by symbolic links.
final class Subprocess: Sendable {
    /// Why a program could not be started.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Its number.
    let pid: pid_t

    /// Starts a program with this process's environment and no other descriptors than the three.
    ///
    /// - Parameters:
    ///   - program: The path.
    ///   - folder: Where it runs; here where nil.
    ///   - input: A descriptor to read from; nothing where nil. So for `output` and `error`.
    init(
        _ program: String, _ arguments: [String], folder: String? = nil, input: Int32? = nil, output: Int32? = nil, error: Int32? = nil
    ) throws {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (descriptor, given) in [(Int32(0), input), (1, output), (2, error)] {
            if let given {
                posix_spawn_file_actions_adddup2(&actions, given, descriptor)
            } else {
                posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY, 0)
            }
        }
        #if canImport(Darwin)
            if let folder { posix_spawn_file_actions_addchdir_np(&actions, folder) }
            posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_CLOEXEC_DEFAULT))
        #else
            // Glibc's module shows only what POSIX has.
            typealias ChangeFolder = @convention(c) (UnsafeMutableRawPointer, UnsafePointer<CChar>) -> Int32
            typealias CloseFrom = @convention(c) (UnsafeMutableRawPointer, Int32) -> Int32
            if let folder {
                guard let symbol = dlsym(nil, "posix_spawn_file_actions_addchdir_np") else { throw Failure(description: "glibc 2.29 or later is needed") }
                _ = unsafeBitCast(symbol, to: ChangeFolder.self)(&actions, folder)
            }
            // Before 2.34 what is open and not marked is inherited; nothing here depends on it.
            if let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") {
                _ = unsafeBitCast(symbol, to: CloseFrom.self)(&actions, 3)
            }
        #endif
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, program, &actions, &attributes, words, environ)
        guard code == 0 else { throw Failure(description: "\(program) cannot be started: \(String(cString: strerror(code)))") }
        self.pid = pid
    }

    /// Waits until it has ended; its exit code, or 128 and the number of the signal that ended it. To be called once.
    @discardableResult
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    /// Asks it to end.
    func terminate() { kill(pid, SIGTERM) }

    /// A pipe whose ends no other program inherits.
    static func pipe() throws -> (read: FileHandle, write: FileHandle) {
        var ends: [Int32] = [0, 0]
        #if canImport(Darwin)
            let code = Darwin.pipe(&ends)
        #else
            let code = Glibc.pipe(&ends)
        #endif
        guard code == 0 else { throw Failure(description: "no pipe: \(String(cString: strerror(errno)))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (FileHandle(fileDescriptor: ends[0], closeOnDealloc: true), FileHandle(fileDescriptor: ends[1], closeOnDealloc: true))
    }

    /// Runs a program to its end with a text as input; meant for inputs and outputs smaller than a pipe.
    static func run(
        _ program: String, _ arguments: [String], folder: String? = nil, input: String = ""
    ) throws -> (status: Int32, output: String, error: String) {
        // Files, since a pipe that nobody empties stops the program.
        let place = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let (given, out, err) = (place.appendingPathComponent("in"), place.appendingPathComponent("out"), place.appendingPathComponent("err"))
        try Data(input.utf8).write(to: given)
        for file in [out, err] { try Data().write(to: file) }
        let (source, output, error) = (try FileHandle(forReadingFrom: given), try FileHandle(forWritingTo: out), try FileHandle(forWritingTo: err))
        let process = try Subprocess(
            program, arguments, folder: folder, input: source.fileDescriptor, output: output.fileDescriptor, error: error.fileDescriptor)
        let status = process.wait()
        return (status, String(decoding: try Data(contentsOf: out), as: UTF8.self), String(decoding: try Data(contentsOf: err), as: UTF8.self))
    }
}
