public import EVMClient
public import EVMCore
public import EVMSigning
public import SymmioContracts

/// Which side of a position's conditional orders is meant.
public enum ConditionalOrderKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Take profit.
    case takeProfit = "take_profit"
    /// Stop loss.
    case stopLoss = "stop_loss"
    /// An order that opens, which this library does not make.
    case sendQuote = "send_quote"
}

/// Which conditional order to delete.
public struct ConditionalOrderDeletion: Sendable, Hashable {
    /// The account that holds the position.
    public var virtualAccount: Address
    /// The handler's name of the order, such as `coh4213`.
    public var orderId: String
    /// Which side.
    public var kind: ConditionalOrderKind
    /// Makes the request unlike any other.
    public var salt: UInt256

    /// Creates a deletion.
    public init(virtualAccount: Address, orderId: String, kind: ConditionalOrderKind, salt: UInt256) {
        self.virtualAccount = virtualAccount
        self.orderId = orderId
        self.kind = kind
        self.salt = salt
    }
}

/// Typed data with its signature, as the handler takes it to create, edit or delete.
public struct ConditionalOrderRequest: Sendable, Hashable {
    /// The JSON body.
    public var body: JSONValue
    /// What was signed.
    public var digest: Bytes32

    /// Why a request could not be signed.
    public enum Failure: Error, Sendable {
        /// The handler's spec is not one to sign.
        case spec(SigningSpecError)
        /// The signer could not sign.
        case signing(SigningError)
    }

    /// Signs an order, to create it or to replace one.
    /// - Parameters:
    ///   - message: what is signed and sent.
    ///   - spec: the handler's, or ``SigningSpec/init(standardFor:)``.
    ///   - deployment: what the spec has to agree with.
    ///   - signer: the session key.
    /// - Throws: ``Failure``.
    public init(
        _ message: ConditionalOrderMessage, spec: SigningSpec, deployment: Deployment, signer: some Signer
    ) async throws(Failure) {
        do throws(SigningSpecError) { try spec.checkOrder(for: deployment) } catch { throw .spec(error) }
        digest = message.digest(for: spec.domain)
        let signature: Signature
        do throws(SigningError) { signature = try await signer.sign(message, domain: spec.domain) } catch { throw .signing(error) }
        body = Self.body(spec, message: message.json, signature: signature, signer: signer.address)
    }

    /// Signs a deletion, by the handler's own types only.
    ///
    /// - Throws: ``Failure``.
    public init(
        _ deletion: ConditionalOrderDeletion, spec: SigningSpec, deployment: Deployment, signer: some Signer
    ) async throws(Failure) {
        let typedData: DynamicTypedData
        do throws(SigningSpecError) {
            try spec.checkDeletion(for: deployment)
            typedData = try spec.deletion(deletion)
        } catch {
            throw .spec(error)
        }
        digest = typedData.digest
        let signature: Signature
        do throws(SigningError) { signature = try await signer.sign(typedData: typedData) } catch { throw .signing(error) }
        // What is sent is what is signed: only the members that the handler's type has.
        let signed = Set((spec.types[spec.primaryType] ?? []).map(\.name))
        let all: [String: JSONValue] = [
            "virtualAccount": .string("\(deletion.virtualAccount)"), "salt": .string("\(deletion.salt)"), "cohQuoteId": .string(deletion.orderId),
            "conditionalOrderType": .string(deletion.kind.rawValue),
        ]
        let message = JSONValue.object(all.filter { signed.contains($0.key) })
        body = Self.body(spec, message: message, signature: signature, signer: signer.address)
    }

    private static func body(_ spec: SigningSpec, message: JSONValue, signature: Signature, signer: Address) -> JSONValue {
        .object([
            "typedData": .object([
                "types": spec.jsonTypes, "primaryType": .string(spec.primaryType), "domain": spec.rawDomain, "message": message,
            ]),
            "signature": .string(signature.hex), "signer": .string("\(signer)"),
        ])
    }
}

extension ConditionalOrderMessage {
    /// The message as the handler takes it: the salt as decimal text, ids as numbers.
    public var json: JSONValue {
        func leg(_ quantity: String, _ price: String, _ orderType: UInt8, _ trigger: String, _ triggerType: String) -> [String: JSONValue] {
            [
                "quantity": .string(quantity), "price": .string(price), "orderType": .number("\(orderType)"), "conditionalPrice": .string(trigger),
                "conditionalPriceType": .string(triggerType),
            ]
        }
        let take = takeProfit
        let stop = stopLoss
        let send = sendQuote
        var sendQuote = leg(send.quantity, send.price, send.orderType, send.conditionalPrice, send.conditionalPriceType)
        sendQuote["leverage"] = .number("\(send.leverage)")
        return .object([
            "virtualAccount": .string("\(virtualAccount)"), "subAccount": .string("\(subAccount)"), "salt": .string("\(salt)"),
            "quoteId": .number("\(quoteId)"), "symbolId": .number("\(symbolId)"), "positionType": .number("\(positionType)"),
            "affiliate": .string("\(affiliate)"),
            "takeProfit": .object(leg(take.quantity, take.price, take.orderType, take.conditionalPrice, take.conditionalPriceType)),
            "stopLoss": .object(leg(stop.quantity, stop.price, stop.orderType, stop.conditionalPrice, stop.conditionalPriceType)),
            "sendQuote": .object(sendQuote),
        ])
    }

    /// Reads the JSON form; numbers in either style, unknown members passed over.
    ///
    /// - Throws: ``JSONFieldError`` that names the member.
    public init(json: JSONValue) throws(JSONFieldError) {
        let json = JSONReader(json)
        func member(_ leg: JSONReader, _ name: String) throws(JSONFieldError) -> String { try leg.member(name).text() }
        let take = try json.member("takeProfit")
        let stop = try json.member("stopLoss")
        let send = try json.member("sendQuote")
        self.init(
            virtualAccount: try json.member("virtualAccount").address(), subAccount: try json.member("subAccount").address(),
            salt: try json.member("salt").uint256(), quoteId: try json.member("quoteId").int256(), symbolId: try json.member("symbolId").uint256(),
            positionType: try json.member("positionType").unsigned(UInt8.self), affiliate: try json.member("affiliate").address(),
            takeProfit: .init(
                quantity: try member(take, "quantity"), price: try member(take, "price"),
                orderType: try take.member("orderType").unsigned(UInt8.self), conditionalPrice: try member(take, "conditionalPrice"),
                conditionalPriceType: try member(take, "conditionalPriceType")),
            stopLoss: .init(
                quantity: try member(stop, "quantity"), price: try member(stop, "price"),
                orderType: try stop.member("orderType").unsigned(UInt8.self), conditionalPrice: try member(stop, "conditionalPrice"),
                conditionalPriceType: try member(stop, "conditionalPriceType")),
            sendQuote: .init(
                quantity: try member(send, "quantity"), price: try member(send, "price"),
                orderType: try send.member("orderType").unsigned(UInt8.self), conditionalPrice: try member(send, "conditionalPrice"),
                conditionalPriceType: try member(send, "conditionalPriceType"), leverage: try send.member("leverage").uint256()))
    }
}
