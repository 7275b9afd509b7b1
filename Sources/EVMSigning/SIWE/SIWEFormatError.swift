public import EVMCore

/// Why fields, or a text, are not a message of EIP-4361.
public struct SIWEFormatError: Error, Sendable, Hashable {
    /// What is wrong with a field.
    public enum Fault: Sendable, Hashable {
        /// The line of the field is not there, or another is in its place.
        case missing
        /// The field breaks its grammar.
        case malformed
        /// The address is not spelled as EIP-55 wants it.
        case wrongChecksum(expected: Address)
        /// The version is not 1.
        case unsupportedVersion
        /// The chain id is 2⁶⁴ or more.
        case outOfRange
        /// The line before the field must be empty, but is not.
        case blankLineMissing
        /// After the field, the last of the message, or of those that may follow in this order, comes a line that belongs to none.
        case superfluousLine
    }

    /// The field that is wrong.
    public let field: SIWEMessage.Field
    /// What is wrong with it.
    public let fault: Fault
    /// The number of the line that is wrong, from 1; nil where there is no text yet.
    public let line: Int?

    init(field: SIWEMessage.Field, fault: Fault, line: Int? = nil) {
        self.field = field
        self.fault = fault
        self.line = line
    }
}

extension SIWEFormatError: CustomStringConvertible {
    /// What is wrong and where, in one sentence.
    public var description: String {
        "SIWE message" + (line.map { ", line \($0)" } ?? "") + ": " + reason
    }

    private var reason: String {
        switch fault {
        case .missing:
            switch field {
            case .scheme, .domain: "a domain and \"\(SIWEMessage.greeting.dropFirst())\" expected"
            case .address, .statement: "the \(field) is missing"
            default: "\"\(field.label)\" expected"
            }
        case .malformed: "\(field) must be \(field.grammar)"
        case .wrongChecksum(let expected): "the address must be spelled with its EIP-55 checksum, \(expected)"
        case .unsupportedVersion: "the version must be \(SIWEMessage.version)"
        case .outOfRange: "the chain id must be below 2^64"
        case .blankLineMissing: "a blank line must come before the \(field)"
        case .superfluousLine: "nothing that may follow the field \(field)"
        }
    }
}

extension SIWEMessage.Field {
    fileprivate var grammar: String {
        switch self {
        case .scheme: "a URI scheme (RFC 3986)"
        case .domain: "an authority with a host (RFC 3986)"
        case .address: "0x and 40 hex digits"
        case .statement: "one line of the characters that RFC 3986 reserves or leaves unreserved, and blanks"
        case .uri: "a URI (RFC 3986)"
        case .version: SIWEMessage.version
        case .chainId: "a decimal number without leading zeros"
        case .nonce: "8 or more letters and digits"
        case .issuedAt, .expirationTime, .notBefore: "a date and time (RFC 3339)"
        case .requestId: "made of the characters of a URI's path segment (RFC 3986)"
        case .resources: "URIs (RFC 3986), each in a line of its own after \"\(SIWEMessage.bullet)\""
        }
    }
}
