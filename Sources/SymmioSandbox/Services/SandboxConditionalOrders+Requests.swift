import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts

/// Creating, editing and deleting: what is signed, and who may.
extension SandboxConditionalOrders {
    private var domain: EIP712Domain { ConditionalOrderMessage.domain(of: deployment) }

    // MARK: What is to be signed

    private var domainJSON: JSONValue {
        .object([
            "name": .string(domain.name ?? ""), "version": .string(domain.version ?? ""), "chainId": .number(String(deployment.chainId)),
            "verifyingContract": .string(deployment.contracts.instantLayer.checksummed),
        ])
    }

    private static func members(_ list: [(String, String)]) -> JSONValue {
        .array(list.map { .object(["name": .string($0.0), "type": .string($0.1)]) })
    }

    var orderSpec: JSONValue {
        let leg = [
            ("quantity", "string"), ("price", "string"), ("orderType", "uint8"), ("conditionalPrice", "string"), ("conditionalPriceType", "string"),
        ]
        return .object([
            "domain": domainJSON, "primaryType": "ConditionalOrder",
            "types": .object([
                "ConditionalOrder": Self.members([
                    ("virtualAccount", "address"), ("subAccount", "address"), ("salt", "uint256"), ("quoteId", "int256"),
                    ("symbolId", "uint256"), ("positionType", "uint8"), ("affiliate", "address"), ("takeProfit", "TakeProfit"),
                    ("stopLoss", "StopLoss"), ("sendQuote", "SendQuote"),
                ]), "TakeProfit": Self.members(leg), "StopLoss": Self.members(leg), "SendQuote": Self.members(leg + [("leverage", "uint256")]),
            ]),
        ])
    }

    var deletionSpec: JSONValue {
        .object([
            "domain": domainJSON, "primaryType": "DeleteConditionalOrder",
            "types": .object([
                "DeleteConditionalOrder": Self.members([
                    ("virtualAccount", "address"), ("salt", "uint256"), ("cohQuoteId", "string"), ("conditionalOrderType", "string"),
                ])
            ]),
        ])
    }

    // MARK: Creating and editing

    func create(_ request: ServerRequest) async throws(Refusal) -> ServerResponse {
        let (content, signer, signature) = try Self.signed(request)
        let message: ConditionalOrderMessage
        do throws(JSONFieldError) {
            message = try ConditionalOrderMessage(json: content.value)
        } catch {
            let path = [content.place, error.path].filter { !$0.isEmpty }.joined(separator: ".")
            throw Refusal(JSONFieldError(path: path, reason: error.reason))
        }
        guard SignatureCheck.recovers(signer, digest: message.digest(for: domain), signature: signature) else {
            throw Refusal(401, "signature does not match signer", status: 401)
        }
        try await checkAccess(message, signer: signer)
        guard let market = markets.first(where: { UInt256($0.symbolId) == message.symbolId }) else { throw Refusal(400, "unknown symbol") }
        guard let named = Int64(exactly: message.quoteId), named != 0 else { throw Refusal(422, "quoteId: no quote", status: 422) }
        await moveAnchored()
        let quoteId = named < 0 ? await hub.quote(of: named, application: channel).map { Int64(clamping: $0) } ?? named : named
        try await checkQuote(quoteId, message)
        let take = message.takeProfit
        let stop = message.stopLoss
        var legs: [ConditionalOrderEntry] = []
        for (kind, name, quantity, price, trigger, priceType) in [
            (ConditionalOrderKind.takeProfit, "takeProfit", take.quantity, take.price, take.conditionalPrice, take.conditionalPriceType),
            (.stopLoss, "stopLoss", stop.quantity, stop.price, stop.conditionalPrice, stop.conditionalPriceType),
        ] where quantity != "0" {
            let place = "\(content.place).\(name)"
            guard ["market", "last_close"].contains(priceType) else {
                throw Refusal(JSONFieldError(path: "\(place).conditionalPriceType", reason: "unknown"))
            }
            legs.append(
                ConditionalOrderEntry(
                    id: 0, kind: kind, message: message, quoteId: quoteId,
                    quantity: try Self.amount(quantity, market.quantityPrecision, "\(place).quantity"),
                    price: try Self.amount(price, market.pricePrecision, "\(place).price"),
                    trigger: try Self.amount(trigger, market.pricePrecision, "\(place).conditionalPrice"), priceType: priceType, at: await chain.now))
        }
        guard !legs.isEmpty else { throw Refusal(400, "neither takeProfit nor stopLoss has a quantity") }
        var names: [String] = []
        for leg in legs { names.append(await keep(leg)) }
        // The quote may have come to the chain, or to nothing, while this was checked.
        await moveAnchored()
        return .json(.object(["successful": true, "message": "accepted", "coh_quote_id": .string(names[0])]))
    }

    /// Puts a leg in the place of the live one of its kind, or at the end; gives its name.
    private func keep(_ leg: ConditionalOrderEntry) async -> String {
        let known = rows.values.first {
            $0.isLive && $0.kind == leg.kind && $0.quoteId == leg.quoteId && $0.message.virtualAccount == leg.message.virtualAccount
        }
        if var row = known {
            row.message = leg.message
            (row.quantity, row.price, row.trigger, row.priceType) = (leg.quantity, leg.price, leg.trigger, leg.priceType)
            row.modifiedAt = leg.modifiedAt
            rows[row.id] = row
            await report(row, state: "edit")
            return row.name
        }
        let id = (rows.keys.max() ?? 0) + 1
        let row = ConditionalOrderEntry(
            id: id, kind: leg.kind, message: leg.message, quoteId: leg.quoteId, quantity: leg.quantity, price: leg.price, trigger: leg.trigger,
            priceType: leg.priceType, at: leg.createdAt)
        rows[id] = row
        if let old = rows[id - BookedCall.remembered], !old.isLive, old.closing == nil { rows[old.id] = nil }
        await report(row, state: "new")
        return row.name
    }

    /// What was signed, who says to have signed it, and the signature.
    private static func signed(_ request: ServerRequest) throws(Refusal) -> (content: RequestBody, signer: Address, signature: Bytes) {
        do throws(JSONFieldError) {
            let body = try RequestBody(request)
            return (try body.member("typedData").member("message"), try body.member("signer").address(), try body.member("signature").bytes())
        } catch {
            throw Refusal(error)
        }
    }

    private static func amount(_ text: String, _ precision: UInt8, _ place: String) throws(Refusal) -> Wad {
        guard let value = try? Wad(text) else { throw Refusal(JSONFieldError(path: place, reason: "'\(text)' is no decimal")) }
        guard (try? value.rounded(fractionDigits: precision, .exact)) != nil else {
            throw Refusal(407, "provided values do not meet the required precision.")
        }
        return value
    }

    // MARK: Checks

    private func checkAccess(_ message: ConditionalOrderMessage, signer: Address) async throws(Refusal) {
        typealias Account = Symmio085.AccountLayer.Calls
        typealias Layer = Symmio085.InstantLayer.Calls
        let closing = RequestToClosePosition.selector
        let owner = (try? await chain.read(Account.OwnerOf(account: message.subAccount), from: chain.addresses.accountLayer)) ?? .zero
        if owner != signer {
            let active = try? await chain.read(
                Layer.IsDelegationActive(delegator: message.subAccount, delegate: signer, selector: closing), from: chain.addresses.instantLayer)
            guard active == true else { throw Refusal(403, "signer has no active delegation of the sub-account", status: 403) }
        }
        let bot = try? await chain.read(
            Layer.IsDelegationActive(delegator: message.subAccount, delegate: botKey.address, selector: closing),
            from: chain.addresses.instantLayer)
        guard bot == true else {
            throw Refusal(
                403, "parent subaccount has not delegated required access to COH for selectors=REQUEST_TO_CLOSE_POSITION", status: 403)
        }
        guard let account = try? await chain.read(Account.GetSubAccount(account: message.subAccount), from: chain.addresses.accountLayer),
            let isolation = account.isolationType.virtualAccountIsolation(for: PositionType(rawValue: message.positionType))
        else { throw Refusal(400, "unknown sub-account, or one without virtual accounts") }
        let predicted = try? await chain.read(
            Account.PredictNextVirtualAccountAddress(subAccount: message.subAccount, isolationType: isolation, symbolId: message.symbolId),
            from: chain.addresses.accountLayer)
        guard predicted == message.virtualAccount else {
            throw Refusal(400, "virtualAccount is not the predicted one: the sub-account needs singleVAMode for TP/SL")
        }
    }

    /// A quote on the chain has to be the account's; one that is on its way cannot be looked at, but what came to nothing is known.
    private func checkQuote(_ quoteId: Int64, _ message: ConditionalOrderMessage) async throws(Refusal) {
        guard quoteId > 0 else {
            guard !(await hub.hasFailed(quoteId, application: channel)) else { throw Refusal(400, "quote \(quoteId) came to nothing") }
            return
        }
        let call = Symmio085.Core.Calls.GetQuote(quoteId: UInt256(UInt64(quoteId)))
        guard let quote = try? await chain.read(call, from: chain.addresses.core), quote.partyA == message.virtualAccount else {
            throw Refusal(400, "quote \(quoteId) is not one of the account")
        }
        guard [.opened, .closePending, .cancelClosePending].contains(quote.quoteStatus) else {
            throw Refusal(400, "quote \(quoteId) is not open")
        }
    }

    // MARK: Deleting

    func delete(_ request: ServerRequest) async throws(Refusal) -> ServerResponse {
        let (message, signer, signature) = try Self.signed(request)
        let (account, name, kind, salt): (Address, String, String, UInt256)
        do throws(JSONFieldError) {
            (account, salt) = (try message.member("virtualAccount").address(), try message.member("salt").uint256())
            (name, kind) = (try message.member("cohQuoteId").text(), try message.member("conditionalOrderType").text())
        } catch {
            throw Refusal(error)
        }
        guard let spec = try? SigningSpec(json: deletionSpec.utf8),
            let typed = try? DynamicTypedData(
                schema: DynamicTypedDataSchema(types: spec.types, primaryType: spec.primaryType), domain: domain,
                message: .structure([
                    "virtualAccount": .atomic(.address(account)), "salt": .atomic(.uint(salt)), "cohQuoteId": .atomic(.string(name)),
                    "conditionalOrderType": .atomic(.string(kind)),
                ]))
        else { throw Refusal(422, "the message does not fit the spec", status: 422) }
        guard SignatureCheck.recovers(signer, digest: typed.digest, signature: signature) else {
            throw Refusal(401, "signature does not match signer", status: 401)
        }
        let found = rows.values.first { $0.name == name && $0.kind.rawValue == kind && $0.message.virtualAccount == account && $0.isLive }
        guard let row = found else { throw Refusal(4, "Not found", status: 404) }
        try await checkAccess(row.message, signer: signer)
        guard rows[row.id]?.isLive == true else { throw Refusal(4, "Not found", status: 404) }
        await setState(row.id, "canceled")
        return .json(.object(["successful": true, "message": "accepted"]))
    }
}
