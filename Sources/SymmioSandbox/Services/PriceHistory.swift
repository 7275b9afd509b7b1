import EVMCore
import Symmio

/// What prices were when, as far back as the sandbox stands.
actor PriceHistory {
    /// The extremes and the mean of a time.
    struct Range: Sendable {
        let lowest: Wad
        let highest: Wad
        let mean: Wad
    }

    private var changes: [String: [(time: UInt64, price: Wad)]] = [:]
    private var following: Task<Void, Never>?

    /// How many changes of a market are remembered.
    private static let limit = 10_000

    init(markets: [SandboxMarket], from start: UInt64) {
        for market in markets { changes[market.name] = [(start, market.price)] }
    }

    /// Writes down what is set from now on.
    func follow(_ prices: SandboxPrices, on chain: SandboxChain) async {
        let stream = await prices.changes()
        following = Task {
            for await change in stream { self.add(change, at: await chain.now) }
        }
    }

    func stop() { following?.cancel() }

    private func add(_ change: SandboxPrices.PriceChange, at time: UInt64) {
        changes[change.name, default: []].append((time, change.price))
        if let count = changes[change.name]?.count, count > Self.limit { changes[change.name]?.removeFirst(count - Self.limit) }
    }

    /// The prices of a market from one second to another, both included; nil where nothing is known of that time.
    func range(of name: String, from: UInt64, to: UInt64) -> Range? {
        guard from <= to, let all = changes[name], let first = all.first, first.time <= to else { return nil }
        // What held at the beginning, and all that was set since.
        let before = all.last { $0.time <= from } ?? first
        let within = all.filter { $0.time > from && $0.time <= to }
        let prices = [before.price] + within.map(\.price)
        guard let lowest = prices.min(), let highest = prices.max() else { return nil }
        return Range(lowest: lowest, highest: highest, mean: mean([(from, before.price)] + within, until: to) ?? before.price)
    }

    /// The mean over time.
    private func mean(_ steps: [(time: UInt64, price: Wad)], until end: UInt64) -> Wad? {
        guard let first = steps.first, end > first.time else { return nil }
        var sum = UInt256.zero
        for (index, step) in steps.enumerated() {
            // The machine's clock may have been set back between two of them.
            let next = index + 1 < steps.count ? steps[index + 1].time : end
            let (product, isTooMuch) = step.price.units.multipliedReportingOverflow(by: UInt256(next > step.time ? next - step.time : 0))
            let (total, overflow) = sum.addingReportingOverflow(product)
            if isTooMuch || overflow { return nil }
            sum = total
        }
        return Wad(units: sum / UInt256(end - first.time))
    }
}
