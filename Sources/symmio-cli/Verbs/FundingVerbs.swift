import EVMClient
import EVMCore
import Symmio

/// `symmio funding` and `open-interest`: what a solver says of its markets as a whole.
enum FundingVerbs {
    static let funding = Verb(
        name: "funding", operands: "[MARKET…]", operandCount: 0...50, summary: "Show the next funding of markets: a rate above 0 is received, below 0 paid",
        options: CommonOptions.deployment + CommonOptions.solver + [
            Option("--for", "TIME", "Follow it over the solver's socket, a line for each change, and end after so long; solvers of majors only")
        ]
    ) { invocation in
        let trading = try Setting(invocation).looking()
        var names: [String] = []
        for name in invocation.arguments.operands { names.append(try await trading.market(name).name) }
        let wanted = names
        guard let limit = try invocation.arguments["--for"].map({ try Words.seconds($0, "--for") }) else {
            return show(try await rates(wanted, trading), invocation.console)
        }
        guard trading.solver.solver.kind == .rasa else { throw Failure("only solvers of majors tell their funding over a socket; leave --for out") }
        let stream = try trading.solver.fundingRates(symbols: wanted)
        let console = invocation.console
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var last: [String: FundingInfo] = [:]
                for try await element in stream {
                    switch element {
                    case .value(let rates) where rates.markets != last:
                        last = rates.markets
                        show(last, console)
                    case .unreadable(_, let reason): throw Failure("the solver: \(reason)")
                    case .value, .status: continue
                    }
                }
            }
            group.addTask { try await Task.sleep(for: .seconds(limit)) }
            try await group.next()
            group.cancelAll()
        }
    }

    /// By the markets' names, whatever the solver goes by.
    private static func rates(_ names: [String], _ trading: TradingSession) async throws -> [String: FundingInfo] {
        if trading.solver.solver.kind == .rasa { return try await trading.solver.fundingByName(names) }
        let markets = try await trading.markets().filter { names.isEmpty || names.contains($0.name) }
        let byId = try await trading.solver.funding(symbolIds: names.isEmpty ? [] : markets.map(\.id))
        return Dictionary(markets.compactMap { market in byId[market.id].map { (market.name, $0) } }, uniquingKeysWith: { first, _ in first })
    }

    private static func show(_ rates: [String: FundingInfo], _ console: Console) {
        var table = Table(["market", "long", "short", "next"])
        var rows: [JSONValue] = []
        for (name, info) in rates.sorted(by: { $0.key < $1.key }) {
            table.add([name, info.nextRateLong?.description ?? "-", info.nextRateShort?.description ?? "-", info.nextTime.map(Words.time) ?? "-"])
            rows.append([
                "market": .string(name), "nextRateLong": .optional(info.nextRateLong), "nextRateShort": .optional(info.nextRateShort),
                "nextTime": info.nextTime.map { .count($0) } ?? .null, "epochDuration": info.epochDuration.map { .count($0) } ?? .null,
            ])
        }
        console.result(.array(rows), rates.isEmpty ? "The solver tells no funding" : table.text)
    }

    static let openInterest = Verb(
        name: "open-interest", summary: "Show how much a solver of majors has open in all its markets, of how much it may",
        options: CommonOptions.deployment + CommonOptions.solver
    ) { invocation in
        let trading = try Setting(invocation).looking()
        guard trading.solver.solver.kind == .rasa else {
            throw Failure("only solvers of majors tell their open interest; 'symmio open --preview' knows the capacity")
        }
        let interest = try await trading.solver.openInterest()
        invocation.console.result(
            ["used": .text(interest.used), "totalCap": .text(interest.totalCap)], "\(interest.used) of \(interest.totalCap) USD are open")
    }
}
