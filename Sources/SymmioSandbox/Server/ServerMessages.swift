public import Foundation

/// One HTTP request that a ``LoopbackServer`` received.
public struct ServerRequest: Sendable {
    /// The method, in capitals.
    public var method: String
    /// The path, percent-decoded, with no query; it begins with `/`.
    public var path: String
    /// The query's items in their order, percent-decoded. An item with no `=` has an empty value.
    public var query: [(name: String, value: String)]
    /// The header fields by name in lower case. The last wins where one comes twice.
    public var headers: [String: String]
    /// The body, empty where there is none.
    public var body: Data

    /// The first value of a query item.
    public func query(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }
}

/// The answer to an HTTP request, and how it goes wrong on the way where a fault is asked for.
public struct ServerResponse: Sendable {
    /// What a client may meet in a real network, on demand.
    public enum Fault: Sendable {
        /// The connection is closed with not one byte sent. The request was carried out.
        case dropBeforeAnswer
        /// The answer comes this much later.
        case slow(Duration)
        /// The head promises the whole body, of which only the first `bodyBytes` come before the connection is closed.
        case truncate(bodyBytes: Int)
        /// These bytes come in place of an HTTP answer, then the connection is closed.
        case garbage([UInt8])
    }

    /// The status code; one outside 100...999 is sent as 500.
    public var status: Int
    /// Further header fields. Content-Length is set by the server.
    public var headers: [String: String]
    /// The body.
    public var body: Data
    /// How the answer goes wrong, nil where it doesn't.
    public var fault: Fault?

    /// An answer of a body with its type.
    public init(status: Int = 200, contentType: String? = nil, headers: [String: String] = [:], body: Data = Data(), fault: Fault? = nil) {
        self.status = status
        self.headers = headers
        if let contentType { self.headers["Content-Type"] = contentType }
        self.body = body
        self.fault = fault
    }

    /// An answer of JSON text.
    public static func json(_ text: String, status: Int = 200, fault: Fault? = nil) -> ServerResponse {
        ServerResponse(status: status, contentType: "application/json", body: Data(text.utf8), fault: fault)
    }

    /// The head as it goes over the wire. What could break out of a header field is left out of it.
    var head: [UInt8] {
        let code = (100...999).contains(status) ? status : 500
        var text = "HTTP/1.1 \(code) \(Self.reasons[code] ?? "Status")\r\n"
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) where name.lowercased() != "content-length" {
            text += "\(Self.clean(name)): \(Self.clean(value))\r\n"
        }
        text += "Content-Length: \(body.count)\r\n\r\n"
        return Array(text.utf8)
    }

    private static func clean(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }))
    }

    private static let reasons = [
        200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 409: "Conflict", 413: "Content Too Large", 422: "Unprocessable Content", 429: "Too Many Requests",
        500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
    ]
}

/// Why a ``LoopbackServer`` can't start.
public enum ServerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The port is taken or not allowed, or the certificate or key can't be read.
    case cannotListen(port: UInt16)
    /// There is no memory, or there are no descriptors, for it.
    case cannotStart

    /// What is wrong, for people.
    public var description: String {
        switch self {
        case .cannotListen(let port):
            port == 0 ? "no port of 127.0.0.1 can be listened on" : "port \(port) of 127.0.0.1 can't be listened on: is something else using it?"
        case .cannotStart: "the server's event loop can't be started"
        }
    }
}
