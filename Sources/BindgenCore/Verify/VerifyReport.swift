import EVMCore

/// What `verify` says of all that it looked at.
public struct VerifyReport {
    /// What became of one contract.
    public enum Entry {
        /// It was compared.
        case verified(ContractVerification)
        /// It could not be: the title and why.
        case failed(title: String, VerifyFailure)
        /// There is nothing to compare it with: the title and why.
        case skipped(title: String, reason: String)
    }

    /// In the order looked at.
    public var entries: [Entry] = []

    /// Creates an empty report.
    public init() {}

    /// How many things are not as the specs say.
    public var findings: Int {
        entries.reduce(0) { sum, entry in if case .verified(let verification) = entry { sum + verification.findings } else { sum } }
    }

    /// Whether some contract could not be compared.
    public var hasFailures: Bool {
        entries.contains { if case .failed = $0 { true } else { false } }
    }

    // MARK: - Text

    /// The report for people.
    public var text: String {
        var lines: [String] = []
        for entry in entries {
            switch entry {
            case .verified(let verification): lines += verification.lines
            case .failed(let title, let failure): lines += ["\(title)", "  error: \(failure.description)"]
            case .skipped(let title, let reason): lines += ["\(title)", "  skipped: \(reason)"]
            }
            lines.append("")
        }
        let verified = entries.count { if case .verified = $0 { true } else { false } }
        let contracts = { (count: Int) in "\(count) \(count == 1 ? "contract" : "contracts")" }
        let failed = entries.count { if case .failed = $0 { true } else { false } }
        let outcome = findings == 1 ? "1 finding" : findings > 0 ? "\(findings) findings" : verified == 0 ? nil : "all is as the specs say"
        lines.append(
            "\(contracts(verified)) verified\(outcome.map { ": \($0)" } ?? "")\(failed == 0 ? "" : "; \(contracts(failed)) could not be looked at")")
        // Names come from a chain and from files.
        return lines.map(\.onOneLine).joined(separator: "\n") + "\n"
    }

    // MARK: - JSON

    /// The report for tools.
    public var json: JSONOutput {
        let failed = entries.count { if case .failed = $0 { true } else { false } }
        return [
            "contracts": .array(
                entries.map { entry in
                    switch entry {
                    case .verified(let verification): verification.json
                    case .failed(let title, let failure): ["contract": .string(title), "error": .string(failure.description)]
                    case .skipped(let title, let reason): ["contract": .string(title), "skipped": .string(reason)]
                    }
                }),
            "summary": ["contracts": .integer(entries.count), "findings": .integer(findings), "errors": .integer(failed)],
        ]
    }
}

extension ContractVerification {
    private static func hex(_ selector: UInt32) -> String { Selector(selector).hex }

    fileprivate var lines: [String] {
        var lines = ["\(subject.title) at \(subject.address.checksummed) on chain \(chainID)"]
        lines += contract.hops.map { "  \($0.standard) proxy for \($0.target.checksummed)" }
        if !contract.facets.isEmpty { lines.append("  a diamond of \(contract.facets.count) facets") }
        let how =
            switch contract.evidence {
            case .loupe: "by the loupe"
            case .dispatcher: "by running the dispatcher"
            case .comparisons: "by the comparisons in the code"
            case .mention: "by their bytes in the code"
            }
        lines.append("  \(expected - missing.count) of \(expected) functions found \(how)")
        if !missing.isEmpty {
            lines.append("  missing: \(missing.count)")
            lines += missing.map { missing in
                "    \(Self.hex(missing.selector))  \(missing.signature)\(missing.isMentioned ? "  (the code mentions the selector, and does not dispatch on it)" : "")"
            }
        }
        let strangers = unknown.filter { !$0.isStandard }
        if !strangers.isEmpty {
            lines.append("  unknown: \(strangers.count)")
            for stranger in strangers {
                let origins = stranger.origins.map { "\($0.signature) of \($0.owners.joined(separator: ", "))" }
                lines.append("    \(Self.hex(stranger.selector))  \(origins.isEmpty ? "in no spec that was looked at" : origins.joined(separator: "; or "))")
            }
        }
        let usual = unknown.filter(\.isStandard)
        if !usual.isEmpty {
            let names = usual.flatMap { unknown in unknown.origins.map { "\($0.signature) (\($0.owners.joined(separator: ", ")))" } }
            lines.append("  beyond the spec, of standards: \(names.joined(separator: ", "))")
        }
        for facet in contract.facets {
            if !facet.hasCode { lines.append("  the facet \(facet.address.checksummed) has no code") }
            if !facet.lacking.isEmpty {
                lines.append(
                    "  the facet \(facet.address.checksummed) does not have what the loupe says: \(facet.lacking.map(Self.hex).joined(separator: ", "))")
            }
        }
        for check in domains {
            switch check.outcome {
            case .equal(let sources): lines.append("  EIP-712 domain \(check.domain.title): equal by \(sources.joined(separator: ", "))")
            case .differs(let details): lines += ["  EIP-712 domain \(check.domain.title): differs"] + details.map { "    \($0)" }
            case .unavailable: lines.append("  EIP-712 domain \(check.domain.title): not compared, the contract does not tell its own")
            }
        }
        return lines + contract.notes.map { "  note: \($0)" }
    }

    fileprivate var json: JSONOutput {
        [
            "contract": .string(subject.title), "address": .string(subject.address.checksummed), "chainId": .string(String(chainID)),
            "proxies": .array(contract.hops.map { ["standard": .string($0.standard), "target": .string($0.target.checksummed)] }),
            "facets": .array(
                contract.facets.map { facet in
                    [
                        "address": .string(facet.address.checksummed), "functions": .integer(facet.selectors.count),
                        "hasCode": .bool(facet.hasCode), "lacking": .array(facet.lacking.map { .string(Self.hex($0)) }),
                    ]
                }),
            "evidence": .string(contract.evidence.rawValue), "expected": .integer(expected),
            "missing": .array(
                missing.map { missing in
                    [
                        "selector": .string(Self.hex(missing.selector)), "signature": .string(missing.signature),
                        "mentioned": .bool(missing.isMentioned),
                    ]
                }),
            "unknown": .array(
                unknown.map { unknown in
                    [
                        "selector": .string(Self.hex(unknown.selector)), "standard": .bool(unknown.isStandard),
                        "origins": .array(
                            unknown.origins.map { ["signature": .string($0.signature), "owners": .array($0.owners.map { .string($0) })] }),
                    ]
                }),
            "domains": .array(domains.map(\.json)), "notes": .array(contract.notes.map { .string($0) }), "findings": .integer(findings),
        ]
    }
}

extension DomainCheck {
    fileprivate var json: JSONOutput {
        let (status, details): (String, [String]) =
            switch outcome {
            case .equal(let sources): ("equal", sources)
            case .differs(let details): ("differs", details)
            case .unavailable: ("unavailable", [])
            }
        return [
            "name": JSONOutput(domain.name), "version": JSONOutput(domain.version), "status": .string(status),
            "details": .array(details.map { .string($0) }),
        ]
    }
}
