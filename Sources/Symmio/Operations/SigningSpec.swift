public import EVMClient
public import EVMCore
internal import SymmioContracts

/// Which typed data the conditional-orders handler says it wants signed: `GET /api/v5/signing-spec` and `…-del`.
///
/// A key signs only what is understood: ``checkOrder(for:)`` and ``checkDeletion(for:)`` hold the handler's types and domain against what
/// this library knows, and refuse anything else with an explanation.
public struct SigningSpec: Sendable, Hashable {
    /// The domain as it was sent, to be echoed in requests; may have members that are not signed.
    public var rawDomain: JSONValue
    /// The domain's four members that are signed.
    public var domain: EIP712Domain
    /// The struct types in the order and spelling that they were sent in.
    public var types: [String: [DynamicTypedDataSchema.Member]]
    /// The struct that is signed.
    public var primaryType: String

    /// Reads the handler's answer.
    ///
    /// - Throws: ``JSONFieldError`` that names the member.
    public init(json: some Sequence<UInt8>) throws(JSONFieldError) { try self.init(JSONReader(parsing: json)) }

    init(_ json: JSONReader) throws(JSONFieldError) {
        let domain = try json.member("domain")
        rawDomain = domain.value
        self.domain = EIP712Domain(
            name: try domain.string("name"), version: try domain.member("version").text(), chainId: try domain.member("chainId").uint256(),
            verifyingContract: try domain.member("verifyingContract").address())
        types = [:]
        for (name, list) in try json.member("types").members() {
            types[name] = try list.map { member throws(JSONFieldError) in .init(name: try member.string("name"), type: try member.string("type")) }
        }
        primaryType = try json.string("primaryType")
    }

    /// The spec of orders that one handler was seen to accept, for when none can be fetched; there is none for deletions.
    public init(standardFor deployment: Deployment) {
        domain = ConditionalOrderMessage.domain(of: deployment)
        rawDomain = .object([
            "name": .string(domain.name ?? ""), "version": .string(domain.version ?? ""), "chainId": .number("\(deployment.chainId)"),
            "verifyingContract": .string("\(deployment.contracts.instantLayer)"),
        ])
        types = Self.members(of: ConditionalOrderMessage.encodeType)
        types["EIP712Domain"] = Self.members(of: domain.encodeType)["EIP712Domain"]
        primaryType = "ConditionalOrder"
    }

    /// The types as the handler takes them back.
    var jsonTypes: JSONValue {
        .object(types.mapValues { .array($0.map { .object(["name": .string($0.name), "type": .string($0.type)]) }) })
    }

    /// The members that a type string declares: `A(B b)B(uint256 c)`.
    static func members(of encodeType: String) -> [String: [DynamicTypedDataSchema.Member]] {
        var result: [String: [DynamicTypedDataSchema.Member]] = [:]
        for declaration in encodeType.split(separator: ")") {
            let parts = declaration.split(separator: "(", maxSplits: 1)
            guard let name = parts.first else { continue }
            let members = parts.count > 1 ? parts[1].split(separator: ",") : []
            result[String(name)] = members.compactMap { member in
                let words = member.split(separator: " ", maxSplits: 1)
                return words.count == 2 ? .init(name: String(words[1]), type: String(words[0])) : nil
            }
        }
        return result
    }
}

/// Why a handler's signing spec is not signed.
public enum SigningSpecError: Error, Sendable, Hashable {
    /// The types do not resolve.
    case unsound(DynamicTypedDataError)
    /// The types are others than those whose meaning is known; `difference` says which.
    case unknownMeaning(difference: String)
    /// The domain is of another chain.
    case otherChain(expected: UInt64, found: String)
    /// The domain is of another contract.
    case otherContract(expected: Address, found: String)
    /// A value does not fit the types.
    case unfit(DynamicTypedDataError)
}

extension SigningSpecError: CustomStringConvertible {
    /// What is wrong, in one sentence.
    public var description: String {
        switch self {
        case .unsound(let error): "the handler's signing spec is not sound: \(error)"
        case .unknownMeaning(let difference):
            "the handler asks for typed data whose meaning this version does not know, so nothing is signed: \(difference)"
        case .otherChain(let expected, let found): "the handler's signing domain is of chain \(found), not of \(expected); nothing is signed"
        case .otherContract(let expected, let found):
            "the handler's signing domain is of contract \(found), not of the Instant Layer \(expected); nothing is signed"
        case .unfit(let error): "the order does not fit the handler's types: \(error)"
        }
    }
}

extension SigningSpec {
    /// Checks that an order signed by this spec means what ``ConditionalOrderMessage`` means, here.
    ///
    /// - Throws: ``SigningSpecError``.
    public func checkOrder(for deployment: Deployment) throws(SigningSpecError) {
        try checkDomain(for: deployment)
        let schema = try schema()
        guard schema.root.encodeType != ConditionalOrderMessage.encodeType else { return }
        let known = Self.members(of: ConditionalOrderMessage.encodeType)
        throw .unknownMeaning(difference: difference(from: known, primary: "ConditionalOrder"))
    }

    /// Checks that a deletion signed by this spec names an order by the four members that are known, here.
    ///
    /// - Throws: ``SigningSpecError``.
    public func checkDeletion(for deployment: Deployment) throws(SigningSpecError) {
        try checkDomain(for: deployment)
        let root = try schema().root
        let allowed: [String: [String]] = [
            "virtualAccount": ["address"], "salt": ["uint256", "string"], "cohQuoteId": ["string"], "conditionalOrderType": ["string"],
        ]
        for (name, type) in root.members {
            guard let types = allowed[name] else { throw .unknownMeaning(difference: "\(root.name) has a member '\(name)'") }
            guard types.contains(type.description) else {
                throw .unknownMeaning(difference: "\(root.name).\(name) is \(type), not \(types.joined(separator: " or "))")
            }
        }
        for name in ["cohQuoteId", "conditionalOrderType"] where !root.members.contains(where: { $0.name == name }) {
            throw .unknownMeaning(difference: "\(root.name) lacks '\(name)'")
        }
    }

    /// The typed data of a deletion, from these types alone.
    ///
    /// - Throws: ``SigningSpecError``.
    func deletion(_ deletion: ConditionalOrderDeletion) throws(SigningSpecError) -> DynamicTypedData {
        let schema = try schema()
        var members: [String: DynamicTypedDataValue] = [:]
        for (name, type) in schema.root.members {
            switch name {
            case "virtualAccount": members[name] = .atomic(.address(deletion.virtualAccount))
            case "salt": members[name] = .atomic(type == .atomic(.string) ? .string("\(deletion.salt)") : .uint(deletion.salt))
            case "cohQuoteId": members[name] = .atomic(.string(deletion.orderId))
            case "conditionalOrderType": members[name] = .atomic(.string(deletion.kind.rawValue))
            default: break
            }
        }
        do throws(DynamicTypedDataError) {
            return try DynamicTypedData(schema: schema, domain: domain, message: .structure(members))
        } catch {
            throw .unfit(error)
        }
    }

    private func schema() throws(SigningSpecError) -> DynamicTypedDataSchema {
        do throws(DynamicTypedDataError) {
            return try DynamicTypedDataSchema(types: types, primaryType: primaryType)
        } catch {
            throw .unsound(error)
        }
    }

    private func checkDomain(for deployment: Deployment) throws(SigningSpecError) {
        guard domain.chainId == UInt256(deployment.chainId) else {
            throw .otherChain(expected: deployment.chainId, found: domain.chainId.map { "\($0)" } ?? "none")
        }
        guard domain.verifyingContract == deployment.contracts.instantLayer else {
            throw .otherContract(expected: deployment.contracts.instantLayer, found: domain.verifyingContract.map { "\($0)" } ?? "none")
        }
    }

    /// The first difference, in words.
    private func difference(from known: [String: [DynamicTypedDataSchema.Member]], primary: String) -> String {
        if primaryType != primary { return "the primary type is '\(primaryType)', not '\(primary)'" }
        for (name, members) in known.sorted(by: { $0.key < $1.key }) {
            guard let found = types[name] else { return "there is no type '\(name)'" }
            for (index, member) in members.enumerated() {
                guard index < found.count else { return "\(name) lacks '\(member.name)'" }
                if found[index] != member {
                    return "member \(index + 1) of \(name) is '\(found[index].type) \(found[index].name)', not '\(member.type) \(member.name)'"
                }
            }
            if found.count > members.count { return "\(name) has a further member '\(found[members.count].name)'" }
        }
        return "its types refer to others than those known"
    }
}
