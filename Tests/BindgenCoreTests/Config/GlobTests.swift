import BindgenCore
import Testing

@Suite struct GlobTests {
    @Test(arguments: [
        ("", "", true), ("", "a", false), ("*", "", true), ("*", "abc", true), ("a*", "abc", true), ("*c", "abc", true),
        ("a*c", "abc", true), ("a*c", "abd", false),
        ("?", "a", true), ("?", "", false), ("a?c", "abc", true), ("a?c", "ac", false), ("**", "x", true), ("*a*b*", "xxaxxbxx", true),
        ("*a*b*", "xxbxxaxx", false),
        ("a", "A", false), ("f(uint256[])", "f(uint256[])", true), ("f(*)", "f(uint256,(bool)[])", true), ("é?", "éx", true),
        ("a*", "b", false), ("ab", "abc", false),
        ("*aab", "aaaab", true),
    ])
    func matching(pattern: String, text: String, expected: Bool) {
        #expect(Glob(pattern).matches(text) == expected)
    }

    /// A naive matcher takes exponential time here.
    @Test func manyStars() {
        #expect(!Glob(String(repeating: "*a", count: 200) + "b").matches(String(repeating: "a", count: 2000)))
    }
}

@Suite struct PathNameTests {
    @Test(arguments: [
        ("../Specs/a.json", "Sources", "Specs/a.json"), ("a.json", ".", "a.json"), ("./a.json", "x/y", "x/y/a.json"),
        ("../../../a", "x/y", "../a"),
        ("/a/../b", "x", "/b"), ("/../b", "x", "/b"), ("..", "x", "."), ("a//b", "/", "/a/b"), ("..", "..", "../.."),
    ])
    func resolving(path: String, folder: String, expected: String) {
        #expect(PathName.resolve(path, from: folder) == expected)
    }

    @Test(arguments: [("a/b/c", "a/b"), ("c", "."), ("/c", "/"), ("a/", "a")])
    func folders(path: String, folder: String) {
        #expect(PathName.folder(of: path) == folder)
    }
}
