import EVMClient
import EVMCore
import Foundation
import Symmio
import SymmioContracts

/// `symmio muon` and the verbs that need the oracle's word: `account allocate`, `account deallocate`.
enum MuonVerbs {
    static let all: [Verb] = [muon, allocate, deallocate]

    // MARK: Asking

    private static let muon = Verb(
        name: "muon", operands: "METHOD", operandCount: 1...1, summary: "Ask the Muon oracle, and have the core check what it signs",
        details: """
            The methods: \(MuonRequest.methods.joined(separator: ", ")).
            The deployment's gateways are asked in their order. What one answers is held against the request; then the core is asked whether it
            would take the signature. Signs nothing and sends nothing.
            """,
        options: CommonOptions.deployment + CommonOptions.account + CommonOptions.wallet + CommonOptions.solver + [
            Option("--market", "NAME|NUMBER", "The market, where the method wants one"),
            Option("--quote", "NUMBER", "A quote, where the method wants some", isRepeatable: true),
            Option("--from", "TIME", "priceRange: the first second, since 1970, on a whole minute"),
            Option("--to", "TIME", "priceRange: the last second, since 1970, on a whole minute"),
            Option("--max-age", "TIME", "How old a signature may be; default: 60"),
            Option("--no-check", nil, "Leave the core's check out"),
        ]
    ) { invocation in
        let setting = try Setting(invocation)
        let request = try await MuonVerbs.request(try invocation.operand(0), setting, invocation.arguments)
        var options = MuonOptions()
        if let text = invocation.arguments["--max-age"] { options.maximumAge = try Words.seconds(text, "--max-age") }
        // The core measures against the chain's time.
        let (chainTime, localTime) = (Double(try await setting.symmio.now()), options.services.timing.secondsSince1970())
        options.services.timing.secondsSince1970 = { max(chainTime, localTime) }
        let asked = options
        let answer = try await invocation.console.waiting("Asking the oracle") { try await ask(request, setting, asked) }
        let isChecked = !invocation.arguments.has("--no-check")
        if isChecked { try await invocation.console.waiting("Asking the core") { try await answer.check() } }
        var members = answer.values
        members["method"] = .string(request.method)
        members["gateway"] = .string(answer.gateway)
        members["timestamp"] = .count(answer.timestamp)
        members["checkedByCore"] = .bool(isChecked)
        let pairs =
            [("Method", request.method), ("Gateway", answer.gateway), ("Signed at", Words.time(answer.timestamp))] + answer.words
            + [("The core", isChecked ? "takes the signature" : "was not asked")]
        invocation.console.result(.object(members), Table(pairs: pairs).text)
    }

    /// What was signed, whatever its type.
    private struct Answer: Sendable {
        let gateway: String
        let timestamp: UInt64
        let values: [String: JSONValue]
        let words: [(String, String)]
        let check: @Sendable () async throws -> Void

        init<Signature>(_ attestation: MuonAttestation<Signature>, _ setting: Setting, _ values: [(name: String, value: JSONValue, words: String)]) {
            gateway = attestation.gateway.absoluteString
            timestamp = attestation.timestamp
            self.values = Dictionary(values.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
            words = values.map { ($0.name, $0.words) }
            check = { try await setting.symmio.verify(attestation) }
        }
    }

    private typealias Value = (name: String, value: JSONValue, words: String)

    private static func profit(_ name: String, _ units: Int256) -> Value {
        let profit = SignedWad(units: units)
        return (name, .text(profit), "\(profit)")
    }

    private static func price(_ name: String, _ units: UInt256) -> Value { (name, .text(Wad(units: units)), "\(Wad(units: units))") }

    private static func list(_ name: String, _ values: [some CustomStringConvertible]) -> Value {
        (name, .array(values.map { .text($0) }), values.map(\.description).joined(separator: " "))
    }

    private static func ask(_ request: MuonRequest, _ setting: Setting, _ options: MuonOptions) async throws -> Answer {
        let muon = try setting.symmio.muon(options)
        switch request {
        case .upnlOfPartyA(let a):
            let found = try await muon.upnl(ofPartyA: a)
            return Answer(found, setting, [profit("profit", found.signature.upnl)])
        case .overviewOfPartyA(let a):
            let found = try await muon.overview(ofPartyA: a)
            return Answer(
                found, setting,
                [
                    profit("profit", found.signature.upnl), profit("losses", found.signature.totalUnrealizedLoss),
                    list("markets", found.signature.symbolIds), list("prices", found.signature.prices.map { Wad(units: $0) }),
                ])
        case .upnlOfPartyAAndPrice(let a, let id):
            let found = try await muon.upnlAndPrice(ofPartyA: a, symbolId: id)
            return Answer(found, setting, [profit("profit", found.signature.upnl), price("price", found.signature.price)])
        case .upnlOfPartyB(let b, let a):
            let found = try await muon.upnl(ofPartyB: b, against: a)
            return Answer(found, setting, [profit("profitOfSolver", found.signature.upnl)])
        case .upnlOfPair(let b, let a):
            let found = try await muon.upnl(ofPartyB: b, andPartyA: a)
            return Answer(found, setting, [profit("profit", found.signature.upnlPartyA), profit("profitOfSolver", found.signature.upnlPartyB)])
        case .upnlOfPairAndPrice(let b, let a, let id):
            let found = try await muon.upnlAndPrice(ofPartyB: b, andPartyA: a, symbolId: id)
            return Answer(
                found, setting,
                [
                    profit("profit", found.signature.upnlPartyA), profit("profitOfSolver", found.signature.upnlPartyB),
                    price("price", found.signature.price),
                ])
        case .prices(let ids):
            let found = try await muon.prices(quoteIds: ids)
            return Answer(found, setting, [list("quotes", ids), list("prices", found.signature.prices.map { Wad(units: $0) })])
        case .settlement(let a, let ids):
            let found = try await muon.settlement(ofPartyA: a, quoteIds: ids)
            return Answer(
                found, setting,
                [
                    profit("profit", found.signature.upnlPartyA), list("quotes", found.signature.quotesSettlementsData.map(\.quoteId)),
                    list("prices", found.signature.quotesSettlementsData.map { Wad(units: $0.currentPrice) }),
                ])
        case .priceRange(let a, let b, let id, let from, let to):
            let found = try await muon.priceRange(partyA: a, partyB: b, symbolId: id, from: from, to: to)
            return Answer(
                found, setting,
                [
                    price("lowest", found.signature.lowest), price("highest", found.signature.highest), price("average", found.signature.averagePrice),
                    price("price", found.signature.currentPrice),
                ])
        }
    }

    private static func request(_ method: String, _ setting: Setting, _ arguments: Arguments) async throws -> MuonRequest {
        func market() async throws -> UInt256 {
            guard let name = arguments["--market"] else { throw UsageError("\(method) wants --market") }
            if let number = UInt64(name) { return UInt256(number) }
            return UInt256(UInt64(max(0, try await setting.looking().market(name).id)))
        }
        func quotes() throws -> [UInt256] {
            let all = try arguments.all("--quote").map { try Words.identifier($0, "--quote") }
            guard !all.isEmpty else { throw UsageError("\(method) wants --quote, once or several times") }
            return all
        }
        func time(_ name: String) throws -> UInt64 {
            guard let text = arguments[name] else { throw UsageError("\(method) wants \(name)") }
            let time = try Words.number(text, name)
            guard time % 60 == 0 else { throw UsageError("\(name): \(time) is not on a whole minute") }
            return time
        }
        guard MuonRequest.methods.contains(method) else {
            throw UsageError("there is no method '\(method)'; there are \(MuonRequest.methods.joined(separator: ", "))")
        }
        if method == "price" { return .prices(quoteIds: try quotes()) }
        let account = try await setting.account()
        let solver = try setting.solver().address
        switch method {
        case "uPnl_A": return .upnlOfPartyA(account)
        case "partyA_overview": return .overviewOfPartyA(account)
        case "uPnl_A_withSymbolPrice": return .upnlOfPartyAAndPrice(account, symbolId: try await market())
        case "uPnl_B": return .upnlOfPartyB(solver, against: account)
        case "uPnl": return .upnlOfPair(partyB: solver, partyA: account)
        case "uPnlWithSymbolPrice": return .upnlOfPairAndPrice(partyB: solver, partyA: account, symbolId: try await market())
        case "settle_upnl": return .settlement(partyA: account, quoteIds: try quotes())
        default: return .priceRange(partyA: account, partyB: solver, symbolId: try await market(), from: try time("--from"), to: try time("--to"))
        }
    }

    // MARK: Allocating

    private static let signing =
        CommonOptions.deployment + CommonOptions.wallet + CommonOptions.confirmation + CommonOptions.account + [TradeVerbs.store]

    private static let allocate = Verb(
        name: "account allocate", operands: "AMOUNT", operandCount: 1...1, summary: "Let a sub-account trade with a part of its balance itself",
        details: "What a sub-account of isolation custom opens positions with. Others need it not: margin moves to their virtual accounts by itself.",
        options: signing
    ) { invocation in
        try await move(invocation, "Allocate", "of the available balance of") { accounts, amount, account, owner in
            try await accounts.allocate(amount, of: account, owner: owner)
        }
    }

    private static let deallocate = Verb(
        name: "account deallocate", operands: "AMOUNT", operandCount: 1...1, summary: "Take allocated balance back",
        details: "With open positions the core wants the Muon oracle's word on what they are worth, which is fetched.",
        options: signing
    ) { invocation in
        try await move(invocation, "Deallocate", "of what is allocated to") { accounts, amount, account, owner in
            try await accounts.deallocate(amount, of: account, owner: owner)
        }
    }

    private static func move(
        _ invocation: Invocation, _ verb: String, _ words: String, _ body: @Sendable (Accounts, Wad, Address, KeepingSigner) async throws -> Void
    ) async throws {
        let setting = try Setting(invocation)
        let amount = try Words.wad(try invocation.operand(0), "AMOUNT")
        let owner = try await setting.owner()
        let account = try await setting.account(owner: owner.address)
        invocation.console.note("\(verb) \(amount) \(words) \(account)")
        try await invocation.console.waiting("Waiting for the chain") { try await body(setting.symmio.accounts, amount, account, owner) }
        let balances = try await setting.symmio.accounts.balances(of: account)
        invocation.console.result(
            ["account": .text(account), "available": .text(balances.available), "allocated": .text(balances.allocated)],
            "\(account) has \(balances.allocated) allocated and \(balances.available) available")
    }
}
