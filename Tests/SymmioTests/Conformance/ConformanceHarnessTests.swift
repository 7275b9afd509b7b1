import EVMClient
import EVMCore
import JSONMutations
import Testing

@testable import Symmio

/// That the harness finds what it is there to find: readers with one mistake each.
@Suite struct ConformanceHarnessTests {
    struct Result: Sendable {
        var size: Int?
        var note: String?
    }

    /// What is found of a reader of `{"size": 7, "note": "x", "extra": [1]}`.
    private func found(_ read: @escaping @Sendable (JSONReader) throws -> Result) async throws -> Conformance {
        try await Conformance(
            .frame("a test", document: "a test's document", is: #"{"size":7,"note":"x","extra":[1]}"#) {
                try read(JSONReader(parsing: $0, document: "a test's document"))
            })
    }

    @Test func aSoundReader() async throws {
        let found = try await found { Result(size: try $0.member("size").int(), note: try $0.optionalString("note")) }
        #expect(found.complaints.isEmpty, "\(found.complaints)")
        #expect(found.reads == ["size": ["size"], "note": ["note"]])
        #expect(found.required == ["size"])
        #expect(found.unread == ["extra", "extra[]"])
        #expect(found.oneStyle.isEmpty && found.nullable.isEmpty)
    }

    @Test func aReaderThatPassesOverAWrongType() async throws {
        let found = try await found { Result(size: try? $0.member("size").int(), note: try $0.optionalString("note")) }
        #expect(found.complaints.contains { $0.contains("taken for what it is not: [\"size\"]") })
        #expect(found.complaints.contains { $0.contains("neither refused nor in the result: [\"size\"]") })
    }

    @Test func aReaderThatClamps() async throws {
        let found = try await found { Result(size: Int(clamping: try $0.member("size").int256()), note: try $0.optionalString("note")) }
        #expect(found.complaints.contains { $0.contains("98765432109876543211") && $0.contains("neither refused nor in the result") })
    }

    @Test func aReaderThatKnowsOneStyle() async throws {
        let found = try await found { Result(size: try $0.member("size").value.int ?? $0.member("size").bool().hashValue) }
        #expect(found.oneStyle == ["size"])
    }

    @Test func aReaderThatNamesAnotherMember() async throws {
        let found = try await found { json in
            do throws(JSONFieldError) {
                return Result(size: try json.member("size").int(), note: try json.optionalString("note"))
            } catch {
                throw JSONFieldError(path: "length", reason: error.reason, document: error.document)
            }
        }
        #expect(found.complaints.contains { $0.contains("the error names 'length'") })
    }

    @Test func aReaderThatDoesNotSayWhatItRead() async throws {
        let found = try await found { json in
            do throws(JSONFieldError) {
                return Result(size: try json.member("size").int())
            } catch {
                throw JSONFieldError(path: error.path, reason: error.reason)
            }
        }
        #expect(found.complaints.contains { $0.contains("the error does not say where") })
    }

    @Test func aReaderOfKnownMembersOnly() async throws {
        let found = try await found { json in
            guard json.value.object?.count == 3 else { throw json.fault("an unknown member") }
            return Result(size: try json.member("size").int())
        }
        #expect(found.complaints.contains { $0.contains("a_member_of_tomorrow") || $0.contains("unknownMember") })
    }

    @Test func aReaderThatTellsNullFromNothing() async throws {
        let found = try await found { json in
            Result(size: try json.member("size").int(), note: json.value["note"] == .null ? "null" : try json.optionalString("note"))
        }
        #expect(found.complaints.contains { $0.hasPrefix("note: ") })
    }

    @Test func aReaderThatFailsInAWayOfItsOwn() async throws {
        struct Failure: Error {}
        let found = try await found { json in
            guard let size = json.value["size"]?.int else { throw Failure() }
            return Result(size: size)
        }
        #expect(found.complaints.contains { $0.contains("Failure()") })
    }
}
