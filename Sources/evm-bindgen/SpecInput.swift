import BindgenCore

/// Reads a command's spec.
enum SpecInput {
    /// The spec at `path`; nil where it could not be read, which is then among the diagnostics.
    static func read(_ path: String, contract: String?, diagnostics: inout Diagnostics) -> SpecDocument? {
        do throws(TextFile.Failure) {
            return SolidityReader.read(try TextFile.read(path), file: path, contract: contract, diagnostics: &diagnostics)
        } catch {
            diagnostics.error(error.description)
            return nil
        }
    }
}
