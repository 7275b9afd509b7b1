extension SpecDocument {
    /// Takes the contract's name and release from the path where the file itself does not state them.
    ///
    /// `Specs/0.8.5/SymmioCore.json` is SymmioCore of 0.8.5: a folder that looks like a version is a release. A document without a
    /// contract's items gets no contract name.
    public mutating func takeNamesFromPath() {
        let parts = file.split(separator: "/")
        guard let name = parts.last, !items.isEmpty else { return }
        if contractName == nil {
            let stem = name.split(separator: ".", omittingEmptySubsequences: false).first.map(String.init) ?? ""
            if SolidityNames.isIdentifier(stem) { contractName = stem }
        }
        if release == nil, parts.count > 1 {
            var folder = parts[parts.count - 2]
            if folder.first == "v" { folder = folder.dropFirst() }
            let numbers = folder.split(separator: ".", omittingEmptySubsequences: false)
            let isVersion = numbers.count > 1 && numbers.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
            if isVersion { release = String(folder) }
        }
    }
}
