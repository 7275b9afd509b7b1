public import EVMClient
public import EVMCore
public import SymmioContracts

extension OperationTemplate {
    /// The templates that a deployment's Instant Layer holds; their numbers differ between deployments. One whose arrays do not go together,
    /// which the contract could not carry out, is left out.
    ///
    /// - Throws: ``EVMClient/ChainError``.
    public static func all(of deployment: Deployment, on chain: ChainClient) async throws(ChainError) -> [OperationTemplate] {
        let held = try await chain.readPages(from: deployment.contracts.instantLayer) {
            Symmio085.InstantLayer.Calls.GetTemplates(startId: $0, limit: $1)
        }
        return held.enumerated().compactMap { try? OperationTemplate(id: UInt256(UInt64($0)), $1) }
    }
}

/// What the Instant Layer says of operations.
extension SymmioClient {
    /// The templates that the Instant Layer holds: ``OperationTemplate/find(_:in:)`` looks for one by its name and shape.
    ///
    /// - Throws: ``SymmioError/chain(_:)``.
    public func operationTemplates() async throws(SymmioError) -> [OperationTemplate] {
        try await chaining { () async throws(ChainError) in try await OperationTemplate.all(of: deployment, on: chain) }
    }

    /// The nonce that the next operation of an account has to have where operations are to be executed in order: the account's last one plus
    /// one. Sub-accounts and virtual accounts each count their own. An operation whose nonce is 0 takes no part in it.
    ///
    /// - Throws: ``SymmioError/chain(_:)``.
    public func nextNonce(of account: Address) async throws(SymmioError) -> UInt256 {
        try await read(Symmio085.InstantLayer.Calls.Nonces(value: account), from: deployment.contracts.instantLayer) &+ .one
    }

    /// How often an operation was executed: no event tells.
    ///
    /// - Throws: ``SymmioError/chain(_:)``.
    public func useCount(of operation: InstantOperation) async throws(SymmioError) -> UInt256 {
        let digest = operation.digest(for: deployment.instantLayerDomain)
        return try await read(Symmio085.InstantLayer.Calls.OperationUsageCount(value: digest), from: deployment.contracts.instantLayer)
    }
}
