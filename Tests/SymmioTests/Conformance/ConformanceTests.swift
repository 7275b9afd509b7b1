import EVMClient
import EVMCore
import JSONMutations
import Testing

@testable import Symmio

/// Every endpoint and every frame, each by its shape: what is sent, what is read and what is refused.
@Suite struct ConformanceTests {
    static let shapes =
        EnigmaShapes.all + RasaShapes.all + ConditionalOrderShapes.all + NotificationShapes.all + PriceShapes.all + MuonShapes.all + LegacyShapes.all
        + SubgraphShapes.all

    /// An answer does not depend on the style of its request.
    private static let answers = shapes.filter { !$0.name.hasSuffix(", numbers") }

    /// Answers of which only that they came counts.
    private static let readAsTheyAre: Set<String> = ["GET /health", "GET /fapi/v1/ping"]

    /// The request has the stated path, query, headers and body.
    @Test(arguments: shapes.filter { $0.request != nil })
    func requestsAreAsStated(shape: Shape) async throws {
        let (request, call) = (try #require(shape.request), try #require(shape.transport))
        let transport = ConformanceTransport(Bytes(utf8: shape.json))
        _ = try await call(transport)
        #expect(transport.requests.map { "\($0.method) \($0.url.absoluteString.dropFirst("http://host".count))" } == [request.line])
        let sent = try #require(transport.requests.first)
        for (name, value) in request.headers { #expect(sent.headers[name] == value, "\(name)") }
        if let body = request.body {
            let stated = try JSONValue(parsing: body.utf8)
            var found = try JSONValue(parsing: sent.body)
            if stated["signature"] == .string(Shape.anySignature) {
                let place = JSONPlace(steps: [.member("signature")])
                #expect(try Bytes(hex: found["signature"]?.string ?? "").count == 65)
                found = found.with(stated["signature"], at: place)
            }
            #expect(found.text == stated.text)
        } else {
            #expect(sent.body.isEmpty)
        }
    }

    /// Every member is read as stated, or not at all.
    @Test(arguments: answers)
    func answersAreReadMemberByMember(shape: Shape) async throws {
        let found = try await Conformance(shape)
        for complaint in found.complaints { Issue.record("\(complaint)") }
        let reads = found.reads.mapValues { $0.sorted().joined(separator: " ") }
        for name in Set(reads.keys).union(shape.reads.keys).sorted() {
            #expect(reads[name] == shape.reads[name], "\(name)")
        }
        #expect(found.required.sorted() == shape.required.sorted())
        #expect(found.nullable.sorted() == shape.nullable.sorted())
        #expect(found.unread.sorted() == shape.unread.sorted())
        #expect(found.oneStyle.sorted() == shape.oneStyle.sorted())
        // No excuse that is not needed.
        #expect(found.excused.sorted() == Set(shape.lenient.keys).union(shape.forms.keys).sorted())
    }

    /// A document that is cut, garbled or endless is an error of the stated kinds, or is read; nothing traps.
    @Test(arguments: answers)
    func brokenDocumentsAreErrors(shape: Shape) async throws {
        var fuzzer = DocumentFuzzer(shape.json.utf8, seed: UInt64(shape.json.utf8.count))
        var documents = DocumentFuzzer.extremes
        for _ in 0..<300 { documents.append(fuzzer.next()) }
        var refused = 0
        for document in documents {
            let outcome = await Outcome { try await shape.read(Bytes(document)) }
            if case .other(let words) = outcome { Issue.record("\(words): \(String(decoding: document.prefix(500), as: UTF8.self))") }
            if case .fault(_, let words) = outcome {
                refused += 1
                #expect(words.contains(shape.document))
            }
        }
        if Self.readAsTheyAre.contains(shape.name) { #expect(refused == 0) } else { #expect(refused > documents.count / 4) }
    }
}
