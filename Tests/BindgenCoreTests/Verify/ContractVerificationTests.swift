import EVMCore
import Testing

@testable import BindgenCore

/// A node whose answers a test writes: the result, in JSON, of a method with its parameters.
private struct CannedNode: RPCTransport {
    var name: String { "http://canned" }
    var results: [String: String]
    /// The whole body, whatever is asked.
    var body: String?

    init(_ results: [String: String]) { self.results = results }
    init(body: String) {
        results = [:]
        self.body = body
    }

    func post(_ request: [UInt8]) throws(VerifyFailure) -> [UInt8] {
        if let body { return Array(body.utf8) }
        let text = String(decoding: request, as: UTF8.self)
        // The longest key that the request holds answers it.
        let key = results.keys.filter { key in key.split(separator: " ").allSatisfy { text.contains($0) } }.max { $0.count < $1.count }
        guard let key, let result = results[key] else {
            return Array(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"execution reverted"}}"#.utf8)
        }
        return Array(#"{"jsonrpc":"2.0","id":1,"result":\#(result)}"#.utf8)
    }
}

@Suite struct ContractVerificationTests {
    private let address = Address(0, 0, 0xaa)

    private func quoted(_ bytes: [UInt8]) -> String { "\"\(Hex.encode(bytes))\"" }

    private func verify(_ node: CannedNode, _ solidity: String, known: KnownFunctions = KnownFunctions()) throws -> ContractVerification {
        let subject = ContractVerification.Subject(title: "It", address: address, specs: [readSolidity(solidity)])
        return try ContractVerification(subject, chainID: 1, known: known, endpoint: ChainEndpoint(node))
    }

    private func chain(_ signatures: String...) -> [UInt8] {
        let comparisons = signatures.map { "DUP1 \(Selector(signature: $0).hex) EQ @a JUMPI" }.joined(separator: " ")
        return Assembly("0x00 CALLDATALOAD 0xe0 SHR \(comparisons) 0x00 DUP1 REVERT a: STOP").bytes
    }

    @Test func missingAndUnknown() throws {
        var known = KnownFunctions()
        var other = readSolidity("function old(uint256 a);")
        other.contractName = "It"
        other.release = "0.1"
        known.add(other)
        let node = CannedNode(["eth_getCode": quoted(chain("kept()", "old(uint256)", "facets()"))])
        let verification = try verify(node, "function kept(); function fresh(address a);", known: known)
        #expect(verification.missing.map(\.signature) == ["fresh(address)"])
        #expect(verification.unknown.flatMap(\.origins).map(\.signature).sorted() == ["facets()", "old(uint256)"])
        #expect(verification.unknown.first { !$0.isStandard }?.origins.first?.owners == ["It 0.1"])
        // The standard's is no finding.
        #expect(verification.findings == 2)
        #expect(verification.contract.evidence == .dispatcher)
    }

    @Test func codeThatIsNotUnderstood() throws {
        // Decided by storage before the selector is looked at, and that not as compilers do.
        let code = Assembly("0x00 SLOAD 0x00 CALLDATALOAD 0xe0 SHR \(Selector(signature: "kept()").hex) XOR @a JUMPI a: STOP").bytes
        let verification = try verify(CannedNode(["eth_getCode": quoted(code)]), "function kept(); function fresh();")
        #expect(verification.contract.evidence == .mention)
        #expect(verification.missing.map(\.signature) == ["fresh()"])
        #expect(verification.unknown.isEmpty)
        var report = VerifyReport()
        report.entries = [.verified(verification)]
        #expect(report.text.contains("1 of 2 functions found by their bytes in the code"))
        #expect(report.text.contains("unknown functions cannot be listed"))
    }

    /// A dispatcher behind a condition, as of a contract that can be paused.
    @Test func dispatcherThatCannotBeRun() throws {
        let names = ["kept()", "stranger()"].map { Selector(signature: $0).hex }
        let code = Assembly(
            "0x00 SLOAD @a JUMPI 0x00 CALLDATALOAD 0xe0 SHR DUP1 \(names[0]) EQ @a JUMPI \(names[1]) DUP2 EQ @a JUMPI 0x11223344 EQ POP a: STOP"
        ).bytes
        let verification = try verify(CannedNode(["eth_getCode": quoted(code)]), "function kept(); function fresh();")
        #expect(verification.contract.evidence == .comparisons)
        #expect(verification.missing.map(\.signature) == ["fresh()"])
        #expect(verification.unknown.map(\.selector) == [Selector(signature: "stranger()").value])
        #expect(verification.contract.notes.contains { $0.contains("could not be run") })
    }

    /// EIP-1967's slot says who a proxy is, also where its own code does not delegate; and some nodes leave a word's leading zeros out.
    @Test func proxyBySlotAlone() throws {
        let implementation = Address(0, 0, 0xbb)
        var results = ["eth_getCode": quoted([0x60, 0x80]), "eth_getStorageAt": #""0x0""#]
        for text in [implementation.hex, implementation.checksummed] { results["eth_getCode \(text)"] = quoted(chain("a()")) }
        #expect(try verify(CannedNode(results), "function a();").missing.count == 1)
        results["eth_getStorageAt 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc"] = #""0xbb""#
        let verification = try verify(CannedNode(results), "function a();")
        // The implementation, which this node says stands for itself, is nobody's proxy.
        #expect(verification.contract.hops.map(\.target) == [implementation])
        #expect(verification.contract.notes.isEmpty && verification.findings == 0)
    }

    @Test func reportOfWhatCouldNotBeLookedAt() {
        var report = VerifyReport()
        report.entries = [.failed(title: "It", VerifyFailure("no code"))]
        #expect(report.text.hasSuffix("0 contracts verified; 1 contract could not be looked at\n"))
    }

    @Test func facetsWithoutCode() throws {
        let facets = DynamicABIValue.array([
            .tuple([.address(Address(0, 0, 0xf1)), .array([.fixedBytes([1, 2, 3, 4])])]),
            .tuple([.address(Address(0, 0, 0xf2)), .array([.fixedBytes([5, 6, 7, 8])])]),
        ])
        let data = try ABI.encode([facets], as: [.array(.tuple([.address, .array(.fixedBytes(4))]))])
        let node = CannedNode([
            "eth_getCode": quoted([0]), "eth_call 0x7a0ed627": quoted(data.array),
            "eth_getCode 00f1": quoted(chain("other()")), "eth_getCode 00F1": quoted(chain("other()")),
            "eth_getCode 00f2": #""0x""#, "eth_getCode 00F2": #""0x""#,
        ])
        let verification = try verify(node, "function missing();")
        #expect(verification.contract.evidence == .loupe)
        #expect(verification.contract.facets.map(\.hasCode) == [true, false])
        // The loupe promises what the facet's own dispatcher has not.
        #expect(verification.contract.facets.first?.lacking == [0x0102_0304])
        #expect(verification.missing.map(\.signature) == ["missing()"])
    }

    @Test func proxiesThatStandForOneAnother() throws {
        let self32 = #""0x\#(String(repeating: "0", count: 62))aa""#
        let delegating = Assembly("0x00 SLOAD DELEGATECALL").bytes
        let node = CannedNode(["eth_getCode": quoted(delegating), "eth_getStorageAt": self32])
        let verification = try verify(node, "function a();")
        #expect(verification.contract.notes.contains { $0.contains("stand for one another") })
    }

    @Test func loupesThatLie() throws {
        // Whatever stands behind the selector of facets(), reading it neither traps nor is taken for a loupe.
        var generator = SplitMix(state: 3)
        for _ in 0..<200 {
            var data = (0..<Int.random(in: 0..<300, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            if data.count > 32 { data.replaceSubrange(0..<32, with: Array(repeating: 0, count: 31) + [32]) }
            let node = CannedNode(["eth_getCode": quoted(chain("a()")), "eth_call": quoted(data)])
            let verification = try verify(node, "function a();")
            #expect(verification.contract.evidence == .dispatcher)
        }
    }

    @Test(arguments: [
        ("", "with nothing"),
        ("<html>no</html>", "an HTML page"),
        ("not json", "no JSON"),
        (#"{"jsonrpc":"2.0","id":2,"result":"0x1"}"#, "the answer to another request"),
        (#"{"jsonrpc":"2.0","id":1}"#, "neither a result nor an error"),
        (#"{"jsonrpc":"2.0","id":1,"result":7}"#, "something else than hexadecimal"),
        (#"{"jsonrpc":"2.0","id":1,"result":"0xzz"}"#, "which is no number"),
        (#"{"jsonrpc":"2.0","id":1,"result":"0x1ffffffffffffffff"}"#, "which is no number"),
        (#"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no such method"}}"#, "refuses eth_chainId: no such method (code -32601)"),
        (#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}}"#, "refuses eth_chainId: parse error"),
        (#"[{"jsonrpc":"2.0","id":1,"result":"0x1"}]"#, "the answer to another request"),
    ])
    func answersThatAreNone(_ body: String, _ message: String) {
        let error = #expect(throws: VerifyFailure.self) { try ChainEndpoint(CannedNode(body: body)).chainID() }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func noCode() {
        let error = #expect(throws: VerifyFailure.self) { try verify(CannedNode(["eth_getCode": #""0x""#]), "function a();") }
        #expect(error?.description.contains("has no code on the chain of http://canned") == true)
    }

    @Test func namesCannotSteerTheTerminal() throws {
        var report = VerifyReport()
        report.entries = [.skipped(title: "a\u{1b}[2Jb\nc", reason: "none")]
        #expect(report.text.hasPrefix(#"a\u{1B}[2Jb\nc"#))
    }
}
