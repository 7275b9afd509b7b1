internal import EVMClient
public import EVMCore

/// What a solver reports about an order: that it was filled, sent to the chain, closed, or that it failed.
public struct SolverNotification: Sendable, Hashable {
    /// How the step ended.
    public enum Status: Sendable, Hashable {
        /// It was done.
        case success
        /// It was noticed and is under way.
        case seen
        /// It was not done. Words that are not known count as this too.
        case failed
    }

    /// The account that it is about, where the frame says: the sub-account on low-cap solvers.
    public var account: Address?
    /// When it was sent, in seconds since 1970.
    public var timestamp: UInt64?
    /// The report's own id.
    public var id: String?
    /// The quote on chain, once there is one.
    public var quoteId: Int?
    /// The temporary id, negative.
    public var tempQuoteId: Int?
    /// The solver's counterparty.
    public var counterparty: Address?
    /// The virtual account that holds the position.
    public var virtualAccount: Address?
    /// Which step it is about, such as `SendQuoteTransaction`.
    public var action: String
    /// How the step ended.
    public var status: Status
    /// Whether the whole report is an alert: the order came to nothing.
    public var isAlert: Bool
    /// How much was opened.
    public var filledOpen: Wad?
    /// How much was closed.
    public var filledClose: Wad?
    /// At which price it was opened.
    public var averageOpenPrice: Wad?
    /// At which price it was closed.
    public var averageClosePrice: Wad?
    /// What kind of failure it was.
    public var failureType: String?
    /// The failure in words.
    public var failureMessage: String?
    /// The solver's code of the failure.
    public var errorCode: Int?
    /// When the state was last changed, in seconds since 1970.
    public var modifyTime: UInt64?

    /// The id that the report goes by: the quote's where there is one, else the temporary.
    public var resolvedId: Int? { quoteId ?? tempQuoteId }

    /// Whether the order came to nothing.
    public var isFailure: Bool { isAlert || status == .failed }

    /// Whether it says that the quote is on chain: its id and virtual account are then known.
    public var isAnchor: Bool {
        guard status == .success, !isAlert, quoteId != nil else { return false }
        return ["SendQuoteTransaction", "SendQuote", "FillLimitOrderOpen"].contains(action)
    }

    /// Whether it says that the solver has priced the open.
    public var isPriced: Bool { status == .success && !isAlert && action == "InstantRFQ" }

    /// Whether it says that the close is done.
    public var isClosed: Bool {
        status == .success && !isAlert && ["FillMarketOrderInstantClose", "FillLimitOrderClose"].contains(action)
    }
}

extension SolverNotification {
    /// Reads a report's members.
    init(_ data: JSONReader, account: Address? = nil, timestamp: UInt64? = nil) throws(JSONFieldError) {
        func id(_ name: String) throws(JSONFieldError) -> Int? {
            guard let member = try data.optional(name), member.value != .string("") else { return nil }
            let id = try member.int()
            return id == 0 ? nil : id
        }
        self.account = account
        self.timestamp = timestamp
        self.id = try data.optionalText("id")
        quoteId = try id("quote_id")
        tempQuoteId = try id("temp_quote_id")
        counterparty = try data.optionalAddress("counterparty_address")
        virtualAccount = try data.optionalAddress("va_address")
        action = try data.optionalString("last_seen_action") ?? ""
        status =
            switch try data.optionalString("action_status") {
            case "success": .success
            case "seen": .seen
            default: .failed
            }
        isAlert = try data.optionalString("state_type") == "alert"
        filledOpen = try data.optionalWad("filled_amount_open")
        filledClose = try data.optionalWad("filled_amount_close")
        averageOpenPrice = try data.optionalWad("avg_price_open")
        averageClosePrice = try data.optionalWad("avg_price_close")
        let code = try data.optionalCode("error_code")
        failureType = try data.optionalText("failure_type") ?? code.word
        failureMessage = try data.optionalText("failure_message")
        errorCode = code.number
        modifyTime = try data.optionalSeconds("modify_time")
    }

    /// Reads a frame of a solver's notifications; nil for a control frame, which says nothing of any order.
    ///
    /// - Parameter protocol: Whether frames come in an envelope (low caps) or bare (majors).
    /// - Throws: ``JSONFieldError`` that names the member.
    public static func parse(frame: some Sequence<UInt8>, protocol: Deployment.SolverKind = .enigma) throws(JSONFieldError) -> SolverNotification? {
        guard let frame = try NotificationFrame(frame, protocol: `protocol`) else { return nil }
        return try SolverNotification(frame.data, account: frame.address, timestamp: frame.timestamp, protocol: `protocol`)
    }

    /// Reads a report of either form. The bare one of solvers of majors names the account as the counterparty, and writes 0 for what is not
    /// there.
    init(_ data: JSONReader, account: Address?, timestamp: UInt64?, protocol: Deployment.SolverKind) throws(JSONFieldError) {
        try self.init(data, account: account, timestamp: timestamp)
        guard `protocol` == .rasa else { return }
        self.account = account ?? counterparty
        func present(_ value: Wad?) -> Wad? { value == .zero ? nil : value }
        (filledOpen, filledClose) = (present(filledOpen), present(filledClose))
        (averageOpenPrice, averageClosePrice) = (present(averageOpenPrice), present(averageClosePrice))
        if errorCode == 0 { errorCode = nil }
    }
}

/// The envelope that reports come in.
struct NotificationFrame {
    let address: Address?
    let timestamp: UInt64?
    let data: JSONReader
    private let envelope: JSONReader

    init?(_ bytes: some Sequence<UInt8>, protocol: Deployment.SolverKind) throws(JSONFieldError) {
        try self.init(try JSONReader(parsing: bytes, document: "a solver's notification"), protocol: `protocol`)
    }

    init?(_ json: JSONReader, protocol: Deployment.SolverKind) throws(JSONFieldError) {
        // Some senders put the document into a text once more.
        let json = try json.unwrapped()
        guard json.value.object != nil else { return nil }
        guard `protocol` == .enigma else {
            // A bare frame is a report where it names an action.
            guard try json.optional("last_seen_action") != nil else { return nil }
            (data, envelope) = (json, json)
            (address, timestamp) = (nil, nil)
            return
        }
        guard let data = try json.optional("data")?.unwrapped() else { return nil }
        guard data.value.object != nil else {
            // What is no report may have data of any form.
            guard ["report", "alarm"].contains(try json.optionalString("type")) else { return nil }
            throw data.expected("an object")
        }
        (self.data, envelope) = (data, json)
        address = try json.optionalAddress("address")
        timestamp = try json.optionalSeconds("timestamp")
    }

    /// What kind of frame the envelope says it is.
    func type() throws(JSONFieldError) -> String? { try envelope.optionalString("type") }

    /// The quote that the envelope says it is about; nil where that is 0.
    func quoteId() throws(JSONFieldError) -> Int? { try envelope.optionalInt("primary_identifier").flatMap { $0 == 0 ? nil : $0 } }
}
