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
