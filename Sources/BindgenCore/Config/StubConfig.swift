public struct BindingsConfig: Sendable {
    public enum Access: String, Sendable { case `public`, package, `internal` }
    public struct Contract: Sendable {
        public var name: String
        public var specs: [String], specSpellings: [String]
        public var hints: [String] = []
        public var contract: String?
        public var rename: [String: String] = [:]
        public var enums: [String: [String]] = [:]
        public var conformances: [String: [String]] = [:]
        public var location: SourceLocation
        func wants(_ item: SpecItem) -> Bool { true }
    }
    public struct TypedData: Sendable { public var name: String; public var specs: [String], specSpellings: [String] }
    public var path: String, namespace: String, access = Access.public, imports: [String] = [], contracts: [Contract] = [], typedData: [TypedData] = [], shares: [String] = []
    public static func read(path: String, diagnostics: inout Diagnostics) -> BindingsConfig? {
        guard let bytes = try? FileReader.read(path), let root = try? JSONNode.parse(bytes, file: path) else { return nil }
        var c = BindingsConfig(path: path, namespace: root["namespace"]?.string ?? "X")
        let folder = path.contains("/") ? String(path[...path.lastIndex(of: "/")!]) : ""
        for k in root["contracts"]?.array ?? [] {
            let s = (k["specs"]?.array ?? []).compactMap(\.string)
            c.contracts.append(Contract(name: k["name"]?.string ?? "X", specs: s.map { $0.hasPrefix("/") ? $0 : folder + $0 }, specSpellings: s, location: k.location))
        }
        for k in root["typedData"]?.array ?? [] {
            let s = (k["specs"]?.array ?? []).compactMap(\.string)
            c.typedData.append(TypedData(name: k["name"]?.string ?? "X", specs: s.map { $0.hasPrefix("/") ? $0 : folder + $0 }, specSpellings: s))
        }
        c.shares = (root["shares"]?.array ?? []).compactMap(\.string)
        return c
    }
}
