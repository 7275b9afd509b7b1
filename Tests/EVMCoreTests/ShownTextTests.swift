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

    @Test(arguments: [
        ("https://node.example/v2/SECRET", "https://node.example/…"), ("https://node.example?key=SECRET", "https://node.example/…"),
        ("https://me:SECRET@node.example:8545/#SECRET", "https://node.example:8545/…"), ("wss://SECRET@odd@[::1]:1/", "wss://[::1]:1/"),
        ("http://127.0.0.1:8545", "http://127.0.0.1:8545"), ("https://node.example\\SECRET", "https://node.example/…"), ("file:///SECRET", "file:///…"),
        ("node.example/v2/SECRET", "node.example…"), ("https//me:SECRET@x", "https…"), ("0123456789abSECRET", "0123456789ab…"), ("ftp", "ftp"),
        ("", ""), ("http://a\u{1b}[2J/SECRET", "http://a\\u{1B}[2J/…"),
    ])
    func keysInURLsAreNotShown(text: String, shown: String) {
        #expect(text.shownAsURL == shown)
        #expect(!text.shownAsURL.contains("SECRET"))
    }
}
