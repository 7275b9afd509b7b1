import EVMClient
import EVMCore
import EVMSigning
import Foundation
import JSONMutations
import SymmioContracts
import Testing

@testable import Symmio
@testable import SymmioSandbox

/// The requests that the sandbox's services take: unknown members and both number styles are; a wrong type is a refusal that names its member.
@Suite(.timeLimit(.minutes(2)))
struct RequestConformanceTests {
    /// Runs a test with a sandbox in which nobody has anything.
    private func withSandbox(_ body: (Sandbox) async throws -> Void) async throws {
        let sandbox = try await Sandbox(.init(clock: .manual(FlowAccount.start)))
        do {
            try await body(sandbox)
        } catch {
            await sandbox.stop()
            throw error
        }
        await sandbox.stop()
    }

    private func check(_ shape: RequestShape, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await RequestConformance(shape).check(shape, sourceLocation: sourceLocation)
    }

    private static func request(_ method: String, _ path: String, _ body: Bytes, _ headers: [String: String] = [:]) -> ServerRequest {
        ServerRequest(method: method, path: path, query: [], headers: headers, body: Data(body))
    }

    private static func answer(_ response: ServerResponse) -> RequestShape.Answer {
        .init(status: response.status, text: String(decoding: response.body, as: UTF8.self))
    }

    // MARK: Orders

    /// A signed operation with all that it can have, and a signature that is nobody's.
    private static let operation: JSONValue = [
        "signedOperation": [
            "signer": "0x0000000000000000000000000000000000000001", "target": "0x0000000000000000000000000000000000000002", "callData": "0x01020304",
            "signerAccount": ["addr": "0x0000000000000000000000000000000000000003", "isPartyB": false],
            "flexFields": [["offset": 512, "length": "352", "authorizedFlexFiller": "0x0000000000000000000000000000000000000004"]], "maxUses": "1",
            "replayAttackHeader": ["nonce": 0, "deadline": "1900000000", "salt": .string("0x" + String(repeating: "ab", count: 32))],
        ], "signature": .string("0x" + String(repeating: "cd", count: 65)),
    ]

    /// What has to be there of an operation; flex fields and uses are the older schema's to leave out.
    private static func required(_ place: String) -> Set<String> {
        let members = [
            "", ".callData", ".flexFields[].authorizedFlexFiller", ".flexFields[].length", ".flexFields[].offset", ".replayAttackHeader",
            ".replayAttackHeader.deadline", ".replayAttackHeader.nonce", ".replayAttackHeader.salt", ".signer", ".signerAccount", ".signerAccount.addr",
            ".signerAccount.isPartyB", ".target",
        ]
        let prefix = place.isEmpty ? "" : place + "."
        return Set(members.map { "\(prefix)signedOperation\($0)" } + ["\(prefix)signature"])
    }

    private static let open: JSONValue = ["addMargin": operation, "sendQuote": operation]
    private static let requiredToOpen = required("addMargin").union(required("sendQuote")).union(["sendQuote"])

    @Test func openingAtTheSolverOfLowCaps() async throws {
        try await withSandbox { sandbox in
            let solver = sandbox.solver
            try await check(
                RequestShape(body: Self.open, required: Self.requiredToOpen) {
                    Self.answer(await solver.answer(Self.request("POST", "/instant_trade/instant_open", $0)))
                })
        }
    }

    @Test(arguments: [false, true]) func closingAtTheSolverOfLowCaps(asMember: Bool) async throws {
        try await withSandbox { sandbox in
            let solver = sandbox.solver
            let body: JSONValue = asMember ? ["operations": [Self.operation]] : [Self.operation]
            try await check(
                RequestShape(
                    body: body, required: Self.required(asMember ? "operations[]" : "[]").union(asMember ? ["operations"] : [])
                ) { Self.answer(await solver.answer(Self.request("POST", "/instant_trade/instant_close", $0))) })
        }
    }

    @Test func theSolverOfMajors() async throws {
        try await withSandbox { sandbox in
            let solver = try SandboxRasa(
                chain: sandbox.chain, prices: sandbox.prices, hub: sandbox.states, faults: sandbox.faults, markets: SandboxMarket.standard,
                deployment: sandbox.deployment, signerKey: sandbox.solverSigner, operatorKey: sandbox.solverOperator, latency: .zero, state: nil)
            func send(_ path: String) -> @Sendable (Bytes) async throws -> RequestShape.Answer {
                { Self.answer(await solver.answer(Self.request("POST", path, $0))) }
            }
            try await check(RequestShape(body: Self.open, required: Self.requiredToOpen, send: send("/instant_trade/open")))
            try await check(RequestShape(body: [Self.operation], required: Self.required("[]"), send: send("/instant_trade/close")))
            // Searches find nothing, and leave out whatever they are not asked for.
            let account: JSONValue = "0x0000000000000000000000000000000000000003"
            try await check(
                RequestShape(body: ["address": account, "quote_id": 7, "modify_time_gte": "1785909000"], send: send("/position-state/0/10")))
            try await check(
                RequestShape(
                    body: ["counterparty_address": account, "quote_id": "7", "timestamp_gte": 1_785_909_000], send: send("/notifications/0/10")))
        }
    }

    // MARK: Conditional orders

    private static let leg: JSONValue = [
        "quantity": "1.5", "price": "90", "orderType": 1, "conditionalPrice": 100, "conditionalPriceType": "market",
    ]

    private static let order: JSONValue = [
        "typedData": [
            "types": [:], "primaryType": "ConditionalOrder", "domain": [:],
            "message": [
                "virtualAccount": "0x0000000000000000000000000000000000000001", "subAccount": "0x0000000000000000000000000000000000000002",
                "salt": "12345", "quoteId": -711, "symbolId": "2", "positionType": 0, "affiliate": "0x0000000000000000000000000000000000000003",
                "takeProfit": leg, "stopLoss": leg,
                "sendQuote": [
                    "quantity": "0", "price": "0", "orderType": "0", "conditionalPrice": "0", "conditionalPriceType": "market", "leverage": 0,
                ],
            ],
        ], "signature": .string("0x" + String(repeating: "cd", count: 65)), "signer": "0x0000000000000000000000000000000000000004",
    ]

    private static func paths(_ json: JSONValue, below place: String) -> Set<String> {
        Set(json.places.filter { $0.place != .root }.map { "\(place).\($0.place.general)" } + [place])
    }

    @Test func conditionalOrders() async throws {
        try await withSandbox { sandbox in
            let handler = sandbox.conditionalOrders
            func send(_ method: String, _ path: String) -> @Sendable (Bytes) async throws -> RequestShape.Answer {
                { Self.answer(await handler.answer(Self.request(method, path, $0, ["app-name": handler.applicationName]))) }
            }
            let message = Self.order["typedData"]?["message"] ?? .null
            let unread: Set<String> = ["typedData.types", "typedData.primaryType", "typedData.domain"]
            try await check(
                RequestShape(
                    body: Self.order, required: Self.paths(message, below: "typedData.message").union(["typedData", "signature", "signer"]), unread: unread,
                    send: send("POST", "/api/v5/")))
            let deletion: JSONValue = [
                "virtualAccount": "0x0000000000000000000000000000000000000001", "salt": "12345", "cohQuoteId": "coh740",
                "conditionalOrderType": "stop_loss",
            ]
            let typed: JSONValue = ["types": [:], "primaryType": "DeleteConditionalOrder", "domain": [:], "message": deletion]
            try await check(
                RequestShape(
                    body: Self.order.with(typed, at: JSONPlace(steps: [.member("typedData")])),
                    required: Self.paths(deletion, below: "typedData.message").union(["typedData", "signature", "signer"]), unread: unread,
                    send: send("DELETE", "/api/v5/")))
            try await check(
                RequestShape(
                    body: [
                        "party_a_address": "0x0000000000000000000000000000000000000001", "state": ["new"], "start": 0, "size": "20", "symbol_id": 2,
                        "conditional_order_type": "stop_loss", "conditional_price_type": "market",
                    ], send: send("POST", "/api/v5/search/")))
        }
    }

    // MARK: Notifications

    @Test func theSearchForNotifications() async throws {
        let hub = try NotificationHub(faults: SandboxFaults(delay: .zero))
        try await check(
            RequestShape(
                body: ["query": ["address": "0x0000000000000000000000000000000000000001", "data.quote_id": 7], "size": 20, "start": "5"],
                maps: ["query"], forms: ["query.address", "query.data.quote_id"]
            ) { Self.answer(await hub.search(Self.request("POST", "/api/v1/search", $0))) })
    }

    // MARK: The older flow

    @Test func theOlderFlow() async throws {
        try await withLegacyFlow { flow in
            let solver = flow.sandbox.legacySolver
            let header = try await flow.trading().session.token().header
            func send(_ path: String) -> @Sendable (Bytes) async throws -> RequestShape.Answer {
                { Self.answer(await solver.answer(Self.request("POST", path, $0, ["authorization": header]))) }
            }
            func check(_ body: JSONValue, _ path: String, optional: Set<String> = []) async throws {
                let required = Set(body.places.map(\.place).filter { if case .member? = $0.steps.last { true } else { false } }.map(\.general))
                try await self.check(RequestShape(body: body, required: required.subtracting(optional), send: send(path)))
            }
            try await check(
                [
                    "account_address": "0x0000000000000000000000000000000000000001", "expiration_time": "2026-01-02T00:00:00.000Z",
                    "issued_at": "2026-01-01T00:00:00.000Z", "signature": .string("0x" + String(repeating: "11", count: 64) + "1b"), "nonce": "a1B2c3D4e5",
                ], "/login")
            // Of a market that there is not.
            try await check(
                [
                    "symbolId": "999", "positionType": 0, "orderType": 1, "price": "2.46288", "quantity": .number("6.1"), "cva": "0.3755892", "lf": "0.1877946",
                    "partyAmm": "6.9484002", "partyBmm": "7.511784", "maxFundingRate": "200", "deadline": 1_800_000_000,
                ], "/instant_open")
            try await check(["quote_id": 228_234, "quantity_to_close": "6.1", "close_price": .number("2.4")], "/instant_close")
            try await check(
                ["address": "0x0000000000000000000000000000000000000001", "quote_id": -711, "create_time_gte": "1785909000"], "/position-state/0/10",
                optional: ["address", "quote_id", "create_time_gte"])
        }
    }
}
