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

        init(
            application: String, address: Address, quoteId: Int64, temporaryId: Int64, timestamp: UInt64, data: [String: JSONValue]
        ) {
            self.application = application
            self.address = address
            self.quoteId = quoteId
            self.temporaryId = temporaryId
            self.timestamp = timestamp
            self.data = data
        }

        /// Reads what ``json`` gives.
        init(kept entry: StateEntry) throws(SandboxStateError) {
            guard let quoteId = entry.value["primary_identifier"]?.int, let temporaryId = entry.value["secondary_identifier"]?.int,
                let timestamp = entry.value["timestamp"]?.int.flatMap({ UInt64(exactly: $0) }), let data = entry.value["data"]?.object
            else { throw entry.fault("no report") }
            self.init(
                application: try entry.text("app_name"), address: try entry.address("address"), quoteId: Int64(quoteId),
                temporaryId: Int64(temporaryId), timestamp: timestamp, data: data)
        }
    }

    /// The last reports, the oldest first.
    private var history: [KeptReport] = []
    /// What became of orders that have temporary ids.
    private var outcomes: [Order: Outcome] = [:]
    private let state: StateFile?
    private var listeners: [Int: (application: String, continuation: AsyncStream<Report>.Continuation)] = [:]
    private var nextListener = 0
    private var sockets: [UInt64: (socket: ServerSocket, patterns: [Pattern])] = [:]
    private var held: Report?
    private let faults: SandboxFaults

    /// An order by its temporary id, which each solver counts for itself.
    private struct Order: Hashable {
        let application: String
        let temporaryId: Int64
    }

    private enum Outcome {
        case anchored(UInt64)
        case failed
    }

    /// How many reports the search goes back.
    private static let historyLimit = 5_000
    private static let stateList = "reports"

    init(faults: SandboxFaults, state: StateFile? = nil) throws(SandboxStateError) {
        self.faults = faults
        self.state = state
        for entry in state?.takeList(Self.stateList) ?? [] {
            let report = try Report(kept: entry)
            history.append(KeptReport(report))
            if let (order, outcome) = Self.outcome(report) { outcomes[order] = outcome }
        }
        if history.count > Self.historyLimit { history.removeFirst(history.count - Self.historyLimit) }
    }

    // MARK: What services want to know

    /// A solver's reports from now on; none is lost on the way.
    func reports(of application: String) -> AsyncStream<Report> {
        let id = nextListener
        nextListener += 1
        let (stream, continuation) = AsyncStream.makeStream(of: Report.self)
        listeners[id] = (application, continuation)
        continuation.onTermination = { [weak self] _ in
            Task { [weak self] in await self?.dropListener(id) }
        }
        return stream
    }

    private func dropListener(_ id: Int) { listeners[id] = nil }

    /// The quote that has come of an order, by its temporary id; nil where none has.
    func quote(of temporaryId: Int64, application: String) -> UInt64? {
        guard case .anchored(let quoteId)? = outcomes[Order(application: application, temporaryId: temporaryId)] else { return nil }
        return quoteId
    }

    /// Whether a solver has reported that nothing came of an order.
    func hasFailed(_ temporaryId: Int64, application: String) -> Bool {
        if case .failed? = outcomes[Order(application: application, temporaryId: temporaryId)] { true } else { false }
    }

    private static func outcome(_ report: Report) -> (Order, Outcome)? {
        guard report.temporaryId < 0, let status = report.data["action_status"]?.string else { return nil }
        let order = Order(application: report.application, temporaryId: report.temporaryId)
        if status == "failed" { return (order, .failed) }
        return report.quoteId > 0 ? (order, .anchored(UInt64(report.quoteId))) : nil
    }

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
        state?.append(Self.stateList, report.json)
        history.append(KeptReport(report))
        if history.count > Self.historyLimit { forget(history.count - Self.historyLimit) }
        if let (order, outcome) = Self.outcome(report) { outcomes[order] = outcome }
        for listener in listeners.values where listener.application == report.application { listener.continuation.yield(report) }
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

    /// Takes the oldest reports out, and with them what became of their orders.
    private func forget(_ count: Int) {
        for report in history.prefix(count) where report.temporaryId < 0 {
            outcomes[Order(application: report.application, temporaryId: report.temporaryId)] = nil
        }
        history.removeFirst(count)
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
        let (query, first, most): ([String: JSONValue], Int, Int)
        do throws(JSONFieldError) {
            let body = try RequestBody(request)
            let member = try body.optional("query")
            guard member == nil || member?.value.object != nil else { throw JSONFieldError(path: "query", reason: "an object is expected") }
            query = member?.value.object ?? [:]
            for (name, wanted) in query where KeptReport.text(wanted) == nil {
                throw JSONFieldError(path: "query.\(name)", reason: "a text, a number or a truth value is expected")
            }
            (first, most) = (try body.optional("start")?.int() ?? 0, try body.optional("size")?.int() ?? 10)
        } catch {
            return .json(.object(["detail": .string(error.description)]), status: 422)
        }
        let found = history.reversed().filter { $0.matches(query) }
        let start = min(found.count, max(0, first))
        let size = min(found.count - start, max(0, most))
        let page = Array(found)[start..<start + size]
        return .json(
            .object([
                "total": .number(String(found.count)), "count": .number(String(page.count)), "data": .array(page.map(\.report.json)),
            ]))
    }
}
