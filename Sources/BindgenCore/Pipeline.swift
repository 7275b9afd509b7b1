/// From specs to Swift, like a compiler: read, merge, resolve and name, render.
///
/// ```
/// bindings.json ─ BindingsConfig ┐
/// specs ─ SpecReader → SpecDocument ─ MergedSpec ─ ContractBuilder → BindingsModel ─ Renderer → files
/// ```
///
/// Each stage is a function from values to values; ``Diagnostics`` collects what is wrong on the way, and nothing is rendered where anything is.
public struct Pipeline: Sendable {
    /// What one config was turned into.
    public struct Output: Sendable {
        /// The config's path.
        public var config: String
        /// Its namespace.
        public var namespace: String
        /// The files by name, sorted.
        public var files: [(name: String, text: String)]
        /// The resolved model.
        public var model: BindingsModel
        /// What reading, resolving and rendering took, by contract; rendering is done for several at a time.
        public var durations: [String: Duration]
    }

    /// All problems found, in the order found.
    public private(set) var diagnostics = Diagnostics()

    private var documents: [String: SpecDocument] = [:]
    private var shared: [String: SharedIndex] = [:]

    /// Creates a pipeline; specs that several configs name are read once.
    public init() {}

    /// Generates for each config, those that others share with first.
    ///
    /// - Parameters:
    ///   - configs: The configs to generate for.
    ///   - others: Configs that may be shared with and are not generated for.
    public mutating func run(_ configs: [BindingsConfig], others: [BindingsConfig] = []) -> [Output] {
        BackgroundWork.after { runAll(configs, others: others) }
    }

    private mutating func runAll(_ configs: [BindingsConfig], others: [BindingsConfig]) -> [Output] {
        let wanted = Set(configs.map(\.path))
        var outputs: [Output] = []
        let ordered = ordered(configs + others.filter { !wanted.contains($0.path) })
        let sharedFrom = Set(ordered.flatMap(\.shares))
        for config in ordered {
            let output = generate(config, sharesItems: !config.shares.isEmpty || sharedFrom.contains(config.namespace))
            if wanted.contains(config.path), let output { outputs.append(output) }
        }
        let sorted = outputs.sorted { $0.config < $1.config }
        if let (name, first, second) = OutputFile.firstCollision(among: sorted.map { $0.files.map(\.name) }) {
            diagnostics.error(
                "the file \(name) is written for \(sorted[first].config) too; give one of the two configs another \"namespace\"",
                at: SourceLocation(file: sorted[second].config))
        }
        return sorted
    }

    /// Configs behind those that they share with.
    private mutating func ordered(_ configs: [BindingsConfig]) -> [BindingsConfig] {
        let byNamespace = Dictionary(configs.map { ($0.namespace, $0) }) { first, _ in first }
        var done: [BindingsConfig] = []
        var state: [String: Bool] = [:]
        func visit(_ config: BindingsConfig, _ diagnostics: inout Diagnostics) {
            if let isDone = state[config.path] {
                if !isDone {
                    diagnostics.error("\"shares\" leads back to \(config.namespace) itself; remove one of the entries", at: SourceLocation(file: config.path))
                }
                return
            }
            state[config.path] = false
            for name in config.shares {
                guard let other = byNamespace[name] else {
                    diagnostics.error(
                        "\"shares\" names \(name), which no config beside this one has as its namespace; known: \(byNamespace.keys.sorted().joined(separator: ", "))",
                        at: SourceLocation(file: config.path))
                    continue
                }
                visit(other, &diagnostics)
            }
            state[config.path] = true
            done.append(config)
        }
        for config in configs { visit(config, &diagnostics) }
        return done
    }

    private mutating func read(_ path: String, contract: String?) -> SpecDocument {
        let key = "\(path)\n\(contract ?? "")"
        if let known = documents[key] { return known }
        let document = SpecReader.read(path: path, contract: contract, diagnostics: &diagnostics)
        documents[key] = document
        return document
    }

    /// Generates for one config; nil where there are errors.
    private mutating func generate(_ config: BindingsConfig, sharesItems: Bool) -> Output? {
        var index = SharedIndex()
        for name in config.shares { index.merge(shared[name] ?? SharedIndex()) }
        var model = BindingsModel(
            namespace: config.namespace, access: config.access.rawValue, imports: config.imports, contracts: [], typedData: [], arrayLengths: [])
        var lengths: Set<Int> = []
        var durations: [String: Duration] = [:]
        let clock = ContinuousClock()
        for contract in config.contracts.sorted(by: { $0.name < $1.name }) {
            let start = clock.now
            let specs = contract.specs.map { read($0, contract: contract.contract) }
            let hints = contract.hints.map { read($0, contract: contract.contract) }
            for pattern in contract.idlePatterns(among: specs.flatMap(\.items)) {
                diagnostics.warning("the pattern matches nothing in the specs of \(contract.name)", at: pattern.location)
            }
            let merged = MergedSpec(specs, hints: hints, isWanted: contract.wants, diagnostics: &diagnostics)
            var builder = ContractBuilder(
                namespace: config.namespace, request: request(contract, specs: specs + hints, config), shared: index, sharesItems: sharesItems)
            builder.build(merged, &diagnostics)
            index = builder.shared
            lengths.formUnion(builder.arrayLengths)
            model.contracts.append(builder.contract)
            durations[contract.name] = clock.now - start
        }
        for entry in config.typedData.sorted(by: { $0.name < $1.name }) {
            let specs = entry.specs.flatMap { path in
                let document = read(path, contract: nil)
                if document.typedData.isEmpty, !diagnostics.hasErrors {
                    diagnostics.error("the file has no EIP-712 types", at: SourceLocation(file: path))
                }
                return document.typedData
            }
            let contract = model.contracts.first { $0.name == entry.name }
            var builder = TypedDataBuilder(
                namespace: config.namespace, name: entry.name, sources: entry.specSpellings, contract: contract, shared: index,
                location: entry.location)
            model.typedData.append(builder.build(specs, &diagnostics))
            index = builder.shared
        }
        model.arrayLengths = lengths.sorted()
        shared[config.namespace] = index
        guard !diagnostics.hasErrors else { return nil }
        let renderer = Renderer(model)
        var files = renderer.commonFiles()
        let jobs = Renderer.Section.allCases.flatMap { section in model.contracts.map { (contract: $0, section: section) } }
        let rendered = concurrentMap(jobs) { job in
            let start = clock.now
            let code = renderer.render(job.section, of: job.contract)
            return (contract: job.contract.name, section: job.section, code: code, duration: clock.now - start)
        }
        var sections: [String: [Renderer.Section: CodePrinter]] = [:]
        for part in rendered {
            sections[part.contract, default: [:]][part.section] = part.code
            durations[part.contract, default: .zero] += part.duration
        }
        for texts in concurrentMap(model.contracts, { [sections] in renderer.files(of: $0, sections[$0.name] ?? [:]) }) { files += texts }
        files.sort { $0.name < $1.name }
        return Output(config: config.path, namespace: config.namespace, files: files, model: model, durations: durations)
    }

    private func request(_ contract: BindingsConfig.Contract, specs: [SpecDocument], _ config: BindingsConfig) -> ContractRequest {
        ContractRequest(
            name: contract.name, sources: contract.specSpellings,
            solidityNames: Set([contract.name] + specs.compactMap(\.contractName)), renames: contract.rename, enums: contract.enums,
            conformances: contract.conformances, location: contract.location)
    }
}
