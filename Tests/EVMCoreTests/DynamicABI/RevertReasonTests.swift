import EVMCore
import Testing

@Suite struct RevertReasonTests {
    private let table = ABIErrorTable(
        [
            "error OperationFailed(uint256 operationIndex, bytes revertData)", "error HookFailed(bytes reason)",
            "error HookReverted(address,bytes4,uint256,bytes)", "error InvalidNonce(address account, uint256 expected, uint256 provided)",
        ].compactMap { try? ABISignature(parsing: $0) })

    private func encode(_ signature: String, _ values: [DynamicABIValue]) throws -> Bytes {
        try ABI.encode(values, for: ABISignature(parsing: signature))
    }

    @Test func wrappersAreFollowed() throws {
        let text = try encode("Error(string)", [.string("PartyAFacet: Low balance")])
        let hook = try encode("HookFailed(bytes)", [.bytes(text)])
        let reverted = try encode(
            "HookReverted(address,bytes4,uint256,bytes)",
            [.address(.zero), .fixedBytes(Bytes([1, 2, 3, 4])), .uint(7), .bytes(hook)])
        let reason = RevertReason(try encode("OperationFailed(uint256,bytes)", [.uint(2), .bytes(reverted)]), errors: table)
        #expect(reason.kind == .custom && reason.error?.canonical == "OperationFailed(uint256,bytes)")
        #expect(reason.inner?.error?.name == "HookReverted" && reason.inner?.inner?.error?.name == "HookFailed")
        #expect(reason.root.kind == .error && reason.root.data == text)
        #expect(
            reason.message
                == "OperationFailed(operationIndex: 2, revertData: …): HookReverted(\(Address.zero.checksummed), 0x01020304, 7, …): "
                + "HookFailed(reason: …): PartyAFacet: Low balance")
    }

    @Test func bytesThatAreNoRevertAreNotInner() throws {
        let reason = RevertReason(try encode("HookFailed(bytes)", [.bytes(Bytes([0xde, 0xad, 0xbe, 0xef]))]), errors: table)
        #expect(reason.kind == .custom && reason.inner == nil)
        #expect(reason.message == "HookFailed(reason: 0xdeadbeef)")
    }

    @Test func customErrors() throws {
        let data = try encode("InvalidNonce(address,uint256,uint256)", [.address(.zero), .uint(4), .uint(5)])
        #expect(RevertReason(data, errors: table).message == "InvalidNonce(account: \(Address.zero.checksummed), expected: 4, provided: 5)")
        #expect(RevertReason(data).kind == .unknown)
        let damaged = RevertReason(Bytes(data.dropLast()), errors: table)
        #expect(damaged.kind == .unknown && damaged.error == nil && damaged.message.contains("damaged InvalidNonce"))
    }

    @Test func panics() throws {
        let reason = RevertReason(try encode("Panic(uint256)", [.uint(0x11)]))
        #expect(reason.kind == .panic && reason.arguments == [.uint(0x11)])
        #expect(reason.message == "Panic 0x11: arithmetic overflow or underflow")
    }

    @Test func nestingIsBounded() throws {
        var data = try encode("Error(string)", [.string("deep")])
        for _ in 0..<100 { data = try encode("HookFailed(bytes)", [.bytes(data)]) }
        var depth = 0
        var reason = RevertReason(data, errors: table)
        while let inner = reason.inner {
            depth += 1
            reason = inner
        }
        #expect(depth == RevertReason.maximumDepth && reason.kind == .custom)
    }
}
