internal import EVMClient
public import EVMCore

/// What the conditional-orders handler reports about an order.
public struct ConditionalOrderReport: Sendable, Hashable {
    /// What has become of it.
    public enum State: Sendable, Hashable {
        /// It is live.
        case new
        /// It was changed.
        case edited
        /// It was taken and is not yet live.
        case pending
        /// It was deleted.
        case canceled
        /// Its price was met.
        case triggered
        /// The close is done.
        case closed
        /// A word that is not known.
        case other(String)
    }

    /// The sub-account that it is about.
    public var account: Address?
    /// The quote, as the envelope says; nil where that is 0.
    public var quoteId: Int?
    /// When it was sent, in seconds since 1970.
    public var timestamp: UInt64?
    /// The handler's name of the order.
    public var orderId: String?
    /// Which side.
    public var kind: ConditionalOrderKind?
    /// What has become of it, nil where the report is of a failure without a state.
    public var state: State?
    /// Whether what was asked for was done.
    public var isSuccessful: Bool
    /// The price that set it off.
    public var triggerPrice: Wad?
    /// The price that the position was opened at.
    public var openPrice: Wad?
    /// The price that it was closed at.
    public var closePrice: Wad?
    /// How much was to be closed.
    public var quantityToClose: Wad?
    /// The handler's code of a failure.
    public var errorCode: Int?
    /// The failure in words.
    public var errorMessage: String?

    /// Reads a frame of the handler's channel; nil for control frames and for what is no report.
    ///
    /// - Throws: ``JSONFieldError`` that names the member.
    public static func parse(frame: some Sequence<UInt8>) throws(JSONFieldError) -> ConditionalOrderReport? {
        let json = try JSONReader(parsing: frame, document: "a report of conditional orders")
        guard let frame = try NotificationFrame(json, protocol: .enigma), try frame.type() == "report" else { return nil }
        let data = frame.data
        // Nothing to say is written as an empty list by some.
        let details = try data.optional("details").flatMap { $0.value == .array([]) ? nil : $0 }
        func price(_ name: String) throws(JSONFieldError) -> Wad? { try details?.optionalWad(name) }
        let code = try data.optionalCode("error_code")
        return ConditionalOrderReport(
            account: frame.address, quoteId: try frame.quoteId(), timestamp: frame.timestamp, orderId: try data.optionalText("coh_quote_id"),
            kind: try data.optionalString("conditional_order_type").flatMap { ConditionalOrderKind(rawValue: $0) },
            state: try data.optionalString("state").map(Self.state), isSuccessful: try data.optionalBool("successful") ?? true,
            triggerPrice: try price("trigger_price"), openPrice: try price("open_price"), closePrice: try price("close_price"),
            quantityToClose: try price("quantity_to_close"), errorCode: code.number,
            errorMessage: try data.optionalText("error_message") ?? code.word)
    }

    private static func state(_ word: String) -> State {
        switch word {
        case "new": .new
        case "edit": .edited
        case "pending": .pending
        case "cancel", "canceled", "cancelled": .canceled
        case "triggered", "trigger": .triggered
        case "close": .closed
        default: .other(word)
        }
    }
}
