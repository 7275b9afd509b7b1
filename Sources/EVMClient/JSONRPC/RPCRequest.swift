/// A JSON-RPC call: a method and its parameters. The number that goes with it is the client's business.
public struct RPCRequest: Sendable, Hashable {
    /// The method, such as `eth_call`.
    public var method: String
    /// The parameters in order.
    public var params: [JSONValue]

    /// Creates a request.
    public init(_ method: String, _ params: [JSONValue] = []) {
        self.method = method
        self.params = params
    }

    /// The request as it goes over the wire.
    func json(id: Int) -> JSONValue {
        .object(["jsonrpc": "2.0", "id": .number(String(id)), "method": .string(method), "params": .array(params)])
    }
}

/// What a node answers in place of a result.
public struct RPCError: Error, Sendable, Hashable {
    /// The code; those from -32768 to -32000 are JSON-RPC's or the node's own.
    public var code: Int
    /// The node's text.
    public var message: String
    /// What the node adds, such as what a call reverted with.
    public var data: JSONValue?

    /// Creates an error.
    public init(code: Int, message: String, data: JSONValue? = nil) {
        self.code = code
        self.message = message
        self.data = data
    }

    /// Reads an error object; nil where the value is none. A code that is missing or no integer is 0, since some nodes send none.
    init?(_ json: JSONValue) {
        guard let members = json.object else { return nil }
        self.init(code: members["code"]?.int ?? 0, message: members["message"]?.string ?? "", data: members["data"])
    }

    /// Whether the node asks for patience rather than refusing the call.
    var isRateLimit: Bool {
        let text = message.lowercased()
        return code == 429 || code == -32097
            || ["rate limit", "too many requests", "request rate", "capacity exceeded", "compute units"].contains { text.contains($0) }
    }
}

extension RPCError: CustomStringConvertible {
    /// The node's text and code.
    public var description: String { "\(message.isEmpty ? "no message" : message) (\(code))" }
}

/// What is wrong with an answer that is no JSON-RPC answer to what was asked.
public enum InvalidAnswer: Error, Sendable, Hashable {
    /// A web page came instead of JSON: a wrong address, or something in between that answers itself.
    case html
    /// Nothing came.
    case empty
    /// The text is not JSON, or ends too early.
    case notJSON(JSONParsingError)
    /// The JSON is no JSON-RPC answer; the text says why.
    case notAnAnswer(String)
    /// An answer has an id that nobody asked with.
    case wrongID(String)
    /// Two answers of a batch have the same id.
    case duplicateID(Int)
    /// A batch's answer lacks that of a call; the number counts the calls from 0.
    case missingAnswer(Int)
    /// A result is not of the kind that the method returns.
    case wrongResult(method: String, String)
}

extension InvalidAnswer: CustomStringConvertible {
    /// What is wrong, in one sentence.
    public var description: String {
        switch self {
        case .html: "a web page came instead of JSON; is the address that of a JSON-RPC endpoint?"
        case .empty: "the answer is empty"
        case .notJSON(let error): "the answer is not JSON: \(error)"
        case .notAnAnswer(let why): "the answer is not JSON-RPC: \(why)"
        case .wrongID(let id): "the answer has the id \(id), which was not asked with"
        case .duplicateID(let id): "two answers of a batch have the id \(id)"
        case .missingAnswer(let index): "the answer to call \(index) of a batch is missing"
        case .wrongResult(let method, let why): "\(method) answered what it cannot: \(why)"
        }
    }
}
