import EVMClient
import EVMCore
import Foundation
import Symmio
import Testing

@testable import SymmioSandbox

/// The command that makes certificates, nil where it isn't there.
private let openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl"].first { FileManager.default.isExecutableFile(atPath: $0) }

/// Certificates that are to be refused and one that is to be accepted; made with the openssl command, where there is one.
@Suite(.serialized, .enabled(if: openssl != nil), .timeLimit(.minutes(2)))
struct ServerTLSTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "symmio-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// A self-signed certificate for `name`.
    private func identity(for name: String) throws -> LoopbackServer.Identity {
        let (certificate, key) = (folder.appending(path: "\(name).pem").path, folder.appending(path: "\(name).key").path)
        let process = try Subprocess(
            try #require(openssl),
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)",
                "-keyout", key, "-out", certificate,
            ])
        try #require(process.wait() == 0)
        return LoopbackServer.Identity(certificate: certificate, key: key)
    }

    private func server(_ identity: LoopbackServer.Identity) throws -> LoopbackServer {
        try LoopbackServer(identity: identity, sockets: ["/echo": ServerSocketTests.echo]) { _ in .json("{}") }
    }

    private func expectUntrusted(_ sockets: SystemSockets, _ port: UInt16, _ reason: String) async throws {
        let url = try #require(URL(string: "wss://localhost:\(port)/echo"))
        let error = await #expect(throws: SocketError.self) { try await sockets.connect(to: url) }
        guard case .untrusted(reason: reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func refusesWhatTheSystemDoesNotTrust() async throws {
        let server = try server(identity(for: "localhost"))
        try await expectUntrusted(SystemSockets(), server.port, "self-signed certificate")
        await server.stop()
        try FileManager.default.removeItem(at: folder)
    }

    /// Nothing of a request reaches a server that nobody vouches for.
    @Test func requestsGoToNobodyTheSystemDoesNotTrust() async throws {
        let arrivals = Arrivals()
        let server = try LoopbackServer(identity: identity(for: "localhost")) { _ in
            _ = await arrivals.add()
            return .json("{}")
        }
        let url = try #require(URL(string: "https://localhost:\(server.port)/secret"))
        let error = await #expect(throws: TransportError.self) {
            try await SystemTransport().send(HTTPRequest("POST", url, body: Bytes(utf8: "{}"), timeout: .seconds(20)))
        }
        guard case .cannotConnect? = error else { throw FlowFailure("\(String(describing: error))") }
        #expect(await arrivals.count == 0)
        await server.stop()
        try FileManager.default.removeItem(at: folder)
    }

    #if !canImport(Darwin)
        @Test func acceptsWhatItIsToldToTrustForThatNameOnly() async throws {
            // Both loops are there before certificates are looked at: see SystemSockets.trustedCertificates.
            let plain = try ServerSocketTests.server(["/echo": ServerSocketTests.echo])
            let mine = try identity(for: "localhost")
            let right = try server(mine)
            let url = try #require(URL(string: "wss://localhost:\(right.port)/echo"))
            for sockets in [SystemSockets(), SystemSockets(trustedCertificates: mine.certificate)] {
                await (try sockets.connect(to: ServerSocketTests.url(plain))).close()
            }
            await plain.stop()
            let connection = try await SystemSockets(trustedCertificates: mine.certificate).connect(to: url)
            try await connection.send("private")
            #expect(try await connection.receive() == "private")
            await connection.close()

            let other = try identity(for: "other.example")
            let wrong = try server(other)
            try await expectUntrusted(SystemSockets(trustedCertificates: other.certificate), wrong.port, "hostname mismatch")
            await right.stop()
            await wrong.stop()
            try FileManager.default.removeItem(at: folder)
        }
    #endif

    @Test func aServerWithoutItsFilesDoesNotStart() throws {
        let missing = LoopbackServer.Identity(certificate: folder.appending(path: "none.pem").path, key: folder.appending(path: "none.key").path)
        #expect(throws: ServerError.self) { try server(missing) }
        try FileManager.default.removeItem(at: folder)
    }
}
