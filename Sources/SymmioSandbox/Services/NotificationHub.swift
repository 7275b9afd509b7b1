import EVMClient
import EVMCore
import Symmio

/// Reports of what became of orders: kept for the search, and sent to the sockets that asked for them.
actor NotificationHub {
    /// What a socket wants: an application and an account, `*` for any.
    private struct Pattern: Sendable {
        let application: String
        let address: String

        func matches(_ report: Report) -> Bool {
            (application == "*" || application == report.application) && (address == "*" || address == report.address.hex)
        }
    }

    /// One report.
    struct Report: Sendable {
        let application: String
        let address: Address
        let quoteId: Int64
        let temporaryId: Int64
        let timestamp: UInt64
        let data: [String: JSONValue]

        var json: JSONValue {
            .object([
                "app_name": .string(application), "primary_identifier": .number(String(quoteId)),
                "secondary_identifier": .number(String(temporaryId)), "address": .string(address.checksummed), "type": "report",
                "timestamp": .number(String(timestamp)), "data": .object(data),
            ])
        }
    }

    private var history: [Report] = []
    private var sockets: [UInt64: (socket: ServerSocket, patterns: [Pattern])] = [:]
    private var held: Report?
    private let faults: SandboxFaults

    /// How many reports the search goes back.
    private static let historyLimit = 20_000

    init(faults: SandboxFaults) { self.faults = faults }

    /// Serves a socket until it is gone.
    func serve(_ socket: ServerSocket) async {
        sockets[socket.id] = (socket, [])
        defer { sockets[socket.id] = nil }
        for await text in socket.incoming {
            guard let patterns = Self.patterns(text) else {
                socket.send(#"{"error":"channel_patterns expected"}"#)
                continue
            }
            sockets[socket.id]?.patterns = patterns
            socket.send(#"{"status":"subscribed"}"#)
        }
    }

    private static func patterns(_ text: String) -> [Pattern]? {
        guard let json = try? JSONValue(parsing: text.utf8), let list = json["channel_patterns"]?.array, list.count <= 1_000 else { return nil }
        return list.map { pattern in
            Pattern(application: pattern["app_name"]?.string ?? "*", address: (pattern["address"]?.string ?? "*").lowercased())
        }
    }

    /// Keeps a report and sends it to whoever asked for it.
    func publish(_ report: Report) async {
        history.append(report)
        if history.count > Self.historyLimit { history.removeFirst(history.count - Self.historyLimit) }
        if await faults.take(.loseReports) { return }
        if held == nil, await faults.take(.reorderReports) {
            held = report
            return
        }
        send(report)
        if await faults.take(.duplicateReports) { send(report) }
        if let late = held {
            held = nil
            send(late)
        }
    }

    private func send(_ report: Report) {
        let text = report.json.text
        for (socket, patterns) in sockets.values where patterns.contains(where: { $0.matches(report) }) { socket.send(text) }
    }

    /// Ends all sockets without a word, as a lost connection does.
    func dropSockets() {
        for (socket, _) in sockets.values { socket.drop() }
    }

    /// `POST …/api/v1/search`: reports for which all members of the query are equal.
    func search(_ request: ServerRequest) -> ServerResponse {
        guard let body = try? JSONValue(parsing: request.body) else { return .json(.object(["detail": "not JSON"]), status: 422) }
        let query = body["query"]?.object ?? [:]
        let found = history.reversed().filter { report in
            query.allSatisfy { name, wanted in Self.text(Self.member(report, name)) == Self.text(wanted) }
        }
        let start = min(found.count, max(0, body["start"]?.int ?? 0))
        let size = min(found.count - start, max(0, body["size"]?.int ?? 10))
        let page = Array(found)[start..<start + size]
        return .json(
            .object([
                "total": .number(String(found.count)), "count": .number(String(page.count)), "data": .array(page.map(\.json)),
            ]))
    }

    private static func member(_ report: Report, _ name: String) -> JSONValue? {
        if name.hasPrefix("data.") { return report.data[String(name.dropFirst(5))] }
        return report.json[name]
    }

    /// Text and numbers compare alike, addresses without their capitals.
    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text): text.lowercased()
        case .number(let digits): digits
        case .bool(let flag): String(flag)
        default: nil
        }
    }
}
