import EVMClient
import EVMCore

/// A report as the hub keeps it: what is most asked for by itself, the rest as its text, which takes a fraction of the room of a dictionary.
struct KeptReport: Sendable {
    let application: String
    let address: Address
    let quoteId: Int64
    let temporaryId: Int64
    let timestamp: UInt64
    private let data: [UInt8]

    init(_ report: NotificationHub.Report) {
        application = report.application
        address = report.address
        quoteId = report.quoteId
        temporaryId = report.temporaryId
        timestamp = report.timestamp
        data = JSONValue.object(report.data).utf8.withoutSpareRoom
    }

    /// The whole report, its text read again.
    var report: NotificationHub.Report {
        .init(
            application: application, address: address, quoteId: quoteId, temporaryId: temporaryId, timestamp: timestamp,
            data: (try? JSONValue(parsing: data))?.object ?? [:])
    }

    /// Whether all members of a query are equal, those of the report's own data under `data.` and their name.
    func matches(_ query: [String: JSONValue]) -> Bool {
        // The text is read only where the rest agrees.
        let (inner, outer) = (query.filter { $0.key.hasPrefix("data.") }, query.filter { !$0.key.hasPrefix("data.") })
        guard outer.allSatisfy({ Self.text(member($0.key)) == Self.text($0.value) }) else { return false }
        guard !inner.isEmpty else { return true }
        let members = report.data
        return inner.allSatisfy { Self.text(members[String($0.key.dropFirst(5))]) == Self.text($0.value) }
    }

    private func member(_ name: String) -> JSONValue? {
        switch name {
        case "app_name": .string(application)
        case "primary_identifier": .number(String(quoteId))
        case "secondary_identifier": .number(String(temporaryId))
        case "address": .string(address.hex)
        case "type": "report"
        case "timestamp": .number(String(timestamp))
        default: nil
        }
    }

    /// Text and numbers compare alike, addresses without their capitals.
    static func text(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text): text.lowercased()
        case .number(let digits): digits
        case .bool(let flag): String(flag)
        default: nil
        }
    }
}
