import EVMClient
import EVMCore
import Symmio
import SymmioContracts
import SymmioSolver

/// An order that the solver of majors took, by its temporary id.
struct RasaOrder: Sendable, KeptRow {
    let id: Int64
    let account: Address
    let call: BookedCall
    let createdAt: UInt64
    /// What was sent in; nil once it has come to its end.
    var request: OpenRequest?
    var quoteId: Int64?

    var isPending: Bool { request != nil }

    /// The position is on the chain.
    mutating func end(_ quoteId: UInt256) {
        request = nil
        self.quoteId = Int64(exactly: quoteId)
    }

    var kept: JSONValue {
        var members: [String: JSONValue] = [
            "id": .digits(id), "account": .string(account.checksummed), "call": .data(call.callData), "createdAt": .digits(createdAt),
        ]
        if let quoteId { members["quoteId"] = .digits(quoteId) }
        if let request { members["request"] = .string(request.json(numbers: .strings)) }
        return .object(members)
    }
}

extension RasaOrder {
    init(kept entry: StateEntry, release: Release) throws(SandboxStateError) {
        id = try entry.int64("id")
        account = try entry.address("account")
        guard let call = BookedCall(try entry.bytes("call"), release: release) else { throw entry.fault("call: no order") }
        self.call = call
        createdAt = try entry.uint64("createdAt")
        if entry.optional("quoteId") != nil { quoteId = try entry.int64("quoteId") }
        if entry.optional("request") != nil { request = try entry.read("request") { try? OpenRequest(json: $0.utf8) } }
    }
}

/// Orders that the solver had taken when the sandbox ended.
extension SandboxRasa {
    /// Goes on with what a restart interrupted. To be called once.
    func resume() async {
        for order in book.values.sorted(by: { $0.id > $1.id }) {
            guard let request = order.request else { continue }
            if order.call.terms?.orderType == .limit {
                await resume(order, request)
                continue
            }
            let interrupted = InterruptedOpen(account: order.account, temporaryId: order.id)
            if let mined = await chain.mined(withSignature: request.sendQuote.signature) {
                let (report, opened) = interrupted.report(of: mined, at: await chain.now)
                if let opened { book[order.id]?.end(opened.quoteId) } else { book[order.id]?.request = nil }
                await publish(report, order.id)
                continue
            }
            do throws(Refusal) {
                let taken = try await desk.take(request)
                later { await $0.execute(order.id, taken) }
            } catch {
                book[order.id]?.request = nil
                await publish(interrupted.report(error.failure, at: await chain.now), order.id)
            }
        }
        for (id, close) in closing.all.sorted(by: { $0.key < $1.key }) {
            if Self.isLimit(CloseRequest(operations: [close.operation])) {
                await resume(id, close)
                continue
            }
            let interrupted = InterruptedClose(subAccount: close.subAccount, order: close.order)
            let temporaryId = book.values.first { $0.quoteId == id }?.id
            if let mined = await chain.mined(withSignature: close.operation.signature) {
                closing[id] = nil
                await publish(interrupted.report(of: mined, at: await chain.now), temporaryId)
                continue
            }
            do throws(Refusal) {
                for judged in try await desk.judge.judge(CloseRequest(operations: [close.operation]), markets: desk.markets) {
                    later { await $0.execute(judged) }
                }
            } catch {
                closing[id] = nil
                await publish(interrupted.report(error.failure, at: await chain.now), temporaryId)
            }
        }
    }
}
