import EVMClient
import EVMCore
import Foundation

/// What the command prints and asks: results to standard output, all else to standard error.
///
/// Names, messages and errors come from chains and services. What people read has their control characters escaped: a market's name must
/// not clear the screen before the question whether to sign.
struct Console: Sendable {
    /// Whether results are JSON.
    let isJSON: Bool
    /// Whether what is to be signed is signed without asking.
    let assumesYes: Bool
    private let progress = ProgressLine()

    init(isJSON: Bool, assumesYes: Bool) {
        self.isJSON = isJSON
        self.assumesYes = assumesYes
    }

    /// Prints a line of result at once, so that whoever reads through a pipe has it.
    static func standardOutput(_ line: String) {
        // A reader that has gone away wants nothing any more.
        try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }

    static func standardError(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data((line.onItsLines + "\n").utf8))
    }

    /// Prints a result in the form that was asked for.
    func result(_ json: @autoclosure () -> JSONValue, _ text: @autoclosure () -> String) {
        Self.standardOutput(isJSON ? json().text : text().onItsLines)
    }

    /// Says something by the way; not to machines.
    func note(_ line: String) { if !isJSON { Self.standardError(line) } }

    // MARK: Asking

    /// Sees to it that there is somebody to ask, or that nobody has to be.
    func requireConsent() throws {
        guard assumesYes || Terminal.canAsk else {
            throw UsageError("there is no terminal to ask at before signing; --yes signs without asking")
        }
    }

    /// Shows what is to be signed and asks.
    func confirms(_ what: String) async -> Bool {
        if assumesYes {
            await progress.clear()
            note(what)
            return true
        }
        guard Terminal.canAsk else { return false }
        await progress.pause()
        Self.standardError(what)
        let answer = Terminal.ask("Sign this? [y/N] ")
        await progress.resume()
        return ["y", "yes"].contains(answer.lowercased())
    }

    // MARK: Waiting

    /// Does something that takes time, with a line on the terminal that says how long it has been.
    func waiting<T: Sendable>(_ what: String, _ body: () async throws -> T) async throws -> T {
        guard Terminal.isErrorTerminal, !isJSON else { return try await body() }
        let ticking = Task { [progress] in
            let start = ContinuousClock.now
            while !Task.isCancelled {
                await progress.show("\(what)… \((ContinuousClock.now - start).components.seconds) s ")
                try? await Task.sleep(for: .seconds(1))
            }
        }
        do {
            let value = try await body()
            await end(ticking)
            return value
        } catch {
            await end(ticking)
            throw error
        }
    }

    private func end(_ ticking: Task<Void, Never>) async {
        ticking.cancel()
        await ticking.value
        await progress.clear()
    }
}

/// The line on the terminal that says what is being waited for; it keeps still while a question is asked.
private actor ProgressLine {
    private var isPaused = false
    private var isShown = false

    func show(_ text: String) {
        guard !isPaused else { return }
        isShown = true
        write("\r\(text)")
    }

    /// Takes the line away.
    func clear() {
        guard isShown else { return }
        isShown = false
        write("\r\u{1b}[K")
    }

    func pause() {
        clear()
        isPaused = true
    }

    func resume() { isPaused = false }

    private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
