import BindgenCore
import Testing

/// What `patch` needs of a diff, beyond what people do.
@Suite struct UnifiedDiffTests {
    private func diff(_ old: String, _ new: String) -> String { UnifiedDiff.text(old: old, new: new, oldName: "a", newName: "b") }

    @Test func equal() { #expect(diff("x\n", "x\n") == "") }

    @Test func aChangedLine() {
        #expect(diff("1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\n5\nsix\n") == "--- a\n+++ b\n@@ -3,4 +3,4 @@\n 3\n 4\n 5\n-6\n+six\n")
    }

    /// The text ends with a line feed; no line follows it.
    @Test func aFileThatIsMissingOrStale() {
        #expect(diff("", "x\ny\n") == "--- a\n+++ b\n@@ -0,0 +1,2 @@\n+x\n+y\n")
        #expect(diff("x\ny\n", "") == "--- a\n+++ b\n@@ -1,2 +0,0 @@\n-x\n-y\n")
    }

    @Test func aMissingLineFeedAtTheEnd() {
        #expect(diff("x\ny", "x\ny\n") == "--- a\n+++ b\n@@ -1,2 +1,2 @@\n x\n-y\n\\ No newline at end of file\n+y\n")
    }

    /// A precomposed and a decomposed letter are equal as `Character`, and so are no lines of a text with carriage returns apart.
    @Test func differencesThatStringsDoNotSee() {
        #expect(diff("\u{E9}\n", "e\u{301}\n") == "--- a\n+++ b\n@@ -1,1 +1,1 @@\n-\u{E9}\n+e\u{301}\n")
        #expect(diff("x\r\ny\n", "x\ny\n") == "--- a\n+++ b\n@@ -1,2 +1,2 @@\n-x\r\n+x\n y\n")
    }
}
