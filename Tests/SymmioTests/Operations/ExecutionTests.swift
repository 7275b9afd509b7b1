import EVMCore
import EVMSigning
import SymmioContracts
import Testing

@testable import Symmio

/// Batches, templates and their wiring.
@Suite struct ExecutionTests {
    static func template(_ name: String, _ wires: [[(UInt256, UInt256, UInt256)]], active: Bool = true) -> Symmio085.InstantLayer.Template {
        .init(
            name: name,
            operations: wires.map { wires in .init(insertionPoints: wires.map(\.0), sourceIndices: wires.map(\.1), sourceOffsets: wires.map(\.2)) },
            active: active)
    }

    @Test func templatesAreFoundByNameAndShape() throws {
        let open: [[(UInt256, UInt256, UInt256)]] = [[], [], [(0, 1, 0)], [(0, 1, 0)]]
        let held = try [
            Self.template("InstantClose", [[], []]), Self.template("InstantOpen", open, active: false), Self.template("InstantOpen", open),
            Self.template("InstantOpenNoMargin", [[], [(0, 0, 0)], [(0, 0, 0)]]),
        ].enumerated().map { try OperationTemplate(id: UInt256(UInt64($0)), $1) }
        #expect(try OperationTemplate.find(.instantOpen, in: held).id == UInt256(2 as UInt64))
        #expect(try OperationTemplate.find(.instantOpenNoMargin, in: held).id == UInt256(3 as UInt64))
        #expect(try OperationTemplate.find(.instantClose, in: held).id == .zero)
        #expect(throws: TemplateError.notFound(name: "Other")) { try OperationTemplate.find(TemplateShape(name: "Other", wires: []), in: held) }
        let different = try [OperationTemplate(id: .zero, Self.template("InstantOpen", [[], [], [(32, 1, 0)], [(0, 1, 0)]]))]
        #expect(throws: TemplateError.differentShape(name: "InstantOpen")) { try OperationTemplate.find(.instantOpen, in: different) }
        #expect(throws: TemplateError.self) {
            try OperationTemplate(
                id: .zero, .init(name: "x", operations: [.init(insertionPoints: [.zero], sourceIndices: [], sourceOffsets: [.zero])], active: true))
        }
    }

    @Test func resultsGoToTheArgumentNamed() throws {
        let lock = Symmio084.Core.Calls.LockQuote(
            quoteId: .zero,
            upnlSig: .init(
                reqId: Bytes(), timestamp: .zero, upnl: .zero, gatewaySignature: Bytes(),
                sigs: .init(signature: .zero, owner: .zero, nonce: .zero)))
        let template = OperationTemplate(id: .zero, shape: .instantOpen, isActive: true)
        let results = [Bytes(), UInt256(4711 as UInt64).bigEndianBytes, Bytes(), Bytes()]
        let wired = try template.callData(lock.encoded(), at: 2, results: results)
        #expect(try Symmio084.Core.Calls.LockQuote(decoding: wired).quoteId == UInt256(4711 as UInt64))
        #expect(try template.callData(lock.encoded(), at: 0, results: results) == lock.encoded())
        #expect(throws: TemplateError.missingResult(source: .one)) { try template.callData(lock.encoded(), at: 2, results: [[], [], [], []]) }
        #expect(throws: TemplateError.invalidSource(.one)) { try template.callData(lock.encoded(), at: 2, results: [[]]) }
        #expect(throws: TemplateError.insertionOutOfBounds(.zero, calldata: 35)) {
            try template.callData(Bytes(lock.encoded().prefix(35)), at: 2, results: results)
        }
        #expect(throws: TemplateError.shortResult(offset: .zero, length: 31)) {
            try template.callData(lock.encoded(), at: 2, results: [[], Bytes(results[1].prefix(31)), [], []])
        }
        #expect(throws: TemplateError.self) { try template.callData(lock.encoded(), at: 4, results: results) }
        // Numbers that no calldata has room for are refused, not reckoned with.
        for wild in [UInt256.max, UInt256(UInt64(Int.max))] {
            let shape = TemplateShape(name: "wild", wires: [[ResultWire(insertionPoint: wild, source: .zero, resultOffset: .zero)]])
            #expect(throws: TemplateError.self) {
                try OperationTemplate(id: .zero, shape: shape, isActive: true).callData(lock.encoded(), at: 0, results: [results[1]])
            }
            let offset = TemplateShape(name: "wild", wires: [[ResultWire(insertionPoint: .zero, source: .zero, resultOffset: wild)]])
            #expect(throws: TemplateError.self) {
                try OperationTemplate(id: .zero, shape: offset, isActive: true).callData(lock.encoded(), at: 0, results: [results[1]])
            }
        }
    }

    @Test func batchesHaveArraysOfOneLength() throws {
        let file = try Vectors.json("instant-layer")
        let signed = try file.member("operations").elements().map {
            SignedInstantOperation(operation: try InstantOperation(try $0.member("op")), signature: try $0.member("signature").bytes())
        }
        let fill = FlexFill(value: [1, 2], signature: [3])
        let batch = try ExecuteBatch(decoding: ExecuteBatch(signed, fills: [[], [fill]]).encoded())
        #expect(batch.signedOps.count == 3)
        #expect(batch.signatures == signed.map(\.signature))
        #expect(batch.fills == [[], [[1, 2]], [[], []]])
        #expect(batch.flexFillerSignatures == [[], [[3]], [[], []]])
        let template = OperationTemplate(id: UInt256(5 as UInt64), shape: .instantClose, isActive: true)
        #expect(ExecuteTemplate(template, signed).templateId == UInt256(5 as UInt64))
        #expect(ExecuteBatch.selector.value == 0x06bc_c336)
        #expect(ExecuteTemplate.selector.value == 0xadc3_3a88)
    }
}

/// Delegations are held against what a deployment asks for.
@Suite struct DelegationCheckTests {
    static let v085: [Selector] = [Selector(0xa6d6_6852), Selector(0xa7f3_b34b), Selector(0x501e_891f)]

    @Test func complete() throws {
        let required = try Fixture.arbitrum().sessionSelectors()
        let check = DelegationCheck(required: required, granted: required + [Selector(1)], release: .v086)
        #expect(check.isComplete)
        #expect(check.explanation == nil)
    }

    @Test func ofTheOlderRelease() throws {
        let check = DelegationCheck(required: try Fixture.arbitrum().sessionSelectors(), granted: Self.v085, release: .v086)
        #expect(check.missing.map(\.value) == [0x0ac3_0baf])
        #expect(check.wrongRelease.map(\.value) == [0xa7f3_b34b])
        let text = try #require(check.explanation)
        #expect(text.contains("sendQuoteWithAffiliateAndData (0xa7f3b34b) (release 0.8.5 opens with it)"))
        #expect(text.contains("release 0.8.6 needs sendQuote (0x0ac30baf)"))
    }

    @Test func ofTheNewerRelease() throws {
        let granted: [Selector] = [Selector(0xa6d6_6852), Selector(0x0ac3_0baf), Selector(0x501e_891f), Selector(0xeaa3_1b19), Selector(1)]
        let check = DelegationCheck(required: try Fixture.hyperEVM().sessionSelectors(), granted: granted, release: .v085)
        #expect(check.missing.map(\.value) == [0xa7f3_b34b])
        #expect(check.wrongRelease.map(\.value) == [0x0ac3_0baf])
        #expect(SelectorMeaning(Selector(0x0ac3_0baf), release: .v085) != .unknown)
        guard case .otherRelease(_, let releases) = SelectorMeaning(Selector(0x0ac3_0baf), release: .v085) else {
            Issue.record("sendQuote with fee caps is not of 0.8.5")
            return
        }
        #expect(releases == ["0.8.6"])
    }

    @Test func closingBotsAreNotAskedToOpen() throws {
        let check = DelegationCheck(required: try Fixture.arbitrum().tpslBotSelectors(), granted: Self.v085, release: .v086)
        #expect(check.isComplete)
        #expect(check.wrongRelease.isEmpty)
    }

    @Test func nothingGranted() throws {
        let check = DelegationCheck(required: try Fixture.arbitrum().sessionSelectors(), granted: [], release: .v086)
        #expect(check.missing.count == 3)
        #expect(check.explanation?.contains("lacks addMarginToNextVA") == true)
    }

    @Test func meanings() {
        #expect(
            SelectorMeaning(Selector(0x501e_891f), release: .v085)
                == .function(signature: "requestToClosePosition(uint256,uint256,uint256,uint8,uint256)", contract: "Core"))
        guard case .convention = SelectorMeaning(Selector(1), release: .v085) else {
            Issue.record("0x00000001 is a convention")
            return
        }
        #expect(SelectorMeaning(Selector(0x1234_5678), release: .v085) == .unknown)
    }
}
