import EVMCore
import Testing

@testable import BindgenCore

/// The text of a document that Solidity can say without objection.
func writeSolidity(_ document: SpecDocument) -> String {
    var diagnostics = Diagnostics()
    let text = SolidityWriter.interface(of: document, diagnostics: &diagnostics)
    #expect(diagnostics.all == [])
    return text
}

extension SpecDocument {
    /// The document with every place taken out, to compare two files.
    var withoutPlaces: SpecDocument {
        var document = self
        document.file = ""
        document.items = items.map { item in
            var item = item
            item.location = SourceLocation(file: "")
            item.inputs = item.inputs.map(\.withoutPlace)
            item.outputs = item.outputs.map(\.withoutPlace)
            return item
        }
        document.structs = structs.mapValues { $0.map(\.withoutPlace) }
        return document
    }
}

extension SpecParameter {
    fileprivate var withoutPlace: SpecParameter {
        var parameter = self
        parameter.location = SourceLocation(file: "")
        parameter.components = components.map(\.withoutPlace)
        return parameter
    }
}

@Suite struct SolidityWriterTests {
    private static let source = """
        // Market 0.8.5
        type Price is uint128;
        interface IToken { enum Kind { A } }
        library Types {
            // enum Types.Unknown: uint8, case names unknown
            type Unknown is uint8;
            enum Side { LONG, SHORT }
            struct Order { Side side; Price price; IToken token; Inner[2] inner; IToken.Kind kind; }
            struct Inner { bytes32[][3] roots; }
            struct Unused { uint256 x; }
        }
        interface Market {
            struct Own { Types.Order[] orders; Market self; }
            /// @notice Places orders.
            /// @dev Twice.
            /// @param own what
            /// @return
            /// @return second the other
            function place(Own[] calldata own, address payable to) external payable returns (uint256, bytes memory second);
            function place(uint256) external pure;
            event Placed(address indexed owner, Types.Unknown, Types.Side indexed side, string note) anonymous;
            error Refused(Price price, function (uint256) view external returns (bool) check);
            receive() external payable;
            fallback() external;
        }
        """

    @Test func golden() {
        #expect(
            writeSolidity(readSolidity(Self.source)) == """
                // Market 0.8.5
                // SPDX-License-Identifier: UNLICENSED
                pragma solidity ^0.8.19;

                type Price is uint128;

                interface IToken {
                    enum Kind { A }
                }

                library Types {
                    struct Inner {
                        bytes32[][3] roots;
                    }
                    struct Order {
                        Types.Side side;
                        Price price;
                        IToken token;
                        Types.Inner[2] inner;
                        IToken.Kind kind;
                    }
                    enum Side { LONG, SHORT }
                    // enum Types.Unknown: uint8, case names unknown
                    type Unknown is uint8;
                    struct Unused {
                        uint256 x;
                    }
                }

                interface Market {
                    struct Own {
                        Types.Order[] orders;
                        Market self;
                    }
                    /// @notice Places orders.
                    /// @dev Twice.
                    /// @param own what
                    /// @return
                    /// @return second the other
                    function place(Market.Own[] calldata own, address payable to) external payable returns (uint256, bytes memory second);
                    function place(uint256) external pure;

                    event Placed(address indexed owner, Types.Unknown, Types.Side indexed side, string note) anonymous;

                    error Refused(Price price, function (uint256) view external returns (bool) check);

                    receive() external payable;

                    fallback() external;
                }

                """)
    }

    @Test func roundTrip() {
        let document = readSolidity(Self.source)
        #expect(readSolidity(writeSolidity(document)).withoutPlaces == document.withoutPlaces)
    }

    @Test func constructorMakesAContract() {
        let document = readSolidity(
            "contract C { struct S { uint256 a; } constructor(S memory s) payable {} function f() external view {} }")
        let text = writeSolidity(document)
        #expect(text.contains("abstract contract C {"))
        #expect(text.contains("    constructor(C.S memory s) payable {}\n"))
        #expect(text.contains("    function f() external view virtual;\n"))
        #expect(readSolidity(text).withoutPlaces == document.withoutPlaces)
    }

    /// A JSON ABI may lack internal types: names are invented from where a tuple stands, and the ABI stays the same.
    @Test func inventedNames() {
        var document = SpecDocument(file: "x.json")
        document.contractName = "X"
        let place = SourceLocation(file: "x.json")
        var inner = SpecParameter(name: "", type: .tuple([.uint(256), .function]), location: place)
        inner.components = [
            SpecParameter(name: "", type: .uint(256), location: place), SpecParameter(name: "callback", type: .function, location: place),
        ]
        var order = SpecParameter(name: "order", type: .array(.tuple([inner.type, .bool])), location: place)
        order.components = [inner, SpecParameter(name: "ok", type: .bool, location: place)]
        var first = SpecItem(kind: .function, name: "_place", location: place)
        first.inputs = [order]
        first.outputs = [order]
        first.stateMutability = "view"
        document.items = [first]
        let text = writeSolidity(document)
        #expect(text.contains("struct PlaceOrder {\n    PlaceOrderMember0 member0;\n    bool ok;\n}"))
        #expect(text.contains("struct PlaceOrderMember0 {\n    uint256 member0;\n    function () external callback;\n}"))
        #expect(text.contains("function _place(PlaceOrder[] calldata order) external view returns (PlaceOrder[] memory order);"))
        #expect(readSolidity(text).items.map(\.line) == document.items.map(\.line))
    }

    @Test func refusals() {
        func problems(_ document: SpecDocument) -> [String] {
            var diagnostics = Diagnostics()
            _ = SolidityWriter.interface(of: document, diagnostics: &diagnostics)
            return diagnostics.all.map(\.message)
        }
        let place = SourceLocation(file: "x.json")
        func structure(_ name: String, _ member: ABIType) -> SpecParameter {
            var parameter = SpecParameter(name: "s", type: .tuple([member]), internalType: "struct \(name)", location: place)
            parameter.components = [SpecParameter(name: "m", type: member, location: place)]
            return parameter
        }
        func document(_ name: String, _ inputs: [SpecParameter]) -> SpecDocument {
            var document = SpecDocument(file: "x.json")
            document.contractName = "X"
            var item = SpecItem(kind: .function, name: name, location: place)
            item.inputs = inputs
            document.items = [item]
            return document
        }
        #expect(
            problems(document("f", [structure("S", .bool), structure("S", .address)])) == [
                "'S' means two different types in this spec, which Solidity cannot declare"
            ])
        #expect(problems(document("1f", [])) == ["the function '1f' has no name that Solidity could hold"])
        #expect(
            problems(document("S", [structure("S", .bool)])) == [
                "the function 'S' hides the type 'S' where it is used, so that Solidity cannot tell them apart"
            ])
        #expect(
            problems(document("f", [structure("S", .bool), structure("X.S", .bool)])) == [
                "the type 'X.S' hides the type 'S' where it is used, so that Solidity cannot tell them apart"
            ])
        #expect(
            problems(document("f", [structure("X", .bool)])) == [
                "'X' is a type and a contract, which Solidity cannot declare side by side"
            ])
    }
}
