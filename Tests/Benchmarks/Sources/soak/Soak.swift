import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio

/// The client's side: opens, closes, and looks at both processes now and then.
struct Soak {
    let count: Int
    /// Positions stay open: what the client holds of each shows.
    let isOpenOnly: Bool

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    func run() async throws {
        guard let server = popen("exec '\(CommandLine.arguments[0])' serve", "r") else { throw Failure(description: "the sandbox cannot be started") }
        defer { pclose(server) }
        guard let process = line(server).flatMap({ Int32($0) }), let url = line(server).flatMap({ URL(string: $0) }), let text = line(server) else {
            throw Failure(description: "the sandbox says nothing")
        }
        defer { kill(process, SIGTERM) }
        let deployment = try Deployment(json: Data(text.utf8))
        let symmio = SymmioClient(deployment, endpoints: [Endpoint(url)], options: ChainOptions(pollInterval: .milliseconds(5)))
        // The sandbox's wallet: its key is made of the seed alone.
        let owner = LocalSigner(try PrivateKey(keccak256(utf8: "symmio sandbox symmio: wallet").bytes))
        let account = try await symmio.accounts.create(name: "Soak", owner: owner)
        try await symmio.accounts.deposit(try symmio.accounts.collateralAmount("900000"), into: account, owner: owner)
        try await symmio.accounts.bind(account, owner: owner)
        let session = try await symmio.sessions.start(for: account, key: LocalSigner.random(), owner: owner)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("symmio-soak-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = FilePositionStore(path: folder.appendingPathComponent("positions.json").path)
        let trading = try symmio.trading(session, store: store)

        let intent = OpenIntent(market: "BTCUSDT", position: .long, size: .quantity(try Wad("0.001")), leverage: try Wad("5"))
        print("| opens\(isOpenOnly ? "" : " and closes") | client, MiB | sandbox, MiB | client CPU each, ms | wall each, ms |")
        print("|---|---|---|---|---|")
        var (wall, cpu) = (ContinuousClock.now, Self.processorTime())
        var before = 0
        for number in 1...count {
            let position = try await trading.open(intent)
            if !isOpenOnly { try await trading.close(CloseIntent(quoteId: position.quoteId)) }
            guard [1, 10, 50, 100, 200, 500].contains(number) || number % 500 == 0 || number == count else { continue }
            let (now, used) = (ContinuousClock.now, Self.processorTime())
            let each = Double(number - before)
            print(
                "| \(number) | \(Self.mebibytes("/proc/self/status")) | \(Self.mebibytes("/proc/\(process)/status")) "
                    + "| \(Self.rounded((used - cpu) * 1_000 / each)) | \(Self.rounded((now - wall) / .milliseconds(1) / each)) |")
            (wall, cpu, before) = (now, used, number)
        }
        await trading.stop()
    }

    private func line(_ file: UnsafeMutablePointer<FILE>) -> String? {
        var buffer = [CChar](repeating: 0, count: 1 << 16)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    /// Seconds of processor time that this process has used.
    private static func processorTime() -> Double {
        var usage = rusage()
        #if canImport(Darwin)
            getrusage(RUSAGE_SELF, &usage)
        #else
            getrusage(RUSAGE_SELF, &usage)
        #endif
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }

    /// What a process has in memory, by Linux's `/proc`; a dash elsewhere.
    private static func mebibytes(_ path: String) -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
            let number = Double(line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first ?? "")
        else { return "-" }
        return rounded(number / 1_024)
    }

    private static func rounded(_ number: Double) -> String { String(format: "%.1f", number) }
}
