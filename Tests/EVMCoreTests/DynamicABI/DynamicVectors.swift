import EVMCore
import Foundation
import Testing

/// Reads the vector files and turns their JSON into values by type.
enum DynamicVectors {
    static let directory = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Vectors").standardized

    static func file(_ name: String) throws -> [String: Any] {
        let data = try Data(contentsOf: directory.appendingPathComponent(name + ".json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    static func cases(_ name: String) throws -> [[String: Any]] {
        try #require(try file(name)["cases"] as? [[String: Any]])
    }

    /// The names of all vector files that end so, without `.json`.
    static func files(endingIn suffix: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path)
            .filter { $0.hasPrefix("abi_") && $0.hasSuffix(suffix + ".json") }
            .map { String($0.dropLast(5)) }
            .sorted()
    }

    static func types(_ json: [String: Any]) throws -> [ABIType] {
        try #require(json["types"] as? [String]).map { try ABIType(parsing: $0) }
    }

    static func bytes(_ json: Any?) throws -> Bytes { try Bytes(hex: #require(json as? String)) }

    static func values(_ json: Any?, _ types: [ABIType]) throws -> [DynamicABIValue] {
        let list = try #require(json as? [Any])
        try #require(list.count == types.count)
        return try zip(list, types).map { try value($0, $1) }
    }

    static func value(_ json: Any, _ type: ABIType) throws -> DynamicABIValue {
        func text() throws -> String { try #require(json as? String, "\(json) for \(type)") }
        switch type {
        case .uint: return .uint(try UInt256(decimalOrHex: text()))
        case .int: return .int(try Int256(decimalOrHex: text()))
        case .address: return .address(try Address(text()))
        case .bool: return .bool(try #require(json as? Bool))
        case .fixedBytes: return .fixedBytes(try bytes(json))
        case .function:
            let bytes = try bytes(json)
            return .function(try #require(Address(bytes.prefix(20))), try #require(Selector(bytes.suffix(4))))
        case .bytes: return .bytes(try bytes(json))
        case .string: return .string(try text())
        case .array(let element), .fixedArray(let element, _):
            return .array(try #require(json as? [Any]).map { try value($0, element) })
        case .tuple(let members): return .tuple(try values(json, members))
        }
    }
}
