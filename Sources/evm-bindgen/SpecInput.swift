import BindgenCore

/// Reads a command's spec.
enum SpecInput {
    /// The spec at `path`, with the contract's name and release from the path where the file does not state them.
    ///
    /// - Returns: nil where it has errors; they are among the diagnostics.
    static func read(_ path: String, contract: String?, diagnostics: inout Diagnostics) -> SpecDocument? {
        var document = SpecReader.read(path: path, contract: contract, diagnostics: &diagnostics)
        guard !diagnostics.hasErrors else { return nil }
        document.takeNamesFromPath()
        return document
    }
}
