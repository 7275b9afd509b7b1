import EVMCore
import Foundation
import Testing

/// What other Swift libraries for Ethereum get wrong, a test for each.
@Suite struct PeerDefectTests {
    private typealias Asset = Synthetic.Orders.Asset
    private typealias Book = Synthetic.Orders.Book
    private typealias Member = DynamicTypedDataSchema.Member

    private static let assets = [Asset(token: Address(1, 2, 3)), Asset(token: Address(4, 5, 6)), Asset(token: .zero)]

    private static func pair(_ a: Int, _ b: Int) -> FixedArray<Asset, Length2> { [assets[a], assets[b]] }

    private static func book(id: UInt256 = 1) -> Book {
        Book(
            pair: pair(0, 1), rows: [pair(1, 0), pair(2, 2)], matrix: [[1, 2, 3], [4, 5, 6]], names: [["a", "b"], [], ["e\u{301}"]], id: id)
    }

    /// Book's and Order's types as a document declares them.
    private static let types: [String: [Member]] = [
        "Book": [
            Member(name: "pair", type: "Asset[2]"), Member(name: "rows", type: "Asset[2][]"), Member(name: "matrix", type: "uint8[3][2]"),
            Member(name: "names", type: "string[][]"), Member(name: "id", type: "uint256"),
        ],
        "Order": [Member(name: "leg", type: "Leg"), Member(name: "fee", type: "Fee")],
        "Leg": [Member(name: "asset", type: "Asset")],
        "Fee": [Member(name: "asset", type: "Asset")],
        "Asset": [Member(name: "token", type: "address")],
    ]

    private static func dynamic(_ index: Int) -> DynamicTypedDataValue { .structure(["token": .atomic(.address(assets[index].token))]) }

    private static func dynamicBook(id: UInt256 = 1) -> [String: DynamicTypedDataValue] {
        func number(_ value: UInt64) -> DynamicTypedDataValue { .atomic(.uint(UInt256(value))) }
        func text(_ value: String) -> DynamicTypedDataValue { .atomic(.string(value)) }
        return [
            "pair": .array([dynamic(0), dynamic(1)]),
            "rows": .array([.array([dynamic(1), dynamic(0)]), .array([dynamic(2), dynamic(2)])]),
            "matrix": .array([.array([number(1), number(2), number(3)]), .array([number(4), number(5), number(6)])]),
            "names": .array([.array([text("a"), text("b")]), .array([]), .array([text("e\u{301}")])]),
            "id": .atomic(.uint(id)),
        ]
    }

    /// argent adds a zero word to a string of 0 bytes, or of a multiple of 32.
    @Test(arguments: [(0, 64), (1, 96), (31, 96), (32, 96), (33, 128), (64, 128), (65, 160)])
    func stringsOfWholeWordsHaveNoWordTooMany(length: Int, size: Int) throws {
        let text = String(repeating: "x", count: length)
        let padded = [UInt8](text.utf8) + [UInt8](repeating: 0, count: -length & 31)
        let expected = [UInt8](repeating: 0, count: 31) + [32] + [UInt8](repeating: 0, count: 31) + [UInt8(length)] + padded
        #expect(text.abiEncodedReturn() == Bytes(expected) && expected.count == size)
        #expect(Bytes(text.utf8).abiEncodedReturn() == Bytes(expected))
        #expect(try ABI.encode([.string(text)], as: [.string]) == Bytes(expected))
        #expect(try ABI.decode(Bytes(expected), as: [.string]) == [.string(text)])
    }

    /// argent skips a missing member and gives another hash. A generated type cannot lack one; a document that does is refused.
    @Test func missingMemberIsRefused() throws {
        let schema = try DynamicTypedDataSchema(types: Self.types, primaryType: "Book")
        for member in Self.dynamicBook().keys {
            var message = Self.dynamicBook()
            message[member] = nil
            #expect(throws: DynamicTypedDataError(.missingMember(member), path: "message")) {
                try DynamicTypedData(schema: schema, domain: EIP712Domain(), message: .structure(message))
            }
        }
    }

    /// argent reads JSON's numbers as `Double`, which has no 2^53 + 1.
    @Test func neighboursBeyondDoubleHashDifferently() throws {
        let ids = try JSONDecoder().decode([UInt256].self, from: Data("[9007199254740992, 9007199254740993]".utf8))
        #expect(ids == [UInt256(1) << 53, UInt256(1) << 53 + 1])
        let hashes = ids.map { Self.book(id: $0).structHash() }
        #expect(hashes[0] != hashes[1])
        let schema = try DynamicTypedDataSchema(types: Self.types, primaryType: "Book")
        for (id, hash) in zip(ids, hashes) {
            #expect(try schema.structHash(of: .structure(Self.dynamicBook(id: id)), as: schema.root) == hash)
        }
    }

    /// argent hashes fixed arrays of structs wrongly and crashes on arrays of arrays; web3swift stops at any array.
    @Test func arraysOfStructsAndOfArrays() throws {
        let book = Self.book()
        #expect(Book.encodeType == "Book(Asset[2] pair,Asset[2][] rows,uint8[3][2] matrix,string[][] names,uint256 id)Asset(address token)")
        let schema = try DynamicTypedDataSchema(types: Self.types, primaryType: "Book")
        #expect(schema.root.encodeType == Book.encodeType)
        #expect(try schema.structHash(of: .structure(Self.dynamicBook()), as: schema.root) == book.structHash())

        // By hand, from the standard's words: an array is the hash of its elements' encodings, at every depth.
        func hash(_ words: [Bytes32]) -> Bytes32 { keccak256(Bytes(words.flatMap { Array($0.bytes) })) }
        func word(_ value: UInt64) -> Bytes32 { Bytes32(0, 0, 0, value) }
        let structs = Self.assets.map { hash([keccak256(utf8: "Asset(address token)"), Bytes32(truncating: $0.token.word)]) }
        let members = [
            hash([structs[0], structs[1]]),
            hash([hash([structs[1], structs[0]]), hash([structs[2], structs[2]])]),
            hash([hash([word(1), word(2), word(3)]), hash([word(4), word(5), word(6)])]),
            hash([hash([keccak256(utf8: "a"), keccak256(utf8: "b")]), hash([]), hash([keccak256(utf8: "e\u{301}")])]),
            word(1),
        ]
        #expect(hash([keccak256(utf8: Book.encodeType)] + members) == book.structHash())
    }

    /// web3swift neither sorts the types that a type string refers to nor names each once.
    @Test func referencedTypesAreSortedAndThereOnce() throws {
        let expected = "Order(Leg leg,Fee fee)Asset(address token)Fee(Asset asset)Leg(Asset asset)"
        #expect(Synthetic.Orders.Order.encodeType == expected)
        #expect(Synthetic.Orders.Order.typeHash == keccak256(utf8: expected))
        #expect(try DynamicTypedDataSchema(types: Self.types, primaryType: "Order").root.encodeType == expected)
    }

    /// web3swift's domain has the chain and the contract alone.
    @Test func domainsHaveTheFieldsTheyAreGiven() {
        let salt = Bytes32(1, 2, 3, 4)
        let all = EIP712Domain(name: "n", version: "1", chainId: 1, verifyingContract: .zero, salt: salt)
        #expect(all.encodeType == "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)")
        #expect(EIP712Domain(salt: salt).encodeType == "EIP712Domain(bytes32 salt)")
        #expect(EIP712Domain().separator == keccak256(Bytes(keccak256(utf8: "EIP712Domain()").bytes)))
        #expect(Synthetic.Orders.domain(chainId: 5).encodeType == "EIP712Domain(string name,uint256 chainId)")
    }
}
