import Testing

@testable import BindgenCore

/// xorshift64*: the same inputs on every run.
private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 2_685_821_657_736_338_717
    }
}

@Suite struct SolidityMutationTests {
    private static let source = """
        // Symmio Core (diamond) 0.8.5: interface facts.
        // enum Shared.Kind: uint8, case names unknown
        pragma solidity ^0.8.0; type Price is uint128; uint256 constant N = 3;
        enum IDiamondCut.Action { Add, Replace } struct IDiamondCut.Cut { address facet; Action action; bytes4[] selectors; }
        /// @notice hello @param a b
        function f(IDiamondCut.Cut[] cuts, address payable, bytes b) view returns (uint256[N][] x);
        interface A { struct S { uint256 x; Price p; } event E(address indexed a, S s) anonymous; error X(string); }
        contract B { mapping(address => A.S[]) public m; function g(function (uint256) external view returns (bool) h) external { if (a) { "}" } }
        receive() external payable {} fallback() external {} constructor(uint a) {} modifier m() { _; } }
        """

    @Test func mutatedSourceNeverTraps() {
        let source = Array(Self.source.utf8)
        var random = Random(state: 0x5eed_0001)
        var clean = 0
        for _ in 0..<1500 {
            var text = source
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let at = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0..<6, using: &random) {
                case 0: text[at] = UInt8.random(in: 1...255, using: &random)
                case 1: text.remove(at: at)
                case 2: text.insert(contentsOf: Array("{}()[];,.\"/*".utf8).shuffled(using: &random).prefix(2), at: at)
                case 3: text.removeSubrange(at..<min(text.count, at + Int.random(in: 0...60, using: &random)))
                case 4:
                    let from = Int.random(in: 0..<source.count, using: &random)
                    text.insert(contentsOf: source[from..<min(source.count, from + 40)], at: at)
                default: text.insert(contentsOf: "99999999999999999999".utf8, at: at)
                }
                if text.isEmpty { text = source }
            }
            var diagnostics = Diagnostics()
            let document = SolidityReader.read(text, file: "m.sol", contract: random.next() & 1 == 0 ? "B" : "A", diagnostics: &diagnostics)
            if !diagnostics.hasErrors {
                clean += 1
                // What was read without objection can be written both ways.
                #expect(!JSONABIWriter.abi(of: document).isEmpty)
                _ = SolidityWriter.interface(of: document, diagnostics: &diagnostics)
            }
        }
        #expect(clean > 50)
    }

    @Test func randomBytesNeverTrap() {
        var random = Random(state: 0x5eed_0002)
        for length in 0..<500 {
            var diagnostics = Diagnostics()
            let text = (0..<length).map { _ in UInt8.random(in: 1...255, using: &random) }
            _ = SolidityReader.read(text, file: "r.sol", diagnostics: &diagnostics)
            #expect(!diagnostics.all.isEmpty)
        }
    }

    @Test func everyTruncationIsToldOrWhole() {
        let source = Array("interface A { struct S { uint256 x; } function f(S memory s) external returns (bool); }".utf8)
        for length in 0..<source.count {
            var diagnostics = Diagnostics()
            _ = SolidityReader.read(Array(source[..<length]), file: "t.sol", diagnostics: &diagnostics)
            #expect(diagnostics.hasErrors, "\(length)")
        }
    }
}
