import EVMCore

extension DiffSide {
    /// Reads a spec file.
    ///
    /// - Parameters:
    ///   - path: A JSON ABI, an artifact, Solidity declarations or EIP-712 types.
    ///   - contract: The contract to take where the file holds several.
    /// - Returns: nil where there are errors; they are among the diagnostics.
    public static func file(_ path: String, contract: String? = nil, diagnostics: inout Diagnostics) -> DiffSide? {
        var reader = DiffReader()
        let document = reader.read(path, contract: contract)
        var config = BindingsConfig(path: path, namespace: DiffReader.namespace)
        reader.add(document, contract: contract, to: &config)
        if document.isEmpty, !reader.diagnostics.hasErrors {
            reader.diagnostics.error("there is nothing to compare: no function, event, error or EIP-712 type", at: SourceLocation(file: path))
        }
        var side = reader.side(title: path, of: config, isImplied: true)
        side.isOneContract = true
        return reader.finish(side, &diagnostics)
    }

    /// Reads a folder of specs: a contract a file, or all files as the facets of one contract.
    ///
    /// Files are facets where a name ends in `Facet`, or where `areFacets` says so. Folders inside it are not looked at.
    ///
    /// - Returns: nil where there are errors; they are among the diagnostics.
    public static func folder(_ path: String, areFacets: Bool = false, diagnostics: inout Diagnostics) -> DiffSide? {
        var reader = DiffReader()
        let names = Folder.names(path).filter { name in
            !name.hasPrefix(".") && !name.hasSuffix(".enums.json") && (name.hasSuffix(".json") || name.hasSuffix(".sol"))
                && FileReader.isFile("\(path)/\(name)")
        }
        guard !names.isEmpty else {
            diagnostics.error("the folder has no spec: no .json and no .sol file lies in it", at: SourceLocation(file: path))
            return nil
        }
        let folder = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
        var config = BindingsConfig(path: folder, namespace: DiffReader.namespace)
        let stems = names.map { $0.split(separator: ".").first.map(String.init) ?? $0 }
        let isOne = areFacets || stems.contains { $0.hasSuffix("Facet") }
        for name in names {
            let document = reader.read("\(folder)/\(name)", contract: nil)
            reader.add(document, contract: nil, to: &config)
        }
        for (i, entry) in config.contracts.enumerated() where !isOne {
            guard let other = config.contracts[..<i].first(where: { $0.name == entry.name }) else { continue }
            reader.diagnostics.error(
                "this is contract \(entry.name), and so is \(other.specs.joined(separator: ", ")); --facets makes one contract of the folder's files",
                at: entry.location)
        }
        if isOne, var first = config.contracts.first {
            first.specs = config.contracts.flatMap(\.specs)
            first.name = PathName.normalize(folder).split(separator: "/").last.map(String.init) ?? "Contract"
            config.contracts = [first]
        }
        var side = reader.side(title: isOne ? "\(path) (\(names.count) files as one contract)" : path, of: config, isImplied: true)
        side.isOneContract = isOne
        return reader.finish(side, &diagnostics)
    }

    /// Reads what a config names: a release.
    ///
    /// - Returns: nil where there are errors; they are among the diagnostics.
    public static func config(_ config: BindingsConfig, diagnostics: inout Diagnostics) -> DiffSide? {
        var reader = DiffReader()
        let title = config.release.map { "\($0) (\(config.namespace))" } ?? config.namespace
        return reader.finish(reader.side(title: title, of: config, isImplied: false), &diagnostics)
    }
}

/// Reads the specs that a config names, or that stand for a config of their own.
private struct DiffReader {
    /// The namespace of specs without a config, and of all Swift names that are compared: releases differ in it and in nothing else.
    static let namespace = "Bindings"

    var diagnostics = Diagnostics()
    private var documents: [String: SpecDocument] = [:]

    mutating func read(_ path: String, contract: String?) -> SpecDocument {
        let key = "\(path)\n\(contract ?? "")"
        if let known = documents[key] { return known }
        var document = SpecReader.read(path: path, contract: contract, diagnostics: &diagnostics)
        document.takeNamesFromPath()
        documents[key] = document
        return document
    }

    /// Makes an entry of a config of a file that no config names.
    func add(_ document: SpecDocument, contract: String?, to config: inout BindingsConfig) {
        let location = SourceLocation(file: document.file)
        let stem = document.file.split(separator: "/").last?.split(separator: ".").first.map(String.init) ?? ""
        if !document.typedData.isEmpty {
            config.typedData.append(
                .init(name: Self.swiftName(stem), specs: [document.file], specSpellings: [document.file], location: location))
        }
        guard !document.items.isEmpty || !document.structs.isEmpty || document.typedData.isEmpty else { return }
        var entry = BindingsConfig.Contract(
            name: Self.swiftName(document.contractName ?? stem), specs: [document.file], specSpellings: [document.file], location: location)
        entry.contract = contract
        config.contracts.append(entry)
    }

    private static func swiftName(_ text: String) -> String {
        let name = SwiftNames.isTypeName(text) ? text : SwiftNames.type(text)
        return name == namespace ? name + "_" : name
    }

    mutating func side(title: String, of config: BindingsConfig, isImplied: Bool) -> DiffSide {
        var side = DiffSide(title: title)
        for entry in config.contracts {
            let specs = entry.specs.map { read($0, contract: entry.contract) }
            let hints = entry.hints.map { read($0, contract: entry.contract) }
            guard !diagnostics.hasErrors else { continue }
            var merged = MergedSpec(specs, hints: hints, isWanted: entry.wants, diagnostics: &diagnostics)
            for (name, cases) in entry.enums { merged.enums[name] = cases }
            side.contracts.append(
                DiffContract(
                    name: entry.name, names: Set([entry.name] + specs.compactMap(\.contractName)), merged: merged, documents: specs,
                    keepsUnused: entry.include.isEmpty && entry.exclude.isEmpty))
        }
        for entry in config.typedData {
            let specs = entry.specs.flatMap { path in
                let document = read(path, contract: nil)
                if document.typedData.isEmpty, !diagnostics.hasErrors {
                    diagnostics.error("the file has no EIP-712 types", at: SourceLocation(file: path))
                }
                return document.typedData
            }
            side.typedData.append(DiffTypedData(name: entry.name, specs: specs, diagnostics: &diagnostics))
        }
        side.contracts.sort { $0.name < $1.name }
        side.typedData.sort { $0.name < $1.name }
        if !diagnostics.hasErrors { nameInSwift(config, isImplied: isImplied, &side) }
        return side
    }

    /// Lets the generator name things, as if there were no other release to share with.
    private mutating func nameInSwift(_ config: BindingsConfig, isImplied: Bool, _ side: inout DiffSide) {
        var config = config
        config.shares = []
        config.namespace = Self.namespace
        var pipeline = Pipeline()
        let model = pipeline.run([config]).first?.model
        if pipeline.diagnostics.hasErrors {
            for problem in pipeline.diagnostics.all where problem.severity == .error {
                guard isImplied else {
                    diagnostics.add(problem)
                    continue
                }
                diagnostics.warning("Swift names are not compared, for want of a config: \(problem.message)", at: problem.location)
                break
            }
            return
        }
        side.model = model
        for contract in model?.contracts ?? [] {
            guard let i = side.contracts.firstIndex(where: { $0.name == contract.name }) else { continue }
            side.contracts[i].swiftNames = DiffSwiftNames(contract)
        }
    }

    func finish(_ side: DiffSide, _ diagnostics: inout Diagnostics) -> DiffSide? {
        for problem in self.diagnostics.all { diagnostics.add(problem) }
        return self.diagnostics.hasErrors ? nil : side
    }
}

extension SpecDocument {
    fileprivate var isEmpty: Bool { items.isEmpty && structs.isEmpty && enums.isEmpty && typedData.isEmpty }
}

extension DiffTypedData {
    init(name: String, specs: [TypedDataSpec], diagnostics: inout Diagnostics) {
        self.name = name
        var document = SpecDocument(file: name)
        document.typedData = specs
        types = SpecInventory(document, diagnostics: &diagnostics).typedData
        for type in types {
            // The inventory tells types of one name apart by what they refer to.
            members[type.encodeType] = Self.members(of: type.encodeType)
        }
        domains = Set(specs.compactMap(Self.domain)).sorted()
    }

    /// The members of the first struct of an `encodeType` string, which the inventory has made of checked types.
    private static func members(of encodeType: String) -> [TypedDataMember] {
        guard let open = encodeType.firstIndex(of: "("), let close = encodeType.firstIndex(of: ")"), open < close else { return [] }
        return encodeType[encodeType.index(after: open)..<close].split(separator: ",").map { text in
            let words = text.split(separator: " ", maxSplits: 1)
            return TypedDataMember(name: words.count > 1 ? String(words[1]) : "", type: words.first.map(String.init) ?? "")
        }
    }

    private static func domain(_ spec: TypedDataSpec) -> String? {
        guard let fields = spec.domainFields else { return nil }
        let ordered = EIP712Domain.fields.map(\.name).filter(fields.contains)
        let values = [("name", spec.domainName), ("version", spec.domainVersion)].compactMap { name, value in value.map { "\(name) \"\($0)\"" } }
        return "EIP712Domain(\(ordered.joined(separator: ",")))" + values.map { " \($0)" }.joined()
    }
}
