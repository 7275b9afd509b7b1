import BindgenCore
import Testing

@Test func diagnosticsReadAsEditorsExpect() {
    let problem = Diagnostic(.error, at: SourceLocation(file: "a.json", line: 3, column: 7), "unknown type 'uint257'")
    #expect(problem.description == "a.json:3:7: error: unknown type 'uint257'")
}

/// Tools read `file:line:column`, also where nothing is known but the file.
@Test func aProblemOfAWholeFileIsToldAtItsStart() {
    #expect(Diagnostic(at: SourceLocation(file: "a.json"), "the file is empty").description == "a.json:1:1: error: the file is empty")
    #expect(Diagnostic(.warning, at: nil, "idle").description == "warning: idle")
}

/// A name out of a spec can hold anything; a line feed in it would begin a line that looks like a problem of its own.
@Test func aProblemIsOneLine() {
    let problem = Diagnostic(at: SourceLocation(file: "a.json", line: 1, column: 2), "'a\nb.json:1:1: error: \u{1B}[2J\u{2028}' is no name")
    #expect(problem.description == #"a.json:1:2: error: 'a\nb.json:1:1: error: \u{1B}[2J\u{2028}' is no name"#)
}
