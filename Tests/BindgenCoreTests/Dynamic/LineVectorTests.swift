import BindgenCore
import EVMCore
import Testing

/// Lines made of the vectors, through the encoder and the decoder that the commands run.
@Suite struct LineVectorTests {
    private static let contracts: [(vectors: String, spec: String)] = [
        ("symmio-core-0.8.5", "Specs/0.8.5/SymmioCore.json"), ("instant-layer-0.8.6", "Specs/0.8.6/InstantLayer.json"),
        ("synthetic", LineVectors.synthetic),
    ]

    @Test(arguments: contracts)
    func functions(vectors: String, spec path: String) throws {
        let spec = try LineVectors.spec(path)
        var plainEncoder = DynamicLineEncoder()
        var plainDecoder = DynamicLineDecoder()
        var encoder = DynamicLineEncoder(spec: spec)
        var decoder = DynamicLineDecoder(spec: spec)
        for vector in try LineVectors.cases("abi_\(vectors)_functions") {
            let calldata = JSONOutput.object([JSONOutput.Member("calldata", try JSONOutput(copying: #require(vector["calldata"])))])
            #expect(try plainEncoder.answer(.line("signature", "args", of: vector)).isSame(as: calldata))
            let decoded = try plainDecoder.answer(.line("signature", "calldata", of: vector))
            #expect(decoded.isSame(as: try JSONOutput(copying: .line("signature", "args", of: vector))))

            let named = try decoder.answer(.line("calldata", of: vector))
            #expect(try #require(named["args"]).isSame(as: JSONOutput(copying: #require(vector["args"]))))
            #expect(try #require(named["signature"]).isSame(as: JSONOutput(copying: #require(vector["signature"]))))
            // What is decoded by name encodes by name.
            let call: JSONOutput = [
                "function": try #require(named["signature"]), "args": try #require(named["named"]),
            ]
            let again = try encoder.answer(LineVectors.node(JSONWriter.write(call, .compact)))
            #expect(again.isSame(as: calldata), "\(JSONWriter.write(call, .compact))")
        }
    }

    @Test(arguments: contracts)
    func returnsAndErrors(vectors: String, spec path: String) throws {
        let spec = try LineVectors.spec(path)
        var decoder = DynamicLineDecoder(spec: spec)
        for vector in try LineVectors.cases("abi_\(vectors)_returns") {
            let answer = try decoder.answer(.line("function=signature", "returns=data", of: vector))
            #expect(try #require(answer["args"]).isSame(as: JSONOutput(copying: #require(vector["args"]))))
        }
        for vector in try LineVectors.cases("abi_\(vectors)_errors") {
            let answer = try decoder.answer(.line("revert=data", of: vector))
            #expect(answer["kind"] == "custom")
            #expect(try #require(answer["args"]).isSame(as: JSONOutput(copying: #require(vector["args"]))))
            #expect(try #require(answer["signature"]).isSame(as: JSONOutput(copying: #require(vector["signature"]))))
        }
    }

    @Test(arguments: contracts)
    func logs(vectors: String, spec path: String) throws {
        var decoder = DynamicLineDecoder(spec: try LineVectors.spec(path))
        for vector in try LineVectors.cases("abi_\(vectors)_events") {
            let isAnonymous = vector["anonymous"]?.bool == true
            let line: JSONNode =
                try isAnonymous ? .line("event=signature", "topics", "data", of: vector) : .line("topics", "data", of: vector)
            let answer = try decoder.answer(line)
            var expected: [JSONOutput] = []
            var topics = try #require(vector["topics"]?.array).dropFirst(isAnonymous ? 0 : 1)
            let args = try #require(vector["args"]?.array)
            for (index, isIndexed) in try #require(vector["indexed"]?.array).enumerated() {
                let topic = isIndexed.bool == true ? topics.popFirst() : nil
                let isHashed = vector["hashed"]?.array?[index].bool == true
                expected.append(isHashed ? ["hash": try JSONOutput(copying: #require(topic))] : try JSONOutput(copying: args[index]))
            }
            #expect(try #require(answer["args"]).isSame(as: .array(expected)))
            #expect(try #require(answer["signature"]).isSame(as: JSONOutput(copying: #require(vector["signature"]))))
        }
    }

    @Test func plainDataBothWays() throws {
        var encoder = DynamicLineEncoder()
        var decoder = DynamicLineDecoder()
        for vector in try LineVectors.cases("abi_random_types") {
            #expect(try encoder.answer(.line("types", "args", of: vector)).isSame(as: JSONOutput(copying: .line("data", of: vector))))
            #expect(try decoder.answer(.line("types", "data", of: vector)).isSame(as: JSONOutput(copying: .line("args", of: vector))))
        }
    }

    @Test func malformedDataIsRefusedWithItsPlace() throws {
        var decoder = DynamicLineDecoder()
        for vector in try LineVectors.cases("abi_malformed_decode") {
            let line = try JSONNode.line("types", "data", of: vector)
            do {
                let answer = try decoder.answer(line)
                #expect(try JSONOutput(copying: #require(vector["ethabi_lenient"])).isSame(as: #require(answer["args"])))
            } catch let failure as DynamicFailure {
                #expect(failure.path.hasPrefix("args["), "\(failure)")
                #expect(failure.reason.hasPrefix("byte "), "\(failure)")
            }
        }
    }

    @Test func typedData() throws {
        for name in [
            "conditional_order", "flex_fill_auth", "generic", "signed_delegation", "signed_operation", "signed_operation_legacy5",
        ] {
            let file = try LineVectors.file("eip712_\(name)")
            for vector in try #require(file["cases"]?.array) {
                let types = try JSONOutput(copying: #require(vector["types"] ?? file["types"]))
                guard case .object(let rest) = try JSONOutput(copying: .line("primaryType", "domain", "message", of: vector)) else {
                    continue
                }
                let document = JSONOutput.object([JSONOutput.Member("types", types)] + rest)
                let answer = try DynamicTypedData.answer(LineVectors.node(JSONWriter.write(document, .compact)))
                let expected = try JSONOutput(
                    copying: .line("domainSeparator", "structHash", "digest", "encodeType", "typeHash", of: vector))
                #expect(answer.isSame(as: expected), "\(name)")
            }
        }
    }
}
