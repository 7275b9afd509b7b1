extension ABI {
    /// Says where in a value a decoder without a memory of names met an error.
    ///
    /// Generated decoders are straight-line code that knows offsets only. Where one refuses data it hands over the same data, the parameters
    /// as declared (`uint256 quoteId,(address addr,bool isPartyB) account`), and its own error; the data is then walked again, slowly and by
    /// the same rules.
    /// - Returns: the error with its path; `found` where this walk finds nothing wrong or the parameters cannot be read.
    public static func diagnose(_ data: UnsafeRawBufferPointer, parameters: String, found: ABIError) -> ABIError {
        guard let parameters = try? [ABIParameter](parsing: "(\(parameters))") else { return found }
        do {
            _ = try decode(data, as: .members(parameters.map(\.type)), names: parameters)
            return found
        } catch {
            return error
        }
    }
}
