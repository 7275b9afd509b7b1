import Testing

@testable import BindgenCore

@Suite struct JSONABIWriterTests {
    @Test func solcShape() {
        let document = readSolidity(
            """
            enum Lib.Side { LONG, SHORT }
            struct Lib.Order { Lib.Side side; uint256[2] sizes; }
            constructor(address payable owner) payable;
            function place(Lib.Order[] orders) payable returns (uint256);
            event Placed(address indexed owner, Lib.Side) anonymous;
            error Refused();
            receive() external payable;
            fallback() external;
            """)
        #expect(
            JSONABIWriter.abi(of: document) == """
                [
                  {
                    "type": "constructor",
                    "inputs": [
                      {
                        "name": "owner",
                        "type": "address",
                        "internalType": "address payable"
                      }
                    ],
                    "stateMutability": "payable"
                  },
                  {
                    "type": "function",
                    "name": "place",
                    "inputs": [
                      {
                        "name": "orders",
                        "type": "tuple[]",
                        "internalType": "struct Lib.Order[]",
                        "components": [
                          {
                            "name": "side",
                            "type": "uint8",
                            "internalType": "enum Lib.Side"
                          },
                          {
                            "name": "sizes",
                            "type": "uint256[2]",
                            "internalType": "uint256[2]"
                          }
                        ]
                      }
                    ],
                    "outputs": [
                      {
                        "name": "",
                        "type": "uint256",
                        "internalType": "uint256"
                      }
                    ],
                    "stateMutability": "payable"
                  },
                  {
                    "type": "event",
                    "name": "Placed",
                    "inputs": [
                      {
                        "name": "owner",
                        "type": "address",
                        "internalType": "address",
                        "indexed": true
                      },
                      {
                        "name": "",
                        "type": "uint8",
                        "internalType": "enum Lib.Side",
                        "indexed": false
                      }
                    ],
                    "anonymous": true
                  },
                  {
                    "type": "error",
                    "name": "Refused",
                    "inputs": []
                  },
                  {
                    "type": "receive",
                    "stateMutability": "payable"
                  },
                  {
                    "type": "fallback",
                    "stateMutability": "nonpayable"
                  }
                ]

                """)
    }

    @Test func enumSidecar() {
        let document = readSolidity("enum B { X, Y }\n// enum L.A: uint8, case names unknown\nerror E(L.A a);")
        #expect(
            JSONABIWriter.enums(of: document) == """
                {
                  "B": [
                    "X",
                    "Y"
                  ],
                  "L.A": null
                }

                """)
        #expect(JSONABIWriter.enums(of: readSolidity("error E();")) == nil)
    }

    @Test func internalTypesTakenApart() {
        #expect(InternalType("struct A.B[2][]").kind == .structure)
        #expect(InternalType("struct A.B[2][]").name == "A.B")
        #expect(InternalType("enum Side").kind == .enumeration)
        #expect(InternalType("enum Side").name == "Side")
        #expect(InternalType("contract IERC20").kind == .contract)
        #expect(InternalType("function (uint256[]) external").name == "function (uint256[]) external")
        #expect(InternalType("]").name == "]")
    }
}
