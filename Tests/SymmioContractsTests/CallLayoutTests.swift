import EVMCore
import SymmioContracts
import Testing

/// Where the arguments of calls lie: constants against a layout computed from the types, ranges against bytes encoded on their own.
@Suite struct CallLayoutTests {
    /// What a Muon signature looks like where the solver is to fill it in: an empty one of the final size.
    private static func placeholder(reqId: Bytes = Bytes(repeatElement(0, count: 32)), gateway: Bytes = [])
        -> Symmio085.Core.SingleUpnlAndPriceSig
    {
        Symmio085.Core.SingleUpnlAndPriceSig(
            reqId: reqId, timestamp: 1_755_000_000, upnl: 0, price: 1_000_000_000_000_000_000, gatewaySignature: gateway,
            sigs: .init(signature: 0, owner: .zero, nonce: .zero))
    }

    private static func call085(
        solvers: Int, _ signature: Symmio085.Core.SingleUpnlAndPriceSig = placeholder()
    ) -> Symmio085.Core.Calls.SendQuoteWithAffiliateAndData {
        Symmio085.Core.Calls.SendQuoteWithAffiliateAndData(
            partyBsWhiteList: Array(repeating: .zero, count: solvers), symbolId: 1, positionType: .long, orderType: .market, price: 1,
            quantity: 2,
            cva: 3, lf: 4, partyAmm: 5, partyBmm: 6, deadline: 7, affiliate: .zero, upnlSig: signature, data: [1, 2, 3])
    }

    private static func call086(solvers: Int) -> Symmio086.Core.Calls.SendQuote {
        Symmio086.Core.Calls.SendQuote(
            partyBsWhiteList: Array(repeating: .zero, count: solvers), symbolId: 1, positionType: .long, orderType: .market, price: 1,
            quantity: 2,
            cva: 3, lf: 4, partyAmm: 5, partyBmm: 6, deadline: 7, affiliate: .zero, upnlSig: placeholder(), data: [1, 2, 3],
            solverFeeCaps: .init(openRateCap: 8, closeRateCap: 9))
    }

    @Test func upnlSigOfRelease085() {
        for solvers in 0..<6 {
            let range = Self.call085(solvers: solvers).flexRange(of: Symmio085.Core.Calls.SendQuoteWithAffiliateAndData.Layout.upnlSig)
            #expect(range == FlexRange(offset: 480 + 32 * solvers, length: 352))
        }
    }

    @Test func upnlSigOfRelease086() {
        for solvers in 0..<6 {
            let range = Self.call086(solvers: solvers).flexRange(of: Symmio086.Core.Calls.SendQuote.Layout.upnlSig)
            #expect(range == FlexRange(offset: 544 + 32 * solvers, length: 352))
        }
    }

    @Test func upnlSigGrowsWithItsParts() {
        let upnlSig = Symmio085.Core.Calls.SendQuoteWithAffiliateAndData.Layout.upnlSig
        let empty = Self.call085(solvers: 1, Self.placeholder(reqId: []))
        #expect(empty.flexRange(of: upnlSig) == FlexRange(offset: 512, length: 320))
        // A live one: a request id of 32 bytes and a gateway's ECDSA signature of 65.
        let live = Self.call085(solvers: 1, Self.placeholder(gateway: Bytes(repeatElement(7, count: 65))))
        #expect(live.flexRange(of: upnlSig) == FlexRange(offset: 512, length: 448))
    }

    @Test func staticArguments() {
        let call = Self.call085(solvers: 3)
        typealias Layout = Symmio085.Core.Calls.SendQuoteWithAffiliateAndData.Layout
        #expect(call.flexRange(of: Layout.price) == FlexRange(offset: 128, length: 32))
        #expect(Symmio086.Core.Calls.SendQuote.Layout.solverFeeCaps == CallArgument(448, 64))
        #expect(call.flexRange(of: Layout.partyBsWhiteList) == FlexRange(offset: 448, length: 32 + 3 * 32))
        #expect(call.flexRange(of: Layout.data) == FlexRange(offset: 448 + 128 + 352, length: 64))
    }

    /// The constants of all calls of all releases against the types, and their ranges against each argument encoded alone.
    @Test func everyArgumentOfEveryCall() throws {
        let printed = try PrintedLayout()
        var arguments = 0
        for contract in ContractBindings.symmio {
            let vectors = Dictionary(grouping: try ABIVector.cases(of: contract.vectors, "functions"), by: \.signature)
            for type in contract.callTypes {
                let signature = try ABISignature(parsing: type.signature)
                let layout = try #require(printed[type], "\(type)")
                try #require(layout.count == signature.parameters.count, "\(type)")
                var offset = 0
                for (argument, parameter) in zip(layout, signature.parameters) {
                    #expect(argument.place.offset == offset && argument.place.size == parameter.type.headSize, "\(type).\(argument.label)")
                    #expect(argument.place.isDynamic == parameter.type.isDynamic, "\(type).\(argument.label)")
                    offset += parameter.type.headSize
                    arguments += 1
                }
                #expect(type.abiHeadSize == offset, "\(type)")
                for vector in vectors[type.signature] ?? [] {
                    try Self.checkRanges(type, layout.map(\.place), signature, try vector.bytes())
                }
            }
        }
        #expect(arguments > 2000)
    }

    private static func checkRanges<Call: ContractCall>(
        _ type: Call.Type, _ layout: [CallArgument], _ signature: ABISignature, _ calldata: Bytes
    ) throws {
        let call = try Call(decoding: calldata)
        let values = try ABI.decode(calldata, for: signature)
        for ((argument, value), parameter) in zip(zip(layout, values), signature.parameters) {
            let range = call.flexRange(of: argument)
            let alone = try ABI.encode([value], as: [parameter.type]).dropFirst(parameter.type.isDynamic ? 32 : 0)
            let start = 4 + range.offset
            try #require(range.length >= 0 && start >= 4 && start + range.length <= calldata.count, "\(signature)")
            #expect(calldata[start..<start + range.length].elementsEqual(alone), "\(signature)")
        }
    }
}
