import EVMClient
public import EVMCore
import SymmioContracts

/// How a deployment differs from what it says.
public enum DeploymentMismatch: Error, Sendable, Hashable {
    /// The endpoint serves another chain.
    case chain(expected: UInt64, found: UInt64)
    /// There is no code at an address.
    case noCode(contract: String, address: Address)
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
    /// To be called before anything is signed.
    /// - Throws: ``SymmioError/deployment(_:)`` with the first difference; ``SymmioError/chain(_:)``.
    public func check() async throws(SymmioError) {
        for finding in try await findings() { throw .deployment(finding) }
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
        var found: [DeploymentMismatch] = []
        for (name, address) in [
            ("core", contracts.symmioCore), ("Account Layer", contracts.accountLayer), ("Instant Layer", contracts.instantLayer),
            ("collateral", contracts.collateral.address),
        ] {
            let code = try await chaining { () async throws(ChainError) in try await chain.code(of: address) }
            if code.isEmpty { found.append(.noCode(contract: name, address: address)) }
        }
        // What else is asked makes sense only where there is something to answer.
        guard found.isEmpty else { return found }
        found += try await instantLayerFindings()
        if let other = try await otherRelease() { found.append(other) }
        let decimals = try await read(Symmio085.ERC20.Calls.Decimals(), from: contracts.collateral.address)
        if decimals != contracts.collateral.decimals { found.append(.decimals(expected: contracts.collateral.decimals, found: decimals)) }
        return found
    }

    private func instantLayerFindings() async throws(SymmioError) -> [DeploymentMismatch] {
        typealias Calls = Symmio085.InstantLayer.Calls
        let contracts = deployment.contracts
        var found: [DeploymentMismatch] = []
        let separator = try await read(Calls.DomainSeparator(), from: contracts.instantLayer)
        let expected = deployment.instantLayerDomain.separator
        if separator != expected { found.append(.domain(expected: expected, found: separator)) }
        let core = try await read(Calls.Symmio(), from: contracts.instantLayer)
        if core != contracts.symmioCore { found.append(.otherContract(name: "core", expected: contracts.symmioCore, found: core)) }
        let layer = try await read(Calls.AccountLayer(), from: contracts.instantLayer)
        if layer != contracts.accountLayer { found.append(.otherContract(name: "Account Layer", expected: contracts.accountLayer, found: layer)) }
        return found
    }

    /// Tells the releases apart by their functions: 0.8.6 added a caps-taking `sendQuote` and took the older one away.
    private func otherRelease() async throws(SymmioError) -> DeploymentMismatch? {
        let is086 = await knows(Symmio086.Core.Calls.SendQuote.selector)
        let is085 = await knows(Symmio085.Core.Calls.SendQuote.selector)
        switch (is085, is086) {
        case (false, true): return deployment.release == .v086 ? nil : .release(expected: deployment.release, found: .v086)
        case (true, false): return deployment.release == .v085 ? nil : .release(expected: deployment.release, found: .v085)
        // Neither or both: nothing that could be said with certainty.
        default: return nil
        }
    }

    /// Whether the core has a function: one that it does not have is refused by the diamond with its own words.
    private func knows(_ selector: Selector) async -> Bool {
        do throws(ChainError) {
            _ = try await chain.call(CallMessage(to: deployment.contracts.symmioCore, data: selector.bytes), at: .latest)
            return true
        } catch {
            guard let revert = error.revert else { return false }
            return !revert.message.contains("Function does not exist")
        }
    }
}
