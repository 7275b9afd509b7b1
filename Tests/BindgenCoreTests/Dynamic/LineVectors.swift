import BindgenCore
import EVMCore
import Testing

/// Vectors and specs as the tests of lines need them.
enum LineVectors {
    static let root = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()

    static func cases(_ name: String) throws -> [JSONNode] {
        let path = root + "/Tests/Vectors/\(name).json"
        return try #require(try JSONNode.parse(try FileReader.read(path), file: path)["cases"]?.array)
    }

    static func file(_ name: String) throws -> JSONNode {
        let path = root + "/Tests/Vectors/\(name).json"
        return try JSONNode.parse(try FileReader.read(path), file: path)
    }

    static func spec(_ paths: String...) throws -> DynamicSpec {
        var diagnostics = Diagnostics()
        let documents = paths.map { SpecReader.read(path: root + "/" + $0, diagnostics: &diagnostics) }
        try #require(!diagnostics.hasErrors, "\(diagnostics.all)")
        return DynamicSpec(documents)
    }

    static let synthetic = "Tests/Vectors/synthetic_abi.json"

    static func node(_ text: String) throws -> JSONNode { try JSONNode.parse(line: Array(text.utf8)) }
}

extension JSONOutput {
    /// The value of a node, to be written again.
    init(copying node: JSONNode) throws {
        switch node.value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let digits): self = .integer(try #require(Int(digits)))
        case .number: throw DynamicFailure("no vector has fractions")
        case .string(let text): self = .string(text)
        case .array(let elements): self = .array(try elements.map { try JSONOutput(copying: $0) })
        case .object(let members): self = .object(try members.map { Member($0.key, try JSONOutput(copying: $0.value)) })
        }
    }

    /// Whether both are written with the same bytes; `==` on strings would call NFC and NFD forms equal.
    func isSame(as other: JSONOutput) -> Bool {
        JSONWriter.write(self, .compact).utf8.elementsEqual(JSONWriter.write(other, .compact).utf8)
    }

    subscript(key: String) -> JSONOutput? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }
}

extension JSONNode {
    /// The line of an object with these members of `node`; an entry `a=b` takes `b` and calls it `a`.
    static func line(_ keys: String..., of node: JSONNode) throws -> JSONNode {
        let members = try keys.map { key in
            let parts = key.split(separator: "=").map(String.init)
            return JSONOutput.Member(parts[0], try JSONOutput(copying: #require(node[parts[parts.count - 1]], "\(key)")))
        }
        return try LineVectors.node(JSONWriter.write(.object(members), .compact))
    }
}
