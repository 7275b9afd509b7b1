import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSandbox
import SymmioSolver
import Testing

// The article «Write a solver in an afternoon», run: a trader's orders against a solver of a hundred lines, in the sandbox solver's place.

/// One market, filled at the mark with a spread of 5 basis points.
struct MyMarkets: SolverMarkets {
    let mark: Wad

    func offer(for trade: Trade) async -> Offer? {
        guard trade.symbolId == 2 else { return nil }
        let factor: UInt256 = trade.isBuying ? 10_005 : 9_995
        guard let price = try? mark.multiplied(by: factor, dividedBy: 10_000, rounding: .down) else { return nil }
        let rules = MarketRules(
            pricePrecision: 2, quantityPrecision: 3, lotSize: try? Wad("0.001"), maximumNotional: try? Wad("50000"),
            maximumLeverage: try? Wad("25"))
        return Offer(price: price, mark: mark, rules: rules)
    }
}

/// Behind any HTTP server: gives the status and the JSON body of an answer.
actor MySolver {
    let desk: SolverDesk
    let send: @Sendable (SolverNotification) async -> Void
    var lastId = 0

    init(desk: SolverDesk, send: @escaping @Sendable (SolverNotification) async -> Void) {
        self.desk = desk
        self.send = send
    }

    func answer(_ method: String, _ path: String, body: Bytes) async -> (status: Int, body: JSONValue) {
        do throws(SolverFailure) {
            switch (method, path) {
            case ("POST", "/instant_trade/instant_open"): return (200, ["temp_quote_id": .number("\(try await open(body))")])
            case ("POST", "/instant_trade/instant_close"): return (200, try await close(body))
            default: throw SolverFailure(3000, detail: "there is no \(method) \(path)")
            }
        } catch {
            return (error.status, error.json)
        }
    }

    func open(_ body: Bytes) async throws(SolverFailure) -> Int {
        let order: TakenOpen
        do {
            order = try await desk.take(try OpenRequest(json: body))
        } catch let refusal as Refusal {
            throw refusal.failure
        } catch {
            throw SolverFailure(3000, detail: "\(error)")
        }
        lastId -= 1
        let reports = OpenReports(order.judged, temporaryId: lastId)
        Task {
            await send(reports.priced(at: order.judged.judgedAt))
            switch await certain(order) {
            case .success(let position): await send(reports.opened(position, at: order.judged.judgedAt))
            case .failure(let failure): await send(reports.failed(failure, at: order.judged.judgedAt))
            }
        }
        return lastId
    }

    func close(_ body: Bytes) async throws(SolverFailure) -> JSONValue {
        let orders: [TakenClose]
        do {
            orders = try await desk.take(try CloseRequest(json: body))
        } catch let refusal as Refusal {
            throw refusal.failure
        } catch {
            throw SolverFailure(3000, detail: "\(error)")
        }
        Task {
            for order in orders {
                let reports = CloseReports(order.judged)
                switch await certain(order) {
                case .success(let position): await send(reports.closed(position, at: order.judged.judgedAt))
                case .failure(let failure): await send(reports.failed(failure, at: order.judged.judgedAt))
                }
            }
        }
        return [:]
    }

    func certain<Order: TakenOrder>(_ order: Order) async -> Result<Order.Result, SolverFailure> {
        var outcome = await desk.carryOut(order)
        while true {
            switch outcome {
            case .done(let result): return .success(result)
            case .failed(let failure): return .failure(failure)
            case .unknown(let transaction): outcome = await desk.resume(order, transaction)
            }
        }
    }
}

@Suite(.serialized, .timeLimit(.minutes(2)))
struct SolverSnippets {
    @Test func solverInAnAfternoon() async throws {
        let bench = try await SolverBench(.v086)
        let sandbox = bench.flow.sandbox
        let (deployment, chain) = (sandbox.deployment, sandbox.chain.client())
        let contract = try deployment.solver().address
        let (contractKey, operatorKey) = (sandbox.solverSigner, sandbox.solverOperator)

        let desk = SolverDesk(
            chain: chain, deployment: deployment,
            contract: ContractSigner(contract: contract, key: LocalSigner(contractKey)),
            operatorSigner: LocalSigner(operatorKey),
            markets: MyMarkets(mark: try Wad("2500")))

        // The sandbox's clock stands still; a chain's does not.
        #expect(desk.judge.clock == nil)
        let (reports, continuation) = AsyncStream.makeStream(of: SolverNotification.self)
        let solver = MySolver(desk: desk) { continuation.yield($0) }
        var incoming = reports.makeAsyncIterator()

        let request = try await bench.request(try await bench.order())
        let body = Bytes(utf8: request.json(numbers: deployment.style.numbers))
        let answer = await solver.answer("POST", "/instant_trade/instant_open", body: body)
        #expect(answer.status == 200, "\(answer.body)")
        #expect(answer.body["temp_quote_id"]?.int == -1)
        #expect(await incoming.next()?.isPriced == true)
        let anchor = try #require(await incoming.next())
        #expect(anchor.isAnchor)
        #expect(try anchor.averageOpenPrice == Wad("2501.25"))

        // The same again is refused, in words.
        let again = await solver.answer("POST", "/instant_trade/instant_open", body: body)
        #expect(again.status == 400)
        #expect(again.body["code"]?.int == 3009)
        let garbage = await solver.answer("POST", "/instant_trade/instant_open", body: Bytes(utf8: "{}"))
        #expect(garbage.body["code"]?.int == 3000)
        #expect(await solver.answer("GET", "/", body: Bytes()).status == 400)

        let quoteId = try #require(anchor.quoteId)
        let close = try await bench.factory.close([
            CloseOrder(
                quoteId: UInt256(UInt64(quoteId)), account: try #require(anchor.virtualAccount), price: try Wad("2400"), quantity: try Wad("0.5"),
                deadline: await sandbox.chain.now + 60)
        ])
        let closed = await solver.answer("POST", "/instant_trade/instant_close", body: Bytes(utf8: close.json(style: deployment.style)))
        #expect(closed.status == 200, "\(closed.body)")
        let last = try #require(await incoming.next())
        #expect(last.isClosed)
        #expect(last.frame(channel: "My_Solver")["primary_identifier"]?.int == quoteId)
        await bench.stop()
    }

    @Test func judgingAlone() async throws {
        let bench = try await SolverBench()
        let (judge, deployment) = (bench.desk.judge, bench.deployment)
        let request = try await bench.request(try await bench.order())
        var tampered = request.sendQuote
        tampered.operation.callData.array[200] ^= 1

        do throws(Refusal) {
            let verified = try await judge.verify(tampered, target: deployment.contracts.symmioCore)
            print("\(verified.digest) may be executed")
        } catch {
            print(error)  // the order: the signature is not 0x…'s: …; sign this very operation under the deployment's chain id and Instant Layer
            #expect(error.failure.code == 3001)
            #expect(error.description.contains("sign this very operation"))
        }
        await bench.stop()
    }
}
