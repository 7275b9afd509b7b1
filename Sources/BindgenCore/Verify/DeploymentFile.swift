import EVMCore

/// A file that says where a release runs: `chainId`, `release` and `contracts`, of which `verify` reads the addresses.
public struct DeploymentFile: Sendable {
    /// Its path.
    public let path: String
    /// The chain that the contracts are on.
    public let chainID: UInt64
    /// The contracts' release, which is also the folder of their specs.
    public let release: String
    /// By name (`symmioCore`), in the file's order; those that are not deployed are left out.
    public let contracts: [(name: String, address: Address)]

    /// Reads a file.
    /// - Throws: a ``Diagnostic`` where it is no deployment.
    public static func read(_ path: String) throws(Diagnostic) -> DeploymentFile {
        let root = try JSONNode.parse(try FileReader.read(path), file: path)
        guard root.object != nil else { throw Diagnostic(at: root.location, "a deployment must be an object, not \(root.value.kind)") }
        guard let idNode = root["chainId"], case .integer(let digits) = idNode.value, let id = UInt64(digits) else {
            throw Diagnostic(at: (root["chainId"] ?? root).location, "a deployment needs a 'chainId', a number")
        }
        guard let release = root["release"]?.string, !release.isEmpty, !release.contains("/") else {
            throw Diagnostic(at: (root["release"] ?? root).location, "a deployment needs a 'release', such as \"0.8.6\"")
        }
        guard let members = root["contracts"]?.object else {
            throw Diagnostic(at: (root["contracts"] ?? root).location, "a deployment needs 'contracts', addresses by name")
        }
        var contracts: [(name: String, address: Address)] = []
        for member in members where !member.value.isNull {
            let node = member.value["address"] ?? member.value
            guard let text = node.string else {
                throw Diagnostic(at: node.location, "'\(member.key)' must be an address, an object with 'address', or null")
            }
            do {
                contracts.append((member.key, try Address(text)))
            } catch {
                throw Diagnostic(at: node.location, "'\(member.key)' is no address: \(error)")
            }
        }
        return DeploymentFile(path: path, chainID: id, release: release, contracts: contracts)
    }

    private init(path: String, chainID: UInt64, release: String, contracts: [(name: String, address: Address)]) {
        self.path = path
        self.chainID = chainID
        self.release = release
        self.contracts = contracts
    }

    /// Where a contract's spec is looked for below the folder of specs, in this order: `symmioCore` is `<release>/SymmioCore.json`, and the
    /// collateral is a token.
    public func specPaths(of name: String, in folder: String) -> [String] {
        let contract = name == "collateral" ? "ERC20" : name.prefix(1).uppercased() + name.dropFirst()
        return ["\(folder)/\(release)/\(contract).json", "\(folder)/\(contract).json"]
    }

    /// Whether an EIP-712 document is a contract's, by its file's name: `instant-layer` of `instantLayer`, and `account-layer-timelock` of
    /// `accountLayer`.
    public static func owns(_ name: String, typedData stem: String) -> Bool {
        let kebab = name.reduce(into: "") { text, character in
            if character.isUppercase, !text.isEmpty { text += "-" }
            text += character.lowercased()
        }
        return stem == kebab || stem.hasPrefix(kebab + "-")
    }
}
