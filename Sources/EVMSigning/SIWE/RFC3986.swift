/// The grammar of URIs, as far as EIP-4361 refers to it (RFC 3986, appendix A). All of it is ASCII.
enum RFC3986 {
    /// `scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )`
    static func isScheme(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first, first.isLetter else { return false }
        return text.allSatisfy { $0.isLetter || $0.isDigit || $0.isOne(of: "+-.") }
    }

    /// `URI = scheme ":" hier-part [ "?" query ] [ "#" fragment ]`
    static func isURI(_ text: ArraySlice<UInt8>) -> Bool {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), isScheme(text[..<colon]) else { return false }
        var rest = text[(colon + 1)...]
        if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
            guard isEscaped(rest[(hash + 1)...], or: { $0.isPchar || $0.isOne(of: "/?") }) else { return false }
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            guard isEscaped(rest[(mark + 1)...], or: { $0.isPchar || $0.isOne(of: "/?") }) else { return false }
            rest = rest[..<mark]
        }
        if rest.starts(with: "//".utf8) {
            let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
            guard isAuthority(authority) else { return false }
            rest = rest[authority.endIndex...]
        }
        return isEscaped(rest) { $0.isPchar || $0.isOne(of: "/") }
    }

    /// `authority = [ userinfo "@" ] host [ ":" port ]`; the host may be empty, as in `file:///`.
    static func isAuthority(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        if let at = rest.lastIndex(of: UInt8(ascii: "@")) {
            guard isEscaped(rest[..<at], or: { $0.isUnreserved || $0.isSubDelimiter || $0.isOne(of: ":") }) else { return false }
            rest = rest[(at + 1)...]
        }
        if rest.first == UInt8(ascii: "[") {
            guard let bracket = rest.firstIndex(of: UInt8(ascii: "]")), isIPLiteral(rest[rest.index(after: rest.startIndex)..<bracket])
            else { return false }
            rest = rest[(bracket + 1)...]
        } else {
            // An IPv4 address is a registered name, too.
            let host = rest.prefix { $0 != UInt8(ascii: ":") }
            guard isEscaped(host, or: { $0.isUnreserved || $0.isSubDelimiter }) else { return false }
            rest = rest[host.endIndex...]
        }
        return rest.isEmpty || rest.first == UInt8(ascii: ":") && rest.dropFirst().allSatisfy(\.isDigit)
    }

    /// The host within an authority, empty where there is none: what follows the user information, up to the port.
    static func host(of authority: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let rest = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[($0 + 1)...] } ?? authority
        if let bracket = rest.firstIndex(of: UInt8(ascii: "]")) { return rest[...bracket] }
        return rest.prefix { $0 != UInt8(ascii: ":") }
    }

    /// Whether `text` is a sequence of `pct-encoded` and of bytes that `isAllowed` takes.
    static func isEscaped(_ text: ArraySlice<UInt8>, or isAllowed: (UInt8) -> Bool) -> Bool {
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.popFirst()?.isHexDigit == true, rest.popFirst()?.isHexDigit == true else { return false }
            } else if !isAllowed(byte) {
                return false
            }
        }
        return true
    }
}

// MARK: - IP literals

extension RFC3986 {
    /// `IPv6address / IPvFuture`, what stands between the brackets.
    private static func isIPLiteral(_ text: ArraySlice<UInt8>) -> Bool {
        if let first = text.first, first.isOne(of: "vV") {
            let parts = text.dropFirst().split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, parts[0].allSatisfy(\.isHexDigit), !parts[1].isEmpty else { return false }
            return parts[1].allSatisfy { $0.isUnreserved || $0.isSubDelimiter || $0.isOne(of: ":") }
        }
        return isIPv6Address(text)
    }

    /// Eight groups of one to four hex digits; `::` once for at least one group of zeros; the last two may be an IPv4 address.
    private static func isIPv6Address(_ text: ArraySlice<UInt8>) -> Bool {
        let doubleColons = text.indices.dropLast().filter { text[$0] == UInt8(ascii: ":") && text[$0 + 1] == UInt8(ascii: ":") }
        // Three colons in a row are two overlapping pairs.
        guard doubleColons.count <= 1 else { return false }
        guard let colons = doubleColons.first else { return groups(text, isLast: true) == 8 }
        let (head, tail) = (text[..<colons], text[(colons + 2)...])
        guard let before = head.isEmpty ? 0 : groups(head, isLast: false), let after = tail.isEmpty ? 0 : groups(tail, isLast: true)
        else { return false }
        return before + after <= 7
    }

    /// The number of groups in `text`, nil where one is wrong; only the last of an address may be an IPv4 address, which counts as two.
    private static func groups(_ text: ArraySlice<UInt8>, isLast: Bool) -> Int? {
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var count = parts.count
        for (index, part) in parts.enumerated() {
            if isLast && index == parts.count - 1 && isIPv4Address(part) {
                count += 1
            } else {
                guard 1...4 ~= part.count, part.allSatisfy(\.isHexDigit) else { return nil }
            }
        }
        return count
    }

    /// Four numbers up to 255 without leading zeros.
    private static func isIPv4Address(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard 1...3 ~= part.count, part.allSatisfy(\.isDigit), part.count == 1 || part.first != UInt8(ascii: "0") else { return false }
                return part.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } <= 255
            }
    }
}

// MARK: - Characters

extension UInt8 {
    /// `ALPHA` of RFC 5234.
    var isLetter: Bool { 0x41...0x5a ~= self || 0x61...0x7a ~= self }

    /// `DIGIT` of RFC 5234.
    var isDigit: Bool { 0x30...0x39 ~= self }

    var isHexDigit: Bool { isDigit || 0x41...0x46 ~= self || 0x61...0x66 ~= self }

    var isUnreserved: Bool { isLetter || isDigit || isOne(of: "-._~") }

    /// `sub-delims`
    var isSubDelimiter: Bool { isOne(of: "!$&'()*+,;=") }

    /// `gen-delims / sub-delims`
    var isReserved: Bool { isSubDelimiter || isOne(of: ":/?#[]@") }

    /// `pchar`, its `pct-encoded` aside.
    var isPchar: Bool { isUnreserved || isSubDelimiter || isOne(of: ":@") }

    func isOne(of characters: StaticString) -> Bool {
        characters.withUTF8Buffer { $0.contains(self) }
    }
}
