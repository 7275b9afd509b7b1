import EVMCore

extension SpecDocument {
    /// Every enum: those whose cases the document knows, and those that only an internal type names, with nil.
    var allEnums: [String: [String]?] {
        var enums = enums
        visitParameters { parameter in
            guard let name = parameter.enumName, enums[name] == nil else { return }
            enums.updateValue(nil, forKey: name)
        }
        return enums
    }

    /// Calls `body` with every parameter, output and struct member, outer ones first.
    func visitParameters(_ body: (SpecParameter) -> Void) {
        var waiting: [SpecParameter] = []
        for item in items { waiting += item.inputs + item.outputs }
        for name in structs.keys.sorted() { waiting += structs[name] ?? [] }
        var next = 0
        while next < waiting.count {
            body(waiting[next])
            waiting += waiting[next].components
            next += 1
        }
    }
}
