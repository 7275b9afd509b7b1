import EVMCore
import Foundation
import Testing

/// Typed data by run-time types, against every vector and against what must be refused.
@Suite struct DynamicTypedDataTests {
    typealias Member = DynamicTypedDataSchema.Member

    @Test(
        arguments: [
            ("conditional_order", 120), ("flex_fill_auth", 30), ("generic", 120), ("signed_delegation", 60), ("signed_operation", 120),
            ("signed_operation_legacy5", 30),
        ])
    func vectors(name: String, expected: Int) throws {
        let file = try DynamicVectors.file("eip712_\(name)")
        let cases = try #require(file["cases"] as? [[String: Any]])
        #expect(cases.count == expected)
        for vector in cases {
            let types = try #require((vector["types"] ?? file["types"]) as? [String: [[String: String]]])
            let members = types.mapValues { $0.map { Member(name: $0["name"] ?? "", type: $0["type"] ?? "") } }
            let schema = try DynamicTypedDataSchema(types: members, primaryType: #require(vector["primaryType"] as? String))
            let message = try value(#require(vector["message"]), .structure(schema.primaryType), schema)
            let domain = try domain(#require(vector["domain"] as? [String: String]))
            let data = try DynamicTypedData(schema: schema, domain: domain, message: message)
            #expect(data.encodeType == vector["encodeType"] as? String)
            #expect(data.typeHash.hex == vector["typeHash"] as? String)
            #expect(data.structHash.hex == vector["structHash"] as? String)
            #expect(data.domain.separator.hex == vector["domainSeparator"] as? String)
            #expect(data.digest.hex == vector["digest"] as? String)
        }
    }

    private func domain(_ json: [String: String]) throws -> EIP712Domain {
        EIP712Domain(
            name: json["name"], version: json["version"], chainId: try json["chainId"].map { try UInt256(decimalOrHex: $0) },
            verifyingContract: try json["verifyingContract"].map { try Address($0) }, salt: try json["salt"].map { try Bytes32(hex: $0) })
    }

    private func value(
        _ json: Any, _ type: DynamicTypedDataSchema.MemberType, _ schema: DynamicTypedDataSchema
    ) throws -> DynamicTypedDataValue {
        switch type {
        case .atomic(let type): return .atomic(try DynamicVectors.value(json, type))
        case .array(let element, _): return .array(try #require(json as? [Any]).map { try value($0, element, schema) })
        case .structure(let name):
            let structure = try #require(schema.structures[name])
            let object = try #require(json as? [String: Any])
            var members: [String: DynamicTypedDataValue] = [:]
            for (name, type) in structure.members { members[name] = try value(#require(object[name]), type, schema) }
            return .structure(members)
        }
    }

    private func schema(
        _ types: [String: [(String, String)]], _ primaryType: String
    ) throws(DynamicTypedDataError) -> DynamicTypedDataSchema {
        try DynamicTypedDataSchema(
            types: types.mapValues { $0.map { Member(name: $0.0, type: $0.1) } }, primaryType: primaryType)
    }

    @Test func typesThatAreRefused() throws {
        func error(_ types: [String: [(String, String)]], _ primaryType: String = "A") -> DynamicTypedDataError? {
            do throws(DynamicTypedDataError) {
                _ = try schema(types, primaryType)
                return nil
            } catch {
                return error
            }
        }
        #expect(error([:]) == DynamicTypedDataError(.unknownType("A"), path: "primaryType"))
        #expect(error(["A": [("b", "B[]")]]) == DynamicTypedDataError(.unknownType("B"), path: "types.A.b"))
        let unknown = [
            "uint", "int", "byte", "function", "uint7", "bytes33", "address payable", "(uint256)", "uint256[0]", "uint256[-1]", "uint256]",
        ]
        for alias in unknown {
            let found = error(["A": [("b", alias)]])
            #expect(found?.path == "types.A.b", "\(alias)")
        }
        #expect(error(["A": [("x", "bool"), ("x", "bool")]])?.kind == .duplicateMember("x"))
        #expect(error(["A": [("", "bool")]])?.kind == .invalidName(""))
        #expect(error(["A": [("x)", "bool")]])?.kind == .invalidName("x)"))
        #expect(error(["uint256": [("x", "bool")]], "uint256")?.kind == .reservedName("uint256"))
        let chain = (0..<1000).map { ("S\($0)", [("next", "S\($0 + 1)")]) }
        #expect(error(Dictionary(uniqueKeysWithValues: chain), "S0")?.kind == .tooDeep)
        // A hundred types whose strings each repeat one of 200 KB.
        var wide = ["Big": (0..<20_000).map { ("m\($0)", "uint8") }, "A": (0..<100).map { ("s\($0)", "S\($0)") }]
        for index in 0..<100 { wide["S\(index)"] = [("big", "Big")] }
        #expect(error(wide)?.kind == .tooLong)
        // What is not referred to is not looked at.
        #expect(error(["A": [], "B": [("b", "B")]]) == nil)
    }

    /// As MetaMask and eth-account hash them; the expected hashes are eth-account's.
    @Test func recursiveTypes() throws {
        func text(_ value: String) -> DynamicTypedDataValue { .atomic(.string(value)) }
        func check(_ types: [String: [(String, String)]], _ primaryType: String, _ message: DynamicTypedDataValue, _ type: String, _ hash: String) throws {
            let schema = try schema(types, primaryType)
            #expect(schema.root.isRecursive)
            let data = try DynamicTypedData(schema: schema, domain: EIP712Domain(name: "x"), message: message)
            #expect(data.encodeType == type)
            #expect(data.structHash.hex == hash)
        }
        try check(
            ["P": [("n", "string"), ("mother", "P"), ("father", "P")]], "P",
            .structure(["n": text("a"), "mother": .structure(["n": text("b"), "mother": .null, "father": .null]), "father": .null]),
            "P(string n,P mother,P father)", "0x4285b6414d266ba3c79d122e24ddb2d4aeb8893decda76259c815fdb01132243")
        let leaf = { (name: String) in DynamicTypedDataValue.structure(["n": text(name), "kids": .array([])]) }
        try check(
            ["N": [("n", "string"), ("kids", "N[]")]], "N",
            .structure(["n": text("a"), "kids": .array([leaf("b"), .structure(["n": text("c"), "kids": .array([leaf("d")])])])]),
            "N(string n,N[] kids)", "0x0b8a2bcc47d77d9cfc23b2648812db14c3a3542ad07718fc798c22781c6dec10")
        try check(
            ["A": [("b", "B[]"), ("c", "C")], "B": [("a", "A[2][]"), ("z", "uint8")], "C": [("next", "A")]], "A",
            .structure(["b": .array([.structure(["a": .array([]), "z": .atomic(.uint(1))])]), "c": .structure(["next": .null])]),
            "A(B[] b,C c)B(A[2][] a,uint8 z)C(A next)", "0x4dd88e8ac2e221efb31777015dfca3ddb535144f37645a1edb95e86c07126fb9")
    }

    /// Only what would have no end otherwise may be null: elsewhere it is a member that is missing.
    @Test func nullWhereNothingIsRecursive() throws {
        let schema = try schema(["A": [("b", "B")], "B": [("x", "bool")]], "A")
        let error = #expect(throws: DynamicTypedDataError.self) {
            try DynamicTypedData(schema: schema, domain: EIP712Domain(), message: .structure(["b": .null]))
        }
        #expect(error?.description == "message.b: B is expected, not null")
        let recursive = try self.schema(["A": [("next", "A")]], "A")
        #expect(throws: DynamicTypedDataError.self) { try DynamicTypedData(schema: recursive, domain: EIP712Domain(), message: .null) }
    }

    /// Only recursive types let a value nest without end; what follows them must not exhaust the stack.
    @Test func valuesNestToALimit() throws {
        let schema = try schema(["L": [("next", "L")], "T": [("kids", "T[]")]], "L")
        let trees = try self.schema(["T": [("kids", "T[]")]], "T")
        func list(_ depth: Int) -> DynamicTypedDataValue { (0..<depth).reduce(.null) { value, _ in .structure(["next": value]) } }
        func tree(_ depth: Int) -> DynamicTypedDataValue {
            (1..<depth).reduce(.structure(["kids": .array([])])) { value, _ in .structure(["kids": .array([value])]) }
        }
        func kind(_ schema: DynamicTypedDataSchema, _ message: DynamicTypedDataValue) -> DynamicTypedDataError.Kind? {
            do throws(DynamicTypedDataError) {
                _ = try DynamicTypedData(schema: schema, domain: EIP712Domain(), message: message)
                return nil
            } catch {
                return error.kind
            }
        }
        #expect(kind(schema, list(256)) == nil)
        #expect(kind(schema, list(257)) == .valueTooDeep)
        #expect(kind(schema, list(2_000)) == .valueTooDeep)
        #expect(kind(trees, tree(128)) == nil)
        #expect(kind(trees, tree(2_000)) == .valueTooDeep)
    }

    /// As MetaMask's eth-sig-util and viem do it; the first digest is that of eth-sig-util's smallest document.
    @Test func domainAloneIsHashedOnce() throws {
        func data(_ fields: [(String, String)], _ domain: EIP712Domain, _ message: DynamicTypedDataValue = .structure([:])) throws -> DynamicTypedData {
            try DynamicTypedData(schema: try schema(["EIP712Domain": fields], "EIP712Domain"), domain: domain, message: message)
        }
        func refusal(
            _ fields: [(String, String)], _ domain: EIP712Domain, _ message: DynamicTypedDataValue = .structure([:])
        ) -> DynamicTypedDataError? {
            #expect(throws: DynamicTypedDataError.self) { try data(fields, domain, message) }
        }
        let smallest = try data([], EIP712Domain())
        #expect(smallest.digest.hex == "0x8d4a3f4082945b7879e2b55f181c31a77c8c0a464b70669458abbaaf99de4c38")
        let domain = EIP712Domain(name: "x", chainId: 1)
        let named = try data([("name", "string"), ("chainId", "uint256")], domain)
        #expect(named.digest == keccak256([0x19, 0x01] + domain.separator.bytes.array))
        #expect(named.structHash == domain.separator)
        #expect(named.encodeType == "EIP712Domain(string name,uint256 chainId)")
        // Nothing of a message would be signed, and a separator of other fields is not the declared one.
        #expect(refusal([], EIP712Domain(), .structure(["name": .atomic(.string("x"))]))?.kind == .messageBesideDomain)
        #expect(refusal([], EIP712Domain(), .null)?.kind == .messageBesideDomain)
        #expect(
            refusal([("name", "string")], domain)?.kind
                == .domainMismatch(declared: "EIP712Domain(string name)", expected: "EIP712Domain(string name,uint256 chainId)"))
    }

    @Test func valuesThatAreRefused() throws {
        let schema = try schema(["A": [("n", "uint8"), ("b", "B[2]")], "B": [("s", "bytes4")]], "A")
        func error(_ message: DynamicTypedDataValue) -> String? {
            do throws(DynamicTypedDataError) {
                _ = try DynamicTypedData(schema: schema, domain: EIP712Domain(), message: message)
                return nil
            } catch {
                return "\(error)"
            }
        }
        let good = DynamicTypedDataValue.structure(["s": .atomic(.fixedBytes(Bytes([1, 2, 3, 4])))])
        func message(_ changes: [String: DynamicTypedDataValue?]) -> DynamicTypedDataValue {
            var members: [String: DynamicTypedDataValue] = ["n": .atomic(.uint(255)), "b": .array([good, good])]
            for (name, value) in changes { members[name] = value }
            return .structure(members)
        }
        #expect(error(message([:])) == nil)
        #expect(error(message(["n": nil])) == "message: the member 'n' is missing")
        #expect(error(message(["m": good])) == "message: the type has no member 'm'")
        #expect(error(message(["n": .atomic(.uint(256))])) == "message.n: the value does not fit uint8")
        #expect(error(message(["n": .atomic(.int(1))])) == "message.n: uint8 is expected, not a signed integer")
        #expect(error(message(["b": .array([good])])) == "message.b: 2 elements are expected, not 1")
        #expect(error(message(["b": .array([good, .structure([:])])])) == "message.b[1]: the member 's' is missing")
        let long = DynamicTypedDataValue.structure(["s": .atomic(.fixedBytes(Bytes([1, 2, 3])))])
        #expect(error(message(["b": .array([long, good])])) == "message.b[0].s: bytes4 is expected, not 3 fixed bytes")
        #expect(error(.array([])) == "message: A is expected, not an array")
    }

    @Test func namesThatOnlyBytesTellApart() throws {
        // "é" composed in the declaration, decomposed in the reference.
        #expect(throws: DynamicTypedDataError(.unknownType("e\u{301}"), path: "types.A.b")) {
            try schema(["A": [("b", "e\u{301}")], "\u{e9}": []], "A")
        }
    }
}
