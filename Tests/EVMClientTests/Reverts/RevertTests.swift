@testable import EVMClient
import EVMCore
import SymmioContracts
import Testing

private typealias Layer = Symmio085.InstantLayer

@Suite struct RevertTests {
    private let account = Address(0x1111_1111_1111_1111, 0x1111_1111_1111_1111, 0x1111_1111)

    /// As the Symmio module will have it.
    private var decoder: RevertDecoder {
        var decoder = RevertDecoder()
        decoder.add(errors: Symmio085.Core.Errors.all, functions: Symmio085.Core.Calls.all)
        decoder.add(errors: Layer.Errors.all, functions: Layer.Calls.all)
        decoder.add(errors: Symmio085.AccountLayer.Errors.all, functions: Symmio085.AccountLayer.Calls.all)
        decoder.add(batch: Layer.Calls.ExecuteBatch.self) { $0.signedOps.map(\.callData) }
        decoder.add(advice: [
            RevertAdvice("PartyBFacet: Quote is expired", meaning: "The quote's deadline has passed.", remedy: "Send a new one."),
            RevertAdvice("PartyAFacet: *", meaning: "The trader's side refuses.", remedy: "See its state."),
            RevertAdvice("WithdrawFacet: No withdraw parts", meaning: "Nothing to withdraw.", remedy: "Give parts."),
            RevertAdvice("InvalidNonce", meaning: "The nonce is not the next.", remedy: "Read it again."),
        ])
        return decoder
    }

    private func operation(_ callData: Bytes) -> Layer.SignedOperation {
        Layer.SignedOperation(
            signer: account, target: account, callData: callData, signerAccount: Layer.Account(addr: account, isPartyB: false), flexFields: [],
            maxUses: 1, replayAttackHeader: Layer.ReplayAttackHeader(nonce: 0, deadline: 0, salt: .zero))
    }

    private var batch: Bytes {
        let allocate = Symmio085.Core.Calls.Allocate(amount: 1).encoded()
        let close = Symmio085.Core.Calls.RequestToCancelQuote(quoteId: 1).encoded()
        return Layer.Calls.ExecuteBatch(signedOps: [operation(allocate), operation(close)], signatures: [], fills: [], flexFillerSignatures: [])
            .encoded()
    }

    @Test func anOperationOfABatchIsNamed() {
        let data = Layer.Errors.OperationFailed(operationIndex: 1, revertData: RevertDecoder.text("PartyBFacet: Quote is expired")).encoded()
        let revert = decoder.decode(data, calldata: batch)
        #expect(revert.message == "operation 1 (requestToCancelQuote) reverted: PartyBFacet: Quote is expired")
        #expect(revert.advice?.remedy == "Send a new one.")
        #expect(revert.description == "\(revert.message) — The quote's deadline has passed. Send a new one.")
        #expect(revert.error(Layer.Errors.OperationFailed.self)?.operationIndex == 1)
        #expect(decoder.decode(data).message == "operation 1 reverted: PartyBFacet: Quote is expired")
        let beyond = Layer.Errors.OperationFailed(operationIndex: .max, revertData: RevertDecoder.text("x")).encoded()
        #expect(decoder.decode(beyond, calldata: batch).message == "operation \(UInt256.max) reverted: x")
    }

    @Test func anOperationWithoutAReasonIsNamedToo() {
        let data = Layer.Errors.OperationFailed(operationIndex: 0, revertData: Bytes()).encoded()
        #expect(decoder.decode(data, calldata: batch).description == "operation 0 (allocate) reverted without a reason")
        let unknown = Layer.Errors.OperationFailed(operationIndex: 0, revertData: [1, 2, 3, 4]).encoded()
        #expect(decoder.decode(unknown, calldata: batch).message == "operation 0 (allocate) reverted with an unknown error 0x01020304 and 0 bytes")
    }

    @Test func nestedErrorsAreTypedAtEveryLevel() {
        let nonce = Layer.Errors.InvalidNonce(user: account, expected: 5, provided: 4)
        let hook = Symmio085.AccountLayer.Errors.HookFailed(reason: nonce.encoded())
        let reverted = Symmio085.Core.Errors.HookReverted(hook: account, selector: Selector(0x0102_0304), quoteId: 7, reason: hook.encoded())
        let data = Layer.Errors.OperationFailed(operationIndex: 0, revertData: reverted.encoded()).encoded()
        let revert = decoder.decode(data, calldata: batch)
        #expect(revert.levels.count == 4)
        #expect(revert.error(Layer.Errors.InvalidNonce.self)?.expected == 5)
        #expect(revert.error(Symmio085.Core.Errors.HookReverted.self)?.quoteId == 7)
        #expect(revert.error(Symmio085.AccountLayer.Errors.HookFailed.self) != nil)
        #expect(revert.error(Layer.Errors.EmptyBatch.self) == nil)
        #expect(revert.message.hasPrefix("operation 0 (allocate) reverted: HookReverted("))
        #expect(revert.message.hasSuffix("HookFailed(reason: …): InvalidNonce(user: \(account), expected: 5, provided: 4)"))
        #expect(revert.advice?.remedy == "Read it again.")
    }

    @Test func panicsHaveTheirNames() {
        let panic = ABISignature(kind: .error, name: "Panic", parameters: [ABIParameter(type: .uint(256))])
        let data = (try? ABI.encode([.uint(0x12)], for: panic)) ?? Bytes()
        #expect(decoder.decode(data).message == "Panic 0x12: division or modulo by zero")
        #expect(decoder.decode(data).description == "reverted: Panic 0x12: division or modulo by zero")
    }

    @Test func adviceByBeginningAndSpelling() {
        #expect(decoder.decode(RevertDecoder.text("PartyAFacet: Low deadline")).advice?.meaning == "The trader's side refuses.")
        #expect(decoder.decode(RevertDecoder.text("WithdrawFacet : No withdraw parts")).advice?.remedy == "Give parts.")
        #expect(decoder.decode(RevertDecoder.text("something else")).advice == nil)
    }

    @Test func emptyAndDamagedDataIsAReasonToo() {
        #expect(decoder.decode(Bytes()).description == "reverted without a reason")
        let damaged = Bytes(RevertDecoder.text("abc").dropLast(40))
        #expect(decoder.decode(damaged).message.contains("damaged Error(string)"))
        #expect(decoder.decode([0x05, 0x67, 0x72, 0x27]).message.contains("damaged OperationFailed"))
    }

    @Test func randomDataNeverTraps() {
        var random = SystemRandomNumberGenerator()
        let decoder = decoder
        let selectors = [Layer.Errors.OperationFailed.selector, Symmio085.Core.Errors.HookReverted.selector, Selector(0x08c3_79a0)]
        for _ in 0..<2_000 {
            var data = Bytes((selectors.randomElement(using: &random) ?? .zero).bytes)
            for _ in 0..<Int.random(in: 0..<6, using: &random) {
                var word = [UInt8](repeating: 0, count: 32)
                word[31] = UInt8.random(in: 0...255, using: &random) & 0xe0
                data.append(contentsOf: word)
            }
            #expect(!decoder.decode(data, calldata: data).levels.isEmpty)
        }
    }

    // MARK: - Where nodes put it

    private static let reason = RevertDecoder.text("why")
    private static var hex: String { reason.hex }

    @Test(arguments: [
        (3, "execution reverted: why", #""HEX""#), (3, "execution reverted", #""HEX""#), (-32000, "execution reverted", #""HEX""#),
        (-32015, "VM execution error.", #""Reverted HEX""#),
        (-32603, "Error: VM Exception while processing transaction: reverted with reason string 'why'", #"{"message":"x","txHash":"0x12","data":"HEX"}"#),
        (-32603, "Internal JSON-RPC error.", #"{"code":3,"message":"execution reverted","data":{"data":"HEX"}}"#),
        (-32603, "Internal error: reverted", #"{"originalError":{"code":3,"data":"HEX","message":"execution reverted"}}"#),
        (
            -32000, "VM Exception while processing transaction: revert why",
            #"{"0xabcd":{"error":"revert","program_counter":5,"return":"HEX","reason":"why"},"stack":"s","name":"RuntimeError"}"#
        ),
        (
            -32000, "VM Exception while processing transaction: revert why",
            #"{"hash":"0x12","programCounter":1,"result":"HEX","reason":"why","message":"revert"}"#
        ),
        (-32000, "execution reverted: why", "null"), (-32603, "Error: VM Exception while processing transaction: reverted with reason string 'why'", "null"),
        (-32000, "VM Exception while processing transaction: revert why", "null"), (-32000, "execution reverted: HEX", "null"),
    ])
    func revertDataIsFound(_ code: Int, _ message: String, _ data: String) throws {
        let data = try JSONValue(parsing: String(data.split(separator: "HEX", omittingEmptySubsequences: false).joined(separator: Self.hex)).utf8)
        let text = String(message.split(separator: "HEX", omittingEmptySubsequences: false).joined(separator: Self.hex))
        #expect(RPCError(code: code, message: text, data: data).revertData == Self.reason)
    }

    @Test func otherErrorsAreNoReverts() {
        #expect(RPCError(code: -32000, message: "insufficient funds for gas * price + value").revertData == nil)
        #expect(RPCError(code: -32602, message: "invalid argument 0: hex string has length 38", data: "0x").revertData == nil)
        #expect(RPCError(code: -32000, message: "out of gas").revertData == nil)
        #expect(RPCError(code: -32000, message: "execution reverted").revertData == Bytes())
        #expect(RPCError(code: 3, message: "execution reverted", data: "0x").revertData == Bytes())
    }

    @Test func dataNestedWithoutEndIsLeft() {
        var data: JSONValue = "0x08c379a0"
        for _ in 0..<100 { data = ["data": data] }
        #expect(RPCError(code: 3, message: "execution reverted", data: data).revertData == Bytes())
    }
}
