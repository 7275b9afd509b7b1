import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// The older solver's book in a state file: what it had taken when the sandbox ended is carried out once by the next one.
@Suite(.timeLimit(.minutes(3)))
struct LegacyStateTests {
    private typealias Core = Symmio084.Core.Calls

    private func withFile(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "symmio-older-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder + "/state")
    }

    private func lines(_ file: String) throws -> [Substring] {
        try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: true)
    }

    private func quote(_ flow: LegacyFlow, _ id: UInt256) async throws -> Symmio084.Core.Quote {
        try await flow.accounts.chain.read(Core.GetQuote(quoteId: id), from: flow.deployment.symmioCore)
    }

    private func intent(_ quantity: String = "100") throws -> LegacyOpenIntent {
        LegacyOpenIntent(market: "XRPUSDT", position: .long, quantity: try Wad(quantity), leverage: try Wad("2"))
    }

    @Test func theBookIsThereAfterARestart() async throws {
        try await withFile { file in
            let first = try await LegacyFlow(state: file)
            let before = first.trading()
            let held = try await before.open(try await before.preview(try intent()))
            try await before.set(TakeProfitStopLoss(takeProfit: try Wad("0.7"), stopLoss: try Wad("0.5")), for: held.quoteId)
            await first.sandbox.setLegacyLatency(.seconds(3_600))
            let order = try await before.submit(try await before.preview(try intent("50")))
            let other = try await before.submit(try await before.preview(try intent("60")))
            let id = try #require(order.tempQuoteId)
            let rows = try await before.solver.positionStates(account: first.account)
            await first.sandbox.stop()

            // What pends, what was recorded, and temporary ids go on; who was signed in signs in again.
            let second = try await LegacyFlow(resuming: first, file, latency: .seconds(3_600))
            let log = RequestLog()
            let after = second.trading(transport: log)
            #expect(try await Set(after.pendingOpens().map(\.tempQuoteId)) == [id, other.tempQuoteId])
            #expect(await log.count("POST /legacy/login") == 1)
            #expect(try await after.solver.positionStates(account: first.account) == rows)
            let third = try await after.submit(try await after.preview(try intent("70")))
            #expect(third.tempQuoteId == id - 2)
            try await after.cancelOpen(id)
            await second.sandbox.stop()

            // Now it is carried out: what was taken back is not.
            let last = try await LegacyFlow(resuming: first, file)
            let trading = last.trading()
            try await eventually("the orders are carried out") { try await trading.pendingOpens().isEmpty }
            #expect(try await Set(trading.positions().map(\.quantity)) == [try Wad("100"), try Wad("60"), try Wad("70")])
            await last.sandbox.prices.set("XRPUSDT", to: try Wad("0.71"))
            try await eventually("the take profit closes it") { try await trading.position(held.quoteId).status == .closed }
            #expect(try await trading.positions().count == 2)
            await last.sandbox.stop()
        }
    }

    /// A token of before the restart is none any more: the session signs in once and goes on.
    @Test func aTokenEndsWithTheSandbox() async throws {
        try await withFile { file in
            let first = try await LegacyFlow(state: file)
            let token = try await first.trading().session.token()
            await first.sandbox.stop()
            let second = try await LegacyFlow(resuming: first, file)
            let trading = second.trading()
            do throws(ServiceError) {
                _ = try await trading.solver.pendingOpens(of: first.account, token: token)
                Issue.record("the token outlived the sandbox")
            } catch {
                guard case .refused(let refusal) = error else { throw error }
                #expect(refusal.code == 4001)
            }
            #expect(try await trading.pendingOpens().isEmpty)
            await second.sandbox.stop()
        }
    }

    /// The sandbox is killed after each line of its journal, an open and a close under way.
    @Test func goesOnAfterAnyLine() async throws {
        try await withFile { file in
            let first = try await LegacyFlow(state: file)
            let trading = first.trading()
            let ready = try lines(file).count
            let position = try await trading.open(try await trading.preview(try intent()))
            let opened = try lines(file).count
            try await trading.close(position.quoteId, .percent(try Wad("40")))
            await first.sandbox.stop()
            let all = try lines(file)
            #expect(opened - ready > 4 && all.count - opened > 4)

            let taken = try #require(all.firstIndex { $0.contains("older solver's orders") }) + 1
            let asked = try #require(all.firstIndex { $0.contains("older solver's closes") }) + 1
            for count in ready...all.count {
                let copy = "\(file).\(count)"
                try (all.prefix(count).joined(separator: "\n") + "\n").write(toFile: copy, atomically: true, encoding: .utf8)
                let next = try await LegacyFlow(resuming: first, copy)
                let session = next.trading()
                try await eventually("what was taken comes to its end") {
                    let opens = try await session.pendingOpens().isEmpty
                    let closes = try await session.pendingCloses().isEmpty
                    return opens && closes
                }
                // Taken is done once, and not taken is not done.
                #expect(try await next.quoteCount() == (count >= taken ? 1 : 0), "after line \(count)")
                let rows = try await session.solver.positionStates(account: first.account)
                #expect(rows.allSatisfy { $0.status != "seen" }, "after line \(count): \(rows)")
                if count >= taken {
                    let quote = try await quote(next, 1)
                    #expect(quote.quoteStatus == .opened, "after line \(count)")
                    #expect(Wad(units: quote.closedAmount) == (count >= asked ? try Wad("40") : .zero), "after line \(count)")
                }
                await next.sandbox.stop()
            }
        }
    }

    /// Whatever was damaged is refused by its line, not guessed.
    @Test func aDamagedBookIsRefused() async throws {
        try await withFile { file in
            let first = try await LegacyFlow(state: file)
            await first.sandbox.setLegacyLatency(.seconds(3_600))
            let trading = first.trading()
            _ = try await trading.submit(try await trading.preview(try intent()))
            await first.sandbox.stop()
            var text = try String(contentsOfFile: file, encoding: .utf8)
            let range = try #require(text.range(of: "\"XRPUSDT\""))
            text.replaceSubrange(range, with: "\"XRPUSDX\"")
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            await #expect(throws: SandboxStateError.self) { try await LegacyFlow(resuming: first, file) }
        }
    }
}
