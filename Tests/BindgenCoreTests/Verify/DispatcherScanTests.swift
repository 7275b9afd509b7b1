import EVMCore
import Foundation
import Testing

@testable import BindgenCore

@Suite struct DispatcherScanTests {
    private func selectors(_ text: String) -> [UInt32] { DispatcherScan(code: Assembly(text).bytes).selectors }

    /// What solc writes before the first comparison.
    private let start = "0x80 0x40 MSTORE CALLVALUE DUP1 ISZERO @ok JUMPI 0x00 DUP1 REVERT ok: POP 0x04 CALLDATASIZE LT @none JUMPI 0x00 CALLDATALOAD 0xe0 SHR"
    private let end = "none: 0x00 DUP1 REVERT a: STOP b: STOP c: STOP d: STOP"

    @Test func chain() {
        let code = "\(start) DUP1 0x11223344 EQ @a JUMPI DUP1 0xaabbccdd EQ @b JUMPI \(end)"
        #expect(selectors(code) == [0x1122_3344, 0xaabb_ccdd])
    }

    @Test func binarySearch() {
        // Of two halves only one is walked by a call; both have to be.
        let code = """
            \(start) DUP1 0x80000000 GT @low JUMPI DUP1 0x80000000 EQ @a JUMPI DUP1 0xf0000001 EQ @b JUMPI 0x00 DUP1 REVERT
            low: DUP1 0x20000000 GT @lowest JUMPI DUP1 0x20000000 EQ @c JUMPI DUP1 0x7fffffff EQ @d JUMPI 0x00 DUP1 REVERT
            lowest: DUP1 0x01020304 EQ @a JUMPI \(end)
            """
        #expect(selectors(code) == [0x0102_0304, 0x2000_0000, 0x7fff_ffff, 0x8000_0000, 0xf000_0001])
    }

    @Test func splitBetweenNeighbours() {
        // No selector but those of an interval of one goes here.
        let code = """
            \(start) DUP1 0x50000001 GT @low JUMPI DUP1 0x50000002 GT @only JUMPI DUP1 0x99999999 EQ @a JUMPI 0x00 DUP1 REVERT
            only: DUP1 0x50000001 EQ @b JUMPI 0x00 DUP1 REVERT
            low: DUP1 0x00000007 EQ @c JUMPI \(end)
            """
        #expect(selectors(code) == [0x0000_0007, 0x5000_0001, 0x9999_9999])
    }

    @Test func leadingZerosAndDifferences() {
        // PUSH3 for a selector with a leading zero; XOR and SUB where the optimizer has no use for the truth value; the first by DIV and AND.
        let code = """
            0xffffffff 0x0100000000000000000000000000000000000000000000000000000000 0x00 CALLDATALOAD DIV AND
            DUP1 0x123456 EQ @a JUMPI DUP1 0x22334455 XOR @next JUMPI STOP next: DUP1 0x33445566 SUB @none JUMPI STOP \(end)
            """
        #expect(selectors(code) == [0x0012_3456, 0x2233_4455, 0x3344_5566])
    }

    @Test func upperEndOfTheWord() {
        let code = "0x00 CALLDATALOAD DUP1 0x1122334400000000000000000000000000000000000000000000000000000000 EQ @a JUMPI \(end)"
        #expect(selectors(code) == [0x1122_3344])
    }

    @Test func selectorFromMemory() {
        // Compilers of old copied the call into memory.
        let code = "0x04 0x00 0x1c CALLDATACOPY 0x00 MLOAD DUP1 0x11223344 EQ @a JUMPI \(end)"
        #expect(selectors(code) == [0x1122_3344])
    }

    @Test func comparisonsOfOtherThingsAreNone() {
        // A remainder that happens to be the selector, arguments, constants in the bodies of functions.
        let code = """
            \(start) DUP1 0x10 SWAP1 MOD 0x05 EQ @b JUMPI DUP1 0x11223344 EQ @a JUMPI none: 0x00 DUP1 REVERT
            a: 0x04 CALLDATALOAD 0x55667788 EQ @b JUMPI STOP b: STOP
            """
        #expect(selectors(code) == [0x1122_3344])
    }

    @Test func nothingIsDispatched() {
        #expect(selectors("CALLDATASIZE 0x00 0x00 CALLDATACOPY 0x00 SLOAD DELEGATECALL") == [])
        #expect(DispatcherScan(code: []).selectors == [])
    }

    @Test func endlessLoopsEnd() {
        let scan = DispatcherScan(code: Assembly("again: 0x00 CALLDATALOAD 0xe0 SHR POP @again JUMP").bytes)
        #expect(scan.selectors == [])
    }

    @Test func randomCodeNeverTraps() {
        var generator = SplitMix(state: 7)
        for _ in 0..<400 {
            let count = Int.random(in: 0..<200, using: &generator)
            var code = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            // Half of them get as far as holding the selector.
            if Bool.random(using: &generator) { code = Assembly("0x00 CALLDATALOAD 0xe0 SHR DUP1 DUP1").bytes + code }
            _ = DispatcherScan(code: code)
            _ = ProxyCode.target(code)
            _ = DispatcherScan.mentions(UInt32.random(in: 0 ... .max, using: &generator), in: code)
        }
    }

    @Test func mentions() {
        let code = Assembly("0x123456 0xaabbccdd 0x00").bytes
        #expect(DispatcherScan.mentions(0xaabb_ccdd, in: code))
        #expect(DispatcherScan.mentions(0x0012_3456, in: code))
        // The end of a longer constant is no constant.
        #expect(!DispatcherScan.mentions(0x00bb_ccdd, in: code))
        #expect(!DispatcherScan.mentions(0xaabb_ccde, in: code))
    }

    struct Compiled: Decodable, CustomTestStringConvertible {
        var contract: String
        var optimize: String
        var selectors: [String]
        var runtime: String
        var testDescription: String { "\(contract), \(optimize)" }
    }

    static let compiled: [Compiled] = {
        struct File: Decodable { var cases: [Compiled] }
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        guard let data = try? Data(contentsOf: tests.appendingPathComponent("Vectors/bytecode_vyper.json")) else { return [] }
        return (try? JSONDecoder().decode(File.self, from: data))?.cases ?? []
    }()

    @Test func vectorsAreThere() { #expect(Self.compiled.count == 9) }

    @Test(arguments: compiled) func vyper(_ compiled: Compiled) throws {
        let code = try Bytes(hex: compiled.runtime).array
        let scan = DispatcherScan(code: code)
        #expect(scan.selectors.map { Selector($0).hex } == compiled.selectors)
        #expect(scan.isComplete)
        // One that is certainly not there stays away, also where it is suspected.
        #expect(!DispatcherScan(code: code, suspects: [0xdead_beef]).selectors.contains(0xdead_beef))
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
