import EVMClient
import EVMCore
import SymmioContracts

/// What an indexer makes of the core's events.
struct HistoryIndex {
    private typealias Events = Symmio085.Core.Events
    private typealias Status = Symmio085.Core.QuoteStatus

    private struct Quote {
        var id: UInt256
        var status: Status
        var partyA: Address
        var partyB: Address?
        var symbolId: UInt256
        var position: UInt8
        var orderType: UInt8
        var quantity: UInt256
        var requestedPrice: UInt256
        var openPrice: UInt256 = .zero
        var closed: UInt256 = .zero
        var closePrice: UInt256 = .zero
        var timestamp: UInt64
    }

    private var quotes: [UInt256: Quote] = [:]
    private var requested: [RequestKey: UInt256] = [:]
    private(set) var balanceRows: [[String: JSONValue]] = []
    private var events: [Event] = []
    private let symbols: [UInt256: String]

    /// What happened to a quote.
    private struct Event {
        var quoteId: UInt256
        var type: String
        var details: [(name: String, value: UInt256)]
        var entry: IndexedLog
    }

    private struct RequestKey: Hashable {
        let user: Address
        let id: UInt256
    }

    init(_ logs: [IndexedLog], symbols: [UInt256: String], addresses: SandboxAddresses) {
        self.symbols = symbols
        for entry in logs where entry.log.address == addresses.core {
            takeQuote(entry)
            takeBalance(entry)
        }
    }

    private static func read<E: ContractEvent>(_ type: E.Type, _ entry: IndexedLog) -> E? {
        try? E(topics: entry.log.topics, data: entry.log.data)
    }

    // MARK: Quotes

    private mutating func takeQuote(_ entry: IndexedLog) {
        if let event = Self.read(Events.SendQuoteWithAffiliate.self, entry) { return add(event, entry) }
        if let event = Self.read(Events.SendQuoteWithSymbolId.self, entry) {
            quotes[event.quoteId] = Quote(
                id: event.quoteId, status: .pending, partyA: event.partyA, symbolId: event.symbolId, position: event.positionType.rawValue,
                orderType: event.orderType.rawValue, quantity: event.quantity, requestedPrice: event.price, timestamp: entry.timestamp)
            return
        }
        if let event = Self.read(Events.LockQuote.self, entry) {
            change(event.quoteId, entry, to: .locked)
            quotes[event.quoteId]?.partyB = event.partyB
        } else if let event = Self.read(Events.UnlockQuote.self, entry) {
            change(event.quoteId, entry, to: event.quoteStatus)
        } else if let event = Self.read(Events.OpenPositionWithLockedValues.self, entry) {
            change(event.quoteId, entry, to: .opened)
            quotes[event.quoteId]?.openPrice = event.openedPrice
            quotes[event.quoteId]?.quantity = event.filledAmount
        } else if let event = Self.read(Events.RequestToClosePosition.self, entry) {
            change(event.quoteId, entry, to: event.quoteStatus)
        } else if let event = Self.read(Events.FillCloseRequestWithLockedValues.self, entry) {
            close(event.quoteId, event.filledAmount, event.closedPrice)
            change(event.quoteId, entry, to: event.quoteStatus)
            noteClose("FILL_CLOSE", event.quoteId, event.filledAmount, event.closedPrice, event.quoteStatus, entry)
        } else if let event = Self.read(Events.ForceClosePosition.self, entry) {
            close(event.quoteId, event.filledAmount, event.closedPrice)
            change(event.quoteId, entry, to: event.quoteStatus)
            noteClose("FORCE_CLOSE", event.quoteId, event.filledAmount, event.closedPrice, event.quoteStatus, entry)
        } else if let event = Self.read(Events.SettleUpnl.self, entry) {
            settle(event, entry)
        } else {
            takeCancelling(entry)
        }
    }

    private mutating func takeCancelling(_ entry: IndexedLog) {
        if let event = Self.read(Events.RequestToCancelQuote.self, entry) { change(event.quoteId, entry, to: event.quoteStatus) }
        if let event = Self.read(Events.AcceptCancelRequest.self, entry) { change(event.quoteId, entry, to: event.quoteStatus) }
        if let event = Self.read(Events.ForceCancelQuote.self, entry) { change(event.quoteId, entry, to: event.quoteStatus) }
        if let event = Self.read(Events.RequestToCancelCloseRequest.self, entry) { change(event.quoteId, entry, to: event.quoteStatus) }
        if let event = Self.read(Events.AcceptCancelCloseRequest.self, entry) { change(event.quoteId, entry, to: event.quoteStatus) }
        if let event = Self.read(Events.ForceCancelCloseRequest.self, entry) { change(event.quoteId, entry, to: event.quoteStatus) }
        if let event = Self.read(Events.ExpireQuoteOpen.self, entry) { change(event.quoteId, entry, to: event.quoteStatus) }
        if let event = Self.read(Events.ExpireQuoteClose.self, entry) { change(event.quoteId, entry, to: event.quoteStatus) }
    }

    /// The numbers of this event are packed, a word each.
    private mutating func add(_ event: Events.SendQuoteWithAffiliate, _ entry: IndexedLog) {
        let data = event.paramsData.array
        func word(_ index: Int) -> UInt256 {
            let start = index * 32
            guard data.count >= start + 32, let bytes = Bytes32(Bytes(Array(data[start..<start + 32]))) else { return .zero }
            return UInt256(bytes)
        }
        quotes[event.quoteId] = Quote(
            id: event.quoteId, status: .pending, partyA: event.partyA, symbolId: word(0), position: UInt8(clamping: word(1)),
            orderType: UInt8(clamping: word(2)), quantity: word(5), requestedPrice: word(3), timestamp: entry.timestamp)
    }

    private mutating func change(_ id: UInt256, _ entry: IndexedLog, to status: Status) {
        quotes[id]?.status = status
        quotes[id]?.timestamp = entry.timestamp
    }

    private mutating func close(_ id: UInt256, _ amount: UInt256, _ price: UInt256) {
        guard let quote = quotes[id] else { return }
        let before = try? quote.closePrice.times(quote.closed, over: .ether)
        let gained = try? price.times(amount, over: .ether)
        let closed = quote.closed &+ amount
        guard let before, let gained, !closed.isZero, let average = try? (before &+ gained).times(.ether, over: closed) else { return }
        quotes[id]?.closed = closed
        quotes[id]?.closePrice = average
    }

    private mutating func noteClose(
        _ type: String, _ id: UInt256, _ amount: UInt256, _ price: UInt256, _ status: Status, _ entry: IndexedLog
    ) {
        let details = [("amount", amount), ("closePrice", price), ("quoteStatus", UInt256(UInt64(status.rawValue)))]
        events.append(Event(quoteId: id, type: type, details: details.map { (name: $0, value: $1) }, entry: entry))
    }

    private mutating func settle(_ event: Events.SettleUpnl, _ entry: IndexedLog) {
        for (row, price) in zip(event.settlementData, event.updatedPrices) {
            guard let quote = quotes[row.quoteId] else { continue }
            let details = [("prevPrice", quote.openPrice), ("newPrice", price), ("openQuantity", quote.quantity &- quote.closed)]
            events.append(Event(quoteId: row.quoteId, type: "SETTLE_UPNL", details: details.map { (name: $0, value: $1) }, entry: entry))
            quotes[row.quoteId]?.openPrice = price
        }
    }

    /// As the subgraph gives them: what an event carries is a JSON text.
    var eventRows: [[String: JSONValue]] {
        events.compactMap { event in
            guard let quote = quotes[event.quoteId] else { return nil }
            let details = event.details.map { "\"\($0.name)\":\"\($0.value)\"" }.joined(separator: ",")
            return [
                "id": .string("\(event.entry.transaction.hex)-\(event.entry.index)-\(event.quoteId)"), "quoteId": .string("\(event.quoteId)"),
                "type": .string(event.type), "metadata": .string("{\(details)}"), "timestamp": .string(String(event.entry.timestamp)),
                "transaction": .string(event.entry.transaction.hex), "quote": .object(row(quote)),
            ]
        }
    }

    /// As the subgraph gives them: numbers beyond a machine's as texts.
    var quoteRows: [[String: JSONValue]] {
        quotes.values.map { row($0) }
    }

    private func row(_ quote: Quote) -> [String: JSONValue] {
        [
            "id": .string("\(quote.id)"), "quoteId": .string("\(quote.id)"), "quoteStatus": .number(String(quote.status.rawValue)),
            "partyA": .string(quote.partyA.hex), "partyB": quote.partyB.map { .string($0.hex) } ?? .null,
            "symbolId": .string("\(quote.symbolId)"), "symbol": symbols[quote.symbolId].map { .string($0) } ?? .null,
            "positionType": .number(String(quote.position)), "orderTypeOpen": .number(String(quote.orderType)),
            "quantity": .string("\(quote.quantity)"), "requestedOpenPrice": .string("\(quote.requestedPrice)"),
            "openedPrice": quote.openPrice.isZero ? .null : .string("\(quote.openPrice)"), "closedAmount": .string("\(quote.closed)"),
            "averageClosedPrice": quote.closed.isZero ? .null : .string("\(quote.closePrice)"), "timestamp": .string(String(quote.timestamp)),
        ]
    }

    // MARK: Balances

    private mutating func takeBalance(_ entry: IndexedLog) {
        if let event = Self.read(Events.DepositWithIsVirtual.self, entry) {
            note("DEPOSIT", event.user, event.amount, entry)
        } else if let event = Self.read(Events.WithdrawInitiated.self, entry) {
            let total = event.parts.reduce(UInt256.zero) { $0 &+ $1.amount }
            requested[RequestKey(user: event.user, id: event.requestId)] = total
        } else if let event = Self.read(Events.WithdrawFinalized.self, entry) {
            note("WITHDRAW", event.user, requested[RequestKey(user: event.user, id: event.requestId)] ?? .zero, entry)
        } else if let event = Self.read(Events.AllocatePartyA.self, entry) {
            note("ALLOCATE", event.user, event.amount, entry)
        } else if let event = Self.read(Events.DeallocatePartyA.self, entry) {
            note("DEALLOCATE", event.user, event.amount, entry)
        } else if let event = Self.read(Events.InternalTransfer.self, entry) {
            note("ALLOCATE", event.user, event.amount, entry, isMarginTransfer: true)
        }
    }

    private mutating func note(_ type: String, _ account: Address, _ amount: UInt256, _ entry: IndexedLog, isMarginTransfer: Bool = false) {
        balanceRows.append([
            "id": .string("\(entry.transaction.hex)-\(entry.index)"), "type": .string(type), "account": .string(account.hex),
            "amount": .string("\(amount)"), "isMarginTransferSideEffect": .bool(isMarginTransfer), "timestamp": .string(String(entry.timestamp)),
            "transaction": .string(entry.transaction.hex),
        ])
    }
}
