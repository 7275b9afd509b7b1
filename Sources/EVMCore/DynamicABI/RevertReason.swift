/// Why a call reverted, as the bytes that it returned tell.
public struct RevertReason: Sendable, Hashable {
    /// What kind of revert it is.
    public enum Kind: String, Sendable, Hashable {
        /// `Error(string)`, from `require` and `revert` with a text.
        case error = "Error"
        /// `Panic(uint256)`, from a check that the compiler put in.
        case panic = "Panic"
        /// A custom error that is known.
        case custom
        /// None of these.
        case unknown
    }

    /// What kind of revert it is.
    public let kind: Kind
    /// The error that it is; nil where it is unknown.
    public let error: ABISignature?
    /// The error's arguments.
    public let arguments: [DynamicABIValue]
    /// What happened, for people.
    public let message: String
    /// All of the bytes.
    public let data: Bytes
    private let nested: [RevertReason]

    /// The revert that the error carries in one of its `bytes` arguments, as `OperationFailed(uint256,bytes)` does.
    public var inner: RevertReason? { nested.first }

    /// The revert that began it all: the innermost.
    public var root: RevertReason {
        var reason = self
        while let inner = reason.inner { reason = inner }
        return reason
    }

    /// How many reverts within reverts are followed.
    public static let maximumDepth = 16

    /// Reads what a reverted call returned; every answer is a reason, if only ``Kind/unknown``.
    ///
    /// An `Error`, a `Panic` or a custom error whose arguments are damaged is unknown; its message says so.
    public init(_ data: Bytes, errors: ABIErrorTable = ABIErrorTable()) {
        self.init(data, errors: errors, depth: 0)
    }

    private init(_ data: Bytes, errors: ABIErrorTable, depth: Int) {
        self.data = data
        guard let selector = try? ABI.selector(of: data) else {
            (kind, error, arguments, nested) = (.unknown, nil, [], [])
            message = data.count == 0 ? "reverted without a reason" : "reverted with \(data.hex), which is no error"
            return
        }
        var failure: ABIError?
        for candidate in errors[selector] {
            let arguments: [DynamicABIValue]
            do throws(ABIError) {
                arguments = try ABI.decode(data, for: candidate)
            } catch {
                failure = failure ?? error
                continue
            }
            error = candidate
            self.arguments = arguments
            if candidate == ABIErrorTable.error, case .string(let text)? = arguments.first {
                (kind, message, nested) = (.error, text, [])
            } else if candidate == ABIErrorTable.panic, case .uint(let code)? = arguments.first {
                (kind, message, nested) = (.panic, Self.panicMessage(code), [])
            } else {
                kind = .custom
                nested = depth < Self.maximumDepth ? Self.inner(of: arguments, errors: errors, depth: depth) : []
                message = Self.message(candidate, arguments, inner: nested.first)
            }
            return
        }
        (kind, error, arguments, nested) = (.unknown, nil, [], [])
        if let failure, let name = errors[selector].first?.canonical {
            message = "reverted with damaged \(name): \(failure)"
        } else {
            message = "reverted with an unknown error \(selector.hex) and \(data.count - 4) bytes"
        }
    }

    /// The first `bytes` argument that holds a known revert.
    private static func inner(of arguments: [DynamicABIValue], errors: ABIErrorTable, depth: Int) -> [RevertReason] {
        for case .bytes(let bytes) in arguments {
            let reason = RevertReason(bytes, errors: errors, depth: depth + 1)
            if reason.kind != .unknown { return [reason] }
        }
        return []
    }

    private static func message(_ error: ABISignature, _ arguments: [DynamicABIValue], inner: RevertReason?) -> String {
        let list = zip(error.parameters, arguments).map { parameter, value in
            var text = value.description
            // Its own message follows.
            if let inner, case .bytes(let bytes) = value, bytes == inner.data { text = "…" }
            return parameter.name.isEmpty ? text : "\(parameter.name): \(text)"
        }
        let head = "\(error.name)(\(list.joined(separator: ", ")))"
        return inner.map { "\(head): \($0.message)" } ?? head
    }

    /// What Solidity's panic codes mean.
    private static func panicMessage(_ code: UInt256) -> String {
        let meaning =
            switch UInt8(exactly: code) {
            case 0x00: "a panic that the compiler put in"
            case 0x01: "an assertion failed"
            case 0x11: "arithmetic overflow or underflow"
            case 0x12: "division or modulo by zero"
            case 0x21: "a value that its enum does not have"
            case 0x22: "a storage byte array that is wrongly encoded"
            case 0x31: "pop() of an empty array"
            case 0x32: "an array index out of bounds"
            case 0x41: "too much memory allocated, or an array too large"
            case 0x51: "a call of a zero-initialised function variable"
            default: "a code that Solidity does not have"
            }
        return "Panic \(code.hex): \(meaning)"
    }
}

extension RevertReason: CustomStringConvertible {
    /// ``message``.
    public var description: String { message }
}

/// The errors that a revert is looked up in: `Error(string)`, `Panic(uint256)`, and a contract's own.
public struct ABIErrorTable: Sendable {
    static let error = ABISignature(kind: .error, name: "Error", parameters: [ABIParameter(type: .string)])
    static let panic = ABISignature(kind: .error, name: "Panic", parameters: [ABIParameter(type: .uint(256))])

    private var errors: [Selector: [ABISignature]] = [Self.error.selector: [Self.error], Self.panic.selector: [Self.panic]]

    /// Creates a table; the standard errors are always in it.
    public init(_ errors: some Sequence<ABISignature> = EmptyCollection()) {
        for error in errors { add(error) }
    }

    /// Adds an error, where none of its signature is there.
    public mutating func add(_ error: ABISignature) {
        guard !self[error.selector].contains(where: { $0.canonical == error.canonical }) else { return }
        errors[error.selector, default: []].append(error)
    }

    /// The errors of a selector; more than one where selectors collide.
    public subscript(selector: Selector) -> [ABISignature] { errors[selector] ?? [] }
}
