public import EVMCore

/// Knows contracts' errors and functions, so that a revert becomes typed errors and a sentence for people.
///
/// Built from generated types:
/// ```swift
/// var reverts = RevertDecoder()
/// reverts.add(errors: Symmio085.InstantLayer.Errors.all, functions: Symmio085.InstantLayer.Calls.all)
/// reverts.add(batch: Symmio085.InstantLayer.Calls.ExecuteBatch.self) { $0.signedOps.map(\.callData) }
/// ```
public struct RevertDecoder: Sendable {
    private var table = ABIErrorTable()
    private var types: [Selector: [any ContractError.Type]] = [:]
    private var functionNames: [Selector: String] = [:]
    private var batches: [Selector: @Sendable (Bytes) -> [Bytes]?] = [:]
    private var advice: [RevertAdvice] = []

    /// Creates a decoder that knows `Error(string)` and `Panic(uint256)`.
    public init() {}

    /// Adds a contract's errors and, for the names of what was called, its functions.
    public mutating func add(errors: [any ContractError.Type] = [], functions: [any ContractCall.Type] = []) {
        for type in errors {
            let name = type.signature.prefix { $0 != "(" }
            // A generated declaration parses; of one written by hand that does not, nothing can be decoded.
            guard let signature = try? ABISignature(parsing: "error \(name)(\(type.abiParameters))") else { continue }
            table.add(signature)
            guard types[type.selector]?.contains(where: { $0 == type }) != true else { continue }
            types[type.selector, default: []].append(type)
        }
        for type in functions where functionNames[type.selector] == nil {
            functionNames[type.selector] = String(type.signature.prefix { $0 != "(" })
        }
    }

    /// Adds a function that carries other calls: `parts` gives the calldata of each, in order, so that an error that tells the index of the
    /// one that failed can name it.
    public mutating func add<Call: ContractCall>(batch: Call.Type, parts: @escaping @Sendable (Call) -> [Bytes]) {
        batches[Call.selector] = { calldata in (try? Call(decoding: calldata)).map(parts) }
    }

    /// Adds advice; where several match, the first added counts, exact texts before beginnings.
    public mutating func add(advice: [RevertAdvice]) { self.advice += advice }

    /// Adds all that another decoder knows.
    public mutating func add(_ other: RevertDecoder) {
        add(errors: other.types.values.flatMap(\.self))
        functionNames.merge(other.functionNames) { mine, _ in mine }
        batches.merge(other.batches) { mine, _ in mine }
        advice += other.advice
    }

    /// The name of the function that calldata calls; nil where it is not known.
    public func functionName(of calldata: Bytes) -> String? {
        (try? ABI.selector(of: calldata)).flatMap { functionNames[$0] }
    }

    /// Reads what a call reverted with. Every answer is a revert, if only one without a known reason.
    ///
    /// - Parameter calldata: What was called, where that is known: it gives the operations of a batch their names.
    public func decode(_ data: Bytes, calldata: Bytes? = nil) -> Revert { decode(data, calldata: calldata, instead: nil) }

    /// As ``decode(_:calldata:)``, with a message where one is known that says more than the data.
    func decode(_ data: Bytes, calldata: Bytes?, instead message: String?) -> Revert {
        let reason = RevertReason(data, errors: table)
        var levels: [Revert.Level] = []
        var next: RevertReason? = reason
        while let level = next {
            levels.append(Revert.Level(reason: level, error: typed(level.data)))
            next = level.inner
        }
        return Revert(levels: levels, message: message ?? self.message(levels[...], calldata: calldata), advice: advice(for: levels))
    }

    private func typed(_ data: Bytes) -> (any ContractError)? {
        guard let selector = try? ABI.selector(of: data) else { return nil }
        for type in types[selector] ?? [] {
            if let error = try? type.init(decoding: data) { return error }
        }
        return nil
    }

    private func message(_ levels: ArraySlice<Revert.Level>, calldata: Bytes?) -> String {
        guard let level = levels.first else { return "" }
        let rest = levels.dropFirst()
        let reason = level.reason
        guard let error = reason.error, let (noun, index) = Self.position(error, reason.arguments), let carried = Self.carried(reason) else {
            guard let inner = reason.inner else { return reason.message }
            // RevertReason's own words for this level; the inner ones may know more.
            return reason.message.dropSuffix(inner.message) + message(rest, calldata: calldata)
        }
        let part = part(index, of: calldata)
        let name = part.flatMap { functionName(of: $0) }.map { " (\($0))" } ?? ""
        let why = rest.isEmpty ? RevertReason(carried, errors: table).message : "reverted: \(message(rest, calldata: part))"
        return "\(noun) \(index)\(name) \(why)"
    }

    /// The revert data inside an error.
    private static func carried(_ reason: RevertReason) -> Bytes? {
        if let inner = reason.inner { return inner.data }
        for case .bytes(let bytes) in reason.arguments { return bytes }
        return nil
    }

    private func part(_ index: UInt256, of calldata: Bytes?) -> Bytes? {
        guard let calldata, let selector = try? ABI.selector(of: calldata), let parts = batches[selector]?(calldata),
            let index = Int(exactly: index), parts.indices.contains(index)
        else { return nil }
        return parts[index]
    }

    /// What the error says of which of several calls failed: an integer whose name ends in `index`, before the revert data.
    private static func position(_ error: ABISignature, _ arguments: [DynamicABIValue]) -> (noun: String, index: UInt256)? {
        for (parameter, argument) in zip(error.parameters, arguments) {
            guard case .uint(let index) = argument, parameter.name.lowercased().hasSuffix("index") else { continue }
            let noun = parameter.name.dropLast(5).filter { $0 != "_" }.lowercased()
            return (noun.isEmpty ? "call" : noun, index)
        }
        return nil
    }

    private func advice(for levels: [Revert.Level]) -> RevertAdvice? {
        for level in levels.reversed() {
            let keys = [level.reason.kind == .custom ? level.reason.error?.name : level.reason.message].compactMap(\.self)
            for key in keys.map(RevertAdvice.normalized) {
                if let exact = advice.first(where: { !$0.isBeginning && $0.key == key }) { return exact }
                if let beginning = advice.first(where: { $0.isBeginning && key.hasPrefix($0.key) }) { return beginning }
            }
        }
        return nil
    }
}

extension String {
    fileprivate func dropSuffix(_ suffix: String) -> Substring { hasSuffix(suffix) ? dropLast(suffix.count) : self[...] }
}

/// What a revert means and what to do about it.
public struct RevertAdvice: Sendable, Hashable {
    /// The text of the revert, or a custom error's name; a `*` at the end stands for any ending. A blank before a colon does not count.
    public let pattern: String
    /// What it means.
    public let meaning: String
    /// What to do.
    public let remedy: String

    /// Creates advice.
    public init(_ pattern: String, meaning: String, remedy: String) {
        self.pattern = pattern
        self.meaning = meaning
        self.remedy = remedy
    }

    var isBeginning: Bool { pattern.hasSuffix("*") }
    var key: String { Self.normalized(isBeginning ? String(pattern.dropLast()) : pattern) }

    static func normalized(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == ":", result.last == " " { result.removeLast() }
            result.append(character)
        }
        return result
    }
}
