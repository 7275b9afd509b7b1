extension BindingsConfig {
    /// Reads a config.
    ///
    /// - Returns: nil where there are errors; all of them have been added to `diagnostics`. Whether the specs exist is seen when they are read.
    public static func read(path: String, diagnostics: inout Diagnostics) -> BindingsConfig? {
        do throws(Diagnostic) {
            return read(try FileReader.read(path), path: path, diagnostics: &diagnostics)
        } catch {
            diagnostics.add(error)
            return nil
        }
    }

    /// Reads a config's text.
    public static func read(_ text: [UInt8], path: String, diagnostics: inout Diagnostics) -> BindingsConfig? {
        do throws(Diagnostic) {
            var reader = ConfigReader(path: path)
            let config = reader.config(try JSONNode.parse(text, file: path))
            for problem in reader.diagnostics.all { diagnostics.add(problem) }
            return reader.diagnostics.hasErrors ? nil : config
        } catch {
            diagnostics.add(error)
            return nil
        }
    }
}

/// Reads the objects of a config and checks what can be checked without the specs.
private struct ConfigReader {
    let path: String
    var diagnostics = Diagnostics()

    init(path: String) { self.path = path }

    mutating func config(_ root: JSONNode) -> BindingsConfig? {
        guard check(root, "a config", ConfigKeys.root) else { return nil }
        var config = BindingsConfig(path: path, namespace: name(root, "namespace", of: "the config") ?? "")
        if let node = root["access"], let text = node.expectString("'access'", &diagnostics) {
            if let access = BindingsConfig.Access(rawValue: text) {
                config.access = access
            } else {
                diagnostics.error("unknown 'access' \"\(text)\": it is one of public, package and internal", at: node.location)
            }
        }
        config.release = root["release"]?.expectString("'release'", &diagnostics)
        config.imports = names(root["imports"], "'imports'", "a module's name")
        config.shares = names(root["shares"], "'shares'", "a namespace")
        if config.shares.contains(config.namespace), let node = root["shares"] {
            diagnostics.error("the config cannot share with itself", at: node.location)
        }
        for entry in root["contracts"]?.expectArray("'contracts'", &diagnostics) ?? [] {
            if let contract = contract(entry) { config.contracts.append(contract) }
        }
        for entry in root["typedData"]?.expectArray("'typedData'", &diagnostics) ?? [] {
            if let typedData = typedData(entry) { config.typedData.append(typedData) }
        }
        checkNames(config.contracts.map { ($0.name, $0.location) })
        checkNames(config.typedData.map { ($0.name, $0.location) })
        if root["contracts"] == nil, root["typedData"] == nil {
            diagnostics.error("the config names neither 'contracts' nor 'typedData'", at: root.location)
        }
        return config
    }

    // MARK: - Entries

    private mutating func contract(_ entry: JSONNode) -> BindingsConfig.Contract? {
        guard check(entry, "an entry of 'contracts'", ConfigKeys.contract) else { return nil }
        let name = name(entry, "name", of: "this contract") ?? ""
        let specs = paths(entry, "specs", isRequired: true)
        var contract = BindingsConfig.Contract(
            name: name, specs: specs.map(resolved), specSpellings: specs, location: entry.location)
        contract.hints = paths(entry, "hints", isRequired: false).map(resolved)
        contract.contract = entry["contract"]?.expectString("'contract'", &diagnostics)
        contract.include = patterns(entry["include"], "'include'")
        contract.exclude = patterns(entry["exclude"], "'exclude'")
        for member in entry["rename"]?.expectObject("'rename'", &diagnostics) ?? [] {
            if let name = swiftName(member) { contract.rename[member.key] = name }
        }
        for member in entry["enums"]?.expectObject("'enums'", &diagnostics) ?? [] {
            if !SolidityNames.isQualifiedName(member.key) {
                diagnostics.error("'\(member.key)' is no enum's name", at: member.keyLocation)
            } else if let cases = EnumNamesReader.cases(member.value, of: member.key, &diagnostics) {
                contract.enums[member.key] = cases
            }
        }
        if let node = entry["conformances"] { contract.conformances = conformances(node) }
        return contract
    }

    private mutating func typedData(_ entry: JSONNode) -> BindingsConfig.TypedData? {
        guard check(entry, "an entry of 'typedData'", ConfigKeys.typedData) else { return nil }
        let name = name(entry, "name", of: "this entry") ?? ""
        let specs = paths(entry, "specs", isRequired: true)
        return BindingsConfig.TypedData(name: name, specs: specs.map(resolved), specSpellings: specs, location: entry.location)
    }

    private mutating func conformances(_ node: JSONNode) -> [String: [String]] {
        var conformances: [String: [String]] = [:]
        guard check(node, "'conformances'", ConfigKeys.conformances) else { return [:] }
        for member in node.object ?? [] {
            var protocols: Set<String> = []
            for (text, node) in member.value.expectStrings("'\(member.key)'", &diagnostics) {
                if ConfigKeys.protocols.contains(text) {
                    protocols.insert(text)
                } else {
                    diagnostics.error(
                        "unknown conformance '\(text)': it is one of \(ConfigKeys.protocols.joined(separator: " and "))", at: node.location)
                }
            }
            conformances[member.key] = protocols.sorted()
        }
        return conformances
    }

    private mutating func patterns(_ node: JSONNode?, _ what: String) -> [ItemPattern] {
        var patterns: [ItemPattern] = []
        for (text, node) in node?.expectStrings(what, &diagnostics) ?? [] {
            do throws(Diagnostic) { patterns.append(try ItemPattern(text, at: node.location)) } catch { diagnostics.add(error) }
        }
        return patterns
    }

    // MARK: - Members

    /// Whether it is an object; members that it may not have are reported.
    private mutating func check(_ node: JSONNode, _ what: String, _ keys: [String]) -> Bool {
        guard let members = node.expectObject(what, &diagnostics) else { return false }
        for member in members where !keys.contains(member.key) {
            let advice = Suggestion.nearest(to: member.key, among: keys).map { "did you mean '\($0)'?" }
            let known = keys.filter { $0 != "$schema" }.joined(separator: ", ")
            diagnostics.error("unknown member '\(member.key)': \(advice ?? "there are \(known)")", at: member.keyLocation)
        }
        return true
    }

    /// A name that becomes a Swift type and a part of a file's name.
    private mutating func name(_ node: JSONNode, _ key: String, of owner: String) -> String? {
        guard let value = node[key] else {
            diagnostics.error("\(owner) lacks '\(key)'", at: node.location)
            return nil
        }
        guard let text = value.expectString("'\(key)'", &diagnostics) else { return nil }
        guard isName(text) else {
            diagnostics.error(
                "'\(text)' cannot be a '\(key)': it becomes a Swift type, so a letter or '_' and then letters, digits and '_', and no keyword",
                at: value.location)
            return nil
        }
        return text
    }

    private func isName(_ text: String) -> Bool { OutputFile.isValidName(text) && SwiftNames.isTypeName(text) }

    private mutating func names(_ node: JSONNode?, _ what: String, _ kind: String) -> [String] {
        var names: [String] = []
        for (text, node) in node?.expectStrings(what, &diagnostics) ?? [] {
            if !isName(text) {
                diagnostics.error("'\(text)' is not \(kind)", at: node.location)
            } else if names.contains(text) {
                diagnostics.error("'\(text)' stands twice in \(what)", at: node.location)
            } else {
                names.append(text)
            }
        }
        return names
    }

    private mutating func paths(_ node: JSONNode, _ key: String, isRequired: Bool) -> [String] {
        guard let list = node[key] else {
            if isRequired { diagnostics.error("'\(key)' is missing: an array of paths, relative to the config", at: node.location) }
            return []
        }
        let problems = diagnostics.all.count
        var paths: [String] = []
        for (text, node) in list.expectStrings("'\(key)'", &diagnostics) {
            if text.isEmpty || text.utf8.contains(0) {
                diagnostics.error("a path may not be empty or contain NUL", at: node.location)
            } else if paths.contains(text) {
                diagnostics.error("'\(text)' stands twice in '\(key)'", at: node.location)
            } else {
                paths.append(text)
            }
        }
        if isRequired, paths.isEmpty, diagnostics.all.count == problems { diagnostics.error("'\(key)' is empty", at: list.location) }
        return paths
    }

    private func resolved(_ path: String) -> String { PathName.resolve(path, from: PathName.folder(of: self.path)) }

    /// A Swift name given by `rename`; dots nest.
    private mutating func swiftName(_ member: JSONMember) -> String? {
        guard let text = member.value.expectString("the new name of '\(member.key)'", &diagnostics) else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy({ OutputFile.isValidName($0) && SwiftNames.isTypeName(SwiftNames.upperFirst($0)) }) else {
            diagnostics.error("'\(text)' is no Swift name", at: member.value.location)
            return nil
        }
        return text
    }

    /// Names lead to files, and many file systems take capitals for small letters.
    private mutating func checkNames(_ names: [(name: String, location: SourceLocation)]) {
        var seen: Set<String> = []
        for (name, location) in names where !name.isEmpty && !seen.insert(name.lowercased()).inserted {
            diagnostics.error(
                "the name '\(name)' is taken by an entry before this (capitals do not count, since files are named so)", at: location)
        }
    }
}
