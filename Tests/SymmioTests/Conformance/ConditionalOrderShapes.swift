import EVMClient
import EVMCore
import Foundation
import JSONMutations

@testable import Symmio

/// The handler of take-profit and stop-loss orders, endpoint by endpoint.
enum ConditionalOrderShapes {
    static func client(_ options: ServiceOptions) -> ConditionalOrdersClient {
        let url = URL(string: "http://host") ?? URL(filePath: "/")
        return ConditionalOrdersClient(.init(baseURL: url, appName: "Arbitrum_COH_Production", botAddress: .zero, socket: url), options: options)
    }

    private static let plain = EnigmaShapes.plain.merging(["App-Name": "Arbitrum_COH_Production"]) { $1 }
    private static let body = EnigmaShapes.json.merging(["App-Name": "Arbitrum_COH_Production"]) { $1 }

    static let all: [Shape] = specs + writes + rows

    // MARK: What is signed

    private static let leg =
        #"{"name":"quantity","type":"string"},{"name":"price","type":"string"},{"name":"orderType","type":"uint8"},{"name":"conditionalPrice","type":"string"},{"name":"conditionalPriceType","type":"string"}"#
    private static let domain =
        #"{"name":"ConditionalOrder","version":"1","chainId":999,"verifyingContract":"0x72DBF07457b2712b160F67A85D338F860c1CA620"}"#
    private static let spec = #"""
        {"domain":\#(domain),"primaryType":"ConditionalOrder","types":{"ConditionalOrder":[{"name":"virtualAccount","type":"address"},
        {"name":"subAccount","type":"address"},{"name":"salt","type":"uint256"},{"name":"quoteId","type":"int256"},{"name":"symbolId","type":"uint256"},
        {"name":"positionType","type":"uint8"},{"name":"affiliate","type":"address"},{"name":"takeProfit","type":"TakeProfit"},
        {"name":"stopLoss","type":"StopLoss"},{"name":"sendQuote","type":"SendQuote"}],"TakeProfit":[\#(leg)],"StopLoss":[\#(leg)],
        "SendQuote":[\#(leg),{"name":"leverage","type":"uint256"}]}}
        """#
    private static let deletionSpec = #"""
        {"domain":\#(domain),"primaryType":"DeleteConditionalOrder","types":{"DeleteConditionalOrder":[{"name":"virtualAccount","type":"address"},
        {"name":"salt","type":"uint256"},{"name":"cohQuoteId","type":"string"},{"name":"conditionalOrderType","type":"string"}]}}
        """#

    private static let specs: [Shape] = [
        .answer(
            "GET /api/v5/configs/", headers: plain,
            is: #"{"MaxRequestTimeDeltaSeconds":60,"MinPriceDistancePercent":0.5,"MinProfitStopLossSpreadPercent":1.5,"MaxActiveOrdersPerUser":200}"#,
            reads: [
                "MaxActiveOrdersPerUser": "maxActiveOrders", "MaxRequestTimeDeltaSeconds": "maxRequestAgeSeconds",
                "MinPriceDistancePercent": "minPriceDistancePercent", "MinProfitStopLossSpreadPercent": "minSpreadPercent",
            ]
        ) { try await client($0).configuration() },
        .answer(
            "GET /api/v5/signing-spec", headers: plain, is: spec, maps: ["types"],
            reads: [
                "domain.chainId": "chainId", "domain.name": "name", "domain.verifyingContract": "verifyingContract", "domain.version": "version",
                "primaryType": "primaryType", "types.ConditionalOrder[].name": "types.ConditionalOrder",
                "types.ConditionalOrder[].type": "types.ConditionalOrder", "types.SendQuote[].name": "types.SendQuote",
                "types.SendQuote[].type": "types.SendQuote", "types.StopLoss[].name": "types.StopLoss", "types.StopLoss[].type": "types.StopLoss",
                "types.TakeProfit[].name": "types.TakeProfit", "types.TakeProfit[].type": "types.TakeProfit",
            ],
            required: [
                "domain", "domain.chainId", "domain.name", "domain.verifyingContract", "domain.version", "primaryType", "types",
                "types.ConditionalOrder[].name", "types.ConditionalOrder[].type", "types.SendQuote[].name", "types.SendQuote[].type",
                "types.StopLoss[].name", "types.StopLoss[].type", "types.TakeProfit[].name", "types.TakeProfit[].type",
            ]
        ) { try await client($0).signingSpec().parts },
        .answer(
            "GET /api/v5/signing-spec-del", headers: plain, is: deletionSpec, maps: ["types"],
            reads: [
                "domain.chainId": "chainId", "domain.name": "name", "domain.verifyingContract": "verifyingContract", "domain.version": "version",
                "primaryType": "primaryType", "types.DeleteConditionalOrder[].name": "types.DeleteConditionalOrder",
                "types.DeleteConditionalOrder[].type": "types.DeleteConditionalOrder",
            ],
            required: [
                "domain", "domain.chainId", "domain.name", "domain.verifyingContract", "domain.version", "primaryType", "types",
                "types.DeleteConditionalOrder[].name", "types.DeleteConditionalOrder[].type",
            ]
        ) { try await client($0).deletionSigningSpec().parts },
    ]

    // MARK: Writing

    /// A request of an order as section 2.3 of the wire formats has it: legs padded, the salt as digits in a text.
    private static func request() async throws -> ConditionalOrderRequest {
        let message = try ConditionalOrderTests.order().message(pricePrecision: 2, quantityPrecision: 2)
        return try await ConditionalOrderRequest(
            message, spec: SigningSpec(json: spec.utf8), deployment: Fixture.hyperEVM(), signer: Fixture.session)
    }

    private static func deletion() async throws -> ConditionalOrderRequest {
        try await ConditionalOrderRequest(
            ConditionalOrderDeletion(virtualAccount: Fixture.virtualAccount, orderId: "coh740", kind: .stopLoss, salt: 12_345),
            spec: SigningSpec(json: deletionSpec.utf8), deployment: Fixture.hyperEVM(), signer: Fixture.session)
    }

    private static let flag = "no is said by false alone"

    private static let writes: [Shape] = [
        .answer(
            "POST /api/v5/", headers: body, body: orderBody, is: #"{"successful":true,"message":"accepted","coh_quote_id":"coh740"}"#,
            lenient: ["successful": flag],
            reads: ["coh_quote_id": "value", "successful": "(refusal)"],
            unread: ["message"]
        ) { try await client($0).submit(try await request()) },
        .answer(
            "POST /api/v5/", headers: body, body: orderBody, named: "POST /api/v5/, in the other style",
            is: #"{"successful":"true","message":"accepted","cohQuoteId":"coh740"}"#, lenient: ["successful": flag],
            forms: ["successful": "a truth value or its text"],
            reads: ["cohQuoteId": "value", "successful": ""],
            unread: ["message"]
        ) { try await client($0).submit(try await request()) },
        .answer(
            "DELETE /api/v5/", headers: body, body: deletionBody, is: #"{"successful":true,"message":"accepted"}"#,
            lenient: ["successful": flag],
            reads: ["successful": "(refusal)"],
            unread: ["message"]
        ) {
            try await client($0).delete(try await deletion())
            return "deleted"
        },
    ]

    private static func signed(_ spec: String, _ message: String) -> String {
        let typed = (try? JSONValue(parsing: spec.utf8).with(JSONValue(parsing: message.utf8), at: JSONPlace(steps: [.member("message")])))?.text ?? ""
        return #"{"typedData":\#(typed),"signature":"\#(Shape.anySignature)","signer":"\#(Fixture.session.address)"}"#
    }

    private static let none = #""quantity":"0","price":"0","orderType":0,"conditionalPrice":"0","conditionalPriceType":"market""#

    private static let orderBody = signed(
        spec,
        #"""
        {"virtualAccount":"\#(Fixture.virtualAccount)","subAccount":"\#(Fixture.subAccount)","salt":"5","quoteId":-711,"symbolId":7,"positionType":0,
        "affiliate":"0x0000000000000000000000000000000000000000","takeProfit":{"quantity":"1.25","price":"100","orderType":1,
        "conditionalPrice":"110.5","conditionalPriceType":"last_close"},"stopLoss":{\#(none)},"sendQuote":{\#(none),"leverage":0}}
        """#)

    private static let deletionBody = signed(
        deletionSpec,
        #"{"virtualAccount":"\#(Fixture.virtualAccount)","salt":"12345","cohQuoteId":"coh740","conditionalOrderType":"stop_loss"}"#)

    // MARK: Rows

    private static let row = #"""
        {"quote_id":9565,"coh_quote_id":"coh740","party_a_address":"0x000000000000000000000000000000000000cdcd","symbol_id":7,
        "conditional_order_type":"stop_loss","quantity":1.25,"price":9.75,"conditional_order_price":98.5,"order_type":1,"state":"new",
        "action_price_type":"last_close","close_status":"none","position_type":0,"leverage":"2","create_time":1782821982,"modify_time":1782821983}
        """#

    private static func lenient(_ prefix: String) -> [String: String] {
        [
            "\(prefix)conditional_order_type": "a kind that is not known is none", "\(prefix)action_price_type": "a price that is not known is none",
        ]
    }

    private static let list = "rows come by themselves or as a member"

    private static let rows: [Shape] = [
        .answer(
            "GET /api/v5/?quote_id=-711", headers: plain, is: "[\(row)]", lenient: lenient("[]."), forms: ["": list],
            reads: [
                "[].action_price_type": "[].triggerType", "[].close_status": "[].closeStatus", "[].coh_quote_id": "[].orderId",
                "[].conditional_order_price": "[].trigger", "[].conditional_order_type": "[].kind", "[].create_time": "[].createTime",
                "[].modify_time": "[].modifyTime", "[].party_a_address": "[].account", "[].position_type": "[].positionType", "[].price": "[].price",
                "[].quantity": "[].quantity", "[].quote_id": "[].quoteId", "[].state": "[].state.rawValue", "[].symbol_id": "[].symbolId",
            ],
            required: ["[].coh_quote_id", "[].quote_id", "[].state"],
            unread: ["[].leverage", "[].order_type"]
        ) { try await client($0).orders(quoteId: -711) },
        .answer(
            "POST /api/v5/search/", headers: body,
            body: #"""
                {"party_a_address":"\#(EnigmaShapes.account)","state":["new","pending"],"start":5,"size":20,"symbol_id":7,
                "conditional_order_type":"stop_loss","conditional_price_type":"last_close"}
                """#, is: #"{"data":[\#(row)],"count":1}"#, lenient: lenient("data[]."), forms: ["": list],
            reads: [
                "data[].action_price_type": "[].triggerType", "data[].close_status": "[].closeStatus", "data[].coh_quote_id": "[].orderId",
                "data[].conditional_order_price": "[].trigger", "data[].conditional_order_type": "[].kind", "data[].create_time": "[].createTime",
                "data[].modify_time": "[].modifyTime", "data[].party_a_address": "[].account", "data[].position_type": "[].positionType",
                "data[].price": "[].price", "data[].quantity": "[].quantity", "data[].quote_id": "[].quoteId", "data[].state": "[].state.rawValue",
                "data[].symbol_id": "[].symbolId",
            ],
            required: ["data", "data[].coh_quote_id", "data[].quote_id", "data[].state"],
            nullable: ["data"],
            unread: ["count", "data[].leverage", "data[].order_type"]
        ) { options in
            var query = ConditionalOrdersClient.Query()
            (query.account, query.states, query.symbolId) = (Fixture.subAccount, [.new, .pending], 7)
            (query.kind, query.triggerType, query.start, query.size) = (.stopLoss, .lastClose, 5, 20)
            return try await client(options).search(query)
        },
        .answer(
            "POST /api/v5/search/", headers: body, body: #"{"start":0,"size":200}"#, named: "POST /api/v5/search/ for all, a bare list", is: "[\(row)]",
            lenient: lenient("[]."), forms: ["": list],
            reads: [
                "[].action_price_type": "[].triggerType", "[].close_status": "[].closeStatus", "[].coh_quote_id": "[].orderId",
                "[].conditional_order_price": "[].trigger", "[].conditional_order_type": "[].kind", "[].create_time": "[].createTime",
                "[].modify_time": "[].modifyTime", "[].party_a_address": "[].account", "[].position_type": "[].positionType", "[].price": "[].price",
                "[].quantity": "[].quantity", "[].quote_id": "[].quoteId", "[].state": "[].state.rawValue", "[].symbol_id": "[].symbolId",
            ],
            required: ["[].coh_quote_id", "[].quote_id", "[].state"],
            unread: ["[].leverage", "[].order_type"]
        ) { try await client($0).search(.init()) },
    ]
}

extension SigningSpec {
    /// What is read of it, beside the domain that is echoed as it came.
    fileprivate var parts: [String: String] {
        var parts = ["primaryType": primaryType]
        parts["name"] = domain.name
        parts["version"] = domain.version
        parts["chainId"] = domain.chainId.map { "\($0)" }
        parts["verifyingContract"] = domain.verifyingContract.map { "\($0)" }
        for (name, members) in types { parts["types.\(name)"] = members.map { "\($0.type) \($0.name)" }.joined(separator: ",") }
        return parts
    }
}
