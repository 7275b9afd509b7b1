import EVMCore
import Symmio
import SymmioSandbox
import Testing

/// What a solver of majors says of its markets as a whole.
@Suite(.timeLimit(.minutes(1)))
struct MajorsMarketTests {
    @Test func openInterestIsWhatIsOpen() async throws {
        try await withMajors { _, trading in
            let before = try await trading.solver.openInterest()
            #expect(before.used == .zero)
            #expect(before.totalCap == (try Wad("10000000")))
            let position = try await trading.open(OpenIntent(market: "ETHUSDT", position: .short, size: .quantity(try Wad("0.5")), leverage: try Wad("5")))
            let notional = try position.openPrice.multiplied(by: try Wad("0.5"), rounding: .down)
            #expect(try await trading.solver.openInterest().used == notional)
            try await trading.close(CloseIntent(quoteId: position.quoteId, amount: .quantity(try Wad("0.25"))))
            #expect(try await trading.solver.openInterest().used == (try notional.divided(by: try Wad("2"), rounding: .down)))
        }
    }

    @Test func volumesAreByName() async throws {
        try await withMajors { _, trading in
            let info = try await trading.solver.marketInfoByName()
            #expect(info.markets.keys.sorted() == SandboxMarket.standard.map(\.name).sorted())
        }
    }

    @Test func fundingComesOverASocketAndByREST() async throws {
        try await withMajors { account, trading in
            let start = await account.sandbox.chain.now
            let next = (start / 28_800 + 1) * 28_800
            let byName = try await trading.solver.fundingByName(["BTCUSDT"])
            #expect(Array(byName.keys) == ["BTCUSDT"])
            #expect(byName["BTCUSDT"]?.nextTime == next)
            #expect(byName["BTCUSDT"]?.epochDuration == 28_800)

            var times: [UInt64] = []
            let stream = try trading.solver.fundingRates(symbols: ["ETHUSDT"], symbolIds: [1])
            for try await element in stream {
                guard case .value(let rates) = element else { continue }
                #expect(rates.markets.keys.sorted() == ["BTCUSDT", "ETHUSDT"])
                #expect(rates.markets["ETHUSDT"]?.nextRateLong?.isNegative == false)
                if let time = rates.markets["ETHUSDT"]?.nextTime, times.last != time { times.append(time) }
                if times.count == 2 { break }
                await account.sandbox.chain.advance(seconds: 28_800)
            }
            await stream.socket.close()
            #expect(times.first == next)
            #expect(times.last.map { $0 > next } == true)

            let none = try trading.solver.fundingRates(symbols: ["NOSUCH"])
            for try await element in none {
                guard case .unreadable(_, let reason) = element else { continue }
                #expect(reason.contains("310"))
                break
            }
            await none.socket.close()
        }
    }

    @Test func framesAreRead() throws {
        let rates = try FundingRates.parse(
            frame: #"{"BTCUSDT":{"next_funding_time":1782821982,"next_funding_rate_short":"-0.0001","next_funding_rate_long":"0.00012"},"note":"x"}"#.utf8)
        #expect(rates?.markets.count == 1)
        #expect(rates?.markets["BTCUSDT"]?.nextRateShort?.isNegative == true)
        #expect(rates?.markets["BTCUSDT"]?.nextTime == 1_782_821_982)
        #expect(try FundingRates.parse(frame: "[]".utf8) == nil)
        #expect(try FundingRates.parse(frame: "{}".utf8) == nil)
        #expect(throws: JSONFieldError.self) { try FundingRates.parse(frame: #"{"error_code":"EC_310","error_message":"no"}"#.utf8) }
        #expect(throws: JSONFieldError.self) { try FundingRates.parse(frame: #"{"BTCUSDT":{"next_funding_rate_long":"much"}}"#.utf8) }
    }
}
