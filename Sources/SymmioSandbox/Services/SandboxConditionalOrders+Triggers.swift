import EVMClient
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts
import SymmioSolver

/// What happens to orders by themselves: quotes come to the chain, prices reach triggers, closes are executed.
extension SandboxConditionalOrders {
    /// The solver's channel.
    var channel: String { deployment.notifications?.channel ?? "" }

    // MARK: Temporary ids

    /// Moves orders under temporary ids to the quotes that have come of them, and gives up those of which nothing came.
    func moveAnchored() async {
        for row in inOrder where row.isLive && !row.isAnchored {
            if let quoteId = await hub.quote(of: row.quoteId, application: channel) {
                guard var moved = rows[row.id], moved.isLive, !moved.isAnchored else { continue }
                moved.quoteId = Int64(clamping: quoteId)
                rows[row.id] = moved
                await report(moved, state: "new")
                await checkPrice(of: moved)
            } else if await hub.hasFailed(row.quoteId, application: channel) {
                await setState(row.id, "killed")
            }
        }
    }

    /// What the solver reports of quotes that orders are for.
    func hear(_ report: NotificationHub.Report) async {
        if report.temporaryId < 0, rows.values.contains(where: { $0.quoteId == report.temporaryId && $0.isLive }) { await moveAnchored() }
        guard report.data["last_seen_action"]?.string == "FillMarketOrderInstantClose" else { return }
        for row in inOrder where row.quoteId == report.quoteId && row.state == "triggered" { await finish(row) }
        await giveUpWhatIsOver(report.quoteId)
    }

    // MARK: Prices

    func priceChanged(_ name: String, to price: Wad) async {
        guard let market = markets.first(where: { $0.name == name }) else { return }
        for row in inOrder where row.isLive && row.message.symbolId == UInt256(market.symbolId) && row.isAnchored && row.isTriggered(at: price) {
            await trigger(row.id)
        }
    }

    private func checkPrice(of row: ConditionalOrderEntry) async {
        guard let market = markets.first(where: { UInt256($0.symbolId) == row.message.symbolId }), let price = await prices.price(of: market.name),
            row.isTriggered(at: price)
        else { return }
        await trigger(row.id)
    }

    private func trigger(_ id: Int) async {
        guard let row = rows[id], row.isLive, row.isAnchored else { return }
        await setState(id, "triggered")
        do {
            let request = try await closeRequest(row)
            // The order that was signed is kept before it is sent: a restart sends it again, and the contract executes it once.
            rows[id]?.closing = request
            try await solver.close(request)
        } catch {
            await failed(id, error)
        }
    }

    private func closeRequest(_ row: ConditionalOrderEntry) async throws -> CloseRequest {
        let quoteId = UInt256(UInt64(max(0, row.quoteId)))
        let quote = try await chain.read(Symmio085.Core.Calls.GetQuote(quoteId: quoteId), from: chain.addresses.core)
        let open = quote.quantity > quote.closedAmount ? quote.quantity &- quote.closedAmount : .zero
        let call = RequestToClosePosition(
            quoteId: quoteId, closePrice: try row.bound().units, quantityToClose: min(open, row.quantity.units), orderType: .market,
            deadline: UInt256(await chain.now &+ 300))
        salt &+= 1
        let operation = InstantOperation(
            call, target: deployment.contracts.symmioCore, account: row.message.virtualAccount, signer: botKey.address, deadline: call.deadline,
            salt: Bytes32(UInt256(salt)))
        let signature = try botKey.sign(digest: operation.digest(for: deployment.instantLayerDomain))
        return CloseRequest(operations: [SignedInstantOperation(operation: operation, signature: signature.bytes)])
    }

    /// The closing order came to nothing. While the position is open the order stays live where another try may do better.
    private func failed(_ id: Int, _ error: any Error) async {
        guard let row = rows[id] else { return }
        let text = (error as? SolverFailure).map { "\($0.message): \($0.detail)" } ?? "\(error)"
        let isBusy = (error as? SolverFailure)?.category == .accountState ? await isOpen(row.quoteId) : false
        rows[id]?.closing = nil
        await setState(id, isBusy ? "new" : "killed")
        await report(row, failure: text)
    }

    private func isOpen(_ quoteId: Int64) async -> Bool {
        let call = Symmio085.Core.Calls.GetQuote(quoteId: UInt256(UInt64(max(0, quoteId))))
        guard let quote = try? await chain.read(call, from: chain.addresses.core) else { return false }
        return [.opened, .closePending, .cancelClosePending].contains(quote.quoteStatus)
    }

    /// The solver is done with the closing order: it was executed, or never will be.
    private func finish(_ row: ConditionalOrderEntry) async {
        guard let digest = row.closing?.operations.first?.operation.digest(for: deployment.instantLayerDomain) else { return }
        let call = Symmio085.InstantLayer.Calls.OperationUsageCount(value: digest)
        let uses = (try? await chain.read(call, from: chain.addresses.instantLayer)) ?? .zero
        guard rows[row.id]?.state == "triggered" else { return }
        await setState(row.id, uses.isZero ? "killed" : "close")
    }

    /// Orders of a position that is closed have nothing to close any more.
    private func giveUpWhatIsOver(_ quoteId: Int64) async {
        let left = inOrder.filter { $0.quoteId == quoteId && $0.isLive }
        guard !left.isEmpty, !(await isOpen(quoteId)) else { return }
        for row in left where rows[row.id]?.isLive == true { await setState(row.id, "canceled") }
    }

    // MARK: Restarts

    /// Takes up what a restart interrupted. To be called once, when the solver has taken up its orders.
    func goOn() async {
        await moveAnchored()
        for row in inOrder where row.state == "triggered" {
            guard let request = row.closing else {
                await setState(row.id, "new")
                continue
            }
            await finish(row)
            guard rows[row.id]?.state == "killed" else { continue }
            // Not executed: it is sent again. That the solver has it already is what it then says.
            rows[row.id]?.state = "triggered"
            do {
                try await solver.close(request)
            } catch  where error.code == 3009 {
                continue
            } catch {
                await failed(row.id, error)
            }
        }
        for row in inOrder where row.isLive && row.isAnchored {
            await giveUpWhatIsOver(row.quoteId)
            await checkPrice(of: row)
        }
    }
}
