import EVMClient
public import EVMCore
import SymmioContracts

/// How a deployment differs from what it says.
public enum DeploymentMismatch: Error, Sendable, Hashable {
    /// The endpoint serves another chain.
    case chain(expected: UInt64, found: UInt64)
    /// There is no code at an address.
    case noCode(contract: String, address: Address)
    /// The contract at an address does not answer as the deployment's contract of that name would.
    case notTheContract(contract: String, address: Address)
    /// The contract is of another release: it does not have a function that this release has.
    case release(expected: Release, found: Release?)
    /// The Instant Layer signs under another domain than the one computed here.
    case domain(expected: Bytes32, found: Bytes32)
    /// The Instant Layer stands on another contract than the deployment names.
    case otherContract(name: String, expected: Address, found: Address)
    /// The collateral has other decimals.
    case decimals(expected: UInt8, found: UInt8)
}

extension DeploymentMismatch: CustomStringConvertible {
    /// What differs and what to do.
    public var description: String {
        switch self {
        case .chain(let expected, let found): "the endpoint serves chain \(found), the deployment is on chain \(expected): use an endpoint of that chain"
        case .noCode(let contract, let address):
            "there is no code at \(address), where the deployment has its \(contract): a wrong address, or an endpoint of another network"
        case .notTheContract(let contract, let address):
            "the contract at \(address) does not answer as \(contract == "Instant Layer" ? "an" : "a") \(contract) does: correct its address in the deployment"
        case .release(let expected, let found):
            "the deployment says release \(expected.rawValue), the contracts are \(found.map { "of \($0.rawValue)" } ?? "of another release"): correct `release`"
        case .domain(let expected, let found):
            "the Instant Layer signs under domain \(found), not \(expected): signatures made here would be refused; check chainId and instantLayer"
        case .otherContract(let name, let expected, let found):
            "the Instant Layer works with the \(name) at \(found), the deployment names \(expected)"
        case .decimals(let expected, let found): "the collateral has \(found) decimals, the deployment says \(expected)"
        }
    }
}

extension SymmioClient {
    /// Whether the deployment is what it says: the chain, code at every address, the release, the signing domain, the collateral's decimals.
    ///
    /// What signs does this by itself the first time, for this client and its copies; a program does it to know at its start.
    /// - Throws: ``SymmioError/deployment(_:)`` with the first difference; ``SymmioError/chain(_:)``.
    public func check() async throws(SymmioError) {
        for finding in try await findings() { throw .deployment(finding) }
        await soundness.isKnown()
    }

    /// As ``check()``, where neither this client nor a copy of it has done that already: to be called before anything is signed.
    func checkOnce() async throws(SymmioError) {
        guard await !soundness.value else { return }
        try await check()
    }

    /// All differences between the deployment and what is on its chain; none where it is what it says.
    ///
    /// - Throws: ``SymmioError/chain(_:)`` where the chain does not answer.
    public func findings() async throws(SymmioError) -> [DeploymentMismatch] {
        do throws(ChainError) {
            try await chain.checkChain()
        } catch {
            if case .wrongChain(let expected, let found) = error { return [.chain(expected: expected, found: found)] }
            throw .chain(error)
        }
        let contracts = deployment.contracts
        async let core = code(of: contracts.symmioCore, "core")
        async let accountLayer = code(of: contracts.accountLayer, "Account Layer")
        async let instantLayer = code(of: contracts.instantLayer, "Instant Layer")
        async let collateral = code(of: contracts.collateral.address, "collateral")
        let codes = await [core, accountLayer, instantLayer, collateral]
        let missing = try await chaining { () throws(ChainError) in try codes.each() }
        // What else is asked makes sense only where there is something to answer.
        guard missing.allSatisfy({ $0 == nil }) else { return missing.compactMap(\.self) }
        return try await answers()
    }

    private func code(of address: Address, _ contract: String) async -> Result<DeploymentMismatch?, ChainError> {
        do throws(ChainError) {
            return .success(try await chain.code(of: address).isEmpty ? .noCode(contract: contract, address: address) : nil)
        } catch {
            return .failure(error)
        }
    }

    /// What the contracts answer, held against the deployment.
    private func answers() async throws(SymmioError) -> [DeploymentMismatch] {
        typealias Instant = Symmio085.InstantLayer.Calls
        let contracts = deployment.contracts
        let layer = contracts.instantLayer
        let token = contracts.collateral.address
        return try await chaining { () async throws(ChainError) in
            let (separator, core, accountLayer, decimals) = try await chain.read(
                Instant.DomainSeparator().from(layer), Instant.Symmio().from(layer), Instant.AccountLayer().from(layer),
                Symmio085.ERC20.Calls.Decimals().from(token))
            var found: [DeploymentMismatch] = []
            let expected = deployment.instantLayerDomain.separator
            if let separator = try answer(separator), let core = try answer(core), let accountLayer = try answer(accountLayer) {
                if separator != expected { found.append(.domain(expected: expected, found: separator)) }
                if core != contracts.symmioCore { found.append(.otherContract(name: "core", expected: contracts.symmioCore, found: core)) }
                if accountLayer != contracts.accountLayer {
                    found.append(.otherContract(name: "Account Layer", expected: contracts.accountLayer, found: accountLayer))
                }
            } else {
                found.append(.notTheContract(contract: "Instant Layer", address: layer))
            }
            if let other = try await otherRelease() { found.append(other) }
            if let decimals = try answer(decimals) {
                if decimals != contracts.collateral.decimals { found.append(.decimals(expected: contracts.collateral.decimals, found: decimals)) }
            } else {
                found.append(.notTheContract(contract: "collateral", address: token))
            }
            return found
        }
    }

    /// What a contract answered; nil where it has no such function.
    private func answer<T>(_ result: Result<T, ChainError>) throws(ChainError) -> T? {
        switch result {
        case .success(let value): return value
        case .failure(.reverted), .failure(.undecodable), .failure(.noContract): return nil
        case .failure(let error): throw error
        }
    }

    /// Tells the releases apart by their functions: 0.8.6 added a caps-taking `sendQuote` and took the older one away.
    private func otherRelease() async throws(ChainError) -> DeploymentMismatch? {
        let probes = [Symmio085.Core.Calls.SendQuote.selector, Symmio086.Core.Calls.SendQuote.selector].map {
            CallMessage(to: deployment.contracts.symmioCore, data: $0.bytes)
        }
        let known = try await chain.call(probes).map(Self.isKnown)
        switch (known.first ?? false, known.last ?? false) {
        case (false, true): return deployment.release == .v086 ? nil : .release(expected: deployment.release, found: .v086)
        case (true, false): return deployment.release == .v085 ? nil : .release(expected: deployment.release, found: .v085)
        // Neither or both: nothing that could be said with certainty.
        default: return nil
        }
    }

    /// Whether the core has a function that was called without arguments: one that it does not have is refused by the diamond with its own
    /// words.
    private static func isKnown(_ answer: Result<Bytes, ChainError>) -> Bool {
        switch answer {
        case .success: true
        case .failure(let error): error.revert.map { !$0.message.contains("Function does not exist") } ?? false
        }
    }
}

/// Whether a deployment was found to be what it says; one for a client and its copies.
actor Soundness {
    private(set) var value = false

    func isKnown() { value = true }
}
