import EVMCore
import SymmioContracts

// Messages of the vectors as values of the generated types.

extension JSONMessage {
    /// The message of an `eip712_<name>` vector; nil for a file that no generated type is for.
    func typedStruct(of name: String) throws -> (any TypedStruct)? {
        switch name {
        case "signed_operation": try Symmio085.InstantLayer.SignedOperation(self)
        case "signed_operation_legacy5": try Symmio086.GaslessGateway.SignedOperation(self)
        case "signed_delegation": try Symmio085.InstantLayer.SignedDelegation(self)
        case "flex_fill_auth": try Symmio085.InstantLayer.FlexFillAuth(self)
        case "conditional_order": try Symmio085.ConditionalOrders.ConditionalOrder(self)
        default: nil
        }
    }
}

extension Symmio085.InstantLayer.Account {
    init(_ json: JSONMessage) throws { try self.init(addr: json.address("addr"), isPartyB: json.bool("isPartyB")) }
}

extension Symmio085.InstantLayer.ReplayAttackHeader {
    init(_ json: JSONMessage) throws {
        try self.init(nonce: json.uint256("nonce"), deadline: json.uint256("deadline"), salt: json.bytes32("salt"))
    }
}

extension Symmio085.InstantLayer.SignedOperation {
    init(_ json: JSONMessage) throws {
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
    init(_ json: JSONMessage) throws {
        let info = try json.object("delegationInfo")
        try self.init(
            delegationInfo: .init(
                account: .init(info.object("account")), delegatedSigner: info.address("delegatedSigner"),
                selectors: info.strings("selectors").map { try Selector(hex: $0) }, expiryTimestamp: info.uint256("expiryTimestamp")),
            replayAttackHeader: .init(json.object("replayAttackHeader")))
    }
}

extension Symmio085.InstantLayer.FlexFillAuth {
    init(_ json: JSONMessage) throws {
        try self.init(opHash: json.bytes32("opHash"), fieldIndex: json.uint256("fieldIndex"), value: json.bytes("value"))
    }
}

extension Symmio086.GaslessGateway.SignedOperation {
    init(_ json: JSONMessage) throws {
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
    init(_ json: JSONMessage) throws {
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
