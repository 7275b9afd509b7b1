internal import EVMClient

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Deployment {
    /// A copy in which the members of a JSON object have replaced those here, as a JSON merge patch (RFC 7396): objects are merged, `null`
    /// removes a member, anything else replaces what is there, whole arrays among it.
    ///
    /// - Throws: ``DeploymentError``, where the overlay is no JSON object or leads to a deployment that cannot be used.
    public func applying(overlay: Data) throws(DeploymentError) -> Deployment {
        let patch = try Self.parse(overlay)
        guard patch.object != nil else { throw .malformedJSON(reason: "an overlay has to be an object") }
        let merged = try Self.parse(try json()).merged(with: patch)
        return try Deployment(json: Data(merged.utf8))
    }

    /// A copy with an overlay from a file; see ``applying(overlay:)``.
    ///
    /// - Throws: ``DeploymentError``.
    public func applying(overlayFile file: URL) throws(DeploymentError) -> Deployment {
        try applying(overlay: try Self.contents(of: file))
    }

    private static func parse(_ data: Data) throws(DeploymentError) -> JSONValue {
        do throws(JSONParsingError) {
            return try JSONValue(parsing: data)
        } catch {
            throw .malformedJSON(reason: error.description)
        }
    }
}

extension JSONValue {
    /// The value that a JSON merge patch makes of this one.
    fileprivate func merged(with patch: JSONValue) -> JSONValue {
        // The parser bounds the depth of both.
        guard case .object(let changes) = patch else { return patch }
        var members = object ?? [:]
        for (name, change) in changes {
            members[name] = change == .null ? nil : (members[name] ?? .null).merged(with: change)
        }
        return .object(members)
    }
}
