import Dispatch
import EVMClient
import Foundation
import SymmioSandbox

/// Steers a running sandbox by lines of standard input, until it is told to end.
struct SandboxControl: Sendable {
    let sandbox: Sandbox
    let console: Console

    private enum Event: Sendable {
        case line(String)
        case end
        case stateFailed
    }

    /// Returns when it shall end: `quit`, a signal, or the end of the input at a terminal. At the end of any other input it goes on, so that
    /// it can run in the background.
    ///
    /// - Throws: `Failure` where the state file can no longer be written: a sandbox that went on would lose what it does.
    func run() async throws {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        let signals = [SIGINT, SIGTERM].map { number in
            // The source sees the signal only where it no longer ends the process.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(.end) }
            source.resume()
            return source
        }
        // Reading blocks a thread for as long as nothing comes.
        Thread.detachNewThread {
            while let line = readLine() { continuation.yield(.line(line)) }
            if Terminal.canAsk { continuation.yield(.end) }
        }
        let watch = Task {
            guard let failures = sandbox.stateFailures else { return }
            for await _ in failures { continuation.yield(.stateFailed) }
        }
        defer {
            watch.cancel()
            for source in signals { source.cancel() }
        }
        for await event in events {
            if let failure = sandbox.stateFailure { throw Self.ended(by: failure) }
            guard case .line(let line) = event else { break }
            let text = line.trimmingCharacters(in: .whitespaces)
            if text.isEmpty { continue }
            if text == "quit" || text == "exit" { break }
            do {
                let answer = try await SandboxVerb.obey(text, sandbox)
                // What could not be written down must not be told.
                if let failure = sandbox.stateFailure { throw failure }
                console.result(["ok": true, "did": .string(answer)], answer)
            } catch let failure as SandboxStateError {
                throw Self.ended(by: failure)
            } catch {
                console.result(["ok": false, "error": .string("\(error)")], "\(error)")
            }
        }
    }

    private static func ended(by failure: SandboxStateError) -> Failure {
        Failure("--state: \(failure). The sandbox has ended; the file has all that was told before, and a sandbox can go on with it")
    }
}
