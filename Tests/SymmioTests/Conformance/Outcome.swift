import EVMClient
import EVMCore

@testable import Symmio

/// What came of reading a document.
enum Outcome: Sendable, Equatable {
    /// A result, by its properties.
    case read([String: String])
    /// It was refused for a member; the error in words with it.
    case fault(JSONFieldError, words: String)
    /// The document was read and says no.
    case refused(String)
    /// An error of another kind, which there must not be.
    case other(String)

    init(_ read: () async throws -> any Sendable) async {
        do {
            self = .read(Properties.of(try await read()))
        } catch {
            self.init(error)
        }
    }

    private init(_ error: any Error) {
        switch error {
        case let fault as JSONFieldError: self = .fault(fault, words: "\(fault)")
        case ServiceError.unreadable(_, let fault): self = .fault(fault, words: "\(error)")
        case ServiceError.refused(let refusal): self = .refused("\(refusal)")
        case HistoryError.service(let inner): self.init(inner)
        case HistoryError.query(let failures): self = .refused("\(failures)")
        case MuonError.allGatewaysFailed(_, let failures): self = failures.first.map { Self($0.reason, words: "\(error)") } ?? .other("\(error)")
        default: self = .other("\(error)")
        }
    }

    private init(_ reason: MuonError.Reason, words: String) {
        switch reason {
        case .service(.unreadable(_, let fault)): self = .fault(fault, words: words)
        case .service(let error): self = .other("\(error)")
        case .unsuccessful, .mismatch, .stale, .early: self = .refused(words)
        }
    }

    /// The properties that differ from another outcome's.
    func changes(from other: Outcome) -> Set<String> {
        switch (self, other) {
        case (.read(let new), .read(let old)): Set(new.keys).union(old.keys).filter { new[$0] != old[$0] }
        case (.refused, _): ["(refusal)"]
        default: []
        }
    }
}

/// A value's properties, flat: by their names from the outermost, elements of lists without their numbers.
enum Properties {
    static func of(_ value: any Sendable) -> [String: String] {
        var found: [String: [String]] = [:]
        collect(value, "", &found)
        return found.mapValues { $0.joined(separator: ", ") }
    }

    private static func collect(_ value: Any, _ name: String, _ found: inout [String: [String]]) {
        func add(_ text: String) { found[name.isEmpty ? "value" : name, default: []].append(text) }
        let mirror = Mirror(reflecting: value)
        func below(_ label: String) -> String { name.isEmpty ? label : "\(name).\(label)" }
        switch (mirror.displayStyle, value) {
        case (.optional, _):
            if let inner = mirror.children.first { collect(inner.value, name, &found) } else { add("nil") }
        case (.collection, _), (.set, _):
            if value is Bytes { return add("\(value)") }
            add("\(mirror.children.count) elements")
            for child in mirror.children { collect(child.value, "\(name)[]", &found) }
        case (.dictionary, _):
            add("\(mirror.children.count) entries")
            for child in mirror.children {
                let pair = Mirror(reflecting: child.value).children.map(\.value)
                if pair.count == 2 { collect(pair[1], below("\(pair[0])"), &found) }
            }
        case (_, let value as any CustomStringConvertible) where !(value is ServiceRefusal): add("\(value)")
        case (.struct, _), (.tuple, _), (.class, _):
            if mirror.children.isEmpty { add("\(value)") }
            for child in mirror.children { collect(child.value, below(child.label ?? "?"), &found) }
        default: add("\(value)")
        }
    }
}
