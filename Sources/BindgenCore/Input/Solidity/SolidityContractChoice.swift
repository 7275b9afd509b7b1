/// Chooses the contract that a file is about.
struct SolidityContractChoice {
    private let resolver: SolidityResolver

    init(_ resolver: SolidityResolver) { self.resolver = resolver }

    private var containers: [SolidityContainer] { resolver.file.containers }

    /// The container's index (0 for bare declarations); nil where there is none, or too many, which is then reported.
    func choose(_ wanted: String?, diagnostics: inout Diagnostics) -> Int? {
        if let wanted {
            // As solc writes it: `path.sol:Name`.
            let wanted = wanted.split(separator: ":").last.map(String.init) ?? wanted
            if let index = containers.indices.dropFirst().first(where: { containers[$0].name == wanted }) { return index }
            if containers.count == 1 { return 0 }
            diagnostics.error(
                "there is no contract '\(wanted)'; the file declares \(names(Array(containers.indices.dropFirst())))",
                at: SourceLocation(file: resolver.path))
            return nil
        }
        var candidates = candidates()
        let inherited = Set(candidates.flatMap { resolver.ancestors(of: $0) })
        let derived = candidates.filter { !inherited.contains($0) }
        if !derived.isEmpty { candidates = derived }
        if candidates.count > 1 {
            let stem = Self.stem(of: resolver.path)
            if let named = candidates.first(where: { containers[$0].name == stem }) { return named }
            let place = containers[candidates.first { $0 != 0 } ?? 0].token
            diagnostics.error(
                "the file declares several contracts: \(names(candidates)); choose one by name",
                at: SourceLocation(file: resolver.path, line: place?.line ?? 0, column: place?.column ?? 0))
            return nil
        }
        // Errors and events alone, or nothing but types: still a spec.
        return candidates.first ?? (resolver.file.items.contains { $0.container == 0 } ? 0 : nil)
    }

    /// Contracts and interfaces with anything an ABI holds, else libraries; bare functions count as a contract of their own.
    private func candidates() -> [Int] {
        let filled = Set(resolver.file.items.map(\.container))
        var contracts = containers.indices.dropFirst().filter { index in
            containers[index].kind != .library && (filled.contains(index) || resolver.ancestors(of: index).contains(where: filled.contains))
        }
        let isBare = resolver.file.items.contains { item in
            switch item.kind {
            case .function, .constructor, .fallback, .receive: item.container == 0
            case .event, .error: false
            }
        }
        if isBare { contracts.insert(0, at: 0) }
        if contracts.isEmpty {
            contracts = containers.indices.dropFirst().filter { containers[$0].kind == .library && filled.contains($0) }
        }
        return contracts
    }

    private func names(_ indices: [Int]) -> String {
        indices.map { $0 == 0 ? "the bare declarations" : "'\(containers[$0].name)'" }.joined(separator: ", ")
    }

    /// A path's last component up to its last dot.
    private static func stem(of path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: ".") else { return String(name) }
        return String(name[..<dot])
    }
}
