import EVMClient
import EVMCore
import Foundation
import JSONMutations
import Symmio
import Testing

@testable import SymmioSandbox

/// A request's body as a service's interface states it, and what the sandbox's service makes of it.
///
/// The body is one that is read and then refused for a reason of its own, so that what is read can be told from what is not, and nothing
/// comes of it.
struct RequestShape: Sendable {
    /// The body.
    var body: JSONValue
    /// Members without which it is an error.
    var required: Set<String> = []
    /// Members that are not read.
    var unread: Set<String> = []
    /// Members that have one style only.
    var oneStyle: Set<String> = []
    /// Objects whose members are named by whoever asks.
    var maps: Set<String> = []
    /// Members that may be of another form than they are here.
    var forms: Set<String> = []
    /// Sends a body.
    var send: @Sendable (Bytes) async throws -> Answer

    struct Answer: Sendable, Equatable {
        let status: Int
        let text: String

        /// Whether it is a refusal that names a member: by its path, or as the last parts of FastAPI's places.
        func names(_ place: JSONPlace) -> Bool {
            guard (400..<500).contains(status) else { return false }
            let parts = place.exact.split(separator: ".").map { "\"\($0)\"" }.joined(separator: ",")
            return place == .root || text.contains("\(place.exact):") || text.contains("[\"body\",\(parts)]")
        }
    }
}

/// What was found of a request, derived as ``RequestShape`` tells.
struct RequestConformance: Sendable {
    private(set) var complaints: [String] = []
    private(set) var required: Set<String> = []
    private(set) var unread: Set<String> = []
    private(set) var oneStyle: Set<String> = []

    init(_ shape: RequestShape) async throws {
        let baseline = try await shape.send(Bytes(shape.body.utf8))
        for mutation in JSONMutation.unknownMembers(of: shape.body, where: { !shape.maps.contains($0.general) }) {
            let answer = try await shape.send(Bytes(mutation.document.utf8))
            if answer != baseline { complaints.append("\(mutation): \(answer)") }
        }
        for (place, value) in shape.body.places where place != .root {
            var answers: [(mutation: JSONMutation, answer: RequestShape.Answer)] = []
            for mutation in JSONMutation.all(of: shape.body, at: place, value) {
                answers.append((mutation, try await shape.send(Bytes(mutation.document.utf8))))
            }
            judge(place, answers, baseline, shape)
        }
        var fuzzer = DocumentFuzzer(shape.body.utf8, seed: UInt64(shape.body.utf8.count))
        for document in DocumentFuzzer.extremes + (0..<150).map({ _ in fuzzer.next() }) {
            let answer = try await shape.send(Bytes(document))
            if answer.status >= 500 { complaints.append("\(answer): \(String(decoding: document.prefix(300), as: UTF8.self))") }
        }
    }

    private mutating func judge(
        _ place: JSONPlace, _ answers: [(mutation: JSONMutation, answer: RequestShape.Answer)], _ baseline: RequestShape.Answer,
        _ shape: RequestShape
    ) {
        let name = place.general
        guard answers.contains(where: { $0.answer != baseline }) else {
            unread.insert(name)
            return
        }
        for (mutation, answer) in answers {
            switch mutation.kind {
            case .wrongForm:
                if !answer.names(place), !shape.forms.contains(name) { complaints.append("\(mutation): \(answer)") }
            case .otherStyle:
                if answer.names(place) { oneStyle.insert(name) } else if answer != baseline { complaints.append("\(mutation): \(answer)") }
            case .dropped:
                if answer.names(place) { required.insert(name) }
            case .word, .number, .otherValue, .null, .unknownMember:
                // What can be read may be refused for what it says.
                if answer.status >= 500 { complaints.append("\(mutation): \(answer)") }
            }
        }
    }

    /// Whether all was found as the shape states it.
    func check(_ shape: RequestShape, sourceLocation: SourceLocation = #_sourceLocation) {
        for complaint in complaints { Issue.record("\(complaint)", sourceLocation: sourceLocation) }
        #expect(required.sorted() == shape.required.sorted(), sourceLocation: sourceLocation)
        #expect(unread.sorted() == shape.unread.sorted(), sourceLocation: sourceLocation)
        #expect(oneStyle.sorted() == shape.oneStyle.sorted(), sourceLocation: sourceLocation)
    }
}
