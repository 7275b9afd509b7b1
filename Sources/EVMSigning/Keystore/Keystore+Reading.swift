public import EVMCore

#if canImport(FoundationEssentials)
    private import FoundationEssentials
#else
    private import Foundation
#endif

extension Keystore {
    /// Reads a file's content. Names of members are taken in any case (`Crypto`), hex with or without `0x`; the address may be missing.
    ///
    /// - Throws: ``KeystoreError/malformed(field:reason:)`` and the `unsupported…` cases.
    public init(json: Bytes) throws(KeystoreError) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { path in LowerCaseKey((path.last?.stringValue ?? "").lowercased()) }
        let file: File
        do {
            file = try decoder.decode(File.self, from: Data(json.array))
        } catch let error as DecodingError {
            throw Self.fault(error)
        } catch {
            throw .malformed(field: "", reason: "not JSON")
        }
        guard file.version.text == "3" else { throw .unsupportedVersion(Self.excerpt(file.version.text)) }
        guard file.crypto.cipher.lowercased() == "aes-128-ctr" else { throw .unsupportedCipher(Self.excerpt(file.crypto.cipher)) }
        let iv = try Self.bytes(file.crypto.cipherparams.iv, "crypto.cipherparams.iv")
        guard iv.count == 16 else { throw .malformed(field: "crypto.cipherparams.iv", reason: "\(iv.count) bytes; 16 are needed") }
        let ciphertext = try Self.bytes(file.crypto.ciphertext, "crypto.ciphertext")
        guard 1...32 ~= ciphertext.count else {
            throw .malformed(field: "crypto.ciphertext", reason: "\(ciphertext.count) bytes; a key has at most 32")
        }
        guard let mac = Bytes32(try Self.bytes(file.crypto.mac, "crypto.mac")) else {
            throw .malformed(field: "crypto.mac", reason: "32 bytes are needed")
        }
        var address: Address?
        if let text = file.address {
            guard let bytes = Bytes20(try Self.bytes(text, "address")) else { throw .malformed(field: "address", reason: "20 bytes are needed") }
            address = Address(bytes)
        }
        self.init(
            id: file.id.flatMap { Self.isId($0) ? $0 : nil }, address: address, keyDerivation: try Self.keyDerivation(file.crypto),
            ciphertext: ciphertext, iv: iv, mac: mac)
    }

    private static func keyDerivation(_ crypto: File.Crypto) throws(KeystoreError) -> KeyDerivation {
        let parameters = crypto.kdfparams
        func number(_ value: UInt64?, _ name: String) throws(KeystoreError) -> UInt64 {
            guard let value else { throw .malformed(field: "crypto.kdfparams.\(name)", reason: "missing") }
            return value
        }
        // Both functions give the same first bytes for any length, and 32 is all that is used.
        guard parameters.dklen >= 32 else { throw .malformed(field: "crypto.kdfparams.dklen", reason: "at least 32 is needed") }
        let cost: KeyDerivation.Cost
        switch crypto.kdf.lowercased() {
        case "scrypt":
            cost = .scrypt(n: try number(parameters.n, "n"), r: try number(parameters.r, "r"), p: try number(parameters.p, "p"))
        case "pbkdf2":
            let function = parameters.prf ?? "none"
            guard function.lowercased() == "hmac-sha256" else { throw .unsupportedKeyDerivation("pbkdf2 with \(excerpt(function))") }
            cost = .pbkdf2(iterations: try number(parameters.c, "c"))
        default: throw .unsupportedKeyDerivation(excerpt(crypto.kdf))
        }
        return KeyDerivation(cost: cost, salt: try bytes(parameters.salt, "crypto.kdfparams.salt"))
    }

    private static func bytes(_ text: String, _ field: String) throws(KeystoreError) -> Bytes {
        do throws(ValueError) {
            return try Bytes(hex: text)
        } catch {
            throw .malformed(field: field, reason: error.description)
        }
    }

    private static func fault(_ error: DecodingError) -> KeystoreError {
        func field(_ path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: ".") }
        switch error {
        case .keyNotFound(let key, let context):
            return .malformed(field: field(context.codingPath + [key]), reason: "missing")
        case .typeMismatch(_, let context): return .malformed(field: field(context.codingPath), reason: "of another type than it must be")
        case .valueNotFound(_, let context): return .malformed(field: field(context.codingPath), reason: "null")
        case .dataCorrupted(let context):
            return .malformed(field: field(context.codingPath), reason: context.codingPath.isEmpty ? "not JSON" : "out of range")
        @unknown default: return .malformed(field: "", reason: "not a key file")
        }
    }

    /// What the file says, short enough for a message.
    private static func excerpt(_ text: String) -> String { String(text.prefix(40)) }

    /// Whether the text has the form of a UUID.
    private static func isId(_ text: String) -> Bool {
        let digits = Array("0123456789abcdefABCDEF".utf8)
        return text.utf8.count == 36
            && text.utf8.enumerated().allSatisfy { i, byte in
                [8, 13, 18, 23].contains(i) ? byte == UInt8(ascii: "-") : digits.contains(byte)
            }
    }
}

/// The file as its JSON has it. All names in lower case.
private struct File: Decodable {
    struct Crypto: Decodable {
        let cipher: String
        let cipherparams: CipherParameters
        let ciphertext: String
        let kdf: String
        let kdfparams: KDFParameters
        let mac: String
    }

    struct CipherParameters: Decodable {
        let iv: String
    }

    struct KDFParameters: Decodable {
        let dklen: UInt64
        let salt: String
        let n: UInt64?
        let r: UInt64?
        let p: UInt64?
        let c: UInt64?
        let prf: String?
    }

    /// A number, or a text, as versions before 3 have it.
    struct Version: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) { self.text = text } else { text = String(try container.decode(Int64.self)) }
        }
    }

    let address: String?
    let crypto: Crypto
    let id: String?
    let version: Version
}

private struct LowerCaseKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
