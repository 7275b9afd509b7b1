import EVMClient
import EVMCore
import Symmio

/// What the solver of majors would trade at which price, over a socket.
struct SandboxDepth: Sendable {
    let chain: SandboxChain
    let prices: SandboxPrices
    let markets: [SandboxMarket]

    /// How many prices of each side there are.
    private static let levels: UInt64 = 10

    /// Serves a socket until it is gone: the market of its latest frame, at once and with each change of its price.
    func serve(_ socket: ServerSocket) async {
        var sending: Task<Void, Never>?
        for await text in socket.incoming {
            sending?.cancel()
            let query = try? JSONValue(parsing: text.utf8)
            guard let id = query?["symbol_id"]?.int, let market = markets.first(where: { $0.symbolId == UInt64(clamping: id) }) else {
                socket.send(#"{"error_code":310,"error_message":"there is no such symbol_id"}"#)
                continue
            }
            let limit = min(max(0, query?["limit"]?.int ?? 500), 500)
            await send(market, limit: limit, to: socket)
            let changes = await prices.changes()
            sending = Task {
                for await change in changes where change.name == market.name { await send(market, limit: limit, to: socket) }
            }
        }
        sending?.cancel()
    }

    private func send(_ market: SandboxMarket, limit: Int, to socket: ServerSocket) async {
        guard let mark = await prices.price(of: market.name) else { return }
        func side(isBuying: Bool) -> JSONValue {
            guard let best = market.fill(mark: mark, isBuying: isBuying) else { return [] }
            // Each 0.05 % further there is as much again.
            let step = mark.units / UInt256(2_000 as UInt64)
            let rows = (0..<Self.levels).prefix(limit).map { level -> JSONValue in
                let distance = step &* UInt256(level)
                // Of a price that nothing is beyond, all levels stand there.
                let price = isBuying ? best.units &+ min(distance, .max &- best.units) : best.units &- min(distance, best.units)
                return [.string("\(Wad(units: price))"), .string("\((level + 1) * 100)")]
            }
            return .array(Array(rows))
        }
        let depth: JSONValue = .object(["timestamp": .number("\(await chain.now)"), "asks": side(isBuying: true), "bids": side(isBuying: false)])
        socket.send(depth.text)
    }
}
