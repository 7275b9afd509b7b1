import EVMCore
import Testing

@Suite struct PackedEncodingTests {
    private func packed(_ pairs: (DynamicABIValue, ABIType)...) throws(ABIError) -> String {
        try ABI.encodePacked(pairs.map(\.0), as: pairs.map(\.1)).hex
    }

    /// The example of Solidity's ABI specification, "Non-standard Packed Mode".
    @Test func specificationExample() throws {
        let text = DynamicABIValue.string("Hello, world!")
        let result = try packed((.int(-1), .int(16)), (.fixedBytes(Bytes([0x42])), .fixedBytes(1)), (.uint(3), .uint(16)), (text, .string))
        #expect(result == "0xffff42000348656c6c6f2c20776f726c6421")
    }

    @Test func everyKind() throws {
        let address = try Address("0x5B38Da6a701c568545dCfcB03FcB875f56beddC4")
        #expect(try packed((.address(address), .address), (.bool(true), .bool)) == "0x5b38da6a701c568545dcfcb03fcb875f56beddc401")
        #expect(
            try packed((.bytes(Bytes([1, 2])), .bytes), (.function(address, Selector(0xa905_9cbb)), .function)) == "0x0102"
                + "5b38da6a701c568545dcfcb03fcb875f56beddc4a9059cbb")
        let array = DynamicABIValue.array([.uint(1), .uint(2)])
        let words = "0x" + String(repeating: "0", count: 63) + "1" + String(repeating: "0", count: 63) + "2"
        #expect(try packed((array, .array(.uint(8)))) == words)
        #expect(try packed((array, .fixedArray(.uint(8), 2))) == words)
        #expect(try packed((.array([]), .array(.uint(8)))) == "0x")
    }

    @Test func refusals() {
        let refused: [(DynamicABIValue, ABIType)] = [
            (.tuple([.bool(true)]), .tuple([.bool])), (.array([]), .array(.array(.bool))), (.array([]), .array(.bytes)),
            (.array([]), .array(.string)), (.array([]), .array(.tuple([.bool]))), (.uint(256), .uint(8)), (.uint(1), .int(8)),
            (.array([.bool(true)]), .fixedArray(.bool, 2)), (.bytes(Bytes([1])), .fixedBytes(1)),
        ]
        for (value, type) in refused {
            #expect(throws: ABIError.self) { try ABI.encodePacked([value], as: [type]) }
        }
        #expect(throws: ABIError(.arity(expected: 1, found: 0))) { try ABI.encodePacked([], as: [.bool]) }
        #expect(throws: ABIError(.valueOutOfRange(type: "uint8"), path: "args[1][2]")) {
            try ABI.encodePacked([.bool(true), .array([.uint(1), .uint(2), .uint(300)])], as: [.bool, .array(.uint(8))])
        }
    }
}
