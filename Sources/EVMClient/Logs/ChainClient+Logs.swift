public import EVMCore

extension ChainClient {
    /// The events of a type in a range of blocks, in the order of the chain.
    ///
    /// - Parameters:
    ///   - type: The event.
    ///   - filter: What its indexed fields have to be, `Event.filter(…)`; all events of the type where nil.
    ///   - contracts: Who logged them; any contract where empty.
    ///   - blocks: The range, however long: it is asked for in parts where the node does not give it at once.
    /// - Throws: ``ChainError/undecodable(_:call:)`` where a log is damaged; what ``logs(_:in:)`` throws. Logs with another number of topics
    ///   are another event's, although its signature is the same, and are passed over.
    public func events<Event: ContractEvent>(
        _ type: Event.Type, where filter: EventFilter? = nil, from contracts: [Address], in blocks: ClosedRange<UInt64>
    ) async throws(ChainError) -> [EventLog<Event>] {
        try await logs(LogFilter(contracts: contracts, topics: filter ?? Event.filter()), in: blocks).decoded()
    }

    /// The logs in a range of blocks, in the order of the chain.
    ///
    /// A range that the node refuses as too large is halved until it is taken; what follows is asked for in parts of that size, which grow
    /// again.
    /// - Throws: ``ChainError/tooManyLogs(block:)`` where a single block's logs are refused; what ``RPCClient/call(_:)`` throws.
    public func logs(_ filter: LogFilter, in blocks: ClosedRange<UInt64>) async throws(ChainError) -> [Log] {
        var logs: [Log] = []
        var walk = RangeWalk(blocks)
        while let part = walk.next {
            do throws(ChainError) {
                logs += try await self.logs(filter, inOne: part)
                walk.advance()
            } catch {
                guard error.isRangeTooLarge else { throw error }
                guard walk.halve() else { throw .tooManyLogs(block: part.lowerBound) }
            }
        }
        return logs
    }

    /// The logs of a range that is asked for at once.
    func logs(_ filter: LogFilter, inOne blocks: ClosedRange<UInt64>) async throws(ChainError) -> [Log] {
        let reader = ResultReader(method: "eth_getLogs")
        var logs: [Log] = []
        for log in try reader.array(try await rpc.call(RPCRequest(reader.method, [filter.json(in: blocks)]))) {
            let log = try Log.read(log, reader)
            guard let number = log.blockNumber, blocks.contains(number) else {
                throw .invalidAnswer(.wrongResult(method: reader.method, "a log is of a block that was not asked for"))
            }
            logs.append(log)
        }
        return logs
    }
}

extension EventLog {
    /// Reads a log; nil where another number of topics says that it is another event's.
    static func read(_ log: Log) -> Result<EventLog, ChainError>? {
        do throws(ABIError) {
            return .success(try EventLog(log))
        } catch {
            if case .topicCount = error.kind { return nil }
            return .failure(.undecodable(error, call: "event \(Event.signature)"))
        }
    }
}

extension Sequence<Log> {
    func decoded<Event: ContractEvent>() throws(ChainError) -> [EventLog<Event>] {
        var events: [EventLog<Event>] = []
        for log in self { if let event = EventLog<Event>.read(log) { events.append(try event.get()) } }
        return events
    }
}

/// Goes through a range of blocks in parts that fit the node.
struct RangeWalk {
    private var start: UInt64?
    private let end: UInt64
    /// How many blocks a part has beyond its first.
    private var length: UInt64
    private var successes = 0

    init(_ blocks: ClosedRange<UInt64>, length: UInt64 = .max) {
        start = blocks.lowerBound
        end = blocks.upperBound
        self.length = min(length, blocks.upperBound - blocks.lowerBound)
    }

    /// The part to ask for; nil at the end.
    var next: ClosedRange<UInt64>? {
        guard let start else { return nil }
        let (last, overflow) = start.addingReportingOverflow(length)
        return start...(overflow ? end : min(last, end))
    }

    /// Goes on to the part behind; after four that were taken, with parts twice as long.
    mutating func advance() {
        guard let part = next else { return }
        start = part.upperBound < end ? part.upperBound + 1 : nil
        successes += 1
        if successes % 4 == 0 { length = length > .max / 2 - 1 ? .max : length * 2 + 1 }
    }

    /// Halves the part; false where it is one block.
    mutating func halve() -> Bool {
        guard let part = next, part.lowerBound < part.upperBound else { return false }
        length = (part.upperBound - part.lowerBound) / 2
        successes = 0
        return true
    }
}
