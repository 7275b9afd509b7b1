import BindgenCore
import EVMCore
import Testing

/// What lines may say, what they may not, and where a failure points.
@Suite struct LineTests {
    private func encode(_ line: String, _ spec: DynamicSpec = DynamicSpec()) throws -> JSONOutput {
        var encoder = DynamicLineEncoder(spec: spec)
        return try encoder.answer(LineVectors.node(line))
    }

    private func decode(_ line: String, _ spec: DynamicSpec = DynamicSpec()) throws -> JSONOutput {
        var decoder = DynamicLineDecoder(spec: spec)
        return try decoder.answer(LineVectors.node(line))
    }

    private func failure(_ answer: () throws -> JSONOutput) -> DynamicFailure? {
        do {
            _ = try answer()
            return nil
        } catch {
            return error as? DynamicFailure
        }
    }

    /// The hashes are eth-account's.
    @Test func recursiveTypedData() throws {
        func line(_ mother: String) -> String {
            #"{"types":{"P":[{"name":"n","type":"string"},{"name":"mother","type":"P"},{"name":"kids","type":"P[]"}],"#
                + #""EIP712Domain":[{"name":"name","type":"string"}]},"primaryType":"P","domain":{"name":"x"},"#
                + #""message":{"n":"a","mother":\#(mother),"kids":[{"n":"b","mother":null,"kids":[]}]}}"#
        }
        let answer = JSONWriter.write(try DynamicTypedData.answer(LineVectors.node(line("null"))), .compact)
        #expect(answer.contains(#""digest":"0x44d26062e92ae26f449e5a7f9c444100123f2288393714df87c97b95f669699b""#))
        #expect(failure { try DynamicTypedData.answer(LineVectors.node(line("7"))) }?.path == "message.mother")
        let missing = line("null").replacing(#""mother":null,"kids":[{"#, with: #""kids":[{"#)
        #expect(failure { try DynamicTypedData.answer(LineVectors.node(missing)) }?.path == "message.mother")
    }

    /// Of a message beside the domain nothing would be signed.
    @Test func domainAloneIsSignedWithoutAMessage() throws {
        func line(_ message: String) -> String {
            #"{"types":{"EIP712Domain":[]},"primaryType":"EIP712Domain","domain":{}\#(message)}"#
        }
        for message in ["", #","message":{}"#] {
            let answer = JSONWriter.write(try DynamicTypedData.answer(LineVectors.node(line(message))), .compact)
            #expect(answer.contains(#""digest":"0x8d4a3f4082945b7879e2b55f181c31a77c8c0a464b70669458abbaaf99de4c38""#))
        }
        for message in [#","message":{"name":"x"}"#, #","message":null"#, #","message":[]"#] {
            #expect(failure { try DynamicTypedData.answer(LineVectors.node(line(message))) }?.path.hasPrefix("message") == true)
        }
    }

    @Test func valuesHaveSeveralForms() throws {
        let forms = ["[255,-1,\"0x01\",true]", "[\"255\",\"-1\",\"0x01\",true]", "[\"0xff\",\"-0x1\",\"0x01\",true]"]
        let answers = try forms.map { try encode(#"{"types":["uint8","int16","bytes1","bool"],"args":\#($0)}"#) }
        #expect(answers[0] == answers[1] && answers[1] == answers[2])
        let object = try encode(
            #"{"signature":"f(uint8 a,(address who,bytes[] list)[] b)","args":{"b":[{"list":[],"who":"0x0000000000000000000000000000000000000001"}],"a":7}}"#
        )
        let array = try encode(
            #"{"signature":"f(uint8,(address,bytes[])[])","args":[7,[["0x0000000000000000000000000000000000000001",[]]]]}"#)
        #expect(object == array)
    }

    @Test(
        arguments: [
            (#"["uint8"]"#, "[256]", "args[0]", "256 does not fit uint8"), (#"["uint8"]"#, "[-1]", "args[0]", "-1 does not fit uint8"),
            (#"["int8"]"#, "[-129]", "args[0]", "-129 does not fit int8"), (#"["int8"]"#, "[128]", "args[0]", "128 does not fit int8"),
            (#"["uint256"]"#, "[1.5]", "args[0]", "without fraction"), (#"["uint256"]"#, "[true]", "args[0]", "not a boolean"),
            (#"["uint256"]"#, #"[""]"#, "args[0]", "no digits"), (#"["bool"]"#, "[1]", "args[0]", "bool is expected, not a number"),
            (#"["bool"]"#, #"["true"]"#, "args[0]", "bool is expected, not a string"),
            (#"["bytes4"]"#, #"["0x010203"]"#, "args[0]", "got 3 bytes"),
            (#"["bytes"]"#, #"["0x123"]"#, "args[0]", "odd number"), (#"["bytes"]"#, #"["12"]"#, "args[0]", "must begin with 0x"),
            (#"["address"]"#, #"["0x01"]"#, "args[0]", "exactly 20"),
            (#"["string"]"#, "[5]", "args[0]", "string is expected, not a number"),
            (#"["uint8[2]"]"#, "[[1]]", "args[0]", "has 2 elements, not 1"), (#"["uint8[]"]"#, "[[1,2,300]]", "args[0][2]", "does not fit"),
            (#"["bool","(bool,(string,uint8)[])"]"#, #"[true,[true,[["",1],["",-1]]]]"#, "args[1][1][1][1]", "-1 does not fit uint8"),
            (#"["uint8"]"#, "[]", "args", "1 values are expected, not 0"), (#"["uint8"]"#, "{}", "args.0", "'0' is missing"),
            (#"["uint7"]"#, "[]", "types[0]", "unknown type 'uint7'"), ("5", "[]", "types", "an array is expected"),
            (#"["address"]"#, #"["0xA9059cbb0000000000000000000000000000000000"]"#, "args[0]", "address"),
        ])
    func encodingFailures(types: String, args: String, path: String, reason: String) {
        let failure = failure { try encode(#"{"types":\#(types),"args":\#(args)}"#) }
        #expect(failure?.path == path)
        #expect(failure?.reason.contains(reason) == true, "\(failure?.reason ?? "none")")
    }

    @Test func membersByName() {
        let signature = #""signature":"f((uint8 price,bool)[] list)""#
        func path(_ args: String) -> String? { failure { try encode("{\(signature),\"args\":\(args)}") }?.path }
        #expect(path(#"{"list":[{"price":1,"1":true}]}"#) == nil)
        #expect(path(#"[[[1,true],[256,true]]]"#) == "args[0][1].price")
        #expect(path(#"{"list":[{"price":1,"1":true},{"price":"x","1":true}]}"#) == "args.list[1].price")
        #expect(path(#"{"list":[{"price":1}]}"#) == "args.list[0].1")
        #expect(path(#"{"list":[{"price":1,"1":true,"x":0}]}"#) == "args.list[0].x")
        #expect(path(#"{"lists":[]}"#) == "args.list")
        #expect(path("5") == "args")
    }

    @Test func namesBySpec() throws {
        let spec = try LineVectors.spec("Specs/0.8.5/SymmioCore.json", "Specs/0.8.5/InstantLayer.json")
        #expect(failure { try encode(#"{"function":"nothingOfThisName","args":[]}"#, spec) }?.path == "function")
        #expect(failure { try encode(#"{"function":"f","args":[]}"#) }?.reason.contains("--abi") == true)
        let list = ABISignature(name: "acceptCancelRequest", parameters: [ABIParameter(type: .uint(256))])
        let calldata = try ABI.encode([.uint(17)], for: list).hex
        #expect(try decode(#"{"calldata":"\#(calldata)"}"#, spec)["named"] == ["quoteId": "17"])
        #expect(try encode(#"{"function":"acceptCancelRequest","args":{"quoteId":17}}"#, spec) == ["calldata": .string(calldata)])
        let damaged = String(calldata.dropLast(2))
        #expect(failure { try decode(#"{"calldata":"\#(damaged)"}"#, spec) }?.path == "args[0]")
    }

    @Test func overloadsAndUnknownItems() throws {
        let spec = try LineVectors.spec(LineVectors.synthetic)
        let event = failure { try decode(#"{"topics":["0x\#(String(repeating: "00", count: 32))"],"data":"0x"}"#, spec) }
        #expect(event?.path == "topics" && event?.reason.contains("no event is known") == true)
        #expect(failure { try decode(#"{"topics":[],"data":"0x"}"#, spec) }?.path == "topics")
        #expect(failure { try decode(#"{"topics":["0x00"],"data":"0x"}"#, spec) }?.path == "topics[0]")
        #expect(failure { try decode(#"{"topics":["0x00"]}"#, spec) }?.path == "topics[0]")
        #expect(failure { try decode(#"{"calldata":"0xdeadbeef"}"#, spec) }?.path == "calldata")
        #expect(failure { try decode(#"{"calldata":"0xdead"}"#, spec) }?.path == "calldata")
        #expect(failure { try decode(#"{"calldata":"0xdeadbeef"}"#) }?.reason.contains("--abi") == true)
        #expect(failure { try decode("{}") }?.path == "")
        #expect(failure { try decode("[]") }?.reason == "an object is expected, not an array")
    }

    @Test func decodingWithoutSpec() throws {
        let word = String(repeating: "0", count: 63) + "5"
        let returned = try decode(#"{"function":"function f() view returns (uint256 id)","returns":"0x\#(word)"}"#)
        #expect(returned == ["signature": "f()", "args": ["5"], "named": ["id": "5"]])
        let hash = try ABISignature(parsing: "E(uint256,string)").hash.hex
        let log = try decode(
            #"{"event":"event E(uint256 id, string indexed s)","topics":["\#(hash)","0x\#(word)"],"data":"0x\#(word)"}"#)
        #expect(log["args"] == ["5", ["hash": .string("0x" + word)]])
        #expect(log["named"] == ["id": "5", "s": ["hash": .string("0x" + word)]])
        let unknown = try decode(#"{"revert":"0x"}"#)
        #expect(unknown == ["kind": "unknown", "signature": "", "args": [], "message": "reverted without a reason"])
    }

    @Test(
        arguments: [
            (#"{"primaryType":"A","domain":{},"message":{}}"#, "types"), (#"{"types":{"A":[]},"domain":{},"message":{}}"#, "primaryType"),
            (#"{"types":{"A":[]},"primaryType":"A","message":{}}"#, "domain"),
            (#"{"types":{"A":[]},"primaryType":"A","domain":{}}"#, "message"),
            (#"{"types":{"A":[]},"primaryType":"A","domain":{},"message":{"x":1}}"#, "message.x"),
            (#"{"types":{"A":[{"name":"x","type":"uint8"}]},"primaryType":"A","domain":{},"message":{}}"#, "message.x"),
            (#"{"types":{"A":[{"name":"x","type":"uint8[]"}]},"primaryType":"A","domain":{},"message":{"x":[1,256]}}"#, "message.x[1]"),
            (#"{"types":{"A":[{"name":"x","type":"A"}]},"primaryType":"A","domain":{},"message":{}}"#, "message.x"),
            (#"{"types":{"A":[{"name":"x"}]},"primaryType":"A","domain":{},"message":{}}"#, "types.A[0].type"),
            (#"{"types":{"A":[]},"primaryType":"A","domain":{"chain":1},"message":{}}"#, "domain.chain"),
            (#"{"types":{"A":[]},"primaryType":"A","domain":{"chainId":-1},"message":{}}"#, "domain.chainId"),
            (#"{"types":{"A":[],"EIP712Domain":[]},"primaryType":"A","domain":{"name":"x"},"message":{}}"#, "domain.name"),
            (
                #"{"types":{"A":[],"EIP712Domain":[{"name":"name","type":"string"}]},"primaryType":"A","domain":{},"message":{}}"#,
                "domain.name"
            ),
            (
                #"{"types":{"A":[],"EIP712Domain":[{"name":"version","type":"string"},{"name":"name","type":"string"}]},"primaryType":"A","domain":{"name":"","version":""},"message":{}}"#,
                "types.EIP712Domain"
            ),
        ])
    func typedDataFailures(line: String, path: String) {
        #expect(failure { try DynamicTypedData.answer(LineVectors.node(line)) }?.path == path)
    }
}
