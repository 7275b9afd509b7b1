import EVMClient
import EVMCore
import Symmio

/// What a solver of majors reports: bare states of positions, kept for the search, and sent to the sockets that named their account.
actor PositionStateHub {
    /// One state, and the account that it is about.
    struct State: Sendable {
        let account: Address
        let quoteId: Int64
        let temporaryId: Int64
        let time: UInt64
        let json: JSONValue
    }

    /// Which states a search is for; all where nil.
    struct Query: Sendable {
        let account: Address?
        let quoteId: Int?
        /// The least time, in seconds since 1970.
        let since: Int?
    }

    /// A state as it is kept: its text takes a fraction of the room.
    private struct Kept: Sendable {
        let account: Address
        let quoteId: Int64
        let time: UInt64
        private let text: [UInt8]

        init(_ state: State) { (account, quoteId, time, text) = (state.account, state.quoteId, state.time, state.json.utf8.withoutSpareRoom) }

        var json: JSONValue { (try? JSONValue(parsing: text)) ?? .null }
    }

    private var history: [Kept] = []
    private var sockets: [UInt64: (socket: ServerSocket, accounts: Set<Address>)] = [:]
    private var held: State?
    private let faults: SandboxFaults

    /// How many states the search goes back, and how many accounts a socket may name.
    private static let historyLimit = 5_000
    private static let accountLimit = 1_000

    private let file: StateFile?
    private static let stateList = "position states"

    init(faults: SandboxFaults, state file: StateFile? = nil) throws(SandboxStateError) {
        self.faults = faults
        self.file = file
        for entry in file?.takeList(Self.stateList) ?? [] {
            let state = State(
                account: try entry.address("account"), quoteId: try entry.int64("quoteId"), temporaryId: try entry.int64("temporaryId"),
                time: try entry.uint64("time"), json: try entry.part("state").value)
            history.append(Kept(state))
        }
        if history.count > Self.historyLimit { history.removeFirst(history.count - Self.historyLimit) }
    }

    /// Serves a socket until it is gone. Each frame names all accounts: it replaces the one before.
    func serve(_ socket: ServerSocket) async {
        sockets[socket.id] = (socket, [])
        defer { sockets[socket.id] = nil }
        for await text in socket.incoming {
            let list = (try? JSONValue(parsing: text.utf8))?["address"]?.array
            let accounts = list?.compactMap { $0.string.flatMap { try? Address($0) } }
            guard let list, let accounts, list.count == accounts.count, list.count <= Self.accountLimit else {
                socket.send(#"{"error_code":310,"error_message":"address must be a list of addresses"}"#)
                continue
            }
            sockets[socket.id]?.accounts = Set(accounts)
        }
    }

    /// Keeps a state and sends it to whoever named its account.
    func publish(_ state: State) async {
        file?.append(
            Self.stateList,
            .object([
                "account": .string(state.account.checksummed), "quoteId": .digits(state.quoteId), "temporaryId": .digits(state.temporaryId),
                "time": .digits(state.time), "state": state.json,
            ]))
        history.append(Kept(state))
        if history.count > Self.historyLimit { history.removeFirst(history.count - Self.historyLimit) }
        if await faults.take(.loseReports) { return }
        if held == nil, await faults.take(.reorderReports) {
            held = state
            return
        }
        send(state)
        if await faults.take(.duplicateReports) { send(state) }
        if let late = held {
            held = nil
            send(late)
        }
    }

    private func send(_ state: State) {
        for (socket, accounts) in sockets.values where accounts.contains(state.account) { socket.send(state.json.text) }
    }

    /// Ends all sockets without a word, as a lost connection does.
    func dropSockets() {
        for (socket, _) in sockets.values { socket.drop() }
    }

    /// Whether a socket follows an account.
    func isFollowed(_ account: Address) -> Bool { sockets.values.contains { $0.accounts.contains(account) } }

    /// `POST /position-state/{start}/{size}` and `/notifications/{start}/{size}`, the latest first.
    ///
    /// - Parameter rows: What the list is called in the answer.
    func search(_ query: Query, start: Int, size: Int, rows: String) -> JSONValue {
        let found = history.reversed().filter { state in
            if let account = query.account, account != state.account { return false }
            if let quoteId = query.quoteId, Int64(quoteId) != state.quoteId { return false }
            if let since = query.since, UInt64(clamping: since) > state.time { return false }
            return true
        }
        let from = min(found.count, max(0, start))
        let page = Array(found)[from..<from + min(found.count - from, max(0, size))]
        return .object(["count": .number("\(found.count)"), rows: .array(page.map(\.json))])
    }
}
