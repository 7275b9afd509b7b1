import EVMCore
import Testing

@testable import BindgenCore

@Suite struct SpecInventoryTests {
    private func inventory(_ document: SpecDocument) -> SpecInventory {
        var diagnostics = Diagnostics()
        let inventory = SpecInventory(document, diagnostics: &diagnostics)
        #expect(diagnostics.all == [])
        return inventory
    }

    @Test func json() {
        let document = readSolidity(
            """
            // ERC-20 1.0: interface facts.
            enum Lib.Side { LONG, SHORT }
            // enum Unknown: uint8, case names unknown
            struct Quote { uint256 id; Lib.Side side; Inner[] inner; }
            struct Inner { address a; }
            constructor(address owner);
            function transfer(address to, uint256 amount) returns (bool);
            function transfer(address, uint256 amount) returns (bool);
            function quotes(uint256 start) view returns (Quote[]);
            event Transfer(address indexed from, address indexed to, uint256 value);
            event Transfer(address indexed, address indexed to, uint256 value);
            event Note(Unknown u) anonymous;
            error Bad(Quote q);
            """)
        #expect(
            JSONWriter.write(inventory(document).json, .compact)
                == [
                    #"{"contract":"ERC20","release":"1.0","constructor":{"inputs":[{"name":"owner","type":"address"}]},"#,
                    #""functions":[{"name":"quotes","signature":"quotes(uint256)","selector":"0xa61cf0d4","stateMutability":"view","#,
                    #""inputs":[{"name":"start","type":"uint256"}],"outputs":[{"name":"","type":"(uint256,uint8,(address)[])[]","struct":"Quote"}]},"#,
                    #"{"name":"transfer","signature":"transfer(address,uint256)","selector":"0xa9059cbb","stateMutability":"nonpayable","#,
                    #""inputs":[{"name":"to","type":"address"},{"name":"amount","type":"uint256"}],"outputs":[{"name":"","type":"bool"}]}],"#,
                    #""events":[{"name":"Note","signature":"Note(uint8)","topic0":null,"anonymous":true,"#,
                    #""inputs":[{"name":"u","type":"uint8","indexed":false}]},"#,
                    #"{"name":"Transfer","signature":"Transfer(address,address,uint256)","#,
                    #""topic0":"0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef","anonymous":false,"#,
                    #""inputs":[{"name":"from","type":"address","indexed":true},{"name":"to","type":"address","indexed":true},"#,
                    #"{"name":"value","type":"uint256","indexed":false}]}],"#,
                    #""errors":[{"name":"Bad","signature":"Bad((uint256,uint8,(address)[]))","selector":"0x11fe8122","#,
                    #""inputs":[{"name":"q","type":"(uint256,uint8,(address)[])","struct":"Quote"}]}],"#,
                    #""structs":[{"name":"Inner","type":"(address)","members":[{"name":"a","type":"address"}]},"#,
                    #"{"name":"Quote","type":"(uint256,uint8,(address)[])","members":[{"name":"id","type":"uint256"},"#,
                    #"{"name":"side","type":"uint8"},{"name":"inner","type":"(address)[]","struct":"Inner"}]}],"#,
                    #""enums":[{"name":"Lib.Side","cases":["LONG","SHORT"]},{"name":"Unknown","cases":null}],"typedData":[]}"#,
                ].joined())
    }

    /// What declares no constructor has the one that Solidity gives it.
    @Test func constructorThatIsNotDeclared() {
        #expect(JSONWriter.write(inventory(readSolidity("function f();")).json, .compact).contains(#""constructor":{"inputs":[]},"functions""#))
    }

    @Test func typedData() {
        var document = SpecDocument(file: "t.json")
        let types = [
            "FlexFillAuth": [
                TypedDataMember(name: "opHash", type: "bytes32"), TypedDataMember(name: "fieldIndex", type: "uint256"),
                TypedDataMember(name: "value", type: "bytes"),
            ],
            "Batch": [TypedDataMember(name: "fills", type: "FlexFillAuth[]")],
        ]
        let spec = TypedDataSpec(primaryType: "Batch", types: types, location: SourceLocation(file: "t.json"))
        document.typedData = [spec, spec]
        let found = inventory(document).typedData
        #expect(
            found.map(\.encodeType) == [
                "Batch(FlexFillAuth[] fills)FlexFillAuth(bytes32 opHash,uint256 fieldIndex,bytes value)",
                "FlexFillAuth(bytes32 opHash,uint256 fieldIndex,bytes value)",
            ])
        #expect(found[1].typeHash.hex == "0x6f4c730db2efef49e0244b002b0f48cb41264f7aa6a1d29ed3521812c768c0a3")
        document.typedData[0].types["Batch"] = [TypedDataMember(name: "fills", type: "Missing")]
        var diagnostics = Diagnostics()
        _ = SpecInventory(document, diagnostics: &diagnostics)
        #expect(diagnostics.all.count == 1)
        #expect(diagnostics.all.first?.message.hasPrefix("types.Batch.fills: unknown type 'Missing'") == true)
    }

    /// One topic with different indexed parameters is two things to whoever reads logs.
    @Test func eventsThatDifferInIndexedStayApart() {
        let document = readSolidity("event E(address indexed a);\nevent E(address b);\nevent E(address indexed c);")
        let events = inventory(document).events
        #expect(events.map { $0.item.inputs.map(\.name) } == [["a"], ["b"]])
    }

    @Test func summary() {
        let document = readSolidity(
            "struct S { bool b; } function f(S s) view returns (S[]); event E(address indexed a, bool); error X(); enum D { A, B }")
        #expect(
            inventory(document).summary == """
                1 function, 1 event, 1 error, 1 struct, 1 enum

                Functions
                  0x19cabbc5  f((bool)) view returns ((bool)[])

                Events
                  0x4428692bdffe9cf5fa737a9fac5f586f7a9f6034023d80f4951b10ac32187b6c  E(address indexed,bool)

                Errors
                  0xc1599bd9  X()

                Structs
                  S  (bool)

                Enums
                  D  A, B

                """)
    }

    @Test func namesFromThePath() {
        func names(_ path: String) -> [String?] {
            var document = readSolidity("error X();", file: path)
            document.takeNamesFromPath()
            return [document.contractName, document.release]
        }
        #expect(names("Specs/0.8.5/SymmioCore.json") == ["SymmioCore", "0.8.5"])
        #expect(names("v0.8.6/A.sol") == ["A", "0.8.6"])
        #expect(names("SymmioCore.abi.json") == ["SymmioCore", nil])
        #expect(names("Specs/my-core.json") == [nil, nil])
        #expect(names("0.8./A.json") == ["A", nil])
        #expect(names("12/A.json") == ["A", nil])
    }
}
