import EVMCore
import EVMSigning
import Testing

/// Messages of the siwe reference package.
@Suite struct SIWEVectorTests {
    struct Vector: Decodable {
        struct Fields: Decodable {
            let domain: String
            let address: Address
            let uri, version: String
            let chain_id: UInt64
            let nonce, issued_at: String
            let scheme, statement, expiration_time, not_before, request_id: String?
            let resources: [String]?
        }
        let fields: Fields
        let message: String
        let digest: Bytes32
        let privateKey, signature: String
    }

    static func message(_ fields: Vector.Fields) throws -> SIWEMessage {
        func timestamp(_ text: String?) throws -> RFC3339Timestamp? { try text.map { try #require(RFC3339Timestamp($0)) } }
        return try SIWEMessage(
            scheme: fields.scheme, domain: fields.domain, address: fields.address, statement: fields.statement, uri: fields.uri,
            chainId: fields.chain_id, nonce: fields.nonce, issuedAt: try #require(RFC3339Timestamp(fields.issued_at)),
            expirationTime: timestamp(fields.expiration_time), notBefore: timestamp(fields.not_before),
            // The package takes an empty request id and an empty list for none. Both may be there and empty by the standard's grammar
            // (`request-id = *pchar`, `resources = *( LF resource )`), so that they are another message here than one without.
            requestId: fields.request_id == "" ? nil : fields.request_id, resources: fields.resources == [] ? nil : fields.resources)
    }

    @Test func everyByteIsEqual() async throws {
        let vectors: [Vector] = try TransactionTestSupport.cases("siwe_messages.json")
        #expect(vectors.count == 48)
        for vector in vectors {
            let message = try Self.message(vector.fields)
            #expect(Array(message.text.utf8) == Array(vector.message.utf8))
            #expect(PersonalMessage.digest(message.text) == vector.digest)
            #expect(try SIWEMessage(parsing: vector.message) == message)
            #expect(vector.fields.version == SIWEMessage.version)
            let signature = try await LocalSigner(hex: vector.privateKey).sign(message: message.text)
            #expect(signature.hex == vector.signature)
            let midway = try #require(RFC3339Timestamp("2026-01-01T00:00:00Z"))
            try message.verify(signature, domain: vector.fields.domain, nonce: vector.fields.nonce, at: midway)
        }
    }

    struct Verdict: Decodable {
        let why, message: String
        let ok: Bool
    }

    @Test func everyVerdictIsEqual() throws {
        let verdicts: [Verdict] = try TransactionTestSupport.cases("siwe_parse.json")
        #expect(verdicts.count == 16)
        /// The line that our error names.
        let lines = [
            "lowercase address": 2, "version 2": 6, "short nonce": 8, "nonce with punctuation": 8, "no nonce": 8, "bad date": 9,
            "trailing newline": 10, "crlf": 1, "extra blank line": 6, "statement with newline": 5, "bad address length": 2,
            "chain id text": 7, "month 13": 9, "fields swapped": 6,
        ]
        for verdict in verdicts {
            do throws(SIWEFormatError) {
                let message = try SIWEMessage(parsing: verdict.message)
                #expect(verdict.ok, "\(verdict.why)")
                #expect(message.text == verdict.message)
            } catch {
                #expect(!verdict.ok, "\(verdict.why): \(error)")
                #expect(error.line == lines[verdict.why], "\(verdict.why): \(error)")
            }
        }
    }
}
