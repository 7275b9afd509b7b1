import EVMCore
import Foundation
import Testing

/// A message of a vector: members by name, of the type that is asked for. Integers are decimal strings, or JSON's where they are small.
struct JSONMessage {
    private let members: [String: Any]

    init(_ json: Any?) throws { members = try #require(json as? [String: Any]) }

    /// The document in a vector file.
    init(file: String) throws { try self.init(JSONSerialization.jsonObject(with: VectorFile.data(file))) }

    private func member(_ name: String) throws -> Any { try #require(members[name], "no member \(name)") }

    func has(_ name: String) -> Bool { members[name] != nil }
    func string(_ name: String) throws -> String { try #require(member(name) as? String, "\(name)") }
    func bool(_ name: String) throws -> Bool { try #require(member(name) as? Bool, "\(name)") }
    func address(_ name: String) throws -> Address { try Address(string(name)) }
    func bytes(_ name: String) throws -> Bytes { try Bytes(hex: string(name)) }
    func bytes32(_ name: String) throws -> Bytes32 { try Bytes32(hex: string(name)) }
    func uint256(_ name: String) throws -> UInt256 { try UInt256(decimalOrHex: decimal(name)) }
    func int256(_ name: String) throws -> Int256 { try Int256(decimalOrHex: decimal(name)) }
    func uint8(_ name: String) throws -> UInt8 { try #require(UInt8(decimal(name))) }
    func strings(_ name: String) throws -> [String] { try #require(member(name) as? [String], "\(name)") }
    func object(_ name: String) throws -> JSONMessage { try JSONMessage(member(name)) }
    func objects(_ name: String) throws -> [JSONMessage] { try #require(member(name) as? [Any], "\(name)").map { try JSONMessage($0) } }

    private func decimal(_ name: String) throws -> String {
        let value = try member(name)
        return try value as? String ?? String(#require(value as? Int, "\(name)"))
    }

    /// The EIP-712 domain whose fields these are.
    func domain() throws -> EIP712Domain {
        EIP712Domain(
            name: has("name") ? try string("name") : nil, version: has("version") ? try string("version") : nil,
            chainId: has("chainId") ? try uint256("chainId") : nil,
            verifyingContract: has("verifyingContract") ? try address("verifyingContract") : nil,
            salt: has("salt") ? try bytes32("salt") : nil)
    }
}
