import EVMClient
import EVMCore
import SymmioContracts

/// An indexer: the chain's events as quotes and changes of balances, asked for in GraphQL as a subgraph is.
struct SandboxSubgraph: Sendable {
    let chain: SandboxChain

    private static let standardFirst = 100
    private static let greatestFirst = 1_000

    func answer(_ request: ServerRequest) async -> ServerResponse {
        guard request.method == "POST" else { return ServerResponse(status: 405) }
        guard let body = try? JSONValue(parsing: request.body), let text = body["query"]?.string else {
            return .json(Self.failure("the body has no query"), status: 400)
        }
        do throws(GraphQLFault) {
            let fields = try GraphQLField.parse(text, variables: body["variables"] ?? .null)
            let index = HistoryIndex(await chain.indexedBlocks(), symbols: await chain.symbolNames(), addresses: chain.addresses)
            var data: [String: JSONValue] = [:]
            for field in fields {
                switch field.name {
                case "quotes": data[field.name] = try Self.rows(index.quoteRows, "Quote", field, key: "partyA")
                case "quoteEvents": data[field.name] = try Self.rows(index.eventRows, "QuoteEvent", field, key: "quote")
                case "balanceChanges": data[field.name] = try Self.rows(index.balanceRows, "BalanceChange", field, key: "account")
                default: throw GraphQLFault(message: "Type `Query` has no field `\(field.name)`")
                }
            }
            return .json(.object(["data": .object(data)]))
        } catch {
            return .json(Self.failure(error.message))
        }
    }

    /// GraphQL says no with HTTP's yes.
    private static func failure(_ message: String) -> JSONValue {
        .object(["data": .null, "errors": .array([.object(["message": .string(message)])])])
    }

    private static func rows(
        _ all: [[String: JSONValue]], _ type: String, _ field: GraphQLField, key: String
    ) throws(GraphQLFault) -> JSONValue {
        let first = field.arguments["first"].flatMap(\.int) ?? standardFirst
        guard (0...greatestFirst).contains(first) else {
            throw GraphQLFault(message: "The value of the `first` argument must be between 0 and \(greatestFirst), but is \(first)")
        }
        var rows = all
        for (name, value) in field.arguments["where"]?.object ?? [:] { rows = try filter(rows, name, value, key: key, type) }
        let order = field.arguments["orderBy"]?.string ?? "id"
        let falls = field.arguments["orderDirection"]?.string == "desc"
        switch order {
        case "id": rows.sort { text($0, "id") < text($1, "id") }
        case "timestamp": rows.sort { number($0, "timestamp") < number($1, "timestamp") }
        default: throw GraphQLFault(message: "Invalid value provided for argument `orderBy`: Enum(\"\(order)\")")
        }
        if falls { rows.reverse() }
        var answer: [JSONValue] = []
        for row in rows.prefix(first) {
            answer.append(try select(field.selection, of: row, type))
        }
        return .array(answer)
    }

    private static func select(_ fields: [GraphQLField], of row: [String: JSONValue], _ type: String) throws(GraphQLFault) -> JSONValue {
        var selected: [String: JSONValue] = [:]
        for field in fields {
            guard let value = row[field.name] else { throw GraphQLFault(message: "Type `\(type)` has no field `\(field.name)`") }
            if let inner = value.object {
                guard !field.selection.isEmpty else { throw GraphQLFault(message: "Field `\(field.name)` of `\(type)` needs a selection of fields") }
                selected[field.name] = try select(field.selection, of: inner, "Quote")
            } else {
                selected[field.name] = value
            }
        }
        return .object(selected)
    }

    private static func filter(
        _ rows: [[String: JSONValue]], _ name: String, _ value: JSONValue, key: String, _ type: String
    ) throws(GraphQLFault) -> [[String: JSONValue]] {
        switch name {
        case "id_gt":
            let after = value.string ?? ""
            return rows.filter { text($0, "id") > after }
        case "\(key)_in":
            let wanted = Set((value.array ?? []).compactMap { $0.string?.lowercased() })
            return rows.filter { wanted.contains(text($0, key)) }
        case "\(key)_":
            // Of what a row belongs to, by that one's own fields.
            guard let wanted = value["partyA_in"]?.array?.compactMap({ $0.string?.lowercased() }) else {
                throw GraphQLFault(message: "Invalid value provided for argument `where`: only `partyA_in` of `\(name)` is answered")
            }
            return rows.filter { row in row[key]?["partyA"]?.string.map { wanted.contains($0) } ?? false }
        case "timestamp_gte": return rows.filter { number($0, "timestamp") >= bound(value) }
        case "timestamp_lte": return rows.filter { number($0, "timestamp") <= bound(value) }
        default: throw GraphQLFault(message: "Invalid value provided for argument `where`: `\(type)_filter` has no field `\(name)`")
        }
    }

    private static func text(_ row: [String: JSONValue], _ name: String) -> String { row[name]?.string ?? "" }
    private static func number(_ row: [String: JSONValue], _ name: String) -> UInt64 { UInt64(text(row, name)) ?? 0 }
    private static func bound(_ value: JSONValue) -> UInt64 { value.string.flatMap { UInt64($0) } ?? value.int.map { UInt64(clamping: $0) } ?? 0 }
}

/// A log with the block that it is in.
struct IndexedLog: Sendable {
    let log: WorldLog
    let timestamp: UInt64
    let transaction: Bytes32
    let index: Int
}

extension SandboxChain {
    /// All logs, the oldest first.
    func indexedBlocks() -> [IndexedLog] {
        blocks.flatMap { block in
            logs(of: block).map { IndexedLog(log: $0.log, timestamp: block.timestamp, transaction: $0.transaction, index: $0.index) }
        }
    }

    func symbolNames() -> [UInt256: String] {
        Dictionary(world.core.symbols.map { ($0.symbolId, $0.name) }, uniquingKeysWith: { first, _ in first })
    }
}
