import BindgenCore

/// Reads a command's spec.
enum SpecInput {
    /// The spec at `path`; nil where it could not be read, which is then among the diagnostics.
    static func read(_ path: String, contract: String?, diagnostics: inout Diagnostics) -> SpecDocument? {
        do throws(Diagnostic) {
            var document = SolidityReader.read(try FileReader.read(path), file: path, contract: contract, diagnostics: &diagnostics)
            document.takeNamesFromPath()
            return document
        } catch {
            diagnostics.add(error)
            return nil
        }
    }
}
