import EVMCore
import SymmioContracts
import Testing

/// The EIP-712 vectors through the generated types: type strings and hashes that were computed when the code was generated.
@Suite struct GeneratedTypedDataTests {
    @Test(
        arguments: [
            ("signed_operation", 120), ("signed_operation_legacy5", 30), ("signed_delegation", 60), ("flex_fill_auth", 30),
            ("conditional_order", 120),
        ])
    func vectors(name: String, expected: Int) throws {
        let cases = try JSONMessage(file: "eip712_\(name)").objects("cases")
        #expect(cases.count == expected)
        for vector in cases {
            let json = try vector.object("message")
            let message: any TypedStruct =
                switch name {
                case "signed_operation": try Symmio085.InstantLayer.SignedOperation(json)
                case "signed_operation_legacy5": try Symmio086.GaslessGateway.SignedOperation(json)
                case "signed_delegation": try Symmio085.InstantLayer.SignedDelegation(json)
                case "flex_fill_auth": try Symmio085.InstantLayer.FlexFillAuth(json)
                default: try Symmio085.ConditionalOrders.ConditionalOrder(json)
                }
            let domain = try vector.object("domain").domain()
            let type = type(of: message)
            #expect(type.encodeType == (try vector.string("encodeType")))
            #expect(type.typeHash == (try vector.bytes32("typeHash")))
            #expect(message.structHash() == (try vector.bytes32("structHash")))
            #expect(domain.separator == (try vector.bytes32("domainSeparator")))
            #expect(message.digest(for: domain) == (try vector.bytes32("digest")))
        }
    }

    @Test func typeHashesAreThoseOfTheTypeStrings() {
        let types: [any TypedStruct.Type] = [
            Symmio085.InstantLayer.Account.self, Symmio085.InstantLayer.ReplayAttackHeader.self, Symmio085.InstantLayer.FlexField.self,
            Symmio085.InstantLayer.FlexFillAuth.self, Symmio085.InstantLayer.SignedOperation.self,
            Symmio085.InstantLayer.DelegationInfo.self, Symmio085.InstantLayer.SignedDelegation.self,
            Symmio085.ConditionalOrders.ConditionalOrder.self, Symmio085.ConditionalOrders.TakeProfit.self,
            Symmio085.ConditionalOrders.StopLoss.self, Symmio085.ConditionalOrders.SendQuote.self,
            Symmio086.GaslessGateway.SignedOperation.self, Symmio086.GaslessGateway.Account.self,
            Symmio086.GaslessGateway.ReplayAttackHeader.self, Symmio086.AccountLayerTimelock.TimelockApproval.self,
        ]
        for type in types { #expect(type.typeHash == keccak256(utf8: type.encodeType), "\(type)") }
    }

    /// What the Instant Layer's own helpers on HyperEVM gave.
    @Test func instantLayer() throws {
        let file = try JSONMessage(file: "instant-layer")
        let stated = try file.object("domain")
        let domain = Symmio085.InstantLayer.domain(
            chainId: try stated.uint256("chainId"), verifyingContract: try stated.address("verifyingContract"))
        #expect(domain == (try stated.domain()))
        #expect(domain.separator == (try file.bytes32("domainSeparator")))

        let operations = try file.objects("operations")
        #expect(operations.count == 3)
        for operation in operations {
            let message = try Symmio085.InstantLayer.SignedOperation(operation.object("op"))
            #expect(message.digest(for: domain) == (try operation.bytes32("digest")))
        }
        let fills = try file.objects("flexFills")
        #expect(fills.count == 1)
        for fill in fills {
            let message = try Symmio085.InstantLayer.FlexFillAuth(fill.object("fill"))
            #expect(message.digest(for: domain) == (try fill.bytes32("digest")))
            let filled = operations[try Int(fill.uint256("operationIndex"))]
            #expect(message.opHash == (try filled.bytes32("digest")), "a fill names the operation's digest")
        }
        let delegations = try file.objects("delegations")
        #expect(delegations.count == 2)
        for delegation in delegations {
            let message = try Symmio085.InstantLayer.SignedDelegation(delegation.object("delegation"))
            #expect(message.digest(for: domain) == (try delegation.bytes32("digest")))
        }

        let hashes = try file.object("typeHashes")
        #expect(Symmio085.InstantLayer.Account.typeHash == (try hashes.bytes32("ACCOUNT")))
        #expect(Symmio085.InstantLayer.ReplayAttackHeader.typeHash == (try hashes.bytes32("REPLAY")))
        #expect(Symmio085.InstantLayer.FlexField.typeHash == (try hashes.bytes32("FLEX")))
        #expect(Symmio085.InstantLayer.FlexFillAuth.typeHash == (try hashes.bytes32("FLEXFILL")))
        #expect(Symmio085.InstantLayer.SignedOperation.typeHash == (try hashes.bytes32("OP")))
        #expect(Symmio086.GaslessGateway.SignedOperation.typeHash == (try hashes.bytes32("OP_PREFLEX")))
        #expect(Symmio085.InstantLayer.DelegationInfo.typeHash == (try hashes.bytes32("DELEGATION_INFO")))
        #expect(Symmio085.InstantLayer.SignedDelegation.typeHash == (try hashes.bytes32("SIGNED_DELEGATION")))
    }

    /// The bytes put in by a solver give the calldata that the contract runs.
    @Test func fillReplacesTheRangeThatTheOperationNames() throws {
        let file = try JSONMessage(file: "instant-layer")
        let fill = try #require(file.objects("flexFills").first)
        let operation = try Symmio085.InstantLayer.SignedOperation(
            file.objects("operations")[Int(fill.uint256("operationIndex"))].object("op"))
        let message = try Symmio085.InstantLayer.FlexFillAuth(fill.object("fill"))
        let field = operation.flexFields[Int(message.fieldIndex)]
        var calldata = operation.callData
        let start = 4 + Int(field.offset)
        calldata.replaceSubrange(start..<start + Int(field.length), with: message.value)
        #expect(calldata == (try fill.bytes("expectedCallData")))
    }

    /// What is signed is what the call takes: the operations in a batch's calldata give the digests that were signed.
    @Test func operationsOfABatch() throws {
        let file = try JSONMessage(file: "instant-layer")
        let domain = try file.object("domain").domain()
        let vectors = try file.objects("operations")
        let operations = try vectors.map { try Symmio085.InstantLayer.SignedOperation($0.object("op")) }
        let batch = Symmio085.InstantLayer.Calls.ExecuteBatch(
            signedOps: operations, signatures: try vectors.map { try $0.bytes("signature") }, fills: [[], [], []],
            flexFillerSignatures: [[], [], []])
        let read = try Symmio085.InstantLayer.Calls.ExecuteBatch(decoding: batch.encoded())
        #expect(try read.signedOps.map { $0.digest(for: domain) } == vectors.map { try $0.bytes32("digest") })
    }

    /// Two releases that say the same share the Swift type.
    @Test func releasesShareWhatIsEqual() {
        #expect(Symmio085.InstantLayer.SignedOperation.self == Symmio086.InstantLayer.SignedOperation.self)
        #expect(Symmio085.InstantLayer.FlexFillAuth.self == Symmio086.InstantLayer.FlexFillAuth.self)
        #expect(Symmio085.ConditionalOrders.ConditionalOrder.self == Symmio086.ConditionalOrders.ConditionalOrder.self)
        #expect(Symmio085.ERC20.Calls.all.map { ObjectIdentifier($0) } == Symmio084.ERC20.Calls.all.map { ObjectIdentifier($0) })
        #expect(Symmio086.ERC20.Events.all.map { ObjectIdentifier($0) } == Symmio084.ERC20.Events.all.map { ObjectIdentifier($0) })
    }
}

extension Symmio085.InstantLayer.Account {
    fileprivate init(_ json: JSONMessage) throws { try self.init(addr: json.address("addr"), isPartyB: json.bool("isPartyB")) }
}

extension Symmio085.InstantLayer.ReplayAttackHeader {
    fileprivate init(_ json: JSONMessage) throws {
        try self.init(nonce: json.uint256("nonce"), deadline: json.uint256("deadline"), salt: json.bytes32("salt"))
    }
}

extension Symmio085.InstantLayer.SignedOperation {
    fileprivate init(_ json: JSONMessage) throws {
        try self.init(
            signer: json.address("signer"), target: json.address("target"), callData: json.bytes("callData"),
            signerAccount: .init(json.object("signerAccount")),
            flexFields: json.objects("flexFields").map {
                .init(
                    offset: try $0.uint256("offset"), length: try $0.uint256("length"),
                    authorizedFlexFiller: try $0.address("authorizedFlexFiller"))
            },
            maxUses: json.uint256("maxUses"), replayAttackHeader: .init(json.object("replayAttackHeader")))
    }
}

extension Symmio085.InstantLayer.SignedDelegation {
    fileprivate init(_ json: JSONMessage) throws {
        let info = try json.object("delegationInfo")
        try self.init(
            delegationInfo: .init(
                account: .init(info.object("account")), delegatedSigner: info.address("delegatedSigner"),
                selectors: info.strings("selectors").map { try Selector(hex: $0) }, expiryTimestamp: info.uint256("expiryTimestamp")),
            replayAttackHeader: .init(json.object("replayAttackHeader")))
    }
}

extension Symmio085.InstantLayer.FlexFillAuth {
    fileprivate init(_ json: JSONMessage) throws {
        try self.init(opHash: json.bytes32("opHash"), fieldIndex: json.uint256("fieldIndex"), value: json.bytes("value"))
    }
}

extension Symmio086.GaslessGateway.SignedOperation {
    fileprivate init(_ json: JSONMessage) throws {
        let account = try json.object("signerAccount")
        let header = try json.object("replayAttackHeader")
        try self.init(
            signer: json.address("signer"), target: json.address("target"), callData: json.bytes("callData"),
            signerAccount: .init(addr: account.address("addr"), isPartyB: account.bool("isPartyB")),
            replayAttackHeader: .init(
                nonce: header.uint256("nonce"), deadline: header.uint256("deadline"), salt: header.bytes32("salt")))
    }
}

extension Symmio085.ConditionalOrders.ConditionalOrder {
    fileprivate init(_ json: JSONMessage) throws {
        let profit = try json.object("takeProfit")
        let loss = try json.object("stopLoss")
        let quote = try json.object("sendQuote")
        try self.init(
            virtualAccount: json.address("virtualAccount"), subAccount: json.address("subAccount"), salt: json.uint256("salt"),
            quoteId: json.int256("quoteId"), symbolId: json.uint256("symbolId"), positionType: json.uint8("positionType"),
            affiliate: json.address("affiliate"),
            takeProfit: .init(
                quantity: profit.string("quantity"), price: profit.string("price"), orderType: profit.uint8("orderType"),
                conditionalPrice: profit.string("conditionalPrice"), conditionalPriceType: profit.string("conditionalPriceType")),
            stopLoss: .init(
                quantity: loss.string("quantity"), price: loss.string("price"), orderType: loss.uint8("orderType"),
                conditionalPrice: loss.string("conditionalPrice"), conditionalPriceType: loss.string("conditionalPriceType")),
            sendQuote: .init(
                quantity: quote.string("quantity"), price: quote.string("price"), orderType: quote.uint8("orderType"),
                conditionalPrice: quote.string("conditionalPrice"), conditionalPriceType: quote.string("conditionalPriceType"),
                leverage: quote.uint256("leverage")))
    }
}
