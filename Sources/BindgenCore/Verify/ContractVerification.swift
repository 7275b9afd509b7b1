import EVMCore

/// A deployed contract held against its spec.
public struct ContractVerification {
    /// What is to be verified.
    public struct Subject: Sendable {
        /// What it is called in the report: `InstantLayer 0.8.6`.
        public var title: String
        /// Where it stands.
        public var address: Address
        /// What it is to have; of several specs, all of them.
        public var specs: [SpecDocument]
        /// The EIP-712 documents whose domain is to be the contract's.
        public var typedData: [SpecDocument]

        /// Creates a subject.
        public init(title: String, address: Address, specs: [SpecDocument], typedData: [SpecDocument] = []) {
            self.title = title
            self.address = address
            self.specs = specs
            self.typedData = typedData
        }
    }

    /// A function of the spec that is not there.
    struct Missing {
        var selector: UInt32
        var signature: String
        /// Whether the code mentions the selector all the same; a contract that calls this function of another does.
        var isMentioned: Bool
    }

    /// A function that is there and not in the spec.
    struct Unknown {
        var selector: UInt32
        var origins: [KnownFunctions.Origin]
        /// Whether nobody need wonder: a standard has it, such as a diamond's loupe.
        var isStandard: Bool { origins.contains(where: \.isStandard) }
    }

    let subject: Subject
    let chainID: UInt64
    let contract: DeployedContract
    /// How many functions the specs have.
    let expected: Int
    let missing: [Missing]
    let unknown: [Unknown]
    let domains: [DomainCheck]
    /// Whether unknown functions are no finding.
    let allowsUnknown: Bool

    /// Reads the contract and compares.
    ///
    /// - Parameters:
    ///   - known: The functions of other specs, to name the unknown ones.
    ///   - chainID: The endpoint's chain.
    ///   - allowsUnknown: Whether functions beyond the spec are listed without being findings.
    /// - Throws: ``VerifyFailure`` where the address has no code or the endpoint fails.
    public init(
        _ subject: Subject, chainID: UInt64, known: KnownFunctions, allowsUnknown: Bool = false, endpoint: ChainEndpoint
    ) throws(VerifyFailure) {
        self.subject = subject
        self.chainID = chainID
        self.allowsUnknown = allowsUnknown
        var functions: [UInt32: String] = [:]
        for spec in subject.specs { functions.merge(KnownFunctions.functions(of: spec)) { first, _ in first } }
        let contract = try DeployedContract.read(subject.address, suspects: known.selectors.union(functions.keys), from: endpoint)
        self.contract = contract
        expected = functions.count
        let isGuess = contract.evidence == .mention
        missing = functions.sorted { $0.value < $1.value }.compactMap { selector, signature in
            guard !contract.selectors.contains(selector) else { return nil }
            let isMentioned = contract.mentions(selector)
            return isGuess && isMentioned ? nil : Missing(selector: selector, signature: signature, isMentioned: isMentioned)
        }
        unknown = contract.selectors.filter { functions[$0] == nil }.sorted().map { Unknown(selector: $0, origins: known.origins($0)) }

        let separators = subject.specs.reduce(into: [String]()) { found, spec in
            for signature in DomainCheck.separators(of: spec) where !found.contains(signature) { found.append(signature) }
        }
        var domains: [DomainCheck] = []
        for typedData in (subject.typedData + subject.specs).flatMap(\.typedData) {
            guard let domain = ExpectedDomain(typedData), !domains.contains(where: { $0.domain == domain }) else { continue }
            domains.append(
                try DomainCheck.run(domain, address: subject.address, chainID: chainID, separators: separators, endpoint: endpoint))
        }
        self.domains = domains
    }

    /// How many things are not as the specs say.
    public var findings: Int {
        let facets = contract.facets.count { !$0.hasCode } + contract.facets.reduce(0) { $0 + $1.lacking.count }
        let differing = domains.count { if case .differs = $0.outcome { true } else { false } }
        let unexplained = allowsUnknown ? 0 : unknown.count { !$0.isStandard }
        return missing.count + unexplained + facets + differing
    }
}
