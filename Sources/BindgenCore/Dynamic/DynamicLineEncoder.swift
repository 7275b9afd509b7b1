import EVMCore

/// Answers the lines of `encode --jsonl`.
///
/// | line | answer |
/// |---|---|
/// | `{"signature":"f(uint256)","args":[…]}` | `{"calldata":"0x…"}` |
/// | `{"function":"sendQuote","args":{…}}`, by spec | `{"calldata":"0x…"}` |
/// | `{"types":["uint256"],"args":[…]}` | `{"data":"0x…"}` |
///
/// `args` is an array in order or, where names are known, an object by name. Other members of a line are not looked at.
public struct DynamicLineEncoder {
    private let spec: DynamicSpec
    private var declarations = DynamicDeclarations()

    /// Creates an encoder; `spec` gives the functions and the names.
    public init(spec: DynamicSpec = DynamicSpec()) { self.spec = spec }

    /// The answer to a line.
    public mutating func answer(_ line: JSONNode) throws(DynamicFailure) -> JSONOutput {
        guard line.object != nil else { throw DynamicFailure("an object is expected, not \(line.value.kind)") }
        if line["signature"] != nil {
            let signature = try declarations.signature(try line.text("signature"), at: "signature")
            return try calldata(spec.function(signature) ?? signature, line)
        }
        if line["function"] != nil {
            let text = try line.text("function")
            if spec.isEmpty, !text.utf8.contains(UInt8(ascii: "(")) {
                throw DynamicFailure("a name alone needs a spec; give --abi, or write the signature", at: "function")
            }
            let function = spec.isEmpty ? try declarations.signature(text, at: "function") : try spec.function(text, at: "function")
            return try calldata(function, line)
        }
        guard line["types"] != nil else { throw DynamicFailure("a line to encode has 'signature', 'function' or 'types'") }
        let parameters = try declarations.parameters(line)
        let values = try arguments(parameters, line)
        do {
            return ["data": .string(try ABI.encode(values, as: parameters).hex)]
        } catch {
            throw DynamicFailure(error)
        }
    }

    private func calldata(_ function: ABISignature, _ line: JSONNode) throws(DynamicFailure) -> JSONOutput {
        let values = try arguments(function.parameters, line)
        do {
            return ["calldata": .string(try ABI.encode(values, for: function).hex)]
        } catch {
            throw DynamicFailure(error)
        }
    }

    private func arguments(_ parameters: [ABIParameter], _ line: JSONNode) throws(DynamicFailure) -> [DynamicABIValue] {
        guard let node = line["args"] else { throw DynamicFailure("'args' is missing", at: "args") }
        do {
            return try DynamicABIValue.list(json: node, as: parameters, byPosition: true)
        } catch {
            throw error.inside("args")
        }
    }
}

extension DynamicLineEncoder {
    /// Encodes one call, or one list of values, given as words: `f(uint256)` or, by spec, `sendQuote` gives calldata, `(uint256,bytes)` data.
    ///
    /// - Returns: the bytes as a `0x` text.
    public mutating func encode(_ item: String, words: [String]) throws(DynamicFailure) -> String {
        let isList = item.utf8.first == UInt8(ascii: "(")
        let signature =
            isList || spec.isEmpty
            ? try declarations.signature((isList ? "list" : "") + item, at: "") : try spec.function(item, at: "")
        guard words.count == signature.parameters.count else {
            throw DynamicFailure("\(signature.parameters.count) values are expected, not \(words.count)", at: "args")
        }
        var values: [DynamicABIValue] = []
        for (index, (word, parameter)) in zip(words, signature.parameters).enumerated() {
            do {
                values.append(try DynamicABIValue(text: word, as: parameter.type, names: parameter.components))
            } catch {
                throw error.inside("args[\(index)]")
            }
        }
        do throws(ABIError) {
            return isList ? try ABI.encode(values, as: signature.parameters).hex : try ABI.encode(values, for: signature).hex
        } catch {
            throw DynamicFailure(error)
        }
    }
}
