import Foundation
import Testing

/// The core's ABI in the state that the deployed one is exported in: 209 events repeated, 89 parameters and 196 tuple members without a name,
/// no `internalType`.
struct DirtyExport {
    private(set) var entries: [[String: Any]]

    init(_ path: String = "0.8.5/SymmioCore.json") throws {
        let data = try Data(contentsOf: GoldenFolder.specs.appendingPathComponent(path))
        entries = try #require(JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        var places: [(entry: Int, key: String, path: [Int])] = []
        for (i, entry) in entries.enumerated() {
            for key in ["inputs", "outputs"] { Self.collect(entry[key], [], &places, i, key) }
        }
        var generator = Shuffler(seed: 2085)
        places.shuffle(using: &generator)
        let blank = places.filter { $0.path.count == 1 }.prefix(89) + places.filter { $0.path.count > 1 }.prefix(196)
        let byEntry = Dictionary(grouping: blank) { $0.entry }
        for i in entries.indices {
            for key in ["inputs", "outputs"] where entries[i][key] != nil {
                let paths = Set((byEntry[i] ?? []).filter { $0.key == key }.map(\.path))
                entries[i][key] = Self.cleaned(entries[i][key], [], blank: paths)
            }
        }
        let events = entries.filter { $0["type"] as? String == "event" }
        for i in 0..<209 { entries.append(events[i % events.count]) }
    }

    /// As a file.
    func text(shuffledBy seed: UInt64? = nil, adding more: [String] = []) throws -> String {
        var entries = entries
        if let seed {
            var generator = Shuffler(seed: seed)
            entries.shuffle(using: &generator)
        }
        let texts = try entries.map {
            String(decoding: try JSONSerialization.data(withJSONObject: $0, options: [.sortedKeys]), as: UTF8.self)
        }
        return "[\n\((texts + more).joined(separator: ",\n"))\n]"
    }

    private static func collect(
        _ node: Any?, _ path: [Int], _ places: inout [(entry: Int, key: String, path: [Int])], _ entry: Int, _ key: String
    ) {
        for (i, parameter) in (node as? [[String: Any]] ?? []).enumerated() {
            if let name = parameter["name"] as? String, !name.isEmpty { places.append((entry, key, path + [i])) }
            collect(parameter["components"], path + [i], &places, entry, key)
        }
    }

    private static func cleaned(_ node: Any?, _ path: [Int], blank: Set<[Int]>) -> [[String: Any]] {
        (node as? [[String: Any]] ?? []).enumerated().map { i, parameter in
            var parameter = parameter
            parameter["internalType"] = nil
            if blank.contains(path + [i]) { parameter["name"] = "" }
            if parameter["components"] != nil { parameter["components"] = cleaned(parameter["components"], path + [i], blank: blank) }
            return parameter
        }
    }
}
