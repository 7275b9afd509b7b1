public import EVMCore
internal import SymmioContracts

/// What a selector in a delegation means.
public enum SelectorMeaning: Sendable, Hashable {
    /// A function of the deployment's release.
    case function(signature: String, contract: String)
    /// A function of other releases only.
    case otherRelease(signature: String, releases: [String])
    /// No function, but asked for by services.
    case convention(String)
    /// Nothing that is known.
    case unknown

    /// The meaning of a selector at a release.
    public init(_ selector: Selector, release: Release) {
        if let function = ReleaseFunctions.of(release).function(selector) {
            self = .function(signature: function.signature, contract: function.contract)
            return
        }
        let others = ReleaseFunctions.all.compactMap { table in table.function(selector).map { (table.release.rawValue, $0.signature) } }
        if let first = others.first {
            self = .otherRelease(signature: first.1, releases: others.map(\.0))
        } else if let words = Self.conventions[selector.value] {
            self = .convention(words)
        } else {
            self = .unknown
        }
    }

    private static let conventions: [UInt32: String] = [
        0x0000_0001: "marks a session key for off-chain services",
        0xeaa3_1b19: "the conditional-orders handler's close; no function has this selector",
        0xee9e_f781: "requestToClosePosition with a signature, which no release has",
        0x1dcc_ecab: "marks a session key for the gasless relayer's wallet",
    ]
}

/// What an account has delegated to a key, held against what the deployment asks for.
public struct DelegationCheck: Sendable, Hashable {
    /// The selectors asked for that are not granted, in order.
    public var missing: [Selector]
    /// Those granted that are functions of another release's opening call, not of what this deployment opens with.
    public var wrongRelease: [Selector]
    /// The release of the deployment.
    public var release: Release

    /// Compares.
    /// - Parameters:
    ///   - required: ``Deployment/sessionSelectors()`` or ``Deployment/tpslBotSelectors()``.
    ///   - granted: the active selectors.
    ///   - release: the deployment's release.
    public init(required: [Selector], granted: [Selector], release: Release) {
        let granted = Set(granted)
        missing = required.filter { !granted.contains($0) }
        let opening = Set(Self.openingCalls)
        wrongRelease = Self.openingCalls.filter { granted.contains($0) && !required.contains($0) && required.contains(where: opening.contains) }
        self.release = release
    }

    /// Whether everything asked for is granted.
    public var isComplete: Bool { missing.isEmpty }

    /// What is wrong and how to mend it; nil where nothing is.
    public var explanation: String? {
        guard !missing.isEmpty else { return nil }
        let names = missing.map { Self.name($0, release) }.joined(separator: ", ")
        guard !wrongRelease.isEmpty else { return "the delegation lacks \(names); grant it again" }
        let foreign = wrongRelease.map { selector in
            let releases = Self.opens[selector].map { " (release \($0) opens with it)" } ?? ""
            return Self.name(selector, release) + releases
        }
        return "the delegation was made for another release: it grants \(foreign.joined(separator: ", ")), "
            + "but release \(release.rawValue) needs \(names); grant it again for this deployment"
    }

    /// The calls that open positions, through the releases.
    private static let openingCalls = opens.keys.sorted { $0.value < $1.value }
    private static let opens: [Selector: String] = [
        Symmio084.Core.Calls.SendQuote.selector: "0.8.4", Symmio084.Core.Calls.SendQuoteWithAffiliate.selector: "0.8.4",
        Symmio085.Core.Calls.SendQuoteWithAffiliateAndData.selector: "0.8.5", Symmio086.Core.Calls.SendQuote.selector: "0.8.6",
    ]

    private static func name(_ selector: Selector, _ release: Release) -> String {
        let signature: String? =
            switch SelectorMeaning(selector, release: release) {
            case .function(let signature, _), .otherRelease(let signature, _): signature
            case .convention, .unknown: nil
            }
        guard let name = signature?.prefix(while: { $0 != "(" }) else { return "\(selector)" }
        return "\(name) (\(selector))"
    }
}
