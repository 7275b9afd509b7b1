import Foundation
import Testing

extension Trait where Self == ConditionTrait {
    /// Skips tests where the local chain cannot run.
    static var localChain: Self { .enabled("the local chain cannot run here; a line above says why") { await LocalChain.isAvailable() } }
}

extension LocalChain {
    /// What became of the node.
    enum Node: Sendable {
        case running(URL)
        case skipped(String)
    }

    /// Whether tests are to use the node; starts it (and installs what it needs, once) where nobody asked before.
    ///
    /// True also where it does not run but has to: then the test fails as it makes its chain.
    static func isAvailable() async -> Bool {
        if case .running = await node.value { return true }
        return ProcessInfo.processInfo.environment["SYMMIO_REQUIRE_LOCAL_CHAIN"] == "1"
    }

    /// The node of this process; started once.
    static let node: Task<Node, Never> = Task.detached {
        let outcome = await withCheckedContinuation { continuation in
            // Installing takes its time, and blocks; the threads of concurrency are not for that.
            Thread.detachNewThread { continuation.resume(returning: start()) }
        }
        if case .skipped(let why) = outcome {
            FileHandle.standardError.write(Data("skipped: tests against a local chain: \(why)\n".utf8))
        }
        return outcome
    }

    /// The longest that installing and starting may take, in seconds.
    private static let patience: TimeInterval = 300

    private static func start() -> Node {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        // The node ends when its input does, and that is when this process ends, however it ends.
        let process: Subprocess
        let reading: FileHandle
        do {
            let (input, output) = (try Subprocess.pipe(), try Subprocess.pipe())
            process = try Subprocess(
                "/bin/sh", [tests.appendingPathComponent("LocalChain/start.sh").path], input: input.read.fileDescriptor,
                output: output.write.fileDescriptor, error: 2)
            held.keep(process, input.write, output.read)
            reading = output.read
        } catch {
            return .skipped("cannot run Tests/LocalChain/start.sh: \(error)")
        }

        let reader = LineReader(reading)
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + patience)
        timer.setEventHandler { process.terminate() }
        timer.resume()
        defer { timer.cancel() }
        var last = ""
        while let line = reader.next() {
            if let mark = line.range(of: "ready at "), let url = URL(string: String(line[mark.upperBound...])) {
                // Nobody prints after this line.
                return .running(url)
            }
            if line.hasPrefix("SKIPPED: ") { return .skipped(String(line.dropFirst("SKIPPED: ".count))) }
            last = line
        }
        let status = process.wait()
        return .skipped("Tests/LocalChain/start.sh ended with code \(status)\(last.isEmpty ? "" : ": \(last)")")
    }

    private static let held = Held()

    /// Keeps the process and its pipes until this process ends.
    private final class Held: Sendable {
        private let queue = DispatchQueue(label: "LocalChain.Held")
        // Only ever touched on the queue.
        nonisolated(unsafe) private var items: [AnyObject] = []

        func keep(_ new: AnyObject...) { queue.sync { items += new } }
    }

    /// Reads lines as they come.
    private final class LineReader {
        private let handle: FileHandle
        private var buffer = Data()

        init(_ handle: FileHandle) { self.handle = handle }

        func next() -> String? {
            while true {
                if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                    let line = String(decoding: buffer[buffer.startIndex..<end], as: UTF8.self)
                    buffer.removeSubrange(buffer.startIndex...end)
                    return line
                }
                let more = handle.availableData
                guard !more.isEmpty else { return nil }
                buffer.append(more)
            }
        }
    }
}
