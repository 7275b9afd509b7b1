import EVMCore
import Testing

@Suite struct ABISignatureTests {
    @Test func namesAreKept() throws {
        let signature = try ABISignature(parsing: "f(uint256 quoteId,(address addr,bool isPartyB)[2] account,bytes[] ops)")
        #expect(signature.canonical == "f(uint256,(address,bool)[2],bytes[])")
        #expect(signature.parameters.map(\.name) == ["quoteId", "account", "ops"])
        #expect(signature.parameters[1].components.map(\.name) == ["addr", "isPartyB"])
        #expect(signature.parameters[1].type == .fixedArray(.tuple([.address, .bool]), 2))
        #expect(signature.kind == nil)
    }

    @Test func declarations() throws {
        let event = try ABISignature(parsing: " event Transfer(address indexed from, address indexed to, uint256 value) anonymous; ")
        #expect(event.kind == .event && event.isAnonymous)
        #expect(event.parameters.map(\.isIndexed) == [true, true, false])
        #expect(event.hash.hex == "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")

        let function = try ABISignature(
            parsing: "function f(tuple(uint a, address payable b)[] memory list, string calldata) external view returns (bool ok, bytes)")
        #expect(function.canonical == "f((uint256,address)[],string)")
        #expect(function.outputs.map(\.name) == ["ok", ""])
        #expect(function.outputs.map(\.type) == [.bool, .bytes])
        #expect(try ABISignature(parsing: "error X()").kind == .error)
        // A keyword is a name where a list follows at once.
        #expect(try ABISignature(parsing: "error(uint256)").name == "error")
        #expect(try ABISignature(parsing: "transfer(address,uint256)").selector.hex == "0xa9059cbb")
    }

    @Test(
        arguments: [
            "", "f", "f(", "f(uint256", "f(uint256))", "f(uint256,)", "f(,)", "(uint256)", "1f()", "f(uint257)", "f(uint256 a b)", "f() g",
            "f(uint256[0])", "f(())", "f(tuple)", "f((uint256)[)", "f()\u{0}", "f(ü)", "event E", "f(uint256) returns",
        ])
    func refusals(text: String) {
        #expect(throws: ABITypeError.self) { try ABISignature(parsing: text) }
    }

    @Test func endlessNesting() {
        let deep = "f" + String(repeating: "(", count: 100_000)
        #expect(throws: ABITypeError.self) { try ABISignature(parsing: deep) }
        #expect(throws: ABITypeError.self) { try ABISignature(parsing: "f(uint8\(String(repeating: "[]", count: 100_000)))") }
    }

    @Test func diagnosisNamesTheValue() throws {
        let parameters = "uint256 id,(uint256 offset,(uint8 side,string note)[] flexFields)[] ops,bytes"
        let list = try [ABIParameter](parsing: "(\(parameters))")
        let flex = DynamicABIValue.array([
            .tuple([.uint(1), .string("x")]), .tuple([.uint(2), .string("y")]),
        ])
        let ops = DynamicABIValue.array([.tuple([.uint(0), .array([])]), .tuple([.uint(1), flex])])
        var data = try ABI.encode([.uint(7), ops, .bytes(Bytes([]))], as: list)
        func found() -> ABIError {
            let fallback = ABIError(.tooMuchData, offset: 5)
            return data.withUnsafeBytes { ABI.diagnose($0, parameters: parameters, found: fallback) }
        }
        #expect(found() == ABIError(.tooMuchData, offset: 5))
        let place = try #require(data.array.lastIndex(of: 2))
        data.array[place - 1] = 1
        let error = found()
        #expect(error == ABIError(.integerOutOfRange, offset: place - 31, path: "ops[1].flexFields[1].side"))
        #expect(error.description.hasPrefix("ops[1].flexFields[1].side at byte \(place - 31): the integer does not fit its type"))
        data.array = Array(data.array.prefix(64))
        #expect(found().path == "args[2]")
        let unreadable = data.withUnsafeBytes { ABI.diagnose($0, parameters: "uint7 x", found: ABIError(.invalidBool, offset: 1)) }
        #expect(unreadable == ABIError(.invalidBool, offset: 1))
    }
}
