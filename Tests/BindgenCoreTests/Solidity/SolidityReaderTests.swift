import EVMCore
import Testing

@testable import BindgenCore

/// Reads source that should have no problems at all.
func readSolidity(_ source: String, file: String = "a.sol", contract: String? = nil) -> SpecDocument {
    var diagnostics = Diagnostics()
    let document = SolidityReader.read(Array(source.utf8), file: file, contract: contract, diagnostics: &diagnostics)
    #expect(diagnostics.all == [])
    return document
}

extension SpecItem {
    /// `kind name(types) mutability returns (types)`, for comparing.
    var line: String {
        let types = { (list: [SpecParameter]) in list.map(\.type.canonicalName).joined(separator: ",") }
        return "\(kind.rawValue) \(name)(\(types(inputs))) \(stateMutability) (\(types(outputs)))"
    }
}

@Suite struct SolidityReaderTests {
    @Test func bareDeclarations() throws {
        let document = readSolidity(
            """
            // Symmio Core (diamond) 0.8.5: interface facts. Solidity declaration syntax; no code.

            enum IDiamondCut.FacetCutAction { Add, Replace, Remove }
            // enum SharedEvents.ReimbursementChangeType: uint8, case names unknown

            struct IDiamondCut.FacetCut { address facetAddress; FacetCutAction action; bytes4[] functionSelectors; }
            struct LockedValues { uint256 cva; uint lf; }

            constructor(address _admin);

            // 2 functions
            function diamondCut(IDiamondCut.FacetCut[] _diamondCut, address, bytes _calldata) returns (LockedValues[2] locked, bool);
            function upgrade(address to) payable;
            event Change(address indexed partyA, SharedEvents.ReimbursementChangeType _type);
            error HookReverted(address hook, bytes4 selector);
            """)
        #expect(document.contractName == "SymmioCore")
        #expect(document.release == "0.8.5")
        #expect(
            document.items.map(\.line) == [
                "constructor (address) nonpayable ()",
                "function diamondCut((address,uint8,bytes4[])[],address,bytes) nonpayable ((uint256,uint256)[2],bool)",
                "function upgrade(address) payable ()",
                "event Change(address,uint8)  ()",
                "error HookReverted(address,bytes4)  ()",
            ])
        let cut = document.items[1]
        #expect(cut.inputs.map(\.name) == ["_diamondCut", "", "_calldata"])
        #expect(cut.inputs[0].internalType == "struct IDiamondCut.FacetCut[]")
        #expect(cut.inputs[0].components.map(\.internalType) == ["address", "enum IDiamondCut.FacetCutAction", "bytes4[]"])
        #expect(cut.outputs[0].internalType == "struct LockedValues[2]")
        #expect(cut.outputs[0].components[1].internalType == "uint256")
        #expect(cut.location == SourceLocation(file: "a.sol", line: 12, column: 10))
        #expect(document.items[3].inputs.map(\.isIndexed) == [true, false])
        #expect(document.items[3].inputs[1].internalType == "enum SharedEvents.ReimbursementChangeType")
        let enums = document.enums
        #expect(Set(enums.keys) == ["IDiamondCut.FacetCutAction", "SharedEvents.ReimbursementChangeType"])
        #expect(enums["IDiamondCut.FacetCutAction"] == ["Add", "Replace", "Remove"])
        #expect(enums["SharedEvents.ReimbursementChangeType"] == .some(nil))
        #expect(Set(document.structs.keys) == ["IDiamondCut.FacetCut", "LockedValues"])
    }

    @Test func ordinaryContract() throws {
        let document = readSolidity(
            """
            // SPDX-License-Identifier: MIT
            pragma solidity >=0.8.19 <0.9.0;
            import {IERC20} from "./IERC20.sol";
            using {f} for Price global;
            type Price is uint128;
            uint256 constant WORDS = 0x04;
            interface IToken { function totalSupply() external view returns (uint256); }
            library Types {
                enum Side { LONG, SHORT, }
                struct Order { Side side; Price price; IToken token; uint8[WORDS] tags; Inner inner; }
                struct Inner { bytes32[][3] roots; function (uint256) external view returns (bool) check; }
                function internalOnly(mapping(uint256 => Order) storage all) internal {}
            }
            abstract contract Base {
                event Moved(address indexed from, Types.Order order) anonymous;
                error Failed(string reason, Price);
                function inherited(address payable to) external virtual returns (bool) { return "}" != '{' ? true : /* } */ false; }
                function overridden(uint256 a) public virtual {}
            }
            contract Market is Base {
                struct Position { uint256 size; uint256[] fills; mapping(address => bool) seen; string note; }
                mapping(address user => mapping(uint256 => Position)) public positions;
                Types.Order[] public orders;
                address public immutable owner = msg.sender;
                uint256 private hidden;
                modifier only(address who) { require(who == owner); _; }
                constructor(Types.Order memory first) payable Base() { assembly { let x := "{" } }
                receive() external payable {}
                fallback(bytes calldata) external returns (bytes memory) { return hex"00"; }
                function overridden(uint a) public override(Base) only(msg.sender) {}
                function place(Types.Order[] calldata list, Types.Side) external payable returns (uint256 id, IToken) {}
                function secret() internal {}
                function helper() private {}
            }
            function free(uint256 x) pure returns (uint256) { return x; }
            """, file: "Market.sol")
        #expect(document.contractName == "Market")
        #expect(document.release == nil)
        let order = "(uint8,uint128,address,uint8[4],(bytes32[][3],function))"
        #expect(
            document.items.map(\.line) == [
                "function positions(address,uint256) view (uint256,string)",
                "function orders(uint256) view (uint8,uint128,address,(bytes32[][3],function))",
                "function owner() view (address)",
                "constructor (\(order)) payable ()",
                "receive () payable ()",
                "fallback (bytes) nonpayable (bytes)",
                "function overridden(uint256) nonpayable ()",
                "function place(\(order)[],uint8) payable (uint256,address)",
                "event Moved(address,\(order))  ()",
                "error Failed(string,uint128)  ()",
                "function inherited(address) nonpayable (bool)",
            ])
        let items = document.items
        #expect(items[0].inputs.map(\.name) == ["user", ""])
        #expect(items[7].outputs.map(\.internalType) == ["uint256", "contract IToken"])
        #expect(
            items[7].inputs[0].components.map(\.internalType) == [
                "enum Types.Side", "Price", "contract IToken", "uint8[4]", "struct Types.Inner",
            ])
        #expect(items[7].inputs[0].components[4].components[1].internalType == "function (uint256) view external returns (bool)")
        #expect(items[8].isAnonymous)
        #expect(items[10].inputs[0].internalType == "address payable")
        #expect(document.enums["Types.Side"] == ["LONG", "SHORT"])
        // Its mapping keeps it out of every ABI; nothing but its getter uses it.
        #expect(document.structs["Market.Position"] == nil)
    }

    @Test func nearestScopeWins() {
        let document = readSolidity(
            """
            struct Account { uint256 global; }
            interface Outer { struct Account { address inner; } }
            interface Layer is Outer {
                function f(Account memory a) external;
                function g(Outer.Account memory a, Layer.Account memory b) external;
            }
            contract Other { function f(Account memory a) external {} }
            """, contract: "Layer")
        #expect(
            document.items.map { $0.inputs.map(\.internalType) } == [
                ["struct Outer.Account"], ["struct Outer.Account", "struct Outer.Account"],
            ])
        let other = readSolidity(
            "struct Account { uint256 a; } contract Other { function f(Account memory a) external {} }", contract: "b.sol:Other")
        #expect(other.items.first?.inputs.first?.internalType == "struct Account")
    }

    @Test func natSpec() throws {
        let document = readSolidity(
            """
            interface I {
                /// Sends a quote
                /// to a solver.
                /// @dev Reverts while paused.
                /// @param symbolId the market
                /// @return id the quote
                /// @return its price
                /// @custom:note not kept
                function send(uint256 symbolId) external returns (uint256 id, uint256);
                /**
                 * @notice Told when
                 *   it is sent.
                 * @param id its number
                 */
                event Sent(uint256 id);
                /// @inheritdoc I
                function plain() external;
            }
            """)
        let send = try #require(document.items[0].documentation)
        #expect(send.notice == "Sends a quote to a solver.")
        #expect(send.details == "Reverts while paused.")
        #expect(send.parameters == ["symbolId": "the market"])
        #expect(send.returns == ["id": "the quote", "_1": "its price"])
        let sent = try #require(document.items[1].documentation)
        #expect(sent.notice == "Told when it is sent.")
        #expect(sent.parameters == ["id": "its number"])
        #expect(document.items[2].documentation == nil)
    }

    @Test func choosesTheContract() {
        let source = """
            interface Lonely { function a() external; }
            abstract contract Base { function b() external {} }
            contract Main is Base { function c() external {} }
            """
        #expect(readSolidity(source, file: "x/Main.sol").contractName == "Main")
        #expect(readSolidity(source, contract: "Base").items.map(\.name) == ["b"])
        #expect(
            readSolidity("interface A { struct S { uint256 x; } } interface B { function f(A.S memory s) external; }").contractName == "B")
        #expect(readSolidity("library L { error Bad(); }").items.map(\.name) == ["Bad"])
        let types = readSolidity("struct S { uint256 x; } enum E { A }")
        #expect(types.contractName == nil)
        #expect(types.items.isEmpty && types.structs.count == 1 && types.enums.count == 1)
    }

    @Test func lineEndsAndByteOrderMark() {
        let document = readSolidity("\u{feff}// X 1.2: interface facts.\r\nerror A();\r\n/// Doc\r\nerror B();\r\n")
        #expect(document.release == "1.2")
        #expect(document.items.map(\.location.line) == [2, 4])
        #expect(document.items[0].location.column == 7)
        #expect(document.items[1].documentation?.notice == "Doc")
    }
}
