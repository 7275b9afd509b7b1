import EVMCore

/// Answers the lines of `decode --jsonl`.
///
/// | line | answer |
/// |---|---|
/// | `{"revert":"0x…"}` | `{"kind":…,"signature":…,"args":[…],"message":…,"inner":{…}}` |
/// | `{"function":"getQuote","returns":"0x…"}`, by spec | `{"signature":…,"args":[…],"named":{…}}` |
/// | `{"topics":[…],"data":"0x…"}`, by spec; `"event"` chooses among events and is needed for anonymous ones | the same |
/// | `{"signature":"f(uint256)","calldata":"0x…"}` | `{"signature":…,"args":[…]}` |
/// | `{"calldata":"0x…"}`, by spec | `{"signature":…,"args":[…],"named":{…}}` |
/// | `{"types":[…],"data":"0x…"}` | `{"args":[…]}` |
///
/// The first that fits counts; other members of a line are not looked at. In `named`, what has no name, or the name of an earlier one, goes by
/// its position (`"0"`); a tuple is an object where any of its members has a name. Of an indexed value of more than one word a log keeps the
/// hash only: `{"hash":"0x…"}`. An unknown revert has an empty `signature`.
public struct DynamicLineDecoder {
    private let spec: DynamicSpec
    private var declarations = DynamicDeclarations()

    /// Creates a decoder; `spec` gives functions, events, errors and names.
    public init(spec: DynamicSpec = DynamicSpec()) { self.spec = spec }

    /// The answer to a line.
    public mutating func answer(_ line: JSONNode) throws(DynamicFailure) -> JSONOutput {
        guard line.object != nil else { throw DynamicFailure("an object is expected, not \(line.value.kind)") }
        if line["revert"] != nil { return Self.json(RevertReason(try line.bytes("revert"), errors: spec.errors)) }
        if line["returns"] != nil { return try returns(line) }
        if line["topics"] != nil || line["event"] != nil { return try log(line) }
        if line["calldata"] != nil { return try calldata(line) }
        guard line["types"] != nil, line["data"] != nil else {
            throw DynamicFailure("a line to decode has 'calldata', 'returns', 'topics', 'revert', or 'types' and 'data'")
        }
        let types = try declarations.parameters(line).map(\.type)
        let data = try line.bytes("data")
        do {
            return ["args": .array(try ABI.decode(data, as: types).map(\.json))]
        } catch {
            throw DynamicFailure(error)
        }
    }

    // MARK: - Calls

    private mutating func calldata(_ line: JSONNode) throws(DynamicFailure) -> JSONOutput {
        let data = try line.bytes("calldata")
        if line["signature"] != nil {
            let signature = try declarations.signature(try line.text("signature"), at: "signature")
            if let known = spec.function(signature) { return try Self.call(data, [known]) }
            let values = try Self.decode(data, signature)
            return ["signature": .string(signature.canonical), "args": .array(values.map(\.json))]
        }
        guard !spec.isEmpty else { throw DynamicFailure("'signature' is missing; write it, or give --abi", at: "signature") }
        let selector: Selector
        do {
            selector = try ABI.selector(of: data)
        } catch {
            throw DynamicFailure(error).inside("calldata")
        }
        let candidates = spec.functions(selector)
        guard !candidates.isEmpty else { throw DynamicFailure(ABIError(.unknownSelector(selector))).inside("calldata") }
        return try Self.call(data, candidates)
    }

    private static func call(_ data: Bytes, _ candidates: [ABISignature]) throws(DynamicFailure) -> JSONOutput {
        try first(of: candidates) { function throws(DynamicFailure) in
            answer(function, function.parameters, try decode(data, function).map { .value($0) })
        }
    }

    private static func decode(_ data: Bytes, _ signature: ABISignature) throws(DynamicFailure) -> [DynamicABIValue] {
        do {
            return try ABI.decode(data, for: signature)
        } catch {
            throw DynamicFailure(error, among: signature.parameters)
        }
    }

    private mutating func returns(_ line: JSONNode) throws(DynamicFailure) -> JSONOutput {
        let data = try line.bytes("returns")
        let text = try line.text("function")
        let function: ABISignature
        if spec.isEmpty {
            function = try declarations.signature(text, at: "function")
            guard !function.outputs.isEmpty else {
                throw DynamicFailure("what it returns is not known; give --abi, or write 'function f() returns (…)'", at: "function")
            }
        } else {
            function = try spec.function(text, at: "function")
        }
        do {
            let values = try ABI.decode(data, as: function.outputs)
            return Self.answer(function, function.outputs, values.map { .value($0) })
        } catch {
            throw DynamicFailure(error, among: function.outputs)
        }
    }

    // MARK: - Logs

    private mutating func log(_ line: JSONNode) throws(DynamicFailure) -> JSONOutput {
        let topics = line["topics"] == nil ? [] : try line.words("topics")
        let data = try line.bytes("data")
        let candidates = try events(line, topics)
        // Where an event is indexed in several ways, the number of topics tells them apart.
        let fitting = candidates.filter { $0.topicCount == topics.count }
        return try Self.first(of: fitting.isEmpty ? candidates : fitting) { event throws(DynamicFailure) in
            do throws(ABIError) {
                let arguments = try ABI.decodeLog(topics: topics, data: data, as: event)
                return Self.answer(event, event.parameters, arguments)
            } catch {
                throw DynamicFailure(error, among: event.parameters)
            }
        }
    }

    private mutating func events(_ line: JSONNode, _ topics: [Bytes32]) throws(DynamicFailure) -> [ABISignature] {
        if line["event"] != nil {
            let text = try line.text("event")
            return spec.isEmpty ? [try declarations.signature(text, at: "event")] : try spec.events(text, at: "event")
        }
        guard !spec.isEmpty else {
            throw DynamicFailure("a log needs a spec; give --abi, or write 'event' with its 'indexed' marks", at: "event")
        }
        let candidates = topics.first.map(spec.events) ?? []
        guard !candidates.isEmpty else { throw DynamicFailure(ABIError(.unknownTopic(topics.first), path: "topics")) }
        return candidates
    }

    // MARK: - Answers

    /// The first answer; where there is none, the first failure.
    private static func first(
        of candidates: [ABISignature], _ answer: (ABISignature) throws(DynamicFailure) -> JSONOutput
    ) throws(DynamicFailure) -> JSONOutput {
        var failure = DynamicFailure("nothing is known by this name")
        for (index, candidate) in candidates.enumerated() {
            do {
                return try answer(candidate)
            } catch {
                if index == 0 { failure = error }
            }
        }
        throw failure
    }

    private static func answer(
        _ item: ABISignature, _ parameters: [ABIParameter], _ arguments: [ABI.LogArgument]
    ) -> JSONOutput {
        let named = zip(arguments, zip(parameters.jsonKeys, parameters)).map { argument, parameter in
            JSONOutput.Member(parameter.0, argument.json(names: parameter.1.components))
        }
        return ["signature": .string(item.canonical), "args": .array(arguments.map { $0.json(names: []) }), "named": .object(named)]
    }

    private static func json(_ reason: RevertReason) -> JSONOutput {
        var members: [JSONOutput.Member] = [
            JSONOutput.Member("kind", .string(reason.kind.rawValue)),
            JSONOutput.Member("signature", .string(reason.error?.canonical ?? "")),
            JSONOutput.Member("args", .array(reason.arguments.map(\.json))),
            JSONOutput.Member("message", .string(reason.message)),
        ]
        if let inner = reason.inner { members.append(JSONOutput.Member("inner", json(inner))) }
        return .object(members)
    }
}

extension ABI.LogArgument {
    fileprivate func json(names: [ABIParameter]) -> JSONOutput {
        switch self {
        case .value(let value): value.json(names: names)
        case .hash(let hash): ["hash": .string(hash.hex)]
        }
    }
}

extension DynamicLineDecoder {
    /// Decodes `0x` bytes given on their own.
    /// - Parameters:
    ///   - text: calldata, or revert data, or for a list of types plain data.
    ///   - item: `f(uint256)` or `(uint256,bytes)`; nil to look the selector up in the spec.
    public mutating func decode(_ text: String, as item: String?) throws(DynamicFailure) -> JSONOutput {
        guard case .bytes(let data) = try DynamicABIValue(text: text, as: .bytes) else { throw DynamicFailure("bytes are expected") }
        guard let item else {
            guard !spec.isEmpty else { throw DynamicFailure("of what type the bytes are is not known; give --abi or a signature") }
            do {
                let selector = try ABI.selector(of: data)
                let candidates = spec.functions(selector)
                if candidates.isEmpty, !spec.errors[selector].isEmpty { return Self.json(RevertReason(data, errors: spec.errors)) }
                guard !candidates.isEmpty else { throw ABIError(.unknownSelector(selector)) }
                return try Self.call(data, candidates)
            } catch let error as ABIError {
                throw DynamicFailure(error)
            } catch let error as DynamicFailure {
                throw error
            } catch {
                throw DynamicFailure("\(error)")
            }
        }
        guard item.utf8.first == UInt8(ascii: "(") else {
            return try Self.call(data, [spec.isEmpty ? try declarations.signature(item, at: "") : try spec.function(item, at: "")])
        }
        let list = try declarations.signature("list" + item, at: "")
        do {
            return ["args": .array(try ABI.decode(data, as: list.parameters).map(\.json))]
        } catch {
            throw DynamicFailure(error)
        }
    }

    /// Tells why a call reverted.
    public func revert(_ text: String) throws(DynamicFailure) -> JSONOutput {
        guard case .bytes(let data) = try DynamicABIValue(text: text, as: .bytes) else { throw DynamicFailure("bytes are expected") }
        return Self.json(RevertReason(data, errors: spec.errors))
    }
}
