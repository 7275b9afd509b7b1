extension JSONNode {
    /// The string, or nil and an error that says what should be one.
    func expectString(_ what: String, _ diagnostics: inout Diagnostics) -> String? {
        if let string { return string }
        diagnostics.error("\(what) must be a string, not \(value.kind)", at: location)
        return nil
    }

    /// The elements, or nil and an error that says what should be an array.
    func expectArray(_ what: String, _ diagnostics: inout Diagnostics) -> [JSONNode]? {
        if let array { return array }
        diagnostics.error("\(what) must be an array, not \(value.kind)", at: location)
        return nil
    }

    /// The members, or nil and an error that says what should be an object.
    func expectObject(_ what: String, _ diagnostics: inout Diagnostics) -> [JSONMember]? {
        if let object { return object }
        diagnostics.error("\(what) must be an object, not \(value.kind)", at: location)
        return nil
    }

    /// The truth value, or nil and an error that says what should be one.
    func expectBool(_ what: String, _ diagnostics: inout Diagnostics) -> Bool? {
        if let bool { return bool }
        diagnostics.error("\(what) must be true or false, not \(value.kind)", at: location)
        return nil
    }

    /// The elements of an array of strings; those that are none are reported and left out.
    func expectStrings(_ what: String, _ diagnostics: inout Diagnostics) -> [(text: String, node: JSONNode)] {
        (expectArray(what, &diagnostics) ?? []).compactMap { element in
            element.expectString("each of \(what)", &diagnostics).map { ($0, element) }
        }
    }
}
