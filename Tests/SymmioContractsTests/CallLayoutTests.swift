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
            let range = Self.call085(solvers: solvers).flexRange(of: Symmio085.Core.Calls.SendQuoteWithAffiliateAndData.layout.upnlSig)
            #expect(range == FlexRange(offset: 480 + 32 * solvers, length: 352))
        }
    }

    @Test func upnlSigOfRelease086() {
        for solvers in 0..<6 {
            let range = Self.call086(solvers: solvers).flexRange(of: Symmio086.Core.Calls.SendQuote.layout.upnlSig)
            #expect(range == FlexRange(offset: 544 + 32 * solvers, length: 352))
        }
    }

    @Test func upnlSigGrowsWithItsParts() {
        let upnlSig = Symmio085.Core.Calls.SendQuoteWithAffiliateAndData.layout.upnlSig
        let empty = Self.call085(solvers: 1, Self.placeholder(reqId: []))
        #expect(empty.flexRange(of: upnlSig) == FlexRange(offset: 512, length: 320))
        // A live one: a request id of 32 bytes and a gateway's ECDSA signature of 65.
        let live = Self.call085(solvers: 1, Self.placeholder(gateway: Bytes(repeatElement(7, count: 65))))
        #expect(live.flexRange(of: upnlSig) == FlexRange(offset: 512, length: 448))
    }

    @Test func staticArguments() {
        let call = Self.call085(solvers: 3)
        let layout = Symmio085.Core.Calls.SendQuoteWithAffiliateAndData.layout
        #expect(call.flexRange(of: layout.price) == FlexRange(offset: 128, length: 32))
        #expect(Symmio086.Core.Calls.SendQuote.layout.solverFeeCaps == CallArgument.words(448, 64))
        #expect(call.flexRange(of: layout.partyBsWhiteList) == FlexRange(offset: 448, length: 32 + 3 * 32))
        #expect(call.flexRange(of: layout.data) == FlexRange(offset: 448 + 128 + 352, length: 64))
    }

    /// The constants of all calls of all releases against the types, and their ranges against each argument encoded alone.
    @Test func everyArgumentOfEveryCall() throws {
        let printed = try PrintedLayout()
        var arguments = 0
        var members = 0
        for contract in ContractBindings.symmio {
            let vectors = Dictionary(grouping: try ABIVector.cases(of: contract.vectors, "functions"), by: \.signature)
            for type in contract.callTypes {
                let signature = try ABISignature(parsing: type.signature)
                let parameters = try [ABIParameter](parsing: "(\(type.abiParameters))")
                #expect(parameters.map(\.type) == signature.parameters.map(\.type), "\(type)")
                let layout = try #require(printed[type], "\(type)")
                let expected = Place.all(parameters)
                try #require(layout.count == expected.count, "\(type)")
                for (argument, place) in zip(layout, expected) {
                    #expect(
                        argument.place.offset == place.offset && argument.place.size == place.type.headSize, "\(type).\(argument.label)")
                    #expect(argument.place.isDynamic == place.type.isDynamic, "\(type).\(argument.label)")
                    #expect(place.name.isEmpty || Reflection.isSpelled(argument.label, place.name), "\(type).\(argument.label)")
                    arguments += 1
                    if place.path.count > 1 { members += 1 }
                }
                #expect(type.abiHeadSize == parameters.reduce(0) { $0 + $1.type.headSize }, "\(type)")
                for vector in vectors[type.signature] ?? [] {
                    try Self.checkRanges(type, zip(layout, expected).map { ($0.place, $1) }, signature, try vector.bytes())
                }
            }
        }
        #expect(arguments > 2000 && members > 20)
    }

    /// Where a value lies by its type alone.
    private struct Place {
        /// The argument's index, then the indices of members of static structs.
        let path: [Int]
        let name: String
        let type: ABIType
        let offset: Int

        /// The parameters, each followed by its members where it is a static struct.
        static func all(_ parameters: [ABIParameter], in path: [Int] = [], named name: String = "", at start: Int = 0) -> [Place] {
            var offset = start
            var places: [Place] = []
            for (index, parameter) in parameters.enumerated() {
                let place = Place(path: path + [index], name: name + parameter.name, type: parameter.type, offset: offset)
                places.append(place)
                if case .tuple = parameter.type, !parameter.type.isDynamic {
                    places += all(parameter.components, in: place.path, named: place.name, at: offset)
                }
                offset += parameter.type.headSize
            }
            return places
        }

        /// The value there.
        func value(in arguments: [DynamicABIValue]) throws -> DynamicABIValue {
            var values = arguments
            for step in path.dropLast() {
                guard case .tuple(let members) = values[step] else { throw Reflection.Mismatch(description: "\(name) is in no struct") }
                values = members
            }
            return values[try #require(path.last)]
        }
    }

    private static func checkRanges<Call: ContractCall>(
        _ type: Call.Type, _ layout: [(CallArgument, Place)], _ signature: ABISignature, _ calldata: Bytes
    ) throws {
        let call = try Call(decoding: calldata)
        let values = try ABI.decode(calldata, for: signature)
        for (argument, place) in layout {
            let range = call.flexRange(of: argument)
            let alone = try ABI.encode([place.value(in: values)], as: [place.type]).dropFirst(place.type.isDynamic ? 32 : 0)
            let start = 4 + range.offset
            try #require(range.length >= 0 && start >= 4 && start + range.length <= calldata.count, "\(signature)")
            #expect(calldata[start..<start + range.length].elementsEqual(alone), "\(signature) \(place.name)")
        }
    }
}
