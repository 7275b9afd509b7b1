/// Reads what compilers and tools wrap around an ABI.
enum ArtifactReader {
    /// An artifact of Foundry, Hardhat or Truffle, or a contract in solc's output: an object with `abi`.
    static func read(_ artifact: JSONNode, contract: String?, into document: inout SpecDocument, _ diagnostics: inout Diagnostics) {
        document.contractName = contractName(artifact) ?? document.contractName
        if let contract, let found = document.contractName, contract != found, !contract.hasSuffix(":\(found)") {
            diagnostics.error("the file holds the contract '\(found)', not '\(contract)'", at: artifact.location)
            return
        }
        document.hasBytecode = hasBytecode(artifact)
        guard var abi = artifact["abi"] else {
            diagnostics.error("there is no 'abi' in this artifact; let the compiler put it out", at: artifact.location)
            return
        }
        if abi.string != nil {
            do throws(Diagnostic) { abi = try abi.parseEmbedded() } catch {
                diagnostics.add(error)
                return
            }
        }
        var reader = ABIReader()
        document.items = reader.items(abi)
        for problem in reader.diagnostics.all { diagnostics.add(problem) }
        CompilerNatSpec(artifact).document(&document.items)
    }

    /// solc's `--combined-json` and standard JSON output: an object with `contracts`.
    static func readCompilerOutput(_ root: JSONNode, contract: String?, into document: inout SpecDocument, _ diagnostics: inout Diagnostics) {
        guard let node = root["contracts"], let entries = node.expectObject("'contracts'", &diagnostics) else { return }
        let all = entries.flatMap { entry in contracts(in: entry) }
        let candidates = contract.map { wanted in all.filter { $0.isNamed(wanted) } } ?? all
        guard candidates.count != 1 else {
            document.contractName = candidates[0].name
            read(candidates[0].node, contract: nil, into: &document, &diagnostics)
            return
        }
        let names = (candidates.isEmpty ? all : candidates).map { "'\($0.qualifiedName)'" }
        if all.isEmpty {
            let reason = root["errors"]?.array?.compactMap { $0["formattedMessage"]?.string ?? $0["message"]?.string }.first
            diagnostics.error(
                "the compiler's output holds no contract with an ABI" + (reason.map { "; it says: \($0)" } ?? ""), at: node.location)
        } else if let contract, candidates.isEmpty {
            diagnostics.error("there is no contract '\(contract)' in the file; it holds \(list(names))", at: node.location)
        } else {
            diagnostics.error("the file holds several contracts; choose one of them: \(list(names))", at: node.location)
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(20).joined(separator: ", ")
        return names.count > 20 ? "\(shown) and \(names.count - 20) more" : shown
    }

    private struct Entry {
        var path: String
        var name: String
        var node: JSONNode
        var qualifiedName: String { path.isEmpty ? name : "\(path):\(name)" }
        func isNamed(_ wanted: String) -> Bool { name == wanted || qualifiedName == wanted }
    }

    /// `"a.sol:C": {"abi": …}`, or `"a.sol": {"C": {"abi": …}}`.
    private static func contracts(in member: JSONMember) -> [Entry] {
        if member.value["abi"] != nil {
            guard let colon = member.key.lastIndex(of: ":") else { return [Entry(path: "", name: member.key, node: member.value)] }
            let name = String(member.key[member.key.index(after: colon)...])
            return [Entry(path: String(member.key[..<colon]), name: name, node: member.value)]
        }
        return (member.value.object ?? []).filter { $0.value["abi"] != nil }.map { Entry(path: member.key, name: $0.key, node: $0.value) }
    }

    private static func contractName(_ artifact: JSONNode) -> String? {
        if let name = artifact["contractName"]?.string, !name.isEmpty { return name }
        // Foundry states it only here.
        guard let target = artifact["metadata"]?["settings"]?["compilationTarget"]?.object, target.count == 1 else { return nil }
        return target[0].value.string
    }

    private static func hasBytecode(_ artifact: JSONNode) -> Bool {
        let candidates = [artifact["bytecode"], artifact["bytecode"]?["object"], artifact["bin"], artifact["evm"]?["bytecode"]?["object"]]
        return candidates.contains { node in
            guard let text = node?.string else { return false }
            return text.hasPrefix("0x") ? text.utf8.count > 2 : !text.isEmpty
        }
    }
}
