internal import EVMClient
public import EVMCore
public import EVMSigning
public import SymmioContracts

/// One position to close, wholly or in part, in the contracts' units.
public struct CloseOrder: Sendable, Hashable {
    /// The quote.
    public var quoteId: UInt256
    /// The account that holds the position: the virtual account, or the sub-account where there is none.
    public var account: Address
    /// The worst acceptable price.
    public var price: Wad
    /// How much to close.
    public var quantity: Wad
    /// The last second (since 1970) at which it may be closed.
    public var deadline: UInt64
    /// At market, or at the price or better whenever the market is there.
    public var orderType: OrderType

    /// Creates an order.
    public init(quoteId: UInt256, account: Address, price: Wad, quantity: Wad, deadline: UInt64, orderType: OrderType = .market) {
        self.quoteId = quoteId
        self.account = account
        self.price = price
        self.quantity = quantity
        self.deadline = deadline
        self.orderType = orderType
    }

    /// The call; made to the core.
    public var call: RequestToClosePosition {
        RequestToClosePosition(
            quoteId: quoteId, closePrice: price.units, quantityToClose: quantity.units, orderType: orderType, deadline: UInt256(deadline))
    }
}

/// The body of an instant open: one or two signed operations.
public struct OpenRequest: Sendable {
    /// Moves the margin to the virtual account; nil for solvers that trade on the sub-account itself.
    public var addMargin: SignedInstantOperation?
    /// Sends the quote.
    public var sendQuote: SignedInstantOperation

    /// Puts the two together.
    public init(addMargin: SignedInstantOperation?, sendQuote: SignedInstantOperation) {
        self.addMargin = addMargin
        self.sendQuote = sendQuote
    }

    /// The JSON body.
    public func json(numbers: Deployment.NumberStyle) -> String { String(decoding: jsonBytes(numbers: numbers), as: UTF8.self) }

    /// The bytes of ``json(numbers:)``, without a text on the way.
    public func jsonBytes(numbers: Deployment.NumberStyle) -> Bytes {
        var writer = OperationWriter(numbers: numbers, capacity: (addMargin?.estimatedSize ?? 0) + sendQuote.estimatedSize)
        writer.write("{")
        if let addMargin {
            writer.write("\"addMargin\":")
            writer.write(addMargin)
            writer.write(",")
        }
        writer.write("\"sendQuote\":")
        writer.write(sendQuote)
        writer.write("}")
        return writer.bytes
    }

    /// Reads the JSON body.
    ///
    /// - Throws: ``JSONFieldError`` that names the member.
    public init(json: some Sequence<UInt8>) throws(JSONFieldError) {
        let json = try JSONReader(parsing: json)
        addMargin = try json.optional("addMargin").map { member throws(JSONFieldError) in try SignedInstantOperation(member) }
        sendQuote = try SignedInstantOperation(try json.member("sendQuote"))
    }
}

/// The body of an instant close: one signed operation for each position.
public struct CloseRequest: Sendable {
    /// The most operations that one body may have.
    public static let maximumOperations = 100

    /// The operations.
    public var operations: [SignedInstantOperation]

    /// Creates a body.
    public init(operations: [SignedInstantOperation]) { self.operations = operations }

    /// The JSON body in the deployment's form.
    public func json(style: Deployment.Style) -> String { String(decoding: jsonBytes(style: style), as: UTF8.self) }

    /// The bytes of ``json(style:)``, without a text on the way.
    public func jsonBytes(style: Deployment.Style) -> Bytes {
        var writer = OperationWriter(numbers: style.numbers, capacity: operations.reduce(32) { $0 + $1.estimatedSize })
        if style.closeBody == .operations { writer.write("{\"operations\":") }
        writer.writeList(operations) { json, operation in json.write(operation) }
        if style.closeBody == .operations { writer.write("}") }
        return writer.bytes
    }

    /// Reads the JSON body in either form.
    ///
    /// - Throws: ``JSONFieldError`` that names the member.
    public init(json: some Sequence<UInt8>) throws(JSONFieldError) {
        let json = try JSONReader(parsing: json)
        let list = json.value.object == nil ? json : try json.member("operations")
        operations = try list.map { element throws(JSONFieldError) in try SignedInstantOperation(element) }
    }
}

/// Makes and signs the operations of one deployment with one session key.
public struct OperationFactory: Sendable {
    /// Where they are to be executed.
    public var deployment: Deployment
    /// The solver that fills orders.
    public var solver: Deployment.Solver
    /// The session key, or the owner.
    public var signer: any Signer
    /// Where salts come from.
    public var salts: SaltSource

    /// Creates a factory.
    public init(deployment: Deployment, solver: Deployment.Solver, signer: any Signer, salts: SaltSource = .system) {
        self.deployment = deployment
        self.solver = solver
        self.signer = signer
        self.salts = salts
    }

    /// Signs the operations that open a position, two of them, or one where the sub-account itself trades: maxUses 1, nonce 0, the order's
    /// deadline.
    ///
    /// - Throws: What the signer throws.
    public func open(_ order: OpenOrder) async throws(SigningError) -> OpenRequest {
        guard let call = order.addMarginCall else { return OpenRequest(addMargin: nil, sendQuote: try await sendQuote(order)) }
        let margin = InstantOperation(
            call, target: deployment.contracts.accountLayer, account: order.subAccount, signer: signer.address,
            deadline: UInt256(order.deadline), salt: salts.next())
        let signedMargin = try await sign(margin)
        return OpenRequest(addMargin: signedMargin, sendQuote: try await sendQuote(order))
    }

    /// Signs the operation that sends a quote, alone.
    ///
    /// - Throws: What the signer throws.
    public func sendQuote(_ order: OpenOrder) async throws(SigningError) -> SignedInstantOperation {
        let call = order.sendQuoteCall(release: deployment.release, solver: solver.kind)
        // Solvers of majors want the oracle's signature itself.
        let isFlexible = deployment.style.flexUpnlSig && solver.kind == .enigma
        return try await sign(
            InstantOperation(
                signer: signer.address, target: deployment.contracts.symmioCore, callData: call.encoded,
                signerAccount: .init(addr: order.subAccount, isPartyB: false),
                flexFields: isFlexible ? [call.flexField(filler: solver.address)] : [], maxUses: .one,
                replayAttackHeader: .init(nonce: .zero, deadline: UInt256(order.deadline), salt: salts.next())))
    }

    /// Signs one operation for each position to close.
    ///
    /// - Throws: What the signer throws.
    public func close(_ orders: [CloseOrder]) async throws(SigningError) -> CloseRequest {
        var operations: [SignedInstantOperation] = []
        for order in orders {
            let operation = InstantOperation(
                order.call, target: deployment.contracts.symmioCore, account: order.account, signer: signer.address,
                deadline: UInt256(order.deadline), salt: salts.next())
            operations.append(try await sign(operation))
        }
        return CloseRequest(operations: operations)
    }

    /// Signs an operation for this deployment's Instant Layer.
    ///
    /// - Throws: What the signer throws; `wrongSigner` where the operation names another.
    public func sign(_ operation: InstantOperation) async throws(SigningError) -> SignedInstantOperation {
        try await SignedInstantOperation(operation, signer: signer, domain: deployment.instantLayerDomain)
    }
}
