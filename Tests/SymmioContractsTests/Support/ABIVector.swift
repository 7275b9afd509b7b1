import EVMCore
import Foundation
import Testing

/// A case of an `abi_*` vector file. The arguments are left out: the run-time codec's tests hold them equal to what it decodes, and the tests
/// here compare the generated types with that codec.
struct ABIVector: Decodable {
    let signature: String
    let types: [String]
    let selector: String?
    let calldata: String?
    let data: String?
    let topics: [String]?
    let indexed: [Bool]?
    let anonymous: Bool?

    /// The calldata, revert data, return data or log data.
    func bytes() throws -> Bytes { try Bytes(hex: #require(calldata ?? data)) }

    /// The event that the case is a log of.
    func event() throws -> ABISignature {
        let plain = try ABISignature(parsing: signature)
        let parameters = try zip(plain.parameters, #require(indexed)).map { ABIParameter(type: $0.type, isIndexed: $1) }
        let isAnonymous: Bool = try #require(anonymous as Bool?, "an event's vector says whether it is anonymous")
        return ABISignature(kind: .event, name: plain.name, parameters: parameters, isAnonymous: isAnonymous)
    }

    private struct Document: Decodable { let cases: [ABIVector] }

    /// The cases of `abi_<contract>_<kind>.json`.
    static func cases(of contract: String, _ kind: String) throws -> [ABIVector] {
        try JSONDecoder().decode(Document.self, from: VectorFile.data("abi_\(contract)_\(kind)")).cases
    }
}

/// The files in Tests/Vectors.
enum VectorFile {
    static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func data(_ name: String) throws -> Data {
        try Data(contentsOf: tests.appendingPathComponent("Vectors").appendingPathComponent(name + ".json"))
    }
}
