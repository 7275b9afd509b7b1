internal import EVMClient

extension TradingSession {
    /// Mark prices as the price service broadcasts them; nil where the deployment has none. A reader that is slow misses the oldest frames.
    public func prices() -> SocketStream<MarkPrice>? {
        guard let endpoint = deployment.prices else { return nil }
        var sockets = options.sockets
        sockets.overflow = .dropOldest(atBytes: 1 << 20)
        return .prices(at: endpoint.socket, options: sockets, connector: options.connector) { text in
            try MarkPrice.parse(frame: Array(text.utf8), source: endpoint.kind)
        }
    }
}
