public import EVMClient
public import EVMCore

extension SolverNotification {
    /// Creates a report, as a solver sends it; what is known beyond this is set afterwards.
    /// - Parameters:
    ///   - action: which step it is about, such as `SendQuoteTransaction`.
    ///   - status: how the step ended; a failed one is an alert.
    ///   - account: the sub-account that it is about.
    ///   - quoteId: the quote on chain, where there is one.
    ///   - tempQuoteId: the temporary id, where there is one.
    ///   - time: when, in seconds since 1970.
    public init(action: String, status: Status, account: Address, quoteId: Int? = nil, tempQuoteId: Int? = nil, time: UInt64) {
        self.init(
            account: account, timestamp: time, quoteId: quoteId, tempQuoteId: tempQuoteId, counterparty: account, action: action, status: status,
            isAlert: status == .failed, modifyTime: time)
    }

    /// The report's members: what stands under `data` in an envelope, or by itself where there is none.
    public var data: [String: JSONValue] {
        var data: [String: JSONValue] = [
            "last_seen_action": .string(action), "action_status": .string(status.word), "state_type": isAlert ? "alert" : "report", "version": .number("1"),
        ]
        func set(_ name: String, _ value: JSONValue?) { if let value { data[name] = value } }
        set("id", id.map { .string($0) })
        set("quote_id", quoteId.map { .number(String($0)) })
        set("temp_quote_id", tempQuoteId.map { .number(String($0)) })
        set("counterparty_address", counterparty.map { .string($0.checksummed) })
        set("va_address", virtualAccount.map { .string($0.checksummed) })
        set("filled_amount_open", filledOpen.map { .string($0.description) })
        set("filled_amount_close", filledClose.map { .string($0.description) })
        set("avg_price_open", averageOpenPrice.map { .string($0.description) })
        set("avg_price_close", averageClosePrice.map { .string($0.description) })
        set("failure_type", failureType.map { .string($0) })
        set("failure_message", failureMessage.map { .string($0) })
        set("error_code", errorCode.map { .number(String($0)) })
        set("create_time", (modifyTime ?? timestamp).map { .number(String($0)) })
        set("modify_time", modifyTime.map { .number(String($0)) })
        return data
    }

    /// The frame that a socket sends: in the envelope of low-cap solvers.
    ///
    /// - Parameter channel: ``Deployment/NotificationsEndpoint/channel``.
    public func frame(channel: String) -> JSONValue {
        .object([
            "app_name": .string(channel), "primary_identifier": .number(String(quoteId ?? 0)),
            "secondary_identifier": .number(String(tempQuoteId ?? 0)), "address": account.map { .string($0.checksummed) } ?? .null,
            "type": "report", "timestamp": .number(String(timestamp ?? 0)), "data": .object(data),
        ])
    }
}

extension SolverNotification.Status {
    fileprivate var word: String {
        switch self {
        case .success: "success"
        case .seen: "seen"
        case .failed: "failed"
        }
    }
}
