import EVMCore
import SymmioContracts
import Testing

/// What generated decoders say of bytes that they refuse: the kind, the byte, and the path by the names of the spec.
@Suite struct DecodingErrorTests {
    private typealias SendQuote = Symmio085.Core.Calls.SendQuoteWithAffiliateAndData

    private static func sendQuote() throws -> Bytes {
        let vectors = try ABIVector.cases(of: "symmio-core-0.8.5", "functions").filter { $0.signature == SendQuote.signature }
        return try #require(vectors.last).bytes()
    }

    private static func error<T>(_ body: () throws(ABIError) -> T) throws -> ABIError {
        switch Result(catching: { () throws(ABIError) in _ = try body() }) {
        case .success: throw Missing()
        case .failure(let error): return error
        }
    }

    private struct Missing: Error {}

    private static func encoded() -> [UInt8] {
        SendQuote(
            partyBsWhiteList: [.zero], symbolId: 1, positionType: .short, orderType: .limit, price: 1, quantity: 2, cva: 3, lf: 4,
            partyAmm: 5,
            partyBmm: 6, deadline: 7, affiliate: .zero,
            upnlSig: .init(
                reqId: [1], timestamp: 8, upnl: -9, price: 10, gatewaySignature: [2, 3],
                sigs: .init(signature: 11, owner: .zero, nonce: .zero)),
            data: [4]
        ).encoded().array
    }

    /// Every cut of a call is refused, and the path leads to what was cut.
    @Test func truncatedCalldata() throws {
        let calldata = Self.encoded()
        for length in 4..<calldata.count {
            let error = try Self.error { () throws(ABIError) in try SendQuote(decoding: Bytes(calldata.prefix(length))) }
            #expect(!error.path.isEmpty && error.offset <= length - 4, "\(length): \(error)")
        }
        let arguments = calldata.count - 4
        let tail = arguments - 64  // data: length and one padded word
        func path(_ count: Int) throws -> String {
            try Self.error { () throws(ABIError) in try SendQuote(decoding: Bytes(calldata.prefix(4 + count))) }.path
        }
        #expect(try path(31) == "partyBsWhiteList")
        #expect(try path(32) == "symbolId")
        #expect(try path(447) == "data")
        #expect(try path(448) == "partyBsWhiteList")
        #expect(try path(448 + 63) == "partyBsWhiteList")
        #expect(try path(512) == "upnlSig.reqId")
        #expect(try path(512 + 5 * 32) == "upnlSig.sigs")
        #expect(try path(512 + 8 * 32) == "upnlSig.reqId")
        #expect(try path(512 + 11 * 32) == "upnlSig.gatewaySignature")
        #expect(try path(512 + 12 * 32) == "data")
        #expect(try path(tail + 33) == "data")
    }

    @Test func pathsIntoStructsAndArrays() throws {
        var calldata = Self.encoded()
        // The owner in the signature's static part: partyBsWhiteList takes 64 bytes behind the head, the struct's head has eight words.
        let owner = 4 + 512 + 6 * 32
        calldata[owner] = 1
        let dirty = try Self.error { () throws(ABIError) in try SendQuote(decoding: Bytes(calldata)) }
        #expect(dirty == ABIError(.dirtyPadding, offset: owner - 4, path: "upnlSig.sigs.owner"))

        var white = Self.encoded()
        white[4 + 480] = 1
        let second = try Self.error { () throws(ABIError) in try Symmio085.Core.Calls(decoding: Bytes(white)) }
        #expect(second == ABIError(.dirtyPadding, offset: 480, path: "partyBsWhiteList[0]"))

        var kind = Self.encoded()
        kind[4 + 64] = 1
        let wide = try Self.error { () throws(ABIError) in try SendQuote(decoding: Bytes(kind)) }
        #expect(wide == ABIError(.integerOutOfRange, offset: 64, path: "positionType"))
    }

    @Test func selectors() throws {
        let calldata = try Self.sendQuote()
        let other = try Self.error { () throws(ABIError) in try Symmio085.Core.Calls.AcceptCancelRequest(decoding: calldata) }
        #expect(other.kind == .wrongSelector(expected: Symmio085.Core.Calls.AcceptCancelRequest.selector, found: SendQuote.selector))
        let unknown = try Self.error { () throws(ABIError) in try Symmio084.ERC20.Calls(decoding: calldata) }
        #expect(unknown.kind == .unknownSelector(SendQuote.selector))
        for length in 0..<4 {
            let short = try Self.error { () throws(ABIError) in try Symmio085.Core.Calls(decoding: Bytes(calldata.prefix(length))) }
            #expect(short.kind == .dataTooShort(needed: 4, available: length))
        }
    }

    /// No data at all is what an address without code answers; it is not a zero.
    @Test func emptyAnswer() throws {
        let error = try Self.error { () throws(ABIError) in try Symmio084.ERC20.Calls.BalanceOf.decodeReturn([]) }
        #expect(error.kind == .dataTooShort(needed: 32, available: 0))
    }

    @Test func topics() throws {
        typealias Transfer = Symmio084.ERC20.Events.Transfer
        let log = Transfer(from: .zero, to: .zero, value: 5).encodedLog()
        let few = try Self.error { () throws(ABIError) in try Transfer(topics: Array(log.topics.dropLast()), data: log.data) }
        #expect(few == ABIError(.topicCount(expected: 3, found: 2), path: "topics"))
        let none = try Self.error { () throws(ABIError) in try Transfer(topics: [], data: log.data) }
        #expect(none == ABIError(.topicCount(expected: 3, found: 0), path: "topics"))
        let wrong = try Self.error { () throws(ABIError) in try Transfer(topics: [.zero] + log.topics.dropFirst(), data: log.data) }
        #expect(wrong == ABIError(.wrongTopic(expected: try #require(Transfer.topic0), found: .zero), path: "topics[0]"))
        var dirty = log.topics
        dirty[2] = Bytes32(1 << 63, 0, 0, 0)
        let padding = try Self.error { () throws(ABIError) in try Transfer(topics: dirty, data: log.data) }
        #expect(padding == ABIError(.dirtyPadding, path: "topics[2]"))
        let unknown = try Self.error { () throws(ABIError) in try Symmio084.ERC20.Events(topics: [.zero], data: []) }
        #expect(unknown == ABIError(.unknownTopic(.zero), path: "topics[0]"))
    }

    /// A number that a later release may have a name for.
    @Test func enumValuesWithoutName() throws {
        typealias OrderType = Symmio085.Core.OrderType
        #expect(OrderType.allCases.map(\.rawValue) == [0, 1])
        for raw in UInt8.min...UInt8.max {
            let value = OrderType(rawValue: raw)
            #expect(value.rawValue == raw)
            #expect(OrderType.allCases.contains(value) == (raw < 2))
        }
        #expect(OrderType.unknown(1) == .market && OrderType.unknown(1).hashValue == OrderType.market.hashValue)

        var calldata = Self.encoded()
        calldata[4 + 127] = 200
        let call = try SendQuote(decoding: Bytes(calldata))
        #expect(call.orderType.rawValue == 200 && call.orderType == .unknown(200))
        #expect(call.encoded() == Bytes(calldata))
    }
}
