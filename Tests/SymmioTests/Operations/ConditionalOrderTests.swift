import EVMClient
import EVMCore
import EVMSigning
import Foundation
import SymmioContracts
import Testing

@testable import Symmio

/// What is signed for the conditional-orders handler, and what is not.
@Suite struct ConditionalOrderTests {
    static func order(takeProfit: String? = "110.5", stopLoss: String? = nil) throws -> ConditionalOrder {
        func leg(_ trigger: String) throws -> ConditionalOrder.Leg {
            .init(quantity: try wad("1.25"), price: try wad("100"), trigger: try wad(trigger), triggerType: .lastClose)
        }
        return ConditionalOrder(
            virtualAccount: Fixture.virtualAccount, subAccount: Fixture.subAccount, quoteId: -711, symbolId: UInt256(7 as UInt64), position: .long,
            affiliate: .zero, takeProfit: try takeProfit.map(leg), stopLoss: try stopLoss.map(leg), salt: UInt256(5 as UInt64))
    }

    /// A handler's spec: the standard one, changed as a test likes.
    static func spec(_ change: (inout [String: JSONValue]) -> Void = { _ in }) throws -> SigningSpec {
        let standard = SigningSpec(standardFor: try Fixture.hyperEVM())
        var json: [String: JSONValue] = [
            "domain": standard.rawDomain, "types": standard.jsonTypes, "primaryType": .string(standard.primaryType), "comment": "x",
        ]
        change(&json)
        return try SigningSpec(json: JSONValue.object(json).utf8)
    }

    static func failure(_ spec: SigningSpec) async throws -> SigningSpecError? {
        do {
            let message = try order().message(pricePrecision: 2, quantityPrecision: 2)
            _ = try await ConditionalOrderRequest(message, spec: spec, deployment: Fixture.hyperEVM(), signer: Fixture.session)
        } catch ConditionalOrderRequest.Failure.spec(let error) {
            return error
        }
        return nil
    }

    /// The generated type and the types that a handler sends give one digest, over the vectors' messages.
    @Test func generatedAndFetchedTypesAgree() throws {
        let cases = try Vectors.json("eip712_conditional_order").member("cases").elements()
        #expect(cases.count == 120)
        let spec = try Self.spec()
        try spec.checkOrder(for: Fixture.hyperEVM())
        let schema = try DynamicTypedDataSchema(types: spec.types, primaryType: spec.primaryType)
        #expect(schema.root.encodeType == ConditionalOrderMessage.encodeType)
        #expect(schema.root.typeHash.description == "0x85fe96e9b92659cfa4e8d229e64ae42f7134291fe9e582f7a3914211e8d94000")
        for vector in cases {
            let message = try ConditionalOrderMessage(json: try vector.member("message").value)
            #expect(message.structHash() == (try vector.member("structHash").bytes32()))
            // What is sent reads back to what was signed.
            #expect(try ConditionalOrderMessage(json: JSONValue(parsing: message.json.utf8)).structHash() == message.structHash())
        }
    }

    @Test func absentLegsArePadded() throws {
        let message = try Self.order().message(pricePrecision: 2, quantityPrecision: 2)
        #expect(message.takeProfit.quantity == "1.25")
        #expect(message.takeProfit.conditionalPrice == "110.5")
        #expect(message.takeProfit.conditionalPriceType == "last_close")
        #expect(message.takeProfit.orderType == 1)
        let json = message.json
        let zero: JSONValue = ["quantity": "0", "price": "0", "orderType": 0, "conditionalPrice": "0", "conditionalPriceType": "market"]
        #expect(json["stopLoss"] == zero)
        #expect(json["sendQuote"]?["leverage"] == 0)
        #expect(json["quoteId"] == -711)
        #expect(json["salt"] == "5")
        #expect(json["symbolId"] == 7)
    }

    /// The handler answers error 407 to more digits than the market has; nothing is rounded behind the caller's back.
    @Test func moreDigitsThanTheMarketHas() throws {
        #expect(throws: ValueError.self) { try Self.order(takeProfit: "110.555").message(pricePrecision: 2, quantityPrecision: 2) }
        #expect(throws: ValueError.self) { try Self.order().message(pricePrecision: 2, quantityPrecision: 1) }
    }

    @Test func requestsCarryWhatWasSigned() async throws {
        let deployment = try Fixture.hyperEVM()
        let message = try Self.order(stopLoss: "90").message(pricePrecision: 2, quantityPrecision: 2)
        let spec = try Self.spec { json in
            guard case .object(var domain)? = json["domain"] else { return }
            domain["note"] = "not signed"
            json["domain"] = .object(domain)
        }
        let request = try await ConditionalOrderRequest(message, spec: spec, deployment: deployment, signer: Fixture.session)
        #expect(request.digest == message.digest(for: ConditionalOrderMessage.domain(of: deployment)))
        let body = request.body
        #expect(body["signer"]?.string == Fixture.session.address.description)
        #expect(body["typedData"]?["primaryType"] == "ConditionalOrder")
        #expect(body["typedData"]?["domain"]?["note"] == "not signed")
        #expect(body["typedData"]?["types"]?["TakeProfit"]?.array?.count == 5)
        let signature = try Signature(hex: try #require(body["signature"]?.string))
        #expect(try signature.recoverAddress(digest: request.digest) == Fixture.session.address)
        let sent = try ConditionalOrderMessage(json: try #require(body["typedData"]?["message"]))
        #expect(sent.digest(for: spec.domain) == request.digest)
    }

    @Test func standardSpecIsTheWalkThroughs() throws {
        let deployment = try Fixture.hyperEVM()
        let standard = SigningSpec(standardFor: deployment)
        try standard.checkOrder(for: deployment)
        #expect(standard.domain.name == "ConditionalOrder")
        #expect(standard.domain.verifyingContract == deployment.contracts.instantLayer)
        #expect(standard.types["EIP712Domain"]?.map(\.name) == ["name", "version", "chainId", "verifyingContract"])
    }

    /// A fetched spec may bring another name and version: they are no part of the meaning.
    @Test func anotherNameIsSigned() async throws {
        let spec = try Self.spec { json in
            json["domain"] = [
                "name": "ConditionalOrders", "version": 2, "chainId": "999", "verifyingContract": "0x72DBF07457b2712b160F67A85D338F860c1CA620",
            ]
        }
        #expect(try await Self.failure(spec) == nil)
        #expect(spec.domain.version == "2")
    }

    @Test func domainsOfElsewhereAreNot() async throws {
        let chain = try Self.spec { json in
            json["domain"] = ["name": "ConditionalOrder", "version": "1", "chainId": 1, "verifyingContract": "0x72DBF07457b2712b160F67A85D338F860c1CA620"]
        }
        #expect(try await Self.failure(chain) == .otherChain(expected: 999, found: "1"))
        let contract = try Self.spec { json in
            json["domain"] = ["name": "ConditionalOrder", "version": "1", "chainId": 999, "verifyingContract": "0xf2afbb3f13Ca72bfb69749f3bC5EbD6528b1fc31"]
        }
        guard case .otherContract? = try await Self.failure(contract) else {
            Issue.record("the bot's own address is no contract of ours")
            return
        }
    }

    static func changing(_ type: String, _ change: (inout [JSONValue]) -> Void) throws -> SigningSpec {
        try spec { json in
            guard case .object(var types)? = json["types"], case .array(var members)? = types[type] else { return }
            change(&members)
            types[type] = .array(members)
            json["types"] = .object(types)
        }
    }

    @Test func unknownMeaningsAreExplained() async throws {
        func difference(_ spec: SigningSpec) async throws -> String? {
            guard case .unknownMeaning(let difference)? = try await Self.failure(spec) else { return nil }
            return difference
        }
        let renamed = try Self.changing("TakeProfit") { $0[0] = ["name": "size", "type": "string"] }
        #expect(try await difference(renamed) == "member 1 of TakeProfit is 'string size', not 'string quantity'")
        let retyped = try Self.changing("ConditionalOrder") { $0[3] = ["name": "quoteId", "type": "uint256"] }
        #expect(try await difference(retyped) == "member 4 of ConditionalOrder is 'uint256 quoteId', not 'int256 quoteId'")
        let swapped = try Self.changing("StopLoss") { $0.swapAt(0, 1) }
        #expect(try await difference(swapped)?.hasPrefix("member 1 of StopLoss") == true)
        let shorter = try Self.changing("SendQuote") { $0.removeLast() }
        #expect(try await difference(shorter) == "SendQuote lacks 'leverage'")
        let longer = try Self.changing("ConditionalOrder") { $0.append(["name": "withdrawTo", "type": "address"]) }
        #expect(try await difference(longer) == "ConditionalOrder has a further member 'withdrawTo'")
        let other = try Self.spec { $0["primaryType"] = "TakeProfit" }
        #expect(try await difference(other) == "the primary type is 'TakeProfit', not 'ConditionalOrder'")
        let unsound = try Self.changing("ConditionalOrder") { $0.append(["name": "x", "type": "Missing"]) }
        guard case .unsound? = try await Self.failure(unsound) else {
            Issue.record("a type that is not declared is unsound")
            return
        }
    }

    // MARK: Deletions

    static func deletionSpec(_ salt: String = "uint256", extra: [JSONValue] = []) throws -> SigningSpec {
        try spec { json in
            json["types"] = [
                "DeleteConditionalOrder": .array(
                    [
                        ["name": "virtualAccount", "type": "address"], ["name": "salt", "type": .string(salt)],
                        ["name": "cohQuoteId", "type": "string"], ["name": "conditionalOrderType", "type": "string"],
                    ] + extra)
            ]
            json["primaryType"] = "DeleteConditionalOrder"
        }
    }

    @Test(arguments: ["uint256", "string"]) func deletionsFollowTheHandlersTypes(salt: String) async throws {
        let deletion = ConditionalOrderDeletion(virtualAccount: Fixture.virtualAccount, orderId: "coh4213", kind: .stopLoss, salt: .max)
        let spec = try Self.deletionSpec(salt)
        let request = try await ConditionalOrderRequest(deletion, spec: spec, deployment: Fixture.hyperEVM(), signer: Fixture.session)
        let message = try #require(request.body["typedData"]?["message"])
        #expect(message["salt"]?.string == UInt256.max.description)
        #expect(message["conditionalOrderType"] == "stop_loss")
        #expect(message["cohQuoteId"] == "coh4213")
        // By hand: the struct hash of the four members.
        let type = "DeleteConditionalOrder(address virtualAccount,\(salt) salt,string cohQuoteId,string conditionalOrderType)"
        let saltWord = salt == "string" ? keccak256(utf8: UInt256.max.description) : Bytes32(UInt256.max)
        var bytes = keccak256(utf8: type).bytes.array
        bytes += [UInt8](repeating: 0, count: 12) + (try Bytes(hex: Fixture.virtualAccount.description)).array
        bytes += saltWord.bytes.array + keccak256(utf8: "coh4213").bytes.array + keccak256(utf8: "stop_loss").bytes.array
        #expect(request.digest == TypedData.digest(domainSeparator: spec.domain.separator, structHash: keccak256(Bytes(bytes))))
    }

    @Test func deletionsThatMeanSomethingElse() async throws {
        let deletion = ConditionalOrderDeletion(virtualAccount: .zero, orderId: "coh1", kind: .takeProfit, salt: .one)
        for spec in [
            try Self.deletionSpec("address"), try Self.deletionSpec(extra: [["name": "to", "type": "address"]]), try Self.spec(),
            try Self.spec { json in
                json["types"] = ["DeleteConditionalOrder": [["name": "salt", "type": "uint256"]]]
                json["primaryType"] = "DeleteConditionalOrder"
            },
        ] {
            await #expect(throws: ConditionalOrderRequest.Failure.self) {
                try await ConditionalOrderRequest(deletion, spec: spec, deployment: Fixture.hyperEVM(), signer: Fixture.session)
            }
        }
    }
}
