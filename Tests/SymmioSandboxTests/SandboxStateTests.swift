import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Symmio
import SymmioContracts
import SymmioSandbox
import Testing

/// A sandbox whose state is in a file ends, in order or not, and another one goes on with it.
@Suite(.timeLimit(.minutes(3)))
struct SandboxStateTests {
    /// A file of its own for each test, in a folder that goes with it.
    struct StateFolder: ~Copyable {
        let path = FileManager.default.temporaryDirectory.appending(path: "symmio-state-\(UUID().uuidString)").path
        var file: String { path + "/sandbox.state" }

        init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private func intent(_ side: PositionType = .long) throws -> OpenIntent {
        OpenIntent(market: "ETHUSDT", position: side, size: .quantity(try Wad("0.5")), leverage: try Wad("5"))
    }

    /// Ends an account's sandbox and starts another one with the file.
    private func restart(_ account: FlowAccount, _ file: String, latency: Duration = .milliseconds(10)) async throws -> FlowAccount {
        await account.sandbox.stop()
        return try await FlowAccount(resuming: account, file, latency: latency)
    }

    @Test(arguments: Release.allCases)
    func everythingIsThereAfterARestart(release: Release) async throws {
        let folder = try StateFolder()
        let first = try await FlowAccount(release, state: folder.file)
        let store = MemoryPositionStore()
        let before = try first.trading(store: store)
        let position = try await before.open(try intent())
        let other = try await before.open(OpenIntent(market: "BTCUSDT", position: .short, size: .quantity(try Wad("0.01")), leverage: try Wad("5")))
        try await before.setTakeProfitStopLoss(TakeProfitStopLoss(takeProfit: try Wad("2600")), for: position.quoteId)
        try await before.close(CloseIntent(quoteId: other.quoteId, amount: .quantity(try Wad("0.004"))))
        await first.sandbox.prices.set("XRPUSDT", to: try Wad("0.75"))
        await first.sandbox.chain.reorganise(depth: 2)
        await first.sandbox.chain.advance(seconds: 1_000)
        let (time, height) = (await first.sandbox.chain.now, await first.sandbox.chain.height)
        let hash = try await first.chain.block(.latest)?.hash
        await before.stop()

        let second = try await restart(first, folder.file)
        #expect(await second.sandbox.chain.now == time)
        #expect(await second.sandbox.chain.height == height)
        #expect(try await second.chain.block(.latest)?.hash == hash)
        let price = try Wad("0.75")
        #expect(await second.sandbox.prices.price(of: "XRPUSDT") == price)
        let after = try second.trading(store: store)
        let positions = try await after.openPositions()
        #expect(positions.map(\.quoteId) == [position.quoteId, other.quoteId])
        #expect(positions.last?.openQuantity == (try Wad("0.006")))
        let orders = try await after.takeProfitStopLoss(of: position.quoteId)
        #expect(orders.compactMap(\.kind) == [.takeProfit])
        let reports = try await after.notificationSearch?.search(account: second.subAccount, tempQuoteId: nil, size: 100).notifications ?? []
        #expect(reports.contains { $0.isAnchor && $0.quoteId == Int(exactly: other.quoteId) })

        // The session key still counts, temporary ids and salts go on, and what was set triggers.
        try await after.close(CloseIntent(quoteId: other.quoteId))
        let third = try await after.open(try intent(.short))
        #expect(third.quoteId == 3)
        await second.sandbox.prices.set("ETHUSDT", to: try Wad("2601"))
        try await eventually("the take profit closes") { try await after.position(position.quoteId).status == .closed }
        await after.stop()

        let last = try await restart(second, folder.file)
        let trading = try last.trading(store: store)
        #expect(try await trading.openPositions().map(\.quoteId) == [third.quoteId])
        #expect(try await trading.takeProfitStopLoss(of: position.quoteId).isEmpty)
        await trading.stop()
        await last.sandbox.stop()
    }

    @Test func ordersOnTheirWayAreExecutedAfterARestart() async throws {
        let folder = try StateFolder()
        let first = try await FlowAccount(state: folder.file)
        let store = MemoryPositionStore()
        var trading = try first.trading(store: store)
        let position = try await trading.open(try intent())
        await trading.stop()
        // Now one that takes its time and is ended before it has acted.
        let second = try await restart(first, folder.file, latency: .seconds(60))
        trading = try second.trading(store: store) { $0.outcomeTimeout = .milliseconds(200) }
        _ = try await trading.submit(try await trading.preview(try intent(.short)))
        let closing = try await trading.preview(CloseIntent(quoteId: position.quoteId))
        let busy = trading
        let error = await #expect(throws: TradingError.self) {
            _ = try await busy.close(closing)
        }
        guard case .outcomeUnknown? = error else { throw FlowFailure("\(String(describing: error))") }
        await trading.stop()

        let third = try await restart(second, folder.file)
        trading = try third.trading(store: store)
        let recovered = try await trading.recover()
        #expect(recovered.count == 2)
        #expect(try await third.quoteCount() == 2)
        #expect(try await trading.openPositions().map(\.quoteId) == [2])
        #expect(await store.load().pending.isEmpty)
        await trading.stop()
        await third.sandbox.stop()
    }

    /// Killed after any line, and in the middle of it: everything that was begun comes to its end, and once.
    @Test func anySharpEndIsSurvived() async throws {
        let folder = try StateFolder()
        let account = try await FlowAccount(state: folder.file)
        let ready = try Self.lines(folder.file).count
        let trading = try account.trading()
        let position = try await trading.open(try intent())
        try await trading.setTakeProfitStopLoss(
            TakeProfitStopLoss(takeProfit: try Wad("2600"), stopLoss: try Wad("2400"), quantity: try Wad("0.2")), for: position.quoteId)
        await account.sandbox.prices.set("ETHUSDT", to: try Wad("2610"))
        try await eventually("the take profit closes its part") { try await trading.position(position.quoteId).closedQuantity == (try Wad("0.2")) }
        try await eventually("the handler knows") { try await trading.takeProfitStopLoss(of: position.quoteId).compactMap(\.kind) == [.stopLoss] }
        await trading.stop()
        await account.sandbox.stop()

        let lines = try Self.lines(folder.file)
        #expect(lines.count > ready + 10)
        for count in ready...lines.count {
            var bytes = Data(lines.prefix(count).joined())
            if count < lines.count { bytes += lines[count].dropLast(lines[count].count / 2) }
            let file = folder.path + "/cut-\(count)"
            try bytes.write(to: URL(fileURLWithPath: file))
            let resumed = try await FlowAccount(resuming: account, file, latency: .milliseconds(1))
            let again = try resumed.trading()
            // Whatever was taken is carried out; what was not is not there.
            try await eventually("\(count) lines: it comes to rest") {
                let pending = try await again.solver.pendingOpens(of: resumed.subAccount)
                let quotes = try await resumed.quoteCount()
                let rows = quotes == 1 ? try await again.conditionalOrders?.orders(quoteId: 1) ?? [] : []
                return pending.isEmpty && !rows.contains { $0.state == .triggered || $0.state == .pending }
            }
            #expect(try await resumed.quoteCount() <= 1)
            if try await resumed.quoteCount() == 1 {
                let quote = try await resumed.quote(1)
                #expect(quote.quoteStatus == .opened)
                let (met, part) = (try Wad("2610"), try Wad("0.2").units)
                let isTriggered = await resumed.sandbox.prices.price(of: "ETHUSDT") == met
                if isTriggered { #expect(quote.closedAmount == part, "\(count) lines") }
                #expect(quote.closedAmount.isZero || quote.closedAmount == part)
            }
            await again.stop()
            await resumed.sandbox.stop()
        }
    }

    @Test func aFileThatIsNotRightIsRefusedAndLeftAlone() async throws {
        let folder = try StateFolder()
        let account = try await FlowAccount(state: folder.file)
        let inUse = await #expect(throws: SandboxStateError.self) { try await Sandbox(.init(clock: .manual(FlowAccount.start), state: folder.file)) }
        #expect(inUse == .inUse(path: folder.file))
        await account.sandbox.stop()
        #expect(try FileManager.default.attributesOfItem(atPath: folder.file)[.posixPermissions] as? Int == 0o600)

        let whole = try Data(contentsOf: URL(fileURLWithPath: folder.file))
        func refusal(_ bytes: Data, _ change: (inout Sandbox.Options) -> Void = { _ in }) async throws -> SandboxStateError? {
            let file = folder.path + "/changed"
            try bytes.write(to: URL(fileURLWithPath: file))
            var options = Sandbox.Options(clock: .manual(FlowAccount.start), state: file)
            change(&options)
            let wanted = options
            let error = await #expect(throws: SandboxStateError.self) { try await Sandbox(wanted) }
            #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == bytes)
            return error
        }
        guard case .different(_, "seed", "symmio", "other")? = try await refusal(whole, { $0.seed = "other" }) else { throw FlowFailure("seed") }
        guard
            case .different(_, "release", _, _)? = try await refusal(
                whole,
                {
                    $0.release = .v086; $0.world.release = .v086
                })
        else {
            throw FlowFailure("release")
        }
        guard case .different? = try await refusal(whole, { $0.world.openFee = 1 }) else { throw FlowFailure("settings") }
        guard case .different? = try await refusal(whole, { $0.markets.removeLast() }) else { throw FlowFailure("markets") }
        for foreign in ["", "hello", "hello\n", "{}\n", "{\"entry\":{\"kind\":\"other\"},\"sum\":\"\"}\n"] {
            guard case .foreign? = try await refusal(Data(foreign.utf8)) else { throw FlowFailure("'\(foreign)' is foreign") }
        }
        // A digit of a line in the middle.
        let lines = try Self.lines(folder.file)
        var changed = lines
        let middle = lines.count / 2
        guard let digit = changed[middle].indices.dropFirst(40).first(where: { changed[middle][$0] == UInt8(ascii: "0") }) else {
            throw FlowFailure("no digit")
        }
        changed[middle][digit] = UInt8(ascii: "1")
        guard case .damaged(_, let line, _)? = try await refusal(Data(changed.joined())) else { throw FlowFailure("damaged") }
        #expect(line == middle + 1)
        // A line that is missing: its sum cannot tell, what comes of the others does.
        var missing = lines
        guard let funding = lines.indices.first(where: { String(decoding: lines[$0], as: UTF8.self).contains("\"gifts\"") }) else {
            throw FlowFailure("no gift")
        }
        missing.remove(at: funding)
        guard case .damaged? = try await refusal(Data(missing.joined())) else { throw FlowFailure("a line is missing") }
        guard
            case .file? = await #expect(
                throws: SandboxStateError.self,
                performing: {
                    try await Sandbox(.init(state: folder.path + "/nowhere/state"))
                })
        else { throw FlowFailure("no folder") }
        #expect(throws: SandboxStateError.self) { try Sandbox.Recorded(stateFile: folder.path) }
        let recorded = try Sandbox.Recorded(stateFile: folder.file)
        #expect(recorded?.release == .v085 && recorded?.seed == "symmio")
    }

    private static func lines(_ file: String) throws -> [Data] {
        try Data(contentsOf: URL(fileURLWithPath: file)).split(separator: UInt8(ascii: "\n")).map { Data($0) + [UInt8(ascii: "\n")] }
    }
}

extension FlowAccount {
    /// An account in a sandbox that goes on with a file.
    init(resuming account: FlowAccount, _ file: String, latency: Duration) async throws {
        let sandbox = try await Sandbox(
            .init(release: account.deployment.release, clock: .manual(Self.start), latency: latency, state: file))
        chain = ChainClient(
            chainId: sandbox.deployment.chainId, endpoints: [Endpoint(sandbox.rpcURL)], options: ChainOptions(pollInterval: .milliseconds(5)))
        self.sandbox = sandbox
        (wallet, session) = (account.wallet, account.session)
        (subAccount, isolation) = (account.subAccount, account.isolation)
    }
}
