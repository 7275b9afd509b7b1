public import EVMCore
import Foundation

/// The frames that Symmio's services are subscribed to with.
///
/// Taken from what Symmio's own clients send; the services publish no description.
public enum SubscriptionFrame {
    /// Everything that a channel of the notification service says about an account: the notifications channel for a solver's reports,
    /// the conditional-orders application's name for its reports.
    public static func channel(_ name: String, account: Address) -> String {
        let pattern = Channels.Pattern(appName: name, address: account.checksummed, primaryIdentifier: "*", secondaryIdentifier: "*")
        return text(Channels(channelPatterns: [pattern]))
    }

    /// A solver's position states for some accounts. Each frame names all of them: it replaces the one before.
    public static func positionStates(of accounts: [Address]) -> String {
        text(Accounts(address: accounts.map(\.checksummed)))
    }

    private struct Channels: Encodable {
        struct Pattern: Encodable {
            var appName: String
            var address: String
            var primaryIdentifier: String
            var secondaryIdentifier: String
        }

        var channelPatterns: [Pattern]
    }

    private struct Accounts: Encodable {
        var address: [String]
    }

    private static func text(_ frame: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Encoding fails for numbers that aren't finite and for encoders' own errors; these frames hold strings only.
        return (try? encoder.encode(frame)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
