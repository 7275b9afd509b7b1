extension ABI {
    /// Says where in a value a decoder without a memory of names met an error.
    ///
    /// Generated decoders are straight-line code that knows offsets only. Where one refuses data it hands over the same data, the parameters
    /// as ``ABISignature/init(parsing:)`` reads them, and its own error; the data is then walked again, slowly and by the same rules.
    /// - Returns: the error with its path; `fallback` where this walk finds nothing wrong or the parameters cannot be read.
    public static func diagnose(_ data: UnsafeRawBufferPointer, parameters: String, fallback: ABIError) -> ABIError {
        let list = parameters.utf8.first == UInt8(ascii: "(") ? parameters : String(parameters.drop { $0 != "(" })
        guard let parameters = try? [ABIParameter](parsing: list) else { return fallback }
        do {
            _ = try decode(data, as: .members(parameters.map(\.type)), names: parameters)
            return fallback
        } catch {
            return error
        }
    }
}
