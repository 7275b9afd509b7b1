import EVMCore

/// Whether a contract's EIP-712 domain is the one of a typed-data spec.
struct DomainCheck {
    enum Outcome: Equatable {
        /// The functions that say so.
        case equal([String])
        /// What says otherwise, a line each.
        case differs([String])
        /// The contract tells nothing of its domain.
        case unavailable
    }

    /// What the spec says; the domain's own chain and contract are those of the deployment.
    var domain: ExpectedDomain
    var outcome: Outcome

    /// Asks the contract.
    ///
    /// - Parameter separators: The functions without parameters that may return a separator, by signature.
    static func run(
        _ expected: ExpectedDomain, address: Address, chainID: UInt64, separators: [String], endpoint: ChainEndpoint
    ) throws(VerifyFailure) -> DomainCheck {
        let domain = expected.domain(chainID: chainID, address: address)
        var agreeing: [String] = []
        var differing: [String] = []
        if let stated = try StatedDomain.read(address, endpoint) {
            let differences = stated.differences(from: domain)
            if differences.isEmpty { agreeing.append("eip712Domain()") } else { differing += differences.map { "eip712Domain(): \($0)" } }
        }
        // A contract with several domains has a function for each; one of them is this domain's.
        var others: [String] = []
        for signature in separators {
            guard let separator = try separator(signature, address, endpoint) else { continue }
            if separator == domain.separator {
                agreeing.append(signature)
            } else {
                let line = "\(signature) is \(separator.hex), expected \(domain.separator.hex)"
                if Self.usual.contains(signature) { differing.append(line) } else { others.append(line) }
            }
        }
        if agreeing.contains(where: { separators.contains($0) && !usual.contains($0) }) {
            return DomainCheck(domain: expected, outcome: .equal(agreeing))
        }
        if !differing.isEmpty { return DomainCheck(domain: expected, outcome: .differs(differing)) }
        if !agreeing.isEmpty { return DomainCheck(domain: expected, outcome: .equal(agreeing)) }
        return DomainCheck(domain: expected, outcome: others.isEmpty ? .unavailable : .differs(others))
    }

    private static let usual = ["domainSeparator()", "DOMAIN_SEPARATOR()"]

    /// The usual functions, and those of a spec whose names say that they return a separator.
    static func separators(of document: SpecDocument) -> [String] {
        let named = document.items.filter { item in
            item.kind == .function && item.inputs.isEmpty && item.outputs.map(\.type) == [.fixedBytes(32)]
                && item.name.filter({ $0 != "_" }).lowercased().hasSuffix("domainseparator")
        }.map { "\($0.name)()" }
        return usual + Set(named).subtracting(usual).sorted()
    }

    private static func separator(_ signature: String, _ address: Address, _ endpoint: ChainEndpoint) throws(VerifyFailure) -> Bytes32? {
        let call = Selector(signature: signature).bytes
        guard case .returned(let data) = try endpoint.call(address, call), data.count == 32 else { return nil }
        return Bytes32(data.array)
    }
}

/// The part of an EIP-712 domain that a typed-data spec states.
struct ExpectedDomain: Hashable {
    var name: String?
    var version: String?
    /// Which of the five fields the domain has.
    var fields: [String]

    /// nil where the spec does not say what the domain's name or version is, so that there is nothing to compare.
    init?(_ spec: TypedDataSpec) {
        fields = spec.domainFields ?? ["name", "version", "chainId", "verifyingContract"]
        guard !fields.contains("name") || spec.domainName != nil, !fields.contains("version") || spec.domainVersion != nil,
            !fields.contains("salt"), !fields.isEmpty
        else { return nil }
        name = fields.contains("name") ? spec.domainName : nil
        version = fields.contains("version") ? spec.domainVersion : nil
    }

    func domain(chainID: UInt64, address: Address) -> EIP712Domain {
        EIP712Domain(
            name: name, version: version, chainId: fields.contains("chainId") ? UInt256(chainID) : nil,
            verifyingContract: fields.contains("verifyingContract") ? address : nil)
    }

    /// `SymmioInstantLayer 1`.
    var title: String {
        let parts = [name, version].compactMap { $0 }
        return parts.isEmpty ? "without a name" : parts.joined(separator: " ")
    }
}

/// What `eip712Domain()` (EIP-5267) answers.
private struct StatedDomain {
    var fields: UInt8
    var name: String
    var version: String
    var chainId: UInt256
    var verifyingContract: Address

    static func read(_ address: Address, _ endpoint: ChainEndpoint) throws(VerifyFailure) -> StatedDomain? {
        guard case .returned(let data) = try endpoint.call(address, [0x84, 0xb0, 0x19, 0x6e]),
            let values = try? ABI.decode(
                data, as: [.fixedBytes(1), .string, .string, .uint(256), .address, .fixedBytes(32), .array(.uint(256))]),
            values.count == 7, case .fixedBytes(let fields) = values[0], case .string(let name) = values[1],
            case .string(let version) = values[2], case .uint(let chainId) = values[3], case .address(let contract) = values[4]
        else { return nil }
        return StatedDomain(fields: fields.first ?? 0, name: name, version: version, chainId: chainId, verifyingContract: contract)
    }

    func differences(from domain: EIP712Domain) -> [String] {
        var found: [String] = []
        func compare(_ field: String, bit: UInt8, _ stated: String, _ expected: String?) {
            let has = fields & bit != 0
            if has, expected == nil {
                found.append("the domain has the field '\(field)', and the spec's has not")
            } else if !has, expected != nil {
                found.append("the domain has no field '\(field)'")
            } else if let expected, !expected.utf8.elementsEqual(stated.utf8) {
                found.append("\(field) is '\(stated)', expected '\(expected)'")
            }
        }
        compare("name", bit: 1, name, domain.name)
        compare("version", bit: 2, version, domain.version)
        compare("chainId", bit: 4, String(chainId), domain.chainId.map { String($0) })
        compare("verifyingContract", bit: 8, verifyingContract.checksummed, domain.verifyingContract?.checksummed)
        compare("salt", bit: 16, "", domain.salt?.hex)
        return found
    }
}
