import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts

/// Who is signed in at the older solver: nonces that count once, tokens that end.
struct LegacyLogins: Sendable {
    /// Whom a token lets trade, and until when.
    struct Grant: Sendable {
        let account: Address
        let expiresAt: UInt64
    }

    let chainId: UInt64
    let uri: String
    /// Whether contracts may sign in.
    var takesContracts = true
    private var nonces: [Address: (text: String, until: UInt64)] = [:]
    private var grants: [String: Grant] = [:]
    private var count: UInt64 = 0

    /// How long a nonce can be used, in seconds.
    private static let nonceLifetime: UInt64 = 600
    /// For how long one can be signed in, in seconds.
    private static let longestLogin: UInt64 = 30 * 86_400
    /// The frontends that are known, by the host of their origin.
    private static let domains: Set<String> = ["localhost"]

    init(chainId: UInt64, uri: String) {
        self.chainId = chainId
        self.uri = uri
    }

    /// A nonce for an account; an earlier one no longer counts.
    mutating func nonce(for account: Address, at now: UInt64) -> String {
        count &+= 1
        let digits = keccak256(account.bytes.array + UInt256(count).bytes.array + UInt256(now).bytes.array).hex
        let nonce = String(digits.dropFirst(2).prefix(24))
        nonces[account] = (nonce, now &+ Self.nonceLifetime)
        return nonce
    }

    /// Checks a login; gives its token.
    mutating func login(_ body: LegacyBody, origin: String?, in world: World, at now: UInt64) throws(LegacyFailure) -> String {
        let account = try body.address("account_address")
        // The message names the account as the request writes it, in capitals or without.
        let written = try body.text("account_address")
        let nonce = try body.text("nonce")
        guard let issuedAt = RFC3339Timestamp(try body.text("issued_at")) else { throw .malformed("issued_at", "invalid datetime format") }
        guard let expiresAt = RFC3339Timestamp(try body.text("expiration_time")) else {
            throw .malformed("expiration_time", "invalid datetime format")
        }
        guard let signature = try? Bytes(hex: try body.text("signature")) else { throw .malformed("signature", "bytes in hex are expected") }
        guard let owner = world.legacy.owners[account] else { throw .make(4003) }
        let isContract = world.addresses.contracts.contains(owner)
        if isContract, !takesContracts { throw .make(4008) }
        guard isContract || signature.count == 65 else { throw .malformed("signature", "65 bytes in hex are expected") }
        guard let domain = Self.host(of: origin), Self.domains.contains(domain) else { throw .make(4007, detail: origin ?? "no Origin") }
        // Whatever comes of it, a nonce is used up by the try.
        guard let known = nonces.removeValue(forKey: account), known.text == nonce, known.until > now else { throw .make(4004) }
        guard let time = RFC3339Timestamp(secondsSince1970: Int64(clamping: now)), let end = UInt64(exactly: expiresAt.secondsSince1970), end > now,
            end - now <= Self.longestLogin, issuedAt.secondsSince1970 <= Int64(clamping: now &+ 300)
        else { throw .make(4006) }
        do {
            // Of its parts, as they are expected: what was signed otherwise is another message.
            let message = try SIWEMessage(
                domain: domain, address: owner, statement: "msg: \(written)", uri: uri, chainId: chainId, nonce: nonce, issuedAt: issuedAt,
                expirationTime: expiresAt)
            if isContract {
                try Self.ask(owner, in: world, digest: PersonalMessage.digest(message.text), signature)
            } else {
                try message.verify(try Signature(signature), domain: domain, nonce: nonce, at: time, uri: uri, chainId: chainId)
            }
        } catch let failure as LegacyFailure {
            throw failure
        } catch {
            throw .make(4005, detail: "\(error)")
        }
        let random = (0..<4).flatMap { _ in UInt256(UInt64.random(in: 0 ... .max)).bytes.array }
        let token = String(keccak256(random).hex.dropFirst(2))
        grants[token] = Grant(account: account, expiresAt: end)
        return token
    }

    /// A contract tells itself whether a signature is its own (ERC-1271).
    private static func ask(_ owner: Address, in world: World, digest: Bytes32, _ signature: Bytes) throws(LegacyFailure) {
        var world = world
        let call = Symmio085.PartyB.Calls.IsValidSignature(hash: digest, signature: signature)
        do throws(Revert) {
            let answer = try world.call(owner, from: .zero, data: call.encoded())
            guard (try? Symmio085.PartyB.Calls.IsValidSignature.decodeReturn(answer)) == SignatureCheck.magicValue else {
                throw Revert("the contract does not take the signature for its own")
            }
        } catch {
            throw .make(4005, detail: RevertReason(error.data).message)
        }
    }

    private static func host(of origin: String?) -> String? {
        // A scheme, an empty part between the slashes, the authority.
        let parts = (origin ?? "").split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].hasSuffix(":"), parts[1].isEmpty else { return nil }
        return String(parts[2].prefix { $0 != ":" })
    }

    /// The account that a request's token is for.
    func account(_ request: ServerRequest, at now: UInt64) throws(LegacyFailure) -> Address {
        guard let header = request.headers["authorization"], header.hasPrefix("Bearer "), let grant = grants[String(header.dropFirst(7))] else {
            throw .make(4001)
        }
        guard grant.expiresAt > now else { throw .make(4001, detail: "it expired at \(grant.expiresAt)") }
        return grant.account
    }
}
