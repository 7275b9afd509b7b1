import Dispatch
import Foundation

/// The terminal, where there is one.
enum Terminal {
    /// Whether a person can be asked.
    static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }
    /// Whether standard error is read by a person.
    static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Asks for a line; empty at the end of the input.
    static func ask(_ prompt: String) -> String {
        try? FileHandle.standardError.write(contentsOf: Data(prompt.utf8))
        return readLine() ?? ""
    }

    /// Asks for a line that is not shown.
    static func askSecretly(_ prompt: String) -> String {
        var shown = termios()
        let isKnown = tcgetattr(STDIN_FILENO, &shown) == 0
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        // Who gives up at the prompt gets the terminal back as it was.
        let giveUp = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        let before = shown
        giveUp.setEventHandler {
            var before = before
            if isKnown { tcsetattr(STDIN_FILENO, TCSADRAIN, &before) }
            exit(130)
        }
        let handler = signal(SIGINT, SIG_IGN)
        giveUp.resume()
        if isKnown { tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) }
        defer {
            giveUp.cancel()
            signal(SIGINT, handler)
            // What was typed ahead meanwhile answers the next question.
            if isKnown { tcsetattr(STDIN_FILENO, TCSADRAIN, &shown) }
            try? FileHandle.standardError.write(contentsOf: Data("\n".utf8))
        }
        return ask(prompt)
    }
}
