extension String {
    /// A URL as errors show it: scheme, host and port, and `/…` for what stands behind them.
    ///
    /// Nodes and services are often reached with a key in the path, in the query or before the `@`, and errors end up in logs and in issues.
    /// For the same reason only the beginning is shown of what is no URL.
    package var shownAsURL: String {
        let bytes = Array(utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) else {
            let start = prefix { !"/?#@:".contains($0) }.prefix(12)
            return (start.endIndex == endIndex ? self : start + "…").onOneLine
        }
        let rest = bytes[(colon + 3)...]
        let authority = rest.prefix { !"/?#\\".utf8.contains($0) }
        let host = authority[(authority.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? authority.startIndex)...]
        let behind = rest[authority.endIndex...]
        let shown = String(decoding: bytes[..<rest.startIndex] + host, as: UTF8.self)
        return (behind.isEmpty ? shown : shown + (behind.elementsEqual("/".utf8) ? "/" : "/…")).onOneLine
    }
}
