internal import EVMClient
internal import EVMCore

/// Requests to the handler of take-profit and stop-loss orders: sent once, and looked up.
extension TradingSession {
    /// What the handler has of a position, or of an order on its way: under its temporary id, or, once it has moved, under the quote's own.
    func rows(of target: ConditionalOrderTarget) async throws(TradingError) -> [ConditionalOrderRow] {
        let handler = try handler()
        var found: [ConditionalOrderRow] = []
        if target.quoteId == nil, let temporaryId = target.temporaryId {
            found = try await asking(.conditionalOrders) { () async throws(ServiceError) in try await handler.orders(quoteId: temporaryId) }
        }
        var quoteId = target.quoteId
        if found.isEmpty, quoteId == nil, let temporaryId = target.temporaryId { quoteId = try await anchored(temporaryId) }
        guard found.isEmpty, let quoteId else { return found }
        guard let id = Int(exactly: quoteId) else { throw .noPosition(quoteId) }
        return try await asking(.conditionalOrders) { () async throws(ServiceError) in try await handler.orders(quoteId: id) }
    }

    /// Sends a request once, and waits until the handler's list, which a report or the clock has it look at, is as wanted.
    ///
    /// Where it is certain that the handler has not seen the request it is sent again; it is the same signed message every time.
    func change(
        _ target: ConditionalOrderTarget, _ send: () async throws(ServiceError) -> Void, until isDone: ([ConditionalOrderRow]) -> Bool
    ) async throws(TradingError) -> [ConditionalOrderRow] {
        let events = await conditionalOrderFeed?.events()
        await conditionalOrderFeed?.open(within: options.subscriptionTimeout)
        let doubt = try await sendOnce(send)
        let looks = Self.looks(events, of: target, options)
        var limits = OutcomeLimits(options)
        if doubt != nil { limits.answerIsLost() }
        for await failure in looks {
            if let failure, doubt == nil { throw .refused(.conditionalOrders, failure) }
            do throws(TradingError) {
                let rows = try await rows(of: target)
                if isDone(rows) { return rows.filter(\.state.isLive) }
            } catch {
                // The order came to nothing, and with it whatever was set for it; anything else may be better the next time.
                if case .failed = error { throw error }
            }
            if Task.isCancelled { throw .cancelled }
            if limits.isOver { throw .ordersUnknown(reason: doubt.map { "\($0)" } ?? "the handler's list does not show them yet") }
        }
        throw .cancelled
    }

    /// - Returns: Why it is not known whether the handler has the request; nil where it has.
    private func sendOnce(_ send: () async throws(ServiceError) -> Void) async throws(TradingError) -> ServiceError? {
        var failures = 0
        while true {
            do throws(ServiceError) {
                try await send()
                return nil
            } catch {
                if case .transport(.cancelled) = error { throw .cancelled }
                if error.outcomeIsUnknown { return error }
                failures += 1
                guard error.isUnseen, failures < options.refusedAttempts, !Task.isCancelled else {
                    if case .refused(let refusal) = error { throw .refused(.conditionalOrders, refusal) }
                    throw .notSent(.conditionalOrders, error)
                }
                try? await pause(after: failures, asked: error.retryAfter)
            }
        }
    }

    /// When to look at the handler's list: at once, with every report, and by the clock. A failure that is reported goes along.
    private static func looks(
        _ events: AsyncStream<ConditionalOrderFeed.Event>?, of target: ConditionalOrderTarget, _ options: TradingOptions
    ) -> AsyncStream<ServiceRefusal?> {
        let (stream, continuation) = AsyncStream.makeStream(of: ServiceRefusal?.self, bufferingPolicy: .bufferingNewest(64))
        // While only the temporary id is known, a report under any quote may be of it.
        let quoteId = target.quoteId.flatMap { Int(exactly: $0) }
        let (timing, interval) = (options.timing, options.lookInterval)
        continuation.yield(nil)
        let forward = Task {
            guard let events else { return }
            for await event in events {
                guard case .report(let report) = event, report.quoteId == nil || quoteId == nil || report.quoteId == quoteId else { continue }
                let isFailure = !report.isSuccessful && quoteId != nil
                continuation.yield(
                    isFailure ? ServiceRefusal(status: 200, code: report.errorCode, message: report.errorMessage) : nil)
            }
        }
        let clock = Task {
            while !Task.isCancelled {
                guard (try? await timing.sleep(interval)) != nil else { return }
                continuation.yield(nil)
            }
        }
        continuation.onTermination = { _ in
            forward.cancel()
            clock.cancel()
        }
        return stream
    }
}
