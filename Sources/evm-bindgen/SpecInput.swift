import BindgenCore

/// Reads a command's spec.
enum SpecInput {
    /// The spec at `path`, with the contract's name and release from the path where the file does not state them.
    ///
    /// - Parameter path: The file; `-` for standard input, whose content alone says of what form it is.
    /// - Returns: nil where it has errors; they are among the diagnostics.
    static func read(_ path: String, contract: String?, diagnostics: inout Diagnostics) -> SpecDocument? {
        guard path != "-" else { return readStandardInput(contract, &diagnostics) }
        var document = SpecReader.read(path: path, contract: contract, diagnostics: &diagnostics)
        guard !diagnostics.hasErrors else { return nil }
        document.takeNamesFromPath()
        return document
    }

    private static func readStandardInput(_ contract: String?, _ diagnostics: inout Diagnostics) -> SpecDocument? {
        do throws(Diagnostic) {
            let document = SpecReader.read(try FileReader.read("/dev/stdin"), file: "<stdin>", contract: contract, diagnostics: &diagnostics)
            return diagnostics.hasErrors ? nil : document
        } catch {
            diagnostics.add(error)
            return nil
        }
    }
}
