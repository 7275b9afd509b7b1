import BindgenCore
import EVMCore
import Testing

/// Reads a text as `a.json`.
func readSpec(_ text: String, file: String = "a.json", contract: String? = nil) -> (document: SpecDocument, problems: [String]) {
    var diagnostics = Diagnostics()
    let document = SpecReader.read(Array(text.utf8), file: file, contract: contract, diagnostics: &diagnostics)
    return (document, diagnostics.all.map(\.description))
}

@Suite struct ABIReaderTests {
    @Test func everyKindOfEntry() throws {
        let (document, problems) = readSpec(
            """
            [
              {"type": "function", "name": "sendQuote", "stateMutability": "nonpayable", "extra": [1],
               "inputs": [{"name": "q", "type": "tuple[2][]", "internalType": "struct Lib.Quote[2][]", "components": [
                 {"name": "id", "type": "uint256", "internalType": "uint256"},
                 {"name": "status", "type": "uint8", "internalType": "enum QuoteStatus"}]},
                {"type": "address", "name": ""}],
               "outputs": [{"name": "", "type": "bytes32"}]},
              {"type": "function", "name": "old", "constant": true, "inputs": []},
              {"type": "function", "name": "pays", "payable": true, "constant": false, "inputs": [], "outputs": []},
              {"type": "event", "name": "E", "inputs": [{"name": "a", "type": "address", "indexed": true}, {"name": "b", "type": "string"}]},
              {"type": "event", "name": "A", "anonymous": true, "inputs": []},
              {"type": "error", "name": "X", "inputs": [{"name": "why", "type": "string"}]},
              {"type": "constructor", "inputs": [{"name": "_owner", "type": "address"}], "stateMutability": "payable"},
              {"type": "fallback", "stateMutability": "nonpayable"},
              {"type": "receive", "stateMutability": "payable"}
            ]
            """)
        #expect(problems == [])
        #expect(document.items.map(\.kind) == [.function, .function, .function, .event, .event, .error, .constructor, .fallback, .receive])
        #expect(document.items.map(\.stateMutability) == ["nonpayable", "view", "payable", "", "", "", "payable", "nonpayable", "payable"])
        let send = document.items[0]
        #expect(send.inputs[0].type.canonicalName == "(uint256,uint8)[2][]")
        #expect(send.inputs[0].internalType == "struct Lib.Quote[2][]")
        #expect(send.inputs[0].components.map(\.name) == ["id", "status"])
        #expect(send.inputs[0].components[1].internalType == "enum QuoteStatus")
        #expect(send.inputs[1].name == "")
        #expect(send.inputs[1].internalType == nil)
        #expect(send.outputs.map(\.type) == [.fixedBytes(32)])
        #expect(send.location == SourceLocation(file: "a.json", line: 2, column: 3))
        #expect(send.inputs[0].components[1].location == SourceLocation(file: "a.json", line: 5, column: 6))
        #expect(document.items[3].inputs.map(\.isIndexed) == [true, false])
        #expect(document.items[4].isAnonymous)
        #expect(!document.hasBytecode)
    }

    @Test func empty() {
        let (document, problems) = readSpec("[]")
        #expect(problems == [])
        #expect(document == SpecDocument(file: "a.json"))
    }

    /// The entry stands alone in an array, so that its first column is 2.
    @Test(arguments: [
        ("7", "1:2: error: an ABI entry must be an object, not a number"),
        (
            #"{"name": "f", "inputs": []}"#,
            "1:2: error: this ABI entry lacks 'type': function, event, error, constructor, fallback or receive"
        ),
        (#"{"type": 1}"#, "1:11: error: 'type' must be a string, not a number"),
        (
            #"{"type": "struct"}"#,
            "1:11: error: unknown kind of ABI entry 'struct': it is one of function, event, error, constructor, fallback and receive"
        ),
        (#"{"type": "function", "inputs": []}"#, "1:2: error: this function lacks 'name'"),
        (#"{"type": "event", "name": "", "inputs": []}"#, "1:28: error: the name of this event is empty"),
        (#"{"type": "error", "name": "a b", "inputs": []}"#, "1:28: error: 'a b' is no name: letters, digits, '_' and '$' make one"),
        (#"{"type": "error", "name": null, "inputs": []}"#, "1:28: error: 'name' must be a string, not null"),
        (#"{"type": "function", "name": "f"}"#, "1:2: error: this function lacks 'inputs'; without parameters it is []"),
        (#"{"type": "function", "name": "f", "inputs": {}}"#, "1:46: error: 'inputs' must be an array, not an object"),
        (#"{"type": "function", "name": "f", "inputs": [], "outputs": ""}"#, "1:61: error: 'outputs' must be an array, not a string"),
        (
            #"{"type": "function", "name": "f", "inputs": [], "outputs": [true]}"#,
            "1:62: error: a parameter must be an object, not a boolean"
        ),
        (
            #"{"type": "function", "name": "f", "inputs": [], "stateMutability": "const"}"#,
            #"1:69: error: unknown 'stateMutability' "const": it is one of pure, view, nonpayable and payable"#
        ),
        (#"{"type": "function", "name": "f", "inputs": [], "payable": 1}"#, "1:61: error: 'payable' must be true or false, not a number"),
        (
            #"{"type": "event", "name": "E", "inputs": [], "anonymous": "no"}"#,
            "1:60: error: 'anonymous' must be true or false, not a string"
        ),
    ])
    func badEntries(entry: String, message: String) {
        let (document, problems) = readSpec("[\(entry)]")
        #expect(problems == ["a.json:" + message])
        #expect(document.items.isEmpty)
    }

    /// The parameter is the only input of a function; its first column is 51.
    @Test(arguments: [
        (#"{"name": "a"}"#, "51: error: this parameter lacks 'type'"),
        (#"{"name": 1, "type": "bool"}"#, "60: error: 'name' must be a string, not a number"),
        (#"{"name": "a-b", "type": "bool"}"#, "60: error: 'a-b' is no name: letters, digits, '_' and '$' make one"),
        (#"{"type": ["bool"]}"#, "60: error: 'type' must be a string, not an array"),
        (#"{"type": "uint257"}"#, "61: error: unknown type 'uint257': widths go from 8 to 256 in steps of 8"),
        (#"{"type": "bytes33[]"}"#, "61: error: unknown type 'bytes33': fixed bytes go from bytes1 to bytes32"),
        (
            #"{"type": "fixed128x18"}"#,
            "61: error: unknown type 'fixed128x18': Solidity names fixed-point types but can neither assign nor encode them; contracts use scaled integers"
        ),
        (#"{"type": "IERC20"}"#, "61: error: unknown type 'IERC20'"),
        (#"{"type": ""}"#, "61: error: a type is missing"),
        (#"{"type": "bool["}"#, "65: error: bad array suffix: write 'T[]' or 'T[3]'"),
        (#"{"type": "bool[0]"}"#, "65: error: an array of length 0 is no ABI type"),
        (
            #"{"type": "uint256[99999999999999999999]"}"#,
            "68: error: the array is too large: a type's own words may take at most 1073741824 bytes"
        ),
        (#"{"type": "bool]"}"#, "65: error: unexpected ']' after the type"),
        (#"{"type": "(bool)[]"}"#, #"61: error: a JSON ABI writes a tuple as "tuple" with 'components'"#),
        (#"{"type": "tuple"}"#, "51: error: this 'tuple' lacks 'components', the members of the tuple"),
        (#"{"type": "tuple[]", "components": []}"#, "85: error: 'components' is empty: a tuple without members is no ABI type"),
        (#"{"type": "tuple", "components": "x"}"#, "83: error: 'components' must be an array, not a string"),
        (#"{"type": "tuple", "components": [1]}"#, "84: error: a component must be an object, not a number"),
        (#"{"type": "tuple[x]", "components": [{"type": "bool"}]}"#, "66: error: bad array suffix: write 'T[]' or 'T[3]'"),
        (#"{"type": "bool", "components": [{"type": "bool"}]}"#, "82: error: 'components' belong to a tuple, and this is 'bool'"),
        (#"{"type": "bool", "indexed": true}"#, "79: error: only an event's own parameters can be indexed, not a parameter of a function"),
        (#"{"type": "bool", "indexed": 1}"#, "79: error: 'indexed' must be true or false, not a number"),
        (#"{"type": "bool", "internalType": 1}"#, "84: error: 'internalType' must be a string, not a number"),
        (
            #"{"type": "tuple", "components": [{"type": "bool", "indexed": true}]}"#,
            "112: error: only an event's own parameters can be indexed, not a component of a tuple"
        ),
        (
            #"{"type": "tuple", "internalType": "struct Q", "components": [{"type": "tuple[]", "internalType": "struct Q[]", "components": [{"type": "bool"}]}]}"#,
            "112: error: the struct 'Q' contains itself: the ABI has no encoding for it"
        ),
    ])
    func badParameters(parameter: String, message: String) {
        let (document, problems) = readSpec(#"[{"type": "function", "name": "fun", "inputs": [  \#(parameter)]}]"#)
        #expect(problems == ["a.json:1:" + message])
        #expect(document.items.isEmpty)
    }

    @Test func indexed() {
        func event(_ count: Int, anonymous: Bool) -> [String] {
            let inputs = (0..<count).map { "{\"name\": \"p\($0)\", \"type\": \"bool\", \"indexed\": true}" }.joined(separator: ",\n")
            return readSpec("[{\"type\": \"event\", \"name\": \"E\", \"anonymous\": \(anonymous), \"inputs\": [\(inputs)]}]").problems
        }
        #expect(event(3, anonymous: false) == [])
        #expect(event(4, anonymous: true) == [])
        #expect(event(4, anonymous: false) == ["a.json:4:1: error: 'E' has 4 indexed parameters; an event has room for 3"])
        #expect(event(5, anonymous: true) == ["a.json:5:1: error: 'E' has 5 indexed parameters; an anonymous event has room for 4"])
    }

    @Test func allProblemsAreTold() {
        let (document, problems) = readSpec(
            """
            [{"type": "function", "name": "ok", "inputs": []},
            {"type": "function", "name": "a", "inputs": [{"type": "uint257"}, {"type": "bytes33"}]},
            {"type": "nope"},
            {"type": "error", "name": "X", "inputs": []}]
            """)
        #expect(document.items.map(\.name) == ["ok", "X"])
        #expect(problems.map { $0.split(separator: ":")[1] } == ["2", "2", "3"])
    }

    @Test func floodsAreCut() {
        let (_, problems) = readSpec("[\(Array(repeating: "1", count: 100_000).joined(separator: ","))]")
        #expect(problems.count == 101)
        #expect(problems.last?.hasSuffix("error: more problems follow from here on and are not told") == true)
        let parameters = Array(repeating: "1", count: 100_000).joined(separator: ",")
        #expect(readSpec("[{\"type\": \"error\", \"name\": \"X\", \"inputs\": [\(parameters)]}]").problems.count == 101)
    }

    @Test func deepTuples() {
        func nested(_ depth: Int) -> [String] {
            let open = String(repeating: #"{"type": "tuple", "components": ["#, count: depth)
            let text = open + #"{"type": "bool"}"# + String(repeating: "]}", count: depth)
            return readSpec(#"[{"type": "error", "name": "X", "inputs": [\#(text)]}]"#).problems
        }
        #expect(nested(64) == [])
        #expect(nested(65).count == 1)
        #expect(nested(65)[0].hasSuffix("tuples nest deeper than 64 levels"))
        #expect(nested(5000).count == 1)
    }

    @Test(arguments: ["{}", "7", "\"x\"", "null", "{\"a\": []}"])
    func wrongRoot(text: String) throws {
        let (_, problems) = readSpec(text)
        #expect(problems.count == 1)
        #expect(try #require(problems.first).hasPrefix("a.json:1:1: error: this is no spec but "))
    }

    @Test func mutatedABIsNeverTrap() {
        let seed = Array(
            #"""
            [{"type":"function","name":"f","inputs":[{"name":"q","type":"tuple[2][]","internalType":"struct Q[2][]","components":[{"name":"id","type":"uint256"},
            {"name":"s","type":"bytes32[3]"}]}],"outputs":[{"name":"","type":"(bool)"}],"stateMutability":"view"},{"type":"event","name":"E","anonymous":false,
            "inputs":[{"indexed":true,"name":"a","type":"address"}]}]
            """#.utf8)
        let words = ["tuple", "[", "]", "[99999999999]", "null", "{", "}", "\"", ",", "uint", "\u{e9}", "\\u0000", "indexed", "components"]
            .map { Array($0.utf8) }
        var random = SeededGenerator(seed: 7)
        for _ in 0..<4000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
                case 1: bytes.removeSubrange(index..<min(index + Int.random(in: 1...9, using: &random), bytes.count))
                case 2: bytes.insert(contentsOf: words[Int.random(in: 0..<words.count, using: &random)], at: index)
                default: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &random))
                }
                if bytes.isEmpty { break }
            }
            var diagnostics = Diagnostics()
            let document = SpecReader.read(bytes, file: "a.json", diagnostics: &diagnostics)
            for item in document.items { _ = (item.inputs + item.outputs).map(\.type.headSize) }
        }
    }

    @Test func randomBytesNeverTrap() {
        var random = SeededGenerator(seed: 9)
        let alphabet = Array("[]{}\":,\\u0aé \ntypenameinputs(){};".utf8)
        for round in 0..<4000 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                round % 2 == 0
                    ? UInt8.random(in: .min ... .max, using: &random) : alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            for file in ["a.json", "a.txt"] {
                var diagnostics = Diagnostics()
                _ = SpecReader.read(bytes, file: file, diagnostics: &diagnostics)
            }
        }
    }
}
