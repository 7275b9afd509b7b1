import EVMCore
import Foundation
import Testing

@testable import Symmio

@Suite(.timeLimit(.minutes(1)))
struct SocketStreamTests {
    private struct NoNumber: Error, CustomStringConvertible {
        var description: String { "no number" }
    }

    @Test func theFramesSayWhatTheServicesExpect() throws {
        let account = try Address("0x52908400098527886e0f7030069857d2e4169ee7")
        #expect(
            SubscriptionFrame.channel("an \"app\"", account: account)
                == #"{"channel_patterns":[{"address":"0x52908400098527886E0F7030069857D2E4169EE7","app_name":"an \"app\"","primary_identifier":"*","secondary_identifier":"*"}]}"#
        )
        #expect(
            SubscriptionFrame.positionStates(of: [account, .zero])
                == #"{"address":["0x52908400098527886E0F7030069857D2E4169EE7","0x0000000000000000000000000000000000000000"]}"#)
    }

    @Test func garbageIsAnEventAndEndsNothing() async throws {
        let connector = FakeConnector()
        let url = try #require(URL(string: "ws://127.0.0.1:1/"))
        let stream = SocketStream.channel("reports", account: .zero, at: url, options: .init(heartbeat: .none), connector: connector) { text in
            try text.split(separator: ",").map { part in
                guard let number = Int(part) else { throw NoNumber() }
                return number
            }
        }
        let connection = try await connector.connection(0)
        for text in ["1,2,3", "", "{\u{0}garbage", "4"] { connection.says(text) }
        var log: [String] = []
        for try await element in stream {
            switch element {
            case .status(let status): log.append("\(status)")
            case .value(let number): log.append("\(number)")
            case .unreadable(let frame, let reason): log.append("\(frame.count) characters: \(reason)")
            }
            if log.last == "4" { break }
        }
        #expect(log == ["connecting", "open", "1", "2", "3", "9 characters: no number", "4"])
        #expect(connection.sent == [SubscriptionFrame.channel("reports", account: .zero)])
        await stream.socket.close()
    }

    @Test func readsURLs() throws {
        func parts(_ text: String) throws -> SocketURL { try SocketURL(try #require(URL(string: text))) }
        let plain = try parts("WS://Host.example/a%20b?x=1%26&y")
        #expect(!plain.isSecure && plain.port == 80 && plain.target == "/a%20b?x=1%26&y" && plain.authority == plain.host)
        let secure = try parts("wss://[::1]:8443")
        #expect(secure.isSecure && secure.host == "::1" && secure.target == "/" && secure.authority == "[::1]:8443")
        let faulty = [
            ("http://x/", "http://x/"), ("ws:///x", "ws:///…"), ("wss://x:0/", "wss://x:0/"), ("wss://x:70000/", "wss://x:70000/"), ("ws:x", "ws…"),
            ("https://name:secret@x:1/v2/secret?key=secret", "https://x:1/…"),
        ]
        for (text, shown) in faulty {
            if let url = URL(string: text) { #expect(throws: SocketError.invalidURL(shown)) { try SocketURL(url) } }
        }
    }
}
