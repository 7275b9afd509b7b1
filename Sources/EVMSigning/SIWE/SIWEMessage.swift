public import EVMCore

/// A message by which an account signs in to a service: Sign-In with Ethereum, EIP-4361, version 1.
///
/// Every value is valid and has exactly one text; every text that ``init(parsing:)`` takes is the ``text`` of its value again, byte for
/// byte, so that what was signed and what is verified cannot differ. All of it is ASCII, as the standard's grammar demands.
/// ```swift
/// let message = try SIWEMessage(
///     domain: "app.example", address: signer.address, statement: "Sign in.", uri: "https://app.example/login",
///     chainId: 42161, nonce: nonce, issuedAt: now, expirationTime: tomorrow)
/// let signature = try await signer.sign(message: message.text)
/// ```
public struct SIWEMessage: Sendable, Hashable {
    /// The scheme of the origin of the request, `https`; optional.
    public let scheme: String?
    /// Who asks for the sign-in: an authority of RFC 3986, as a rule a host and, where it is not the scheme's own, a port.
    public let domain: String
    /// The account that signs in, which is the one that signs.
    public let address: Address
    /// A sentence for the user, in one line; optional.
    public let statement: String?
    /// What the sign-in is for: a URI of RFC 3986.
    public let uri: String
    /// The EIP-155 chain that the session is bound to, where contract accounts are resolved.
    public let chainId: UInt64
    /// The service's token against replay: 8 or more letters and digits.
    public let nonce: String
    /// When the message was made.
    public let issuedAt: RFC3339Timestamp
    /// From when on the message is no longer valid; optional.
    public let expirationTime: RFC3339Timestamp?
    /// From when on the message is valid; optional.
    public let notBefore: RFC3339Timestamp?
    /// The service's own identifier of the request: any number of RFC 3986's `pchar`, even none; optional.
    public let requestId: String?
    /// URIs that the user agrees to by signing in; nil where the message has no such part. An empty list is that part without an entry,
    /// which the grammar allows but some readers refuse.
    public let resources: [String]?

    /// The version of the standard that messages follow.
    public static let version = "1"

    /// Creates a message of its fields.
    ///
    /// - Throws: ``SIWEFormatError`` where a field breaks the standard's grammar.
    public init(
        scheme: String? = nil, domain: String, address: Address, statement: String? = nil, uri: String, chainId: UInt64, nonce: String,
        issuedAt: RFC3339Timestamp, expirationTime: RFC3339Timestamp? = nil, notBefore: RFC3339Timestamp? = nil, requestId: String? = nil,
        resources: [String]? = nil
    ) throws(SIWEFormatError) {
        func check(_ field: Field, _ text: String?) throws(SIWEFormatError) {
            guard let text else { return }
            let utf8 = Array(text.utf8)
            guard field.accepts(utf8[...]) else { throw SIWEFormatError(field: field, fault: .malformed) }
        }
        try check(.scheme, scheme)
        try check(.domain, domain)
        try check(.statement, statement)
        try check(.uri, uri)
        try check(.nonce, nonce)
        try check(.requestId, requestId)
        for resource in resources ?? [] { try check(.resources, resource) }
        self.scheme = scheme
        self.domain = domain
        self.address = address
        self.statement = statement
        self.uri = uri
        self.chainId = chainId
        self.nonce = nonce
        self.issuedAt = issuedAt
        self.expirationTime = expirationTime
        self.notBefore = notBefore
        self.requestId = requestId
        self.resources = resources
    }

    /// A new token against replay, 22 letters and digits from the system's random source: 130 bits.
    public static func randomNonce() -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        return String(decoding: (0..<22).map { _ in alphabet[Int.random(in: alphabet.indices)] }, as: UTF8.self)
    }
}

extension SIWEMessage: CustomStringConvertible {
    /// The text to sign, as an EIP-191 personal message. Lines are parted by LF, and none follows the last.
    public var text: String {
        var lines = [(scheme.map { $0 + "://" } ?? "") + domain + Self.greeting, address.checksummed, ""]
        if let statement { lines.append(statement) }
        lines.append("")
        func add(_ field: Field, _ value: String?) {
            if let value { lines.append(field.label + value) }
        }
        add(.uri, uri)
        add(.version, Self.version)
        add(.chainId, String(chainId))
        add(.nonce, nonce)
        add(.issuedAt, issuedAt.text)
        add(.expirationTime, expirationTime?.text)
        add(.notBefore, notBefore?.text)
        add(.requestId, requestId)
        if let resources {
            lines.append(Field.resources.label)
            lines += resources.map { Self.bullet + $0 }
        }
        return lines.joined(separator: "\n")
    }

    /// The text.
    public var description: String { text }

    static let greeting = " wants you to sign in with your Ethereum account:"
    static let bullet = "- "
}

// MARK: - Fields

extension SIWEMessage {
    /// A part of a message.
    public enum Field: Sendable, Hashable, CaseIterable {
        case scheme, domain, address, statement, uri, version, chainId, nonce, issuedAt, expirationTime, notBefore, requestId, resources

        /// What the field's line begins with; empty for those without a name of their own.
        var label: String {
            switch self {
            case .scheme, .domain, .address, .statement: ""
            case .uri: "URI: "
            case .version: "Version: "
            case .chainId: "Chain ID: "
            case .nonce: "Nonce: "
            case .issuedAt: "Issued At: "
            case .expirationTime: "Expiration Time: "
            case .notBefore: "Not Before: "
            case .requestId: "Request ID: "
            case .resources: "Resources:"
            }
        }

        /// Whether a text follows the field's grammar; of the types that carry their own rules, any does.
        func accepts(_ text: ArraySlice<UInt8>) -> Bool {
            switch self {
            case .scheme: RFC3986.isScheme(text)
            // An authority may have an empty host, but nobody can ask for a sign-in by it.
            case .domain: RFC3986.isAuthority(text) && !RFC3986.host(of: text).isEmpty
            case .statement: !text.isEmpty && text.allSatisfy { $0.isReserved || $0.isUnreserved || $0 == UInt8(ascii: " ") }
            case .uri, .resources: RFC3986.isURI(text)
            case .nonce: text.count >= 8 && text.allSatisfy { $0.isLetter || $0.isDigit }
            case .requestId: RFC3986.isEscaped(text, or: \.isPchar)
            case .address, .version, .chainId, .issuedAt, .expirationTime, .notBefore: true
            }
        }
    }
}
