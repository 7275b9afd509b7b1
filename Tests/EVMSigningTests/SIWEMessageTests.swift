import EVMCore
import EVMSigning
import Testing

/// What is built, read and refused beyond the vectors.
@Suite struct SIWEMessageTests {
    static let key = "0x0000000000000000000000000000000000000000000000000000000000000001"

    static func message(
        scheme: String? = nil, domain: String = "example.com", statement: String? = "Sign in.", uri: String = "https://example.com/login",
        chainId: UInt64 = 1, nonce: String = "abcdefgh", expirationTime: String? = nil, notBefore: String? = nil, requestId: String? = nil,
        resources: [String]? = nil
    ) throws -> SIWEMessage {
        try SIWEMessage(
            scheme: scheme, domain: domain, address: LocalSigner(hex: key).address, statement: statement, uri: uri, chainId: chainId,
            nonce: nonce, issuedAt: #require(RFC3339Timestamp("2024-01-01T00:00:00Z")),
            expirationTime: expirationTime.map { try #require(RFC3339Timestamp($0)) },
            notBefore: notBefore.map { try #require(RFC3339Timestamp($0)) }, requestId: requestId, resources: resources)
    }

    /// The legacy login of Symmio's solvers: an owner signs for a sub-account, which the statement names.
    @Test func theLegacyLoginIsExact() throws {
        let account = try Address("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf")
        let solver = "https://www.perps-streaming.com/v1/42161a/0x141269E29a770644C34e05B127AB621511f20109"
        let issuedAt = try #require(RFC3339Timestamp(millisecondsSince1970: 1_740_787_200_000))
        let expiration = try #require(RFC3339Timestamp(millisecondsSince1970: 1_740_787_200_000 + 24 * 60 * 60 * 1000))
        let login = try SIWEMessage(
            domain: "localhost", address: Address("0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF"), statement: "msg: \(account)",
            uri: "\(solver)/login", chainId: 42161, nonce: "A1b2C3d4E5f6G7h8", issuedAt: issuedAt, expirationTime: expiration)
        #expect(
            login.text == """
                localhost wants you to sign in with your Ethereum account:
                0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF

                msg: 0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf

                URI: https://www.perps-streaming.com/v1/42161a/0x141269E29a770644C34e05B127AB621511f20109/login
                Version: 1
                Chain ID: 42161
                Nonce: A1b2C3d4E5f6G7h8
                Issued At: 2025-03-01T00:00:00.000Z
                Expiration Time: 2025-03-02T00:00:00.000Z
                """)
    }

    @Test func allPartsAreReadAgain() throws {
        let message = try Self.message(
            scheme: "https", domain: "user:pass@[2001:db8::1]:8443", statement: "Terms (v2)? https://x.y/z#a @ [1]!",
            expirationTime: "2030-01-01T00:00:00Z", notBefore: "2024-01-01T00:00:00+01:00", requestId: "a%20b:@c",
            resources: ["ipfs://x/y", "urn:isbn:1", "https://[::ffff:1.2.3.4]/?q#f"])
        #expect(try SIWEMessage(parsing: message.text) == message)
        #expect(
            message.text.hasSuffix(
                "Not Before: 2024-01-01T00:00:00+01:00\nRequest ID: a%20b:@c\nResources:\n- ipfs://x/y\n- urn:isbn:1\n"
                    + "- https://[::ffff:1.2.3.4]/?q#f"))
    }

    @Test func partsThatAreThereAndEmptyStay() throws {
        let empty = try Self.message(requestId: "", resources: [])
        #expect(empty.text.hasSuffix("\nRequest ID: \nResources:"))
        #expect(try SIWEMessage(parsing: empty.text) == empty)
        #expect(try empty != Self.message())
    }

    @Test(
        arguments: [
            ("\u{1F600}", nil, nil, nil, nil, nil, .domain), ("", nil, nil, nil, nil, nil, .domain), ("a b", nil, nil, nil, nil, nil, .domain),
            ("a/b", nil, nil, nil, nil, nil, .domain), ("a\nb", nil, nil, nil, nil, nil, .domain), ("u@", nil, nil, nil, nil, nil, .domain),
            (":80", nil, nil, nil, nil, nil, .domain), ("a:8o", nil, nil, nil, nil, nil, .domain), ("[::1", nil, nil, nil, nil, nil, .domain),
            (nil, "", nil, nil, nil, nil, .statement), (nil, "a\nb", nil, nil, nil, nil, .statement),
            (nil, "a\r", nil, nil, nil, nil, .statement), (nil, "é", nil, nil, nil, nil, .statement),
            (nil, "\"", nil, nil, nil, nil, .statement), (nil, nil, "example.com", nil, nil, nil, .uri), (nil, nil, "", nil, nil, nil, .uri),
            (nil, nil, "https://a b", nil, nil, nil, .uri), (nil, nil, "x:%4", nil, nil, nil, .uri), (nil, nil, "x:a#b#c", nil, nil, nil, .uri),
            (nil, nil, "1x:a", nil, nil, nil, .uri), (nil, nil, "http://[::1::]/", nil, nil, nil, .uri),
            (nil, nil, nil, "abcdefg", nil, nil, .nonce), (nil, nil, nil, "abcdefg\u{e9}", nil, nil, .nonce),
            (nil, nil, nil, nil, "a b", nil, .requestId), (nil, nil, nil, nil, "a\n", nil, .requestId),
            (nil, nil, nil, nil, nil, ["no uri"], .resources), (nil, nil, nil, nil, nil, ["a:b", "\n"], .resources),
        ] as [(String?, String?, String?, String?, String?, [String]?, SIWEMessage.Field)])
    func whatBreaksTheGrammarIsNotBuilt(
        domain: String?, statement: String?, uri: String?, nonce: String?, requestId: String?, resources: [String]?,
        field: SIWEMessage.Field
    ) throws {
        let error = #expect(throws: SIWEFormatError.self) {
            try Self.message(
                domain: domain ?? "example.com", statement: statement, uri: uri ?? "x:y", nonce: nonce ?? "abcdefgh", requestId: requestId,
                resources: resources)
        }
        #expect(error?.field == field && error?.fault == .malformed && error?.line == nil)
    }

    @Test(arguments: [
        ("Chain ID: 1", "Chain ID: 01", "SIWE message, line 8: chainId must be a decimal number without leading zeros"),
        ("Chain ID: 1", "Chain ID: 18446744073709551616", "SIWE message, line 8: the chain id must be below 2^64"),
        ("Chain ID: 1", "chain id: 1", "SIWE message, line 8: \"Chain ID: \" expected"),
        ("Version: 1", "Version: 1 ", "SIWE message, line 7: the version must be 1"),
        ("Sign in.", "Sign\tin.", "SIWE message, line 4: statement must be one line of the characters that RFC 3986 reserves or leaves unreserved, and blanks"),
        ("Sign in.\n", "Sign in.", "SIWE message, line 5: a blank line must come before the uri"),
        ("\n\nSign", "\nSign", "SIWE message, line 3: a blank line must come before the statement"),
        ("example.com wants", "https:// wants", "SIWE message, line 1: domain must be an authority with a host (RFC 3986)"),
        ("example.com wants", "1://a wants", "SIWE message, line 1: scheme must be a URI scheme (RFC 3986)"),
        ("account:", "account", "SIWE message, line 1: a domain and \"wants you to sign in with your Ethereum account:\" expected"),
        ("00:00Z", "00:00Z\nNot After: x", "SIWE message, line 11: nothing that may follow the field issuedAt"),
        ("00:00Z", "00:00Z\nResources: ", "SIWE message, line 11: resources must be URIs (RFC 3986), each in a line of its own after \"- \""),
        ("00:00Z", "00:00Z\nResources:\n", "SIWE message, line 12: resources must be URIs (RFC 3986), each in a line of its own after \"- \""),
        (
            "00:00Z", "00:00Z\nNot Before: 2024-01-01T00:00:00Z\nExpiration Time: 2024-01-01T00:00:00Z",
            "SIWE message, line 12: nothing that may follow the field notBefore"
        ),
        ("Issued At: 2024-01-01T00:00:00Z", "", "SIWE message, line 10: \"Issued At: \" expected"),
        (
            "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf", "0X7E5F4552091A69125D5DFCB7B8C2659029395BDF",
            "SIWE message, line 2: the address must be spelled with its EIP-55 checksum, 0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
        ),
        ("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf", "0x7E5F", "SIWE message, line 2: address must be 0x and 40 hex digits"),
    ])
    func aWrongLineIsNamed(old: String, new: String, description: String) throws {
        let lines = try Self.message().text
        // By bytes: to Swift's String, CR LF is one character.
        let range = try #require(lines.firstRange(of: old))
        let error = #expect(throws: SIWEFormatError.self) { try SIWEMessage(parsing: lines.replacingCharacters(range, with: new)) }
        #expect(error?.description == description)
    }

    @Test func anyPrefixIsRefused() throws {
        let text = try Self.message(expirationTime: "2030-01-01T00:00:00Z", requestId: "abc", resources: ["a:b"]).text
        #expect(throws: SIWEFormatError.self) { try SIWEMessage(parsing: "") }
        for count in 0..<text.utf8.count {
            let prefix = String(decoding: text.utf8.prefix(count), as: UTF8.self)
            // Where a part that may be absent begins or ends, the prefix is a message, and no other text is that message.
            if let message = try? SIWEMessage(parsing: prefix) { #expect(message.text == prefix) }
        }
    }

    @Test func changedBytesNeverTrapAndWhatIsReadIsWrittenAgain() throws {
        var random = TransactionTestSupport.Generator(state: 4)
        let original = Array(
            try Self.message(
                scheme: "https", expirationTime: "2030-01-01T00:00:00Z", notBefore: "2024-01-01T00:00:00.5+01:00", requestId: "abc",
                resources: ["a:b", "https://[::1]:80/%20"]
            ).text.utf8)
        let characters = Array("\n\r :/[]%@.-+0Zé".utf8)
        var accepted = 0
        for _ in 0..<TransactionTestSupport.iterations(5000) {
            var bytes = original
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: bytes.remove(at: position)
                case 1: bytes.insert(characters.randomElement(using: &random) ?? 0, at: position)
                default: bytes[position] = UInt8.random(in: 0...255, using: &random)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let message = try? SIWEMessage(parsing: text) else { continue }
            accepted += 1
            #expect(Array(message.text.utf8) == bytes)
        }
        #expect(accepted > 100)
    }

    @Test func noncesAreRandom() throws {
        let nonces = (0..<100).map { _ in SIWEMessage.randomNonce() }
        #expect(Set(nonces).count == 100)
        for nonce in nonces { _ = try Self.message(nonce: nonce) }
    }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<String.Index>, with new: String) -> String {
        String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}
