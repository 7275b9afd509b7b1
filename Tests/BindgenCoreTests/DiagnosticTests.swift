import BindgenCore
import Testing

@Test func diagnosticsReadAsEditorsExpect() {
    let problem = Diagnostic(.error, at: SourceLocation(file: "a.json", line: 3, column: 7), "unknown type 'uint257'")
    #expect(problem.description == "a.json:3:7: error: unknown type 'uint257'")
}
