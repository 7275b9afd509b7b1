import EVMClient
import EVMCore
import EVMSigning
import Foundation
import SymmioContracts
import Testing

@testable import Symmio

/// Operations, fills and delegations against the vectors, which the contract itself agreed with.
@Suite struct SignedOperationTests {
    let file: JSONReader
    let domain: EIP712Domain

    init() throws {
        file = try Vectors.json("instant-layer")
        let stated = try file.member("domain")
        domain = InstantOperation.domain(
            chainId: try stated.member("chainId").uint256(), instantLayer: try stated.member("verifyingContract").address())
    }

    @Test func domainIsTheDeployments() throws {
        let deployed = try Fixture.hyperEVM().instantLayerDomain
        #expect(deployed.separator == (try file.member("domainSeparator").bytes32()))
        #expect(deployed == domain)
        #expect("\(try Fixture.arbitrum().instantLayerDomain.separator)" == "0x70c54230f004ba284bb07e59d5416f2b6679498dd20a942166784e6234e3c7a6")
        #expect("\(try Deployment(named: "Base").instantLayerDomain.separator)" == "0x712aa2ed2ba9253d857935c4b55a6795729cfee598c382066e9d65844b1e2dfc")
    }

    @Test func operationsAreSignedAndVerified() async throws {
        let vectors = try file.member("operations").elements()
        #expect(vectors.count == 3)
        for vector in vectors {
            let operation = try InstantOperation(try vector.member("op"))
            let signed = try await SignedInstantOperation(operation, signer: Fixture.session, domain: domain)
            #expect(operation.digest(for: domain) == (try vector.member("digest").bytes32()))
            #expect(signed.signature == (try vector.member("signature").bytes()))
            try signed.verify(domain: domain)
            #expect(throws: SigningError.self) { try signed.verify(domain: try Fixture.arbitrum().instantLayerDomain) }
        }
    }

    @Test func anotherSignersOperationIsNotSigned() async throws {
        let operation = try InstantOperation(try #require(try file.member("operations").elements().first).member("op"))
        await #expect(throws: SigningError.self) { try await SignedInstantOperation(operation, signer: Fixture.filler, domain: domain) }
    }

    /// Both number styles lead to the same operation, and so to the same digest.
    @Test(arguments: Deployment.NumberStyle.allCases) func jsonRoundTrip(numbers: Deployment.NumberStyle) throws {
        for vector in try file.member("operations").elements() {
            let signed = SignedInstantOperation(
                operation: try InstantOperation(try vector.member("op")), signature: try vector.member("signature").bytes())
            let json = signed.json(numbers: numbers)
            let read = try SignedInstantOperation(json: json.utf8)
            #expect(read.operation.digest(for: domain) == (try vector.member("digest").bytes32()))
            #expect(read.signature == signed.signature)
            #expect(read.json(numbers: numbers) == json)
        }
    }

    @Test func jsonIsExactlyTheDeploymentsStyle() throws {
        let vector = try file.member("operations").elements()[1]
        let signed = SignedInstantOperation(operation: try InstantOperation(try vector.member("op")), signature: [0x01, 0x02])
        #expect(
            signed.json(numbers: .strings) == """
                {"signedOperation":{"signer":"0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A","target":"0x57331038c21982116EE9b0906E4a5c5cB52dcE2e",\
                "callData":"0xa8ffc7ab000000000000000000000000000000000000000000000000000000000000002a",\
                "signerAccount":{"addr":"0xABaBaBaBABabABabAbAbABAbABabababaBaBABaB","isPartyB":false},\
                "flexFields":[{"offset":"0","length":"32","authorizedFlexFiller":"0x1563915e194D8CfBA1943570603F7606A3115508"}],\
                "maxUses":"0","replayAttackHeader":{"nonce":"7","deadline":"0",\
                "salt":"0x21c55cde1a8b741b30d8e78ab6d05799cd8b24f366a420a4049982f13704a49c"}},"signature":"0x0102"}
                """)
        #expect(signed.json(numbers: .numbers).contains(#""flexFields":[{"offset":0,"length":32,"#))
        #expect(signed.json(numbers: .numbers).contains(#""maxUses":0,"replayAttackHeader":{"nonce":7,"deadline":0,"#))
    }

    /// The bodies of both requests in each of the deployments' styles, as they have been since the first release.
    @Test(arguments: [
        (
            Deployment.Style(numbers: .strings, closeBody: .array, maths: .walkthrough085), #""offset":"0","length":"32""#, #""maxUses":"0""#,
            #""nonce":"7","deadline":"0""#, "[", "]"
        ),
        (
            Deployment.Style(numbers: .numbers, closeBody: .array, maths: .walkthrough085), #""offset":0,"length":32"#, #""maxUses":0"#,
            #""nonce":7,"deadline":0"#, "[", "]"
        ),
        (
            Deployment.Style(numbers: .strings, closeBody: .operations, maths: .sdk31), #""offset":"0","length":"32""#, #""maxUses":"0""#,
            #""nonce":"7","deadline":"0""#, #"{"operations":["#, "]}"
        ),
        (
            Deployment.Style(numbers: .numbers, closeBody: .operations, maths: .sdk31), #""offset":0,"length":32"#, #""maxUses":0"#,
            #""nonce":7,"deadline":0"#, #"{"operations":["#, "]}"
        ),
    ])
    func bodiesInEveryStyle(style: Deployment.Style, flex: String, uses: String, header: String, before: String, after: String) throws {
        let vector = try file.member("operations").elements()[1]
        let signed = SignedInstantOperation(operation: try InstantOperation(try vector.member("op")), signature: [0x01, 0x02])
        // The same addresses stand in both operations: what is written again is as what was written first.
        let text = """
            {"signedOperation":{"signer":"0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A","target":"0x57331038c21982116EE9b0906E4a5c5cB52dcE2e",\
            "callData":"0xa8ffc7ab000000000000000000000000000000000000000000000000000000000000002a",\
            "signerAccount":{"addr":"0xABaBaBaBABabABabAbAbABAbABabababaBaBABaB","isPartyB":false},\
            "flexFields":[{\(flex),"authorizedFlexFiller":"0x1563915e194D8CfBA1943570603F7606A3115508"}],\
            \(uses),"replayAttackHeader":{\(header),\
            "salt":"0x21c55cde1a8b741b30d8e78ab6d05799cd8b24f366a420a4049982f13704a49c"}},"signature":"0x0102"}
            """
        #expect(CloseRequest(operations: [signed]).json(style: style) == before + text + after)
        #expect(CloseRequest(operations: [signed, signed]).json(style: style) == before + text + "," + text + after)
        #expect(CloseRequest(operations: []).json(style: style) == before + after)
        let both = OpenRequest(addMargin: signed, sendQuote: signed)
        #expect(both.json(numbers: style.numbers) == #"{"addMargin":\#(text),"sendQuote":\#(text)}"#)
        #expect(OpenRequest(addMargin: nil, sendQuote: signed).json(numbers: style.numbers) == #"{"sendQuote":\#(text)}"#)
        #expect(both.jsonBytes(numbers: style.numbers).array == Array(both.json(numbers: style.numbers).utf8))
    }

    /// Numbers of every length, several flex fields, an account of a solver: as text put together piece by piece.
    @Test(arguments: Deployment.NumberStyle.allCases) func whatIsWrittenIsWhatItsPartsSay(numbers: Deployment.NumberStyle) throws {
        func number(_ value: UInt256) -> String { numbers == .strings ? "\"\(value)\"" : "\(value)" }
        var operation = try InstantOperation(try #require(try file.member("operations").elements().first).member("op"))
        let values: [UInt256] = [
            .zero, 9, 10, UInt256(UInt64.max), UInt256(UInt64.max) &+ .one, UInt256(10_000_000_000_000_000_000 as UInt64), .max,
        ]
        for (index, value) in values.enumerated() {
            operation.callData = Bytes((0..<index * 17).map { UInt8(truncatingIfNeeded: $0 &* 37) })
            operation.signerAccount.isPartyB = index % 2 == 1
            operation.flexFields = (0..<index).map { field in
                FlexField(offset: value, length: values[field], authorizedFlexFiller: field % 2 == 0 ? operation.signer : Address(UInt64(field), 1, 2))
            }
            (operation.maxUses, operation.replayAttackHeader.nonce, operation.replayAttackHeader.deadline) = (value, value, value)
            let signed = SignedInstantOperation(operation: operation, signature: Bytes((0..<index).map { UInt8($0) }))
            let fields = operation.flexFields.map {
                #"{"offset":\#(number($0.offset)),"length":\#(number($0.length)),"authorizedFlexFiller":"\#($0.authorizedFlexFiller)"}"#
            }
            let account = operation.signerAccount
            let expected =
                #"{"signedOperation":{"signer":"\#(operation.signer)","target":"\#(operation.target)","callData":"\#(operation.callData.hex)","#
                + #""signerAccount":{"addr":"\#(account.addr)","isPartyB":\#(account.isPartyB)},"flexFields":[\#(fields.joined(separator: ","))],"#
                + #""maxUses":\#(number(value)),"replayAttackHeader":{"nonce":\#(number(value)),"deadline":\#(number(value)),"#
                + #""salt":"\#(operation.replayAttackHeader.salt)"}},"signature":"\#(signed.signature.hex)"}"#
            #expect(signed.json(numbers: numbers) == expected)
        }
    }

    @Test(arguments: [
        (#""maxUses":"0""#, #""maxUses":true"#, "signedOperation.maxUses"),
        (#""nonce":"7""#, #""nonce":-7"#, "signedOperation.replayAttackHeader.nonce"),
        (#""nonce":"7""#, #""nonce":7.5"#, "signedOperation.replayAttackHeader.nonce"),
        (#""offset":"0""#, #""offset":"x""#, "signedOperation.flexFields[0].offset"),
        (#""isPartyB":false"#, #""isPartyB":"false""#, "signedOperation.signerAccount.isPartyB"),
        (#""target":"0x57331038c2"#, #""target":"0x57331038C2"#, "signedOperation.target"),
        (#""salt":"0x21"#, #""salt":"0x"#, "signedOperation.replayAttackHeader.salt"),
        (#""signature":"0x0102""#, #""signatur":"0x0102""#, "signature"),
    ])
    func wrongTypesNameTheMember(from: String, to: String, path: String) throws {
        let vector = try file.member("operations").elements()[1]
        let signed = SignedInstantOperation(operation: try InstantOperation(try vector.member("op")), signature: [0x01, 0x02])
        let json = signed.json(numbers: .strings)
        let broken = json.replacingOccurrences(of: from, with: to)
        #expect(broken != json)
        do {
            _ = try SignedInstantOperation(json: broken.utf8)
            Issue.record("taken")
        } catch {
            #expect(error.path == path, "\(error)")
        }
    }

    @Test func unknownMembersAndExponentsAreRead() throws {
        let vector = try file.member("operations").elements()[1]
        let signed = SignedInstantOperation(operation: try InstantOperation(try vector.member("op")), signature: [0x01, 0x02])
        let json = signed.json(numbers: .numbers).replacingOccurrences(of: #""deadline":0"#, with: #""deadline":1.9e9,"memo":{"a":[1]}"#)
        #expect(try SignedInstantOperation(json: json.utf8).operation.replayAttackHeader.deadline == 1_900_000_000)
    }

    @Test func fills() async throws {
        let vector = try #require(try file.member("flexFills").elements().first)
        let fill = try vector.member("fill")
        let operation = try InstantOperation(
            try file.member("operations").elements()[try vector.member("operationIndex").int()].member("op"))
        let signed = try await FlexFill(
            try fill.member("value").bytes(), at: try fill.member("fieldIndex").int(), of: operation, signer: Fixture.filler, domain: domain)
        #expect(signed.signature == (try vector.member("signature").bytes()))
        #expect(try operation.callData(filledWith: [signed]) == (try vector.member("expectedCallData").bytes()))
        try operation.verify([signed], domain: domain)
        // Who sends the transaction needs no signature; anybody else's is refused.
        try operation.verify([FlexFill(value: signed.value)], domain: domain, sender: Fixture.filler.address)
        #expect(throws: FlexFillError.self) { try operation.verify([FlexFill(value: signed.value)], domain: domain) }
        #expect(try operation.callData(filledWith: [.keep]) == operation.callData)
        #expect(throws: FlexFillError.self) { try operation.callData(filledWith: []) }
        #expect(throws: FlexFillError.self) { try operation.callData(filledWith: [FlexFill(value: [1])]) }
        await #expect(throws: FlexFillError.self) { try await FlexFill(signed.value, at: 0, of: operation, signer: Fixture.session, domain: domain) }
        await #expect(throws: FlexFillError.self) { try await FlexFill(signed.value, at: 1, of: operation, signer: Fixture.filler, domain: domain) }
    }

    /// No field that a stranger may name leads out of the calldata.
    @Test(arguments: [
        (UInt256(5 as UInt64), UInt256(32 as UInt64)), (.max, .one), (.one, .max), (UInt256(33 as UInt64), .zero), (.zero, UInt256(33 as UInt64)),
        (UInt256(UInt64(Int.max)), .one), (UInt256(UInt64(Int.max)), UInt256(UInt64(Int.max))),
    ])
    func fieldsOutsideTheCallData(offset: UInt256, length: UInt256) throws {
        var operation = try InstantOperation(try file.member("operations").elements()[1].member("op"))
        operation.flexFields = [FlexField(offset: offset, length: length, authorizedFlexFiller: .zero)]
        #expect(throws: FlexFillError.self) { try operation.callData(filledWith: [.keep]) }
    }

    @Test func delegations() async throws {
        let vectors = try file.member("delegations").elements()
        #expect(vectors.count == 2)
        for vector in vectors {
            var wire: [String: JSONValue] = ["signedDelegation": try vector.member("delegation").value, "extra": 1]
            wire["signature"] = try vector.member("signature").value
            let read = try SignedDelegation(json: .object(wire))
            #expect(read.delegation.digest(for: domain) == (try vector.member("digest").bytes32()))
            try read.verify(owner: Fixture.session.address, domain: domain)
            let header = read.delegation.replayAttackHeader
            let made = try await SignedDelegation(
                read.delegation.delegationInfo, nonce: header.nonce, deadline: header.deadline, salt: header.salt, owner: Fixture.session,
                domain: domain)
            #expect(made.signature == read.signature)
            for style in Deployment.NumberStyle.allCases {
                #expect(try SignedDelegation(json: made.json(numbers: style).utf8).delegation.digest(for: domain) == read.delegation.digest(for: domain))
            }
            #expect(made.grantCall.encoded().prefix(4) == Symmio085.InstantLayer.Calls.GrantBatchDelegationBySig.selector.bytes[...])
        }
    }

    @Test func saltsDiffer() {
        #expect(Set((0..<1000).map { _ in SaltSource.system.next() }).count == 1000)
    }
}
