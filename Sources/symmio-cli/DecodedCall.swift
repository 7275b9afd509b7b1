import EVMClient
import EVMCore
import SymmioContracts

/// Calldata of Symmio's contracts, read by its selector into the generated types.
struct DecodedCall: Sendable {
    let signature: String
    /// The contract that has the function, and the release.
    let place: String
    /// The arguments by name.
    let arguments: [(name: String, value: JSONValue)]
    /// The calls that this one carries.
    let inner: [Bytes]

    private static let table: [Selector: [(place: String, type: any ContractCall.Type)]] = {
        let contracts: [(String, [any ContractCall.Type])] = [
            ("AccountLayer 0.8.5", Symmio085.AccountLayer.Calls.all), ("AccountLayer 0.8.6", Symmio086.AccountLayer.Calls.all),
            ("InstantLayer 0.8.5", Symmio085.InstantLayer.Calls.all), ("InstantLayer 0.8.6", Symmio086.InstantLayer.Calls.all),
            ("Core 0.8.6", Symmio086.Core.Calls.all), ("Core 0.8.5", Symmio085.Core.Calls.all), ("Core 0.8.4", Symmio084.Core.Calls.all),
            ("MultiAccount 0.8.4", Symmio084.MultiAccount.Calls.all), ("ERC-20", Symmio085.ERC20.Calls.all),
            ("PartyB 0.8.6", Symmio086.PartyB.Calls.all), ("PartyB 0.8.5", Symmio085.PartyB.Calls.all), ("PartyB 0.8.4", Symmio084.PartyB.Calls.all),
            ("AccountManager 0.8.5", Symmio085.AccountManager.Calls.all),
        ]
        var table: [Selector: [(String, any ContractCall.Type)]] = [:]
        for (place, calls) in contracts { for call in calls { table[call.selector, default: []].append((place, call)) } }
        return table
    }()

    /// Reads calldata; nil where no contract known has the function or the arguments are not its.
    init?(_ data: Bytes) {
        guard let selector = try? ABI.selector(of: data) else { return nil }
        let candidates = (Self.table[selector] ?? []).compactMap { candidate in (try? candidate.type.init(decoding: data)).map { (candidate, $0) } }
        guard let (first, call) = candidates.first else { return nil }
        signature = first.type.signature
        place = candidates.filter { $0.0.type.signature == first.type.signature }.map(\.0.place).joined(separator: ", ")
        arguments = Reflected.members(of: call)
        inner = Self.carried(call)
    }

    /// The name of the function of a selector.
    static func functionName(_ selector: Selector) -> String? {
        table[selector]?.first.map { String($0.type.signature.prefix { $0 != "(" }) }
    }

    private static func carried(_ call: any ContractCall) -> [Bytes] {
        switch call {
        case let call as Symmio085.AccountLayer.Calls.Call: call.callDatas
        case let call as Symmio085.InstantLayer.Calls.ExecuteBatch: call.signedOps.map(\.callData)
        case let call as Symmio085.InstantLayer.Calls.ExecuteTemplate: call.signedOps.map(\.callData)
        default: []
        }
    }

    /// Calls in calls beyond this are nobody's.
    private static let deepest = 4

    var json: JSONValue { json(depth: 0) }

    private func json(depth: Int) -> JSONValue {
        var members: [String: JSONValue] = [
            "signature": .string(signature), "contract": .string(place),
            "arguments": .object(Dictionary(arguments.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })),
        ]
        if !inner.isEmpty, depth < Self.deepest {
            members["calls"] = .array(inner.map { data in DecodedCall(data)?.json(depth: depth + 1) ?? .object(["data": .string(data.hex)]) })
        }
        return .object(members)
    }

    /// Calldata in words, a line for each value.
    ///
    /// - Parameter amount: Says an amount of the collateral's smallest units in whole ones.
    static func describe(_ data: Bytes, depth: Int = 0, amount: (UInt256) -> String? = { _ in nil }) -> [String] {
        if data.isEmpty { return ["no call"] }
        guard let call = DecodedCall(data) else { return ["calls a function that is not Symmio's: \(Bytes(data.prefix(4)).hex), \(data.count) bytes"] }
        var lines = ["call  \(call.signature.prefix { $0 != "(" }) (\(call.place))"]
        let isInTokenUnits = amountsInTokenUnits.contains { call.signature.hasPrefix($0) }
        for (name, value) in call.arguments where call.inner.isEmpty || !carriers.contains(name) {
            lines += Self.lines(name, value, isInTokenUnits ? amount : { _ in nil }).map { "      \($0)" }
        }
        guard depth < deepest else { return lines }
        for data in call.inner { lines += describe(data, depth: depth + 1, amount: amount).map { "  \($0)" } }
        return lines
    }

    /// What is shown decoded needs not be shown as bytes.
    private static let carriers: Set<String> = ["callDatas", "signedOps"]
    private static let amountsInTokenUnits = ["approve(", "transfer(", "depositForAccount(", "initiateWithdraw("]

    private static func lines(_ name: String, _ value: JSONValue, _ amount: (UInt256) -> String?) -> [String] {
        switch value {
        case .object(let members):
            return ["\(name)"] + members.sorted { $0.key < $1.key }.flatMap { lines($0.key, $0.value, amount) }.map { "  \($0)" }
        case .array(let elements) where elements.isEmpty: return ["\(name): none"]
        case .array(let elements): return elements.enumerated().flatMap { lines("\(name)[\($0.offset)]", $0.element, amount) }
        case .string(let text): return ["\(name): \(shortened(text).onOneLine)\(remark(name, text, amount))"]
        default: return ["\(name): \(value.text)"]
        }
    }

    /// What a person would want to know of a bare value.
    private static func remark(_ name: String, _ text: String, _ amount: (UInt256) -> String?) -> String {
        let name = name.lowercased()
        if name.contains("deadline") || name.contains("expiry"), let seconds = UInt64(text) { return " (\(Words.time(seconds)))" }
        if name == "amount", let units = UInt256(text), let words = amount(units) { return " (\(words))" }
        if text.utf8.count == 10, let selector = try? Selector(hex: text), let function = functionName(selector) { return " (\(function))" }
        return ""
    }

    private static func shortened(_ text: String) -> String { text.count > 400 ? "\(text.prefix(400))… (\(text.count) characters)" : text }
}

extension JSONValue {
    /// A decoded value: tuples as arrays, numbers of the chain as decimal texts, bytes as hex.
    init(_ value: DynamicABIValue) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .string(let text): self = .string(text)
        case .address(let address): self = .string(address.checksummed)
        case .array(let values), .tuple(let values): self = .array(values.map { JSONValue($0) })
        case .uint, .int, .fixedBytes, .bytes, .function: self = .text(value)
        }
    }
}

/// Generated values as JSON: members by name, numbers of the chain as decimal texts, bytes as hex.
enum Reflected {
    /// Deeper than any generated type.
    private static let deepest = 16

    static func members(of value: Any) -> [(name: String, value: JSONValue)] {
        Mirror(reflecting: value).children.enumerated().map { index, child in (child.label ?? "\(index)", json(child.value, depth: 0)) }
    }

    private static func json(_ value: Any, depth: Int) -> JSONValue {
        switch value {
        case let value as Bytes: return .string(value.hex)
        case let value as any FixedBytes: return .string(value.hex)
        case let value as Address: return .string(value.checksummed)
        case let value as Bool: return .bool(value)
        case let value as String: return .string(value)
        case let value as any FixedWidthInteger: return .string("\(value)")
        default: break
        }
        let mirror = Mirror(reflecting: value)
        guard depth < deepest else { return .string("…") }
        switch mirror.displayStyle {
        case .collection: return .array(mirror.children.map { json($0.value, depth: depth + 1) })
        case .struct where !mirror.children.isEmpty && !(value is any CustomStringConvertible):
            var members: [String: JSONValue] = [:]
            for child in mirror.children { if let name = child.label { members[name] = json(child.value, depth: depth + 1) } }
            return .object(members)
        default: return .string("\(value)")
        }
    }
}
