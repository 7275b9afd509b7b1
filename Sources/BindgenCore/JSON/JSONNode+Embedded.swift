extension JSONNode {
    /// Reads JSON that stands inside this string, as compilers nest ABIs and metadata.
    ///
    /// Everything in it has this string's place: lines of the inner text are nowhere to be found in the file.
    func parseEmbedded() throws(Diagnostic) -> JSONNode {
        guard let string else { throw Diagnostic(at: location, "a string that holds JSON is expected, not \(value.kind)") }
        do throws(Diagnostic) {
            return try JSONNode.parse(Array(string.utf8), file: source.file, anchor: location)
        } catch {
            throw Diagnostic(at: location, "the JSON inside this string: \(error.message)")
        }
    }
}
