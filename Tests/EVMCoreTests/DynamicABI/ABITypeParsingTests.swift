import EVMCore
import Testing

@Suite struct ABITypeParsingTests {
    @Test(arguments: [
        ("uint256", "uint256"), ("uint", "uint256"), ("int", "int256"), ("int8", "int8"), ("address", "address"),
        ("address payable", "address"),
        ("bool", "bool"), ("bytes1", "bytes1"), ("bytes32", "bytes32"), ("byte", "bytes1"), ("bytes", "bytes"), ("string", "string"),
        ("function", "function"), ("uint256[]", "uint256[]"), ("uint256[3]", "uint256[3]"), ("bytes[][2]", "bytes[][2]"),
        ("(uint256,address)[]", "(uint256,address)[]"), ("tuple(uint, address payable)[2]", "(uint256,address)[2]"),
        ("( uint256 , (bool,bytes)[] )", "(uint256,(bool,bytes)[])"), ("address payable[]", "address[]"),
    ])
    func canonical(text: String, expected: String) throws {
        let type = try ABIType(parsing: text)
        #expect(type.canonicalName == expected)
        #expect(try ABIType(parsing: type.canonicalName) == type)
    }

    @Test func everyWidth() throws {
        for bits in stride(from: 8, through: 256, by: 8) {
            #expect(try ABIType(parsing: "uint\(bits)") == .uint(bits))
            #expect(try ABIType(parsing: "int\(bits)") == .int(bits))
        }
        for count in 1...32 { #expect(try ABIType(parsing: "bytes\(count)") == .fixedBytes(count)) }
    }

    @Test(arguments: [
        ("", ABITypeError.Kind.empty, 0),
        ("uint257", .unknownType("uint257", hint: "widths go from 8 to 256 in steps of 8"), 0),
        ("uint12", .unknownType("uint12", hint: "widths go from 8 to 256 in steps of 8"), 0),
        ("int0", .unknownType("int0", hint: "widths go from 8 to 256 in steps of 8"), 0),
        ("uint08", .unknownType("uint08", hint: "widths go from 8 to 256 in steps of 8"), 0),
        ("uint99999999999999999999", .unknownType("uint99999999999999999999", hint: "widths go from 8 to 256 in steps of 8"), 0),
        ("bytes33", .unknownType("bytes33", hint: "fixed bytes go from bytes1 to bytes32"), 0),
        ("bytes0", .unknownType("bytes0", hint: "fixed bytes go from bytes1 to bytes32"), 0),
        (
            "fixed128x18",
            .unknownType(
                "fixed128x18",
                hint: "Solidity names fixed-point types but can neither assign nor encode them; contracts use scaled integers"), 0
        ),
        ("(bool,Quote)", .unknownType("Quote", hint: nil), 6),
        ("mapping", .unknownType("mapping", hint: "a mapping never crosses the ABI"), 0),
        ("uint256é", .unknownType("uint256é", hint: nil), 0),
        ("uint256[", .badArraySuffix, 7), ("uint256[-1]", .badArraySuffix, 7), ("uint256[x]", .badArraySuffix, 7),
        ("uint256[03]", .badArraySuffix, 7),
        ("uint256[2", .badArraySuffix, 7), ("uint256[ ]", .badArraySuffix, 7),
        ("uint256[0]", .zeroLengthArray, 7),
        ("uint256[99999999999999999999999]", .tooLarge, 7), ("uint256[33554433]", .tooLarge, 7), ("string[33554433]", .tooLarge, 6),
        ("uint256[65536][65536][65536][65536]", .tooLarge, 14),
        ("(uint256[33554432],bool)", .tooLarge, 0), ("(uint256,address", .expected("',' or ')'"), 16),
        ("(uint256 address)", .expected("',' or ')'"), 9),
        ("()", .emptyTuple, 0), ("(bool,())", .emptyTuple, 6), ("(bool,)", .empty, 6), ("tuple", .tupleWithoutMembers, 0),
        ("tuple[]", .tupleWithoutMembers, 0), ("uint256)", .trailingText(")"), 7), ("uint256 x", .trailingText(" x"), 7),
        ("bool]", .trailingText("]"), 4), (" bool", .empty, 0),
    ])
    func refused(text: String, kind: ABITypeError.Kind, offset: Int) {
        #expect(throws: ABITypeError(kind, offset: offset)) { try ABIType(parsing: text) }
    }

    @Test func depthIsBounded() throws {
        let deepest = ABIType.maximumDepth
        _ = try ABIType(parsing: "bool" + String(repeating: "[]", count: deepest))
        _ = try ABIType(parsing: String(repeating: "(", count: deepest) + "bool" + String(repeating: ")", count: deepest))
        #expect(throws: ABITypeError.self) { try ABIType(parsing: "bool" + String(repeating: "[]", count: deepest + 1)) }
        for open in ["(", "([", "tuple("] {
            #expect(throws: ABITypeError.self) { try ABIType(parsing: String(repeating: open, count: 100_000)) }
        }
        let half = String(repeating: "(", count: 40) + "bool" + String(repeating: ")", count: 40)
        #expect(throws: ABITypeError.self) { try ABIType(parsing: half + String(repeating: "[]", count: 40)) }
        #expect(throws: ABITypeError.self) {
            try ABIType(parsing: "(bool" + String(repeating: "[]", count: deepest) + ")")
        }
    }

    @Test func splitTuples() throws {
        #expect(try ABIType(parsing: "tuple[2][]", tupleMembers: [.bool]) == .array(.fixedArray(.tuple([.bool]), 2)))
        #expect(throws: ABITypeError(.emptyTuple, offset: 0)) { try ABIType(parsing: "tuple", tupleMembers: []) }
        let wide = ABIType.fixedArray(.uint(256), 1 << 25)
        #expect(throws: ABITypeError(.tooLarge, offset: 5)) { try ABIType(parsing: "tuple[2]", tupleMembers: [wide]) }
        #expect(throws: ABITypeError(.tooLarge, offset: 0)) { try ABIType(parsing: "tuple", tupleMembers: [wide, wide]) }
    }

    @Test(arguments: [
        ("uint8", false, 32), ("bytes", true, 32), ("uint256[3]", false, 96), ("(uint256,address[2])[2]", false, 192),
        ("(uint256,string)", true, 32),
        ("string[2]", true, 32), ("uint256[]", true, 32),
    ])
    func layout(text: String, isDynamic: Bool, headSize: Int) throws {
        let type = try ABIType(parsing: text)
        #expect(type.isDynamic == isDynamic)
        #expect(type.headSize == headSize)
    }

    @Test func layoutNeverOverflows() {
        let absurd = ABIType.fixedArray(.fixedArray(.bool, .max), .max)
        #expect(absurd.headSize == .max)
        #expect(ABIType.tuple([absurd, absurd]).headSize == .max)
        #expect(ABIType.fixedArray(.bool, -1).headSize == 0)
    }
}
