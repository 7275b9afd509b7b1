import EVMCore
import EVMSigning
import SymmioContracts
import Testing

/// The EIP-712 vectors' signatures: by run-time types, and by the generated ones where there are any.
@Suite struct TypedDataSigningTests {
    typealias Member = DynamicTypedDataSchema.Member

    @Test(
        arguments: [
            ("conditional_order", 120), ("flex_fill_auth", 30), ("generic", 120), ("signed_delegation", 60), ("signed_operation", 120),
            ("signed_operation_legacy5", 30),
        ])
    func vectors(name: String, count: Int) async throws {
        let file = try DynamicVectors.file("eip712_\(name)")
        let cases = try #require(file["cases"] as? [[String: Any]])
        #expect(cases.count == count)
        for json in cases {
            let vector = try JSONMessage(json)
            let signer = LocalSigner(try vector.privateKey())
            let expected = try vector.bytes("signature")
            #expect(try signer.address == vector.address("signer"))

            let typedData = try typedData(json, types: #require(json["types"] ?? file["types"]))
            let signature = try await signer.sign(typedData: typedData)
            #expect(signature.bytes == expected)
            #expect(try signer.key.sign(typedData: typedData) == signature)
            #expect(try signature.recoverAddress(typedData: typedData) == signer.address)

            let message = try vector.object("message").typedStruct(of: name)
            #expect((message == nil) == (name == "generic"))
            guard let message else { continue }
            let domain = try vector.object("domain").domain()
            #expect(try await signer.sign(message, domain: domain).bytes == expected)
            #expect(try signer.key.sign(message, domain: domain).bytes == expected)
            #expect(try signature.recoverAddress(message, domain: domain) == signer.address)
        }
    }

    /// What the Instant Layer's own contract verified.
    @Test func instantLayer() async throws {
        let file = try JSONMessage(file: "instant-layer")
        let domain = try file.object("domain").domain()
        let signer = LocalSigner(try file.privateKey()).expecting(
            chainId: try file.object("domain").uint256("chainId"),
            verifyingContract: try file.object("domain").address("verifyingContract"))
        let filler = LocalSigner(try file.privateKey("flexFillerPrivateKey"))
        func check(_ vector: JSONMessage, _ message: some TypedStruct, by signer: some Signer) async throws {
            let signature = try await signer.sign(message, domain: domain)
            #expect(try signature.bytes == vector.bytes("signature"))
            #expect(try signature.recoverAddress(message, domain: domain) == signer.address)
        }
        let operations = try file.objects("operations")
        #expect(operations.count == 3)
        for vector in operations { try await check(vector, Symmio085.InstantLayer.SignedOperation(vector.object("op")), by: signer) }
        let fills = try file.objects("flexFills")
        #expect(fills.count == 1)
        for vector in fills { try await check(vector, Symmio085.InstantLayer.FlexFillAuth(vector.object("fill")), by: filler) }
        let delegations = try file.objects("delegations")
        #expect(delegations.count == 2)
        for vector in delegations {
            try await check(vector, Symmio085.InstantLayer.SignedDelegation(vector.object("delegation")), by: signer)
        }
    }

    private func typedData(_ json: [String: Any], types: Any) throws -> DynamicTypedData {
        let declarations = try #require(types as? [String: [[String: String]]])
        let members = declarations.mapValues { $0.map { Member(name: $0["name"] ?? "", type: $0["type"] ?? "") } }
        let schema = try DynamicTypedDataSchema(types: members, primaryType: #require(json["primaryType"] as? String))
        let message = try value(#require(json["message"]), .structure(schema.primaryType), schema)
        return try DynamicTypedData(schema: schema, domain: JSONMessage(json["domain"]).domain(), message: message)
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
}
