internal import EVMClient

extension JSONReader {
    /// Reads `{successful, message}`, the flag as a truth value or as a text.
    ///
    /// - Parameter isRequired: Whether the flag has to be there and to be one. Otherwise a missing flag is a yes, and so is a text that is
    ///   none: some handlers say no by `false` alone.
    /// - Throws: The refusal where it says no.
    func accepted(isRequired: Bool) throws(ServiceError) {
        let isAccepted = try RESTClient.reading(self) { json throws(JSONFieldError) in
            if isRequired { return try json.member("successful").looseBool() }
            guard let flag = try json.optional("successful") else { return true }
            if case .string(let text) = flag.value { return text.lowercased() != "false" }
            return try flag.bool()
        }
        guard !isAccepted else { return }
        var refusal = ServiceRefusal(status: 200)
        refusal.read(value)
        throw .refused(refusal)
    }
}
