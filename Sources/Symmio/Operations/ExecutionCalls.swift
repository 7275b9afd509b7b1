internal import EVMCore
public import SymmioContracts

extension ExecuteBatch {
    /// A batch of signed operations, all or none of which are executed.
    ///
    /// - Parameter fills: For each operation the fills of its flex fields; those beyond the end keep what was signed.
    public init(_ operations: [SignedInstantOperation], fills: [[FlexFill]] = []) {
        let fills = FlexFill.completed(fills, for: operations)
        self.init(
            signedOps: operations.map(\.operation), signatures: operations.map(\.signature), fills: fills.map { $0.map(\.value) },
            flexFillerSignatures: fills.map { $0.map(\.signature) })
    }
}

extension ExecuteTemplate {
    /// Signed operations that a template wires together.
    ///
    /// - Parameter template: What ``OperationTemplate/find(_:in:)`` found; ids differ between deployments and are never assumed.
    /// - Parameter fills: As for a batch.
    public init(_ template: OperationTemplate, _ operations: [SignedInstantOperation], fills: [[FlexFill]] = []) {
        let fills = FlexFill.completed(fills, for: operations)
        self.init(
            templateId: template.id, signedOps: operations.map(\.operation), signatures: operations.map(\.signature),
            fills: fills.map { $0.map(\.value) }, flexFillerSignatures: fills.map { $0.map(\.signature) })
    }
}

extension FlexFill {
    /// One list for each operation and, where there are flex fields, one fill for each field, as the contract demands.
    fileprivate static func completed(_ fills: [[FlexFill]], for operations: [SignedInstantOperation]) -> [[FlexFill]] {
        operations.enumerated().map { index, operation in
            let given = index < fills.count ? fills[index] : []
            let missing = operation.operation.flexFields.count - given.count
            return missing > 0 ? given + Array(repeating: .keep, count: missing) : given
        }
    }
}
