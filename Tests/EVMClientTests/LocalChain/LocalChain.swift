import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A chain of its own on the local node of `Tests/LocalChain`, which runs once per test process.
///
/// Each starts with the same contracts and accounts and shares nothing with others. Where the node cannot run (no Python, no network for
/// its packages), tests that need it are skipped and a line says why; with `SYMMIO_REQUIRE_LOCAL_CHAIN=1` that is a failure instead.
///
/// ```swift
/// @Suite(.localChain)
/// struct Sends {
///     @Test func arrives() async throws {
///         let chain = try await LocalChain()
///         // chain.url, chain.accounts[0].key, chain.address("token"), try await chain.control("evm_mine")
///     }
/// }
/// ```
struct LocalChain: Sendable {
    /// Where this chain answers.
    let url: URL
    /// The rich accounts, each with its secret: 10 ^ 24 wei apiece.
    let accounts: [Account]
    /// By label: `token`, `faults`, `emitter`, `ledger`, `proxy`, `beacon`, `beaconProxy`, `factory`, `clone`, `typed`, `diamond`, `multicall3`.
    let deployed: [String: String]

    struct Account: Sendable, Decodable {
        /// With `0x` and the checksum.
        var address: String
        /// With `0x`.
        var key: String
    }

    /// The chain id of every chain here.
    static let chainID: UInt64 = 31337

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// A chain that nobody else uses.
    init() async throws {
        let base: URL
        switch await Self.node.value {
        case .running(let url): base = url
        case .skipped(let why): throw Failure(description: "the local chain does not run: \(why)")
        }
        url = base.appendingPathComponent(UUID().uuidString)
        struct Contracts: Decodable {
            struct Deployed: Decodable { var address: String }
            var deployed: [String: Deployed]
            var accounts: [Account]
        }
        let answer = try await Self.post(url, method: "test_contracts", params: [])
        let contracts = try JSONDecoder().decode(Answer<Contracts>.self, from: answer)
        guard let result = contracts.result else { throw Failure(description: "test_contracts has no result") }
        accounts = result.accounts
        deployed = result.deployed.mapValues(\.address)
    }

    /// The address of a contract that is deployed.
    func address(_ label: String) throws -> String {
        guard let address = deployed[label] else { throw Failure(description: "there is no contract '\(label)'") }
        return address
    }

    // MARK: - Controls

    /// Calls a method whose result matters only as JSON: `evm_mine`, `evm_increaseTime`, `test_setAutomine`, `test_fund`, `test_setCode`,
    /// `test_dropTransactions`, `test_setLogLimits`, `test_hideMethods`, or any of Ethereum.
    @discardableResult
    func control(_ method: String, _ params: JSON...) async throws -> JSON {
        let answer = try JSONDecoder().decode(Answer<JSON>.self, from: try await Self.post(url, method: method, params: params))
        if let error = answer.error { throw Failure(description: "\(method): \(error.message)") }
        return answer.result ?? .null
    }

    /// Mines blocks of what waits.
    func mine(_ count: Int = 1) async throws { try await control("evm_mine", .int(count)) }

    /// Whether every transaction is mined as it comes.
    func setAutomine(_ automatic: Bool) async throws { try await control("test_setAutomine", .bool(automatic)) }

    /// Remembers the chain as it is.
    func snapshot() async throws -> JSON { try await control("evm_snapshot") }

    /// Takes all blocks since a snapshot away. With `keepingTransactions`, what they held waits to be mined again.
    func revert(to snapshot: JSON, keepingTransactions: Bool = false) async throws {
        guard try await control("evm_revert", snapshot, .bool(keepingTransactions)) == .bool(true) else {
            throw Failure(description: "the chain is not reverted")
        }
    }

    /// Adds faults; `Tests/LocalChain/faults.py` tells the kinds and members.
    func inject(_ rules: JSON...) async throws {
        let body = try await Self.post(url, method: "test_faults", params: rules)
        guard try JSONDecoder().decode(Answer<JSON>.self, from: body).result == .bool(true) else {
            throw Failure(description: "the faults are not taken")
        }
    }

    /// Removes the faults that still wait.
    ///
    /// - Returns: How many they were; 0 where all came to pass.
    @discardableResult
    func clearFaults() async throws -> Int {
        if case .int(let count) = try await control("test_clearFaults") { count } else { 0 }
    }

    /// The methods that the chain answered since this was last asked, in order. Those of faults are among them only where they were executed.
    func requests() async throws -> [String] {
        guard case .array(let methods) = try await control("test_requests") else { return [] }
        return methods.compactMap { if case .string(let method) = $0 { method } else { nil } }
    }

    // MARK: - JSON

    /// A JSON value.
    enum JSON: Sendable, Equatable, Codable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
        ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByFloatLiteral
    {
        case null
        case bool(Bool)
        case int(Int)
        case double(Double)
        case string(String)
        case array([JSON])
        case object([String: JSON])

        init(stringLiteral value: String) { self = .string(value) }
        init(integerLiteral value: Int) { self = .int(value) }
        init(booleanLiteral value: Bool) { self = .bool(value) }
        init(floatLiteral value: Double) { self = .double(value) }
        init(arrayLiteral elements: JSON...) { self = .array(elements) }
        init(dictionaryLiteral elements: (String, JSON)...) {
            self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(Bool.self) {
                self = .bool(value)
            } else if let value = try? container.decode(Int.self) {
                self = .int(value)
            } else if let value = try? container.decode(Double.self) {
                self = .double(value)
            } else if let value = try? container.decode(String.self) {
                self = .string(value)
            } else if let value = try? container.decode([JSON].self) {
                self = .array(value)
            } else {
                self = .object(try container.decode([String: JSON].self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .null: try container.encodeNil()
            case .bool(let value): try container.encode(value)
            case .int(let value): try container.encode(value)
            case .double(let value): try container.encode(value)
            case .string(let value): try container.encode(value)
            case .array(let value): try container.encode(value)
            case .object(let value): try container.encode(value)
            }
        }

        /// The member of an object.
        subscript(key: String) -> JSON {
            if case .object(let members) = self { members[key] ?? .null } else { .null }
        }

        /// The text of a string.
        var text: String? { if case .string(let text) = self { text } else { nil } }
    }

    private struct Answer<Result: Decodable>: Decodable {
        struct Problem: Decodable { var message: String }
        var result: Result?
        var error: Problem?
    }

    private struct Request: Encodable {
        var jsonrpc = "2.0"
        var id = 1
        var method: String
        var params: [JSON]
    }

    private static func post(_ url: URL, method: String, params: [JSON]) async throws -> Data {
        var request = URLRequest(url: url, timeoutInterval: 60)
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = try JSONEncoder().encode(Request(method: method, params: params))
        return try await URLSession.shared.data(for: request).0
    }
}
