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
    }

    /// Returns when it shall end: `quit`, a signal, or the end of the input at a terminal. At the end of any other input it goes on, so that
    /// it can run in the background.
    func run() async {
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
        for await event in events {
            guard case .line(let line) = event else { break }
            let text = line.trimmingCharacters(in: .whitespaces)
            if text.isEmpty { continue }
            if text == "quit" || text == "exit" { break }
            do {
                let answer = try await SandboxVerb.obey(text, sandbox)
                console.result(["ok": true, "did": .string(answer)], answer)
            } catch {
                console.result(["ok": false, "error": .string("\(error)")], "\(error)")
            }
        }
        for source in signals { source.cancel() }
    }
}
