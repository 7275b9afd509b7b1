/// The parts that structs, calls, return values and errors have in common: fields, initialiser, codec.
struct TupleTemplate {
    let tuple: Tuple
    let access: String
    let client: String
    let namespace: String

    /// Stored properties with their docs. A struct's can be changed; what is made once and passed on has constants, which halves the accessors to compile.
    func properties(_ out: inout CodePrinter, _ keyword: String = "var") {
        for field in tuple.fields {
            out.doc(fieldDoc(field))
            out.line("\(access) \(keyword) \(field.spelling): \(field.type.swiftType(in: namespace))")
        }
    }

    /// The initialiser by labels.
    func initialiser(_ out: inout CodePrinter, of what: String) {
        if !tuple.fields.isEmpty { out.line() }
        out.doc("Creates \(what).")
        out.initialiser(tuple.fields.map { ($0.spelling, $0.type.swiftType(in: namespace)) }, access: client)
    }

    /// The requirements of `ABISequence`; `inPlace` for what is read by the hundred.
    func codec(_ out: inout CodePrinter, signature: String? = nil, selector: UInt32? = nil, inPlace: Bool = false) {
        let name: CodeLine = "\(signature.map { swiftLiteral($0) + ", " } ?? "")\(selector.map { "selector: \(hexLiteral($0)), " } ?? "")"
        out.block("\(client) static var abi: EVMCore.ABIInfo") { out in
            out.line("EVMCore.ABIInfo(\(name)head: \(tuple.headSize), dynamic: \(tuple.isDynamic), \(swiftLiteral(tuple.declaration)))")
        }
        let tails = tuple.fields.compactMap { $0.type.tailSize("self.\($0.spelling)") }
        if !tails.isEmpty { out.line("\(client) var abiTailSize: Swift.Int { \(tails.joined(by: " &+ ") { $0 }) }") }
        if tuple.fields.isEmpty {
            out.line("\(client) func abiEncode(_ s: EVMCore.ABISlot, _ w: inout EVMCore.ABIWriter) {}")
            out.line("\(client) static func abiDecode(_ h: EVMCore.ABIHead, _ r: inout EVMCore.ABIReader) -> Self { Self() }")
            return
        }
        out.block("\(client) func abiEncode(_ s: EVMCore.ABISlot, _ w: inout EVMCore.ABIWriter)") { out in
            for field in tuple.fields { out.line(field.type.write("self.\(field.spelling)", "s", field.offset)) }
        }
        out.block("\(client) static func abiDecode(_ h: EVMCore.ABIHead, _ r: inout EVMCore.ABIReader) -> Self") { out in
            out.creation(tuple.fields) { $0.type.read("h", $0.offset, inPlace: inPlace, in: namespace) }
        }
    }

    private func fieldDoc(_ field: Field) -> CodeLine {
        let type = field.type.solidityName
        let name = field.name.isEmpty ? "unnamed" : field.name
        let plain: CodeLine = field.name == field.label ? "`\(type)`" : "`\(type) \(name)`"
        return "\(field.documentation.map { $0 + " " } ?? "")\(plain)."
    }
}

extension TypeRef {
    /// The type as a reader of Solidity knows it.
    var solidityName: String {
        switch self {
        case .elementary(let type): type.canonicalName
        case .enumeration(let name), .structure(let name, _, _): name.split(separator: ".").last.map(String.init) ?? name
        case .array(let element): element.solidityName + "[]"
        case .fixedArray(let element, let count): "\(element.solidityName)[\(count)]"
        }
    }
}

extension CodePrinter {
    /// A call of such an initialiser, with an expression for each argument.
    mutating func creation(_ fields: [Field], _ value: (Field) -> CodeLine) {
        func argument(_ field: Field) -> CodeLine { "\(SwiftNames.escapedLabel(field.label)): \(value(field))" }
        guard fields.count > 1 else { return line("Self(\(fields.joined(by: "", argument)))") }
        line("Self(")
        indented { out in
            for (i, field) in fields.enumerated() { out.line("\(argument(field))\(i < fields.count - 1 ? "," : ")")") }
        }
    }

    /// An initialiser that sets every property from an argument of its name.
    ///
    /// Names are taken as they are spelt: in a parameter list they need backticks where they do elsewhere. Transparent, as a build for debugging
    /// otherwise keeps every argument twice, for a debugger that stops where nothing happens.
    mutating func initialiser(_ fields: [(spelling: String, type: String)], access: String) {
        guard !fields.isEmpty else { return line("\(access) init() {}") }
        let parameters = fields.joined(by: ", ") { "\($0.spelling): \($0.type)" }
        block("@_transparent \(access) init(\(parameters))") { out in
            for field in fields { out.line("self.\(field.spelling) = \(field.spelling)") }
        }
    }
}
