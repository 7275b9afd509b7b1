import EVMClient
import EVMCore
import Symmio
import SymmioContracts

/// The next funding, over a socket: the sandbox charges none, so that the rates are 0 and only the time goes on.
struct SandboxFunding: Sendable {
    let chain: SandboxChain
    let markets: [SandboxMarket]

    /// The length of an epoch in seconds.
    private static let epoch: UInt64 = 28_800

    /// What is told of markets at a time.
    static func frame(_ markets: [SandboxMarket], at now: UInt64) -> JSONValue {
        let next = (now / epoch &+ 1) &* epoch
        let info: JSONValue = [
            "next_funding_time": .number("\(next)"), "next_funding_rate_long": "0", "next_funding_rate_short": "0",
            "funding_rate_epoch_duration": .number("\(epoch)"),
        ]
        return .object(Dictionary(markets.map { ($0.name, info) }, uniquingKeysWith: { first, _ in first }))
    }

    /// Serves a socket until it is gone: the markets of its latest frame, at once and every second.
    func serve(_ socket: ServerSocket) async {
        var sending: Task<Void, Never>?
        for await text in socket.incoming {
            sending?.cancel()
            guard let wanted = (try? JSONValue(parsing: text.utf8)).flatMap(asked) else {
                socket.send(#"{"error_code":310,"error_message":"symbols or symbol_ids must be lists of markets that there are"}"#)
                continue
            }
            sending = Task {
                while !Task.isCancelled {
                    socket.send(Self.frame(wanted, at: await chain.now).text)
                    try? await Task.sleep(for: .seconds(1))
                }
            }
        }
        sending?.cancel()
    }

    /// The markets of a query; all where it names none, nil where it names one that there is not.
    private func asked(_ query: JSONValue) -> [SandboxMarket]? {
        guard query.object != nil else { return nil }
        let (names, ids) = (query["symbols"], query["symbol_ids"])
        guard names != nil || ids != nil else { return markets }
        var found: [SandboxMarket] = []
        for name in names?.array ?? [] {
            guard let market = markets.first(where: { $0.name == name.string }) else { return nil }
            found.append(market)
        }
        for id in ids?.array ?? [] {
            guard let number = id.int, let market = markets.first(where: { $0.symbolId == UInt64(clamping: number) }) else { return nil }
            found.append(market)
        }
        return found
    }
}

extension SandboxChain {
    /// The notional of all that is open, at the prices that it was opened at.
    func openInterest() -> Wad {
        var sum = Wad.zero
        for quote in world.core.quotes where [.opened, .closePending, .cancelClosePending].contains(quote.quoteStatus) {
            let open = quote.quantity > quote.closedAmount ? quote.quantity &- quote.closedAmount : .zero
            guard let notional = try? Wad(units: open).multiplied(by: Wad(units: quote.openedPrice), rounding: .down), let next = try? sum + notional
            else { continue }
            sum = next
        }
        return sum
    }
}
