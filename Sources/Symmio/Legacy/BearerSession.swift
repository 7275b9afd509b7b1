internal import EVMClient
public import EVMCore
public import EVMSigning

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A sign-in at a solver of the older flow that is kept up: made when first needed, renewed before it expires, and once where the solver no
/// longer takes it.
///
/// The token is in this actor's memory and in the requests that it is sent with, nowhere else.
public actor BearerSession {
    /// How a session behaves.
    public struct Options: Sendable {
        /// For how long is signed in, in seconds.
        public var lifetime: UInt64
        /// So many seconds before it expires it is renewed.
        public var margin: UInt64

        /// Creates options.
        public init(lifetime: UInt64 = 86_400, margin: UInt64 = 60) {
            self.lifetime = lifetime
            self.margin = margin
        }
    }

    /// The account that is traded for.
    public nonisolated let account: Address
    /// The solver.
    public nonisolated let solver: LegacySolverClient
    private let accounts: MultiAccounts
    private let owner: SignInOwner
    private let options: Options
    private var current: BearerToken?
    /// The sign-in under way, which all who need one wait for.
    private var signingIn: Task<Result<BearerToken, LegacyError>, Never>?

    /// Creates a session; nothing is signed yet.
    ///
    /// - Parameter signer: The account's owner.
    public init(account: Address, signer: any Signer, solver: LegacySolverClient, accounts: MultiAccounts, options: Options = Options()) {
        self.init(account: account, owner: .key(signer), solver: solver, accounts: accounts, options: options)
    }

    /// Creates a session of an account that a contract owns; nothing is signed yet.
    public init(account: Address, owner: ContractOwner, solver: LegacySolverClient, accounts: MultiAccounts, options: Options = Options()) {
        self.init(account: account, owner: .contract(owner), solver: solver, accounts: accounts, options: options)
    }

    init(account: Address, owner: SignInOwner, solver: LegacySolverClient, accounts: MultiAccounts, options: Options) {
        self.account = account
        self.owner = owner
        self.solver = solver
        self.accounts = accounts
        self.options = options
    }

    /// When the token expires, in seconds since 1970; nil while there is none.
    public var expiresAt: UInt64? { current?.expiresAt }

    /// A token that is in force, after a sign-in where there is none.
    ///
    /// - Throws: ``LegacyError``; ``LegacyError/notOwner(account:owner:signer:)`` where the account is not the signer's.
    public func token() async throws(LegacyError) -> BearerToken {
        if let current {
            let (end, overflow) = now().addingReportingOverflow(options.margin)
            if !overflow, end < current.expiresAt { return current }
        }
        return try await signIn()
    }

    /// Forgets the token; one that is being asked for is not kept.
    public func signOut() {
        current = nil
        signingIn = nil
    }

    /// Does something with a token; where the solver no longer takes it, signs in and does it once more.
    ///
    /// A refusal with 401 comes before anything is done, so that an order is not sent twice by this.
    nonisolated func authorized<T: Sendable>(
        _ body: (BearerToken) async throws(ServiceError) -> T
    ) async throws(LegacyError) -> Result<T, ServiceError> {
        let token = try await token()
        let first = await Self.outcome(of: body, token)
        guard case .failure(.refused(let refusal)) = first, refusal.status == 401 else { return first }
        let renewed = try await renewed(after: token)
        let second = await Self.outcome(of: body, renewed)
        if case .failure(.refused(let refusal)) = second, refusal.status == 401 { throw .signInRefused(refusal) }
        return second
    }

    private nonisolated static func outcome<T: Sendable>(
        of body: (BearerToken) async throws(ServiceError) -> T, _ token: BearerToken
    ) async -> Result<T, ServiceError> {
        do throws(ServiceError) {
            return .success(try await body(token))
        } catch {
            return .failure(error)
        }
    }

    private func renewed(after old: BearerToken) async throws(LegacyError) -> BearerToken {
        // Somebody else may have renewed it meanwhile.
        if let current, !current.isSame(as: old) { return current }
        current = nil
        return try await signIn()
    }

    // MARK: Signing in

    private func now() -> UInt64 {
        let seconds = solver.rest.options.timing.secondsSince1970()
        // What is no number of seconds is no time at all.
        return seconds >= 0 && seconds < 1e15 ? UInt64(seconds) : 0
    }

    private func signIn() async throws(LegacyError) -> BearerToken {
        let running: Task<Result<BearerToken, LegacyError>, Never>
        if let signingIn {
            running = signingIn
        } else {
            running = Task {
                do throws(LegacyError) {
                    return .success(try await self.login())
                } catch {
                    return .failure(error)
                }
            }
            signingIn = running
        }
        let result = await running.value
        // The first to come back keeps it. Whoever comes later must not put it in the place of a newer one, nor of none after a sign-out.
        if signingIn == running {
            signingIn = nil
            if case .success(let token) = result { current = token }
        }
        return try result.get()
    }

    private func login() async throws(LegacyError) -> BearerToken {
        try await checkOwner()
        let nonce = try await asking { () async throws(ServiceError) in try await solver.nonce(for: account) }
        let issued = now()
        let (expiry, overflow) = issued.addingReportingOverflow(options.lifetime)
        guard !overflow, let issuedAt = Self.timestamp(issued), let expiresAt = Self.timestamp(expiry) else {
            throw .unsupported("a sign-in of \(options.lifetime) s ends beyond the year 9999")
        }
        let deployment = solver.deployment
        let message: SIWEMessage
        do throws(SIWEFormatError) {
            message = try SIWEMessage(
                domain: deployment.signIn.domain, address: owner.address, statement: "msg: \(account.checksummed)", uri: deployment.loginURI,
                chainId: deployment.chainId, nonce: nonce, issuedAt: issuedAt, expirationTime: expiresAt)
        } catch {
            throw .message(error)
        }
        let signature: Bytes
        do throws(SigningError) {
            signature = try await owner.sign(message.text)
        } catch {
            throw .signing(error)
        }
        var login = LegacyLogin(account: account, nonce: nonce, issuedAt: issuedAt.text, expirationTime: expiresAt.text, signature: signature)
        guard case .contract(let contract) = owner else {
            return try await asking { () async throws(ServiceError) in try await solver.login(login, expiresAt: expiry) }
        }
        login.signType = .contract
        guard try await accounts.isSigned(message.text, by: contract.address, signature) else { throw .contractSignature(owner: contract.address) }
        do throws(LegacyError) {
            return try await asking { () async throws(ServiceError) in try await solver.login(login, expiresAt: expiry) }
        } catch {
            guard case .signInRefused(let refusal) = error else { throw error }
            throw .contractRefused(owner: contract.address, refusal)
        }
    }

    private func checkOwner() async throws(LegacyError) {
        let found = try await accounts.owner(of: account)
        if found == owner.address { return }
        if case .key(let signer) = owner, let found, try await accounts.hasCode(found) {
            throw .ownerIsContract(account: account, owner: found, signer: signer.address)
        }
        throw .notOwner(account: account, owner: found, signer: owner.address)
    }

    private static func timestamp(_ seconds: UInt64) -> RFC3339Timestamp? {
        let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        guard !overflow, let milliseconds = Int64(exactly: milliseconds) else { return nil }
        return RFC3339Timestamp(millisecondsSince1970: milliseconds)
    }

    private func asking<T>(_ body: () async throws(ServiceError) -> T) async throws(LegacyError) -> T {
        do throws(ServiceError) {
            return try await body()
        } catch {
            switch error {
            case .transport(.cancelled): throw .cancelled
            case .refused(let refusal) where !refusal.outcomeIsUnknown && refusal.status != 429: throw .signInRefused(refusal)
            default: throw .service(error)
            }
        }
    }
}
