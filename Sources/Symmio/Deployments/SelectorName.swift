public import EVMCore

/// A function in a delegation's selector set: by name or signature, or as four raw bytes.
///
/// Some services ask for selectors that are no function's, such as `0x00000001`; those pass through as they are.
public enum SelectorName: Sendable, Hashable {
    /// A function of the release's contracts, by its name (`sendQuote`) or, where the name is overloaded, its signature.
    case function(String)
    /// Four bytes.
    case raw(Selector)
}

extension SelectorName: Codable, CustomStringConvertible {
    /// Reads a function's name or signature, or `0x` and eight digits.
    ///
    /// - Throws: ``EVMCore/ValueError`` where the text begins with `0x` but is not four bytes.
    public init(_ text: String) throws(ValueError) {
        self = text.hasPrefix("0x") ? .raw(try Selector(hex: text)) : .function(text)
    }

    /// The name, or `0x` and eight digits.
    public var description: String {
        switch self {
        case .function(let name): name
        case .raw(let selector): selector.description
        }
    }

    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(ValueError) {
            try self.init(text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Deployment {
    /// The selectors that a session key is granted, in order, each once.
    ///
    /// - Throws: ``DeploymentError/unknownFunction(name:release:)``, ``DeploymentError/ambiguousFunction(name:signatures:)``.
    public func sessionSelectors() throws(DeploymentError) -> [Selector] { try resolve(selectors.session) }

    /// The selectors that the TP/SL bot is granted, in order, each once.
    ///
    /// - Throws: As ``sessionSelectors()``.
    public func tpslBotSelectors() throws(DeploymentError) -> [Selector] { try resolve(selectors.tpslBot) }

    /// The selectors of functions of this deployment's release, in order, each once: the contracts refuse duplicates.
    ///
    /// - Throws: As ``sessionSelectors()``.
    public func resolve(_ names: [SelectorName]) throws(DeploymentError) -> [Selector] {
        var result: [Selector] = []
        var seen: Set<Selector> = []
        for name in names {
            let selector =
                switch name {
                case .raw(let selector): selector
                case .function(let name): try ReleaseFunctions.of(release).selector(of: name)
                }
            if seen.insert(selector).inserted { result.append(selector) }
        }
        return result
    }
}
