/// A release of the Symmio contracts that this library trades on.
public enum Release: String, Sendable, Hashable, Codable, CaseIterable {
    /// Version 0.8.5: `sendQuoteWithAffiliateAndData` opens.
    case v085 = "0.8.5"
    /// Version 0.8.6: `sendQuote` with fee caps opens.
    case v086 = "0.8.6"
}
