public import EVMClient
import EVMCore
import EVMSigning
public import Symmio
public import SymmioContracts

/// Operations of a trader and a solver that the Instant Layer executes together by one of its templates.
public struct SolverBatch: Sendable {
    /// The template that wires their results.
    public var template: OperationTemplate
    /// The operations, as many as the template has.
    public var operations: [SignedInstantOperation]
    /// The fills of each operation's flex fields.
    public var fills: [[FlexFill]]

    /// Puts a batch together.
    public init(template: OperationTemplate, operations: [SignedInstantOperation], fills: [[FlexFill]] = []) {
        self.template = template
        self.operations = operations
        self.fills = fills
    }

    /// The call that executes it; made to the Instant Layer by an operator.
    public var call: ExecuteTemplate { ExecuteTemplate(template, operations, fills: fills) }
}

/// Adds a solver's own operations to those of traders: signs in the name of its contract, fills flex fields, and finds the template.
public struct BatchAssembler: Sendable {
    /// The contracts.
    public let deployment: Deployment
    /// Signs as the solver's contract.
    public let signer: ContractSigner
    /// Where the oracle's signatures come from.
    public let signatures: any UpnlSource
    /// Where salts come from.
    public let salts: SaltSource

    /// Creates an assembler.
    public init(deployment: Deployment, signer: ContractSigner, signatures: any UpnlSource = BoundOnly(), salts: SaltSource = .system) {
        self.deployment = deployment
        self.signer = signer
        self.signatures = signatures
        self.salts = salts
    }

    /// The batch that opens: the margin where some is paid, the quote with its flex field filled, lock and open with the quote's id wired in.
    ///
    /// - Parameter templates: What the Instant Layer holds; see ``templates(_:)``.
    /// - Throws: ``Refusal``.
    public func batch(opening order: JudgedOpen, templates: [OperationTemplate]) async throws(Refusal) -> SolverBatch {
        let shape: TemplateShape = order.request.addMargin == nil ? .instantOpenNoMargin : .instantOpen
        let template = try find(shape, in: templates)
        let (terms, solver, now) = (order.terms, signer.address, order.judgedAt)
        let (lock, pair): (UpnlSignature, PairUpnlAndPriceSignature)
        var quoteFills: [FlexFill] = order.request.sendQuote.operation.flexFields.map { _ in .keep }
        do {
            lock = try await signatures.lockSignature(account: order.account, solver: solver, now: now)
            pair = try await signatures.pairSignature(
                account: order.account, solver: solver, symbolId: terms.symbolId, mark: order.offer.mark, now: now)
        } catch {
            throw Refusal(.order, .oracle(error))
        }
        if let index = order.upnlField { quoteFills[index] = try await fill(order, at: index) }
        // The template puts the quote's id in place of the zeros.
        let lockCall = Symmio085.Core.Calls.LockQuote(quoteId: .zero, upnlSig: lock)
        let openCall = Symmio085.Core.Calls.OpenPosition(
            quoteId: .zero, filledAmount: terms.quantity.units, openedPrice: order.offer.price.units, upnlSig: pair)
        let own = [try await sign(lockCall, until: terms.deadline), try await sign(openCall, until: terms.deadline)]
        let marginFills: [[FlexFill]] = order.request.addMargin == nil ? [] : [[]]
        return SolverBatch(template: template, operations: order.operations + own, fills: marginFills + [quoteFills])
    }

    /// What puts an order at a limit on chain, where it waits: the trader's operations alone.
    ///
    /// - Throws: ``Refusal``.
    public func batch(resting order: JudgedOpen) async throws(Refusal) -> ExecuteBatch {
        var quoteFills: [FlexFill] = order.request.sendQuote.operation.flexFields.map { _ in .keep }
        if let index = order.upnlField { quoteFills[index] = try await fill(order, at: index) }
        let marginFills: [[FlexFill]] = order.request.addMargin == nil ? [] : [[]]
        return ExecuteBatch(order.operations, fills: marginFills + [quoteFills])
    }

    /// What puts a request to close at a limit on chain, where it waits.
    public func batch(resting order: JudgedClose) -> ExecuteBatch { ExecuteBatch([order.operation]) }

    /// The batch that closes: the trader's request and the solver's fill of it.
    ///
    /// - Throws: ``Refusal``.
    public func batch(closing order: JudgedClose, templates: [OperationTemplate]) async throws(Refusal) -> SolverBatch {
        let template = try find(.instantClose, in: templates)
        let pair: PairUpnlAndPriceSignature
        do {
            pair = try await signatures.pairSignature(
                account: order.account, solver: signer.address, symbolId: order.symbolId, mark: order.offer.mark, now: order.judgedAt)
        } catch {
            throw Refusal(.order, .oracle(error))
        }
        let fill = Symmio085.Core.Calls.FillCloseRequest(
            quoteId: order.call.quoteId, filledAmount: order.call.quantityToClose, closedPrice: order.offer.price.units, upnlSig: pair)
        return SolverBatch(template: template, operations: [order.operation, try await sign(fill, until: order.call.deadline)])
    }

    /// The templates that the Instant Layer holds; their numbers differ between deployments.
    ///
    /// - Throws: ``Refusal``.
    public func templates(_ chain: ChainClient) async throws(Refusal) -> [OperationTemplate] {
        do throws(ChainError) {
            return try await OperationTemplate.all(of: deployment, on: chain)
        } catch {
            throw Refusal(.order, .chain(error))
        }
    }

    private func find(_ shape: TemplateShape, in templates: [OperationTemplate]) throws(Refusal) -> OperationTemplate {
        do throws(TemplateError) {
            return try OperationTemplate.find(shape, in: templates)
        } catch {
            throw Refusal(.order, .template(error))
        }
    }

    /// The oracle's signature as a fill of the trader's `upnlSig`, signed by the solver's contract.
    private func fill(_ order: JudgedOpen, at index: Int) async throws(Refusal) -> FlexFill {
        let operation = order.request.sendQuote.operation
        let signature: UpnlAndPriceSignature
        do {
            signature = try await signatures.quoteSignature(
                account: order.account, symbolId: order.terms.symbolId, mark: order.offer.mark, now: order.judgedAt)
        } catch {
            throw Refusal(.order, .oracle(error))
        }
        // A struct in a tail is encoded as its members are by themselves.
        let value = signature.abiEncoded()
        let field = operation.flexFields[index]
        // For a bound account nobody looks at it: what the trader signed does as well, where the two differ in length.
        if order.isBound, UInt256(UInt64(value.count)) != field.length { return .keep }
        do throws(FlexFillError) {
            if field.authorizedFlexFiller == signer.address {
                return try await FlexFill(value, at: index, of: operation, signer: signer, domain: deployment.instantLayerDomain)
            }
            // The field is for the operator, who sends the batch and whose fills need no signature.
            guard UInt256(UInt64(value.count)) == field.length else {
                throw .wrongLength(field: index, expected: field.length, given: value.count)
            }
            return FlexFill(value: value)
        } catch {
            throw Refusal(.sendQuote, .flexField(error))
        }
    }

    private func sign(_ call: some ContractCall, until deadline: UInt256) async throws(Refusal) -> SignedInstantOperation {
        let operation = InstantOperation(
            call, target: deployment.contracts.symmioCore, account: signer.address, isPartyB: true, signer: signer.address, deadline: deadline,
            salt: salts.next())
        do throws(SigningError) {
            return try await SignedInstantOperation(operation, signer: signer, domain: deployment.instantLayerDomain)
        } catch {
            throw Refusal(.order, .signing(error))
        }
    }
}
