import EVMCore
import Testing

struct ShownTextTests {
    @Test(arguments: [
        ("plain, ünï 漢字 🏝", "plain, ünï 漢字 🏝", "plain, ünï 漢字 🏝"),
        ("a\nb", "a\\nb", "a\nb"), ("a\r\nb", "a\\r\\nb", "a\\r\nb"), ("a\u{1b}[2Jb", "a\\u{1B}[2Jb", "a\\u{1B}[2Jb"),
        ("\u{9b}31m\u{7f}\u{2028}", "\\u{009B}31m\\u{7F}\\u{2028}", "\\u{009B}31m\\u{7F}\\u{2028}"),
        ("100\u{202e}001", "100\\u{202E}001", "100\\u{202E}001"), ("", "", ""),
    ])
    func whatSteersATerminalIsEscaped(text: String, line: String, lines: String) {
        #expect(text.onOneLine == line && text.onItsLines == lines)
    }
}
