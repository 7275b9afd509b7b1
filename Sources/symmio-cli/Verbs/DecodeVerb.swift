import EVMClient
import EVMCore
import Symmio
import SymmioContracts

/// `symmio decode`: calldata or revert data in words.
enum DecodeVerb {
    static let verb = Verb(
        name: "decode", operands: "DATA", operandCount: 1...1, summary: "Read calldata or revert data of Symmio's contracts",
        details: """
            DATA is hex. What begins with a function's selector is shown as a call with its arguments, calls inside it too; all else is
            read as what a call reverted with, down to the first cause, with what it means and what to do.
            """,
        options: [Option("--calldata", "HEX", "What was called when it reverted, so that the operations of a batch have their names")]
    ) { invocation in
        let data = try bytes(try invocation.operand(0), "DATA")
        let calldata = try invocation.arguments["--calldata"].map { try bytes($0, "--calldata") }
        if calldata == nil, let call = DecodedCall(data) {
            invocation.console.result(["kind": "call", "call": call.json], DecodedCall.describe(data).joined(separator: "\n"))
            return
        }
        let revert = RevertDecoder.symmio.decode(data, calldata: calldata)
        guard let root = revert.root, root.kind != .unknown || data.isEmpty else {
            throw Failure("neither a call nor an error of Symmio's contracts is known that begins with \(Bytes(data.prefix(4)).hex)")
        }
        let levels: [JSONValue] = revert.levels.map { level in
            [
                "kind": .string(level.reason.kind.rawValue), "signature": .optional(level.reason.error?.canonical),
                "message": .string(level.reason.message), "arguments": .array(level.reason.arguments.map { JSONValue($0) }),
            ]
        }
        invocation.console.result(
            [
                "kind": "revert", "message": .string(revert.message), "meaning": .optional(revert.advice?.meaning),
                "remedy": .optional(revert.advice?.remedy), "levels": .array(levels),
            ], revert.description)
    }

    private static func bytes(_ text: String, _ name: String) throws -> Bytes {
        do throws(ValueError) {
            return try Bytes(hex: text)
        } catch {
            throw UsageError("\(name): not hex: \(error)")
        }
    }
}
