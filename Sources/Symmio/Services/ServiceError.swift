public import EVMClient
internal import EVMCore

/// Why a service gave no usable answer.
public enum ServiceError: Error, Sendable {
    /// The request brought no answer.
    case transport(TransportError)
    /// The service said no.
    case refused(ServiceRefusal)
    /// The service said yes, but not in a form that is known.
    case unreadable(status: Int, JSONFieldError)
    /// The request cannot be made of what was given.
    case invalidRequest(String)

    /// Whether a request that changes something may have done so although no success was reported.
    ///
    /// Such a request must not be repeated before it was looked up what became of it.
    public var outcomeIsUnknown: Bool {
        switch self {
        case .transport(.cannotConnect), .transport(.invalidRequest), .invalidRequest: false
        case .transport, .unreadable: true
        case .refused(let refusal): refusal.outcomeIsUnknown
        }
    }

    /// Whether reading the same again may help.
    var isWorthAnotherRead: Bool {
        switch self {
        case .transport(let error): error.isTransient
        case .refused(let refusal): refusal.status == 429 || refusal.status >= 500
        case .unreadable, .invalidRequest: false
        }
    }

    var retryAfter: Duration? {
        if case .refused(let refusal) = self { return refusal.retryAfter }
        return nil
    }
}

extension ServiceError: CustomStringConvertible {
    /// What happened, in one sentence.
    public var description: String {
        switch self {
        case .transport(let error): "the service did not answer: \(error)"
        case .refused(let refusal): refusal.description
        case .unreadable(let status, let error): "the service's answer (HTTP \(status)) cannot be read: \(error)"
        case .invalidRequest(let reason): "the request cannot be made: \(reason)"
        }
    }
}

/// A service's no, with what it said.
public struct ServiceRefusal: Error, Sendable, Hashable {
    /// The categories that solvers sort their errors in.
    public enum Category: String, Sendable, Hashable, CaseIterable {
        /// The request is malformed.
        case validation
        /// The signature is not accepted.
        case authentication
        /// The signer may not do this.
        case authorization
        /// The price is out of reach.
        case slippage
        /// There is not enough of it.
        case liquidity
        /// The account is not in the right state.
        case accountState = "account_state"
        /// The market is not in the right state.
        case symbolState = "symbol_state"
        /// Too many requests.
        case rateLimit = "rate_limit"
        /// Something took too long.
        case timeout
        /// The service is broken.
        case `internal`
        /// The service is not there.
        case unavailable
    }

    /// The HTTP status.
    public var status: Int
    /// The service's own code, to be looked up in its table of errors.
    public var code: Int?
    /// The category, nil where none or an unknown one was given.
    public var category: Category?
    /// The service's words.
    public var message: String?
    /// Its further words.
    public var detail: String?
    /// How long it asked to wait.
    public var retryAfter: Duration?
    /// The beginning of the body, as it came.
    public var body: String

    /// Creates a refusal.
    public init(
        status: Int, code: Int? = nil, category: Category? = nil, message: String? = nil, detail: String? = nil, retryAfter: Duration? = nil,
        body: String = ""
    ) {
        self.status = status
        self.code = code
        self.category = category
        self.message = message
        self.detail = detail
        self.retryAfter = retryAfter
        self.body = body
    }

    /// Whether the service may have acted although it reported an error: it broke or gave up in the midst of it.
    public var outcomeIsUnknown: Bool {
        switch category {
        case .timeout, .internal: true
        case .validation, .authentication, .authorization, .slippage, .liquidity, .accountState, .symbolState, .rateLimit: false
        case .unavailable, nil: status >= 500 || status == 408
        }
    }
}

extension ServiceRefusal: CustomStringConvertible {
    /// What the service said, with its code.
    public var description: String {
        let words = [message, detail].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
        let said = words.isEmpty ? body : words
        let numbers = [code.map { "error \($0)" }, category?.rawValue, "HTTP \(status)"].compactMap { $0 }.joined(separator: ", ")
        return said.isEmpty ? "the service refused (\(numbers))" : "the service refused: \(said) (\(numbers))"
    }
}

extension ServiceRefusal {
    /// Reads the error bodies of all services, whatever they left out; a body of another form is quoted.
    init(_ response: HTTPResponse, retryAfter: Duration?) {
        self.init(status: response.status, retryAfter: retryAfter, body: String(decoding: response.body.prefix(500), as: UTF8.self))
        guard let json = try? JSONValue(parsing: response.body) else { return }
        read(json)
    }

    mutating func read(_ json: JSONValue) {
        func text(_ value: JSONValue?) -> String? {
            switch value {
            case .string(let text)?: text.isEmpty ? nil : text
            case .number(let digits)?: digits
            case .array(let elements)?: elements.isEmpty ? nil : value?.text
            case .object?: value?.text
            case .bool?, .null?, nil: nil
            }
        }
        for name in ["code", "error_code"] where code == nil { code = text(json[name]).flatMap { Int($0) } }
        for name in ["error_message", "message", "error"] where message == nil { message = text(json[name]) }
        for name in ["error_detail", "detail"] where detail == nil { detail = text(json[name]) }
        category = json["error_category"]?.string.flatMap { Category(rawValue: $0) }
    }
}
