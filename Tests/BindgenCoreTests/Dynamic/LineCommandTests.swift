import Foundation
import Testing

/// The commands as processes: words, streams and exit codes.
@Suite struct LineCommandTests {
    /// The tool beside the test bundle; nil where only the tests were built.
    private static let tool: URL? = {
        let places =
            [Bundle.main.bundleURL, URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()]
            + Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
        return places.map { $0.appendingPathComponent("evm-bindgen") }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }()

    private func run(_ arguments: [String], input: String = "") throws -> (output: String, problem: String, status: Int32) {
        let tool: URL = try #require(Self.tool, "evm-bindgen is not built")
        let run = try Subprocess.run(tool.path, arguments, input: input)
        return (run.output, run.error, run.status)
    }

    @Test func words() throws {
        let calldata = "0x0a9a2963" + String(repeating: "f", count: 62) + "80"
        #expect(try run(["encode", "f(int8)", "-128"]) == (calldata + "\n", "", 0))
        let decoded = try run(["decode", "f(int8 x)", calldata])
        #expect(decoded.status == 0 && decoded.output.contains("\"x\": \"-128\""))
        let list = try run(["encode", "(uint8,(bool,string)[])", "7", #"[[true,"x"]]"#])
        #expect(list.status == 0 && list.output.hasPrefix("0x"))
        let values = try run(["decode", "(uint8,(bool,string)[])", list.output.trimmingCharacters(in: .newlines)])
        #expect(values.output.filter { !$0.isWhitespace } == #"{"args":["7",[[true,"x"]]]}"#)
        let revert = try run(["decode", "--revert", "0x4e487b71" + String(repeating: "0", count: 62) + "11"])
        #expect(revert.status == 0 && revert.output.contains("overflow"))
    }

    @Test func wrongUsage() throws {
        for arguments in [
            ["encode"], ["decode"], ["typed-data"], ["typed-data", "sign"], ["encode", "f(uint7)", "1"], ["encode", "f(uint8)"],
            ["encode", "f(uint8)", "256"], ["encode", "--nothing"], ["encode", "--abi"], ["decode", "--abi", "no-such-file.json", "0x"],
            ["encode", "--jsonl", "no-such-file.jsonl"], ["decode", "0x"], ["typed-data", "hash", "no-such-file.json"],
        ] {
            let (output, problem, status) = try run(arguments)
            #expect(status == 2 && output.isEmpty && problem.contains("error: "), "\(arguments): \(problem)")
        }
        for verb in ["encode", "decode", "typed-data"] {
            let help = try run([verb, "--help"])
            #expect(help.status == 0 && help.output.contains("Usage: evm-bindgen \(verb)"))
        }
    }

    @Test func streams() throws {
        let lines = #"{"types":["uint8"],"args":[1]}"# + "\r\n\n" + #"{"types":["uint8"],"args":[256]}"# + "\n" + #"{"types":[],"args":[]}"#
        let (output, problem, status) = try run(["encode", "--jsonl"], input: lines)
        let answers = output.split(separator: "\n").map(String.init)
        #expect(status == 1 && problem.isEmpty && answers.count == 3)
        #expect(answers.first == #"{"data":"0x"# + String(repeating: "0", count: 63) + #"1"}"#)
        #expect(answers.dropFirst().first == #"{"failure":"256 does not fit uint8","at":"args[0]"}"#)
        #expect(answers.last == #"{"data":"0x"}"#)

        let spec = LineVectors.root + "/Specs/0.8.5/SymmioCore.json"
        let call = try run(["encode", "--abi", spec, "--jsonl"], input: #"{"function":"acceptCancelRequest","args":{"quoteId":5}}"#)
        #expect(call.status == 0)
        let decoded = try run(["decode", "--jsonl", "--abi", spec, "-"], input: call.output)
        #expect(decoded.output == #"{"signature":"acceptCancelRequest(uint256)","args":["5"],"named":{"quoteId":"5"}}"# + "\n")
    }

    @Test func specsOnStandardInput() throws {
        let abi = #"[{"type":"error","name":"Bad","inputs":[]}]"#
        let inventory = try run(["inspect", "-"], input: abi)
        #expect(inventory.status == 0 && inventory.output.contains("Bad()"))
        let converted = try run(["convert", "-", "--to", "json"], input: "interface I { error Bad(); }")
        #expect(converted.status == 0 && converted.output.contains(#""name": "Bad""#))
        let nothing = try run(["inspect", "-"])
        #expect(nothing.status == 2 && nothing.problem.contains("error: the file is empty"))
    }

    /// An interface may be empty; EIP-712 types are no interface.
    @Test func nothingToConvert() throws {
        let empty = try run(["convert", "-", "--to", "json"], input: "interface I {}")
        #expect(empty.status == 0 && empty.output == "[]\n")
        let back = try run(["convert", "-", "--to", "solidity"], input: "[]")
        #expect(back.status == 0 && back.output.contains("interface Contract {\n}"))
        let types = try run(["convert", "-", "--to", "json"], input: "Mail(address to)")
        #expect(types.status == 2 && types.problem.contains("nothing that an ABI could hold"))
    }

    @Test func typedDataDocument() throws {
        let document = #"{"types":{"A":[{"name":"x","type":"uint8"}]},"primaryType":"A","domain":{},"message":{"x":MESSAGE}}"#
        let good = try run(["typed-data", "hash"], input: document.replacingOccurrences(of: "MESSAGE", with: "7"))
        #expect(good.status == 0 && good.output.contains("\"encodeType\": \"A(uint8 x)\""))
        let bad = try run(["typed-data", "hash"], input: document.replacingOccurrences(of: "MESSAGE", with: "256"))
        #expect(bad.status == 2 && bad.problem.contains("message.x: 256 does not fit uint8"))
        let line = try run(["typed-data", "hash", "--jsonl"], input: document.replacingOccurrences(of: "MESSAGE", with: "256"))
        #expect(line.status == 1 && line.output == #"{"failure":"256 does not fit uint8","at":"message.x"}"# + "\n")
    }
}
