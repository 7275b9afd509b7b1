internal import EVMClient

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Why the oracle gave no signature that can be used.
public enum MuonError: Error, Sendable {
    /// The deployment lists no gateway.
    case noGateways
    /// Every gateway failed; one entry for each, in the order they were tried.
    case allGatewaysFailed(method: String, [Failure])
    /// The task was cancelled.
    case cancelled

    /// What one gateway did.
    public struct Failure: Error, Sendable {
        /// Its address.
        public var gateway: URL
        /// What was wrong.
        public var reason: Reason

        /// Creates a description.
        public init(gateway: URL, reason: Reason) {
            self.gateway = gateway
            self.reason = reason
        }
    }

    /// What was wrong with a gateway's answer.
    public enum Reason: Error, Sendable {
        /// There was no answer, or none that can be read; a missing or malformed field is named.
        case service(ServiceError)
        /// The oracle said no: its nodes disagreed, or the request is not one to sign.
        case unsuccessful(String?)
        /// It answered something else than it was asked.
        case mismatch(field: String, expected: String, found: String)
        /// What it signed is older than allowed, in seconds.
        case stale(age: UInt64, most: UInt64)
        /// What it signed is of the future, by so many seconds.
        case early(by: UInt64)
    }
}

extension MuonError: CustomStringConvertible {
    /// What happened, gateway by gateway.
    public var description: String {
        switch self {
        case .noGateways: "the deployment lists no gateway of the Muon oracle"
        case .allGatewaysFailed(let method, let failures):
            "no gateway of the Muon oracle answered \(method): " + failures.map(\.description).joined(separator: "; ")
        case .cancelled: "cancelled"
        }
    }
}

extension MuonError.Failure: CustomStringConvertible {
    /// The gateway, without its path, which may hold a key, and what was wrong.
    public var description: String { "\(Endpoint(gateway)): \(reason)" }
}

extension MuonError.Reason: CustomStringConvertible {
    /// What was wrong.
    public var description: String {
        switch self {
        case .service(let error): error.description
        case .unsuccessful(let message): message.map { "it did not sign: \($0)" } ?? "it did not sign"
        case .mismatch(let field, let expected, let found): "\(field) is \(found), \(expected) was asked for"
        case .stale(let age, let most): "what it signed is \(age) s old, more than \(most) s"
        case .early(let seconds): "what it signed is \(seconds) s in the future: check this machine's clock"
        }
    }
}
