import Foundation

/// As much of a `bindings.json` as planning takes: the names its outputs follow from and the files it reads. Everything else in it,
/// whether it is right included, is the tool's affair.
struct BindingsConfig {
    /// Where the config is.
    var url: URL
    /// Tells this state of the config from another.
    var fingerprint: UInt64
    /// The files it leads to; none if it could not be read, and then the tool says so when it runs.
    var outputs: [String] = []
    /// The specs it names, whether they exist or not.
    var specs: [URL] = []
    /// The other files it names that do exist, and the specs' side-cars with enum case names.
    var companions: [URL] = []

    /// Whether a file is a config by its name.
    static func isConfig(_ name: String) -> Bool { name == "bindings.json" || name.hasSuffix(".bindings.json") }

    /// Reads the config. It never fails: a config that is no JSON or lacks a name has no outputs.
    init(_ url: URL) {
        self.url = url
        let data = (try? Data(contentsOf: url)) ?? Data()
        fingerprint = OutputPlan.fingerprint(data)
        guard let root = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] else { return }
        let entries = Self.entries(root["contracts"]) + Self.entries(root["typedData"])
        let folder = url.deletingLastPathComponent()
        specs = entries.flatMap { $0["specs"] as? [String] ?? [] }.map { Self.file($0, in: folder) }
        companions = specs.map(Self.enumNames(of:)).filter(Self.exists)
        companions += Self.strings(in: root, depth: 0).map { Self.file($0, in: folder) }.filter { Self.exists($0) && !specs.contains($0) }
        outputs = Self.outputs(root)
    }

    /// The specs that do not exist.
    var missingSpecs: [URL] { specs.filter { !Self.exists($0) } }

    private static func outputs(_ root: [String: Any]) -> [String] {
        guard let namespace = root["namespace"] as? String else { return [] }
        let contracts = entries(root["contracts"]).map { $0["name"] as? String ?? "" }
        let typedData = entries(root["typedData"]).map { $0["name"] as? String ?? "" }
        guard ([namespace] + contracts + typedData).allSatisfy(OutputFile.isValidName) else { return [] }
        return OutputFile.all(namespace: namespace, contracts: contracts, typedData: typedData)
    }

    private static func entries(_ value: Any?) -> [[String: Any]] { value as? [[String: Any]] ?? [] }

    /// Every string in the config that could be a path: whatever member names a file, an edit of that file must make the tool run.
    private static func strings(in value: Any, depth: Int) -> [String] {
        guard depth < 16 else { return [] }
        if let text = value as? String { return text.contains(".") ? [text] : [] }
        if let list = value as? [Any] { return list.flatMap { strings(in: $0, depth: depth + 1) } }
        if let object = value as? [String: Any] {
            return object.sorted { $0.key < $1.key }.flatMap { strings(in: $0.value, depth: depth + 1) }
        }
        return []
    }

    /// `X.enums.json` beside `X.json`.
    private static func enumNames(of spec: URL) -> URL {
        spec.deletingLastPathComponent().appendingPathComponent(spec.deletingPathExtension().lastPathComponent + ".enums.json")
    }

    private static func file(_ path: String, in folder: URL) -> URL {
        (path.hasPrefix("/") ? URL(fileURLWithPath: path) : folder.appendingPathComponent(path)).standardizedFileURL
    }

    private static func exists(_ file: URL) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: file.path, isDirectory: &isDirectory) && !isDirectory.boolValue
    }
}
