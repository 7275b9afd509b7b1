@testable import BindgenCore
import Foundation
import Testing

/// What a hostile EIP-712 document makes of the generator.
@Suite struct TypedDataChainTests {
    /// Each type refers to the next one.
    private func generate(_ count: Int, name: (Int) -> String) throws -> Generated {
        let types = (0..<count).map { index in
            "\"\(name(index))\": [\(index + 1 < count ? "{\"name\": \"next\", \"type\": \"\(name(index + 1))\"}" : "")]"
        }
        let spec = "{\"types\": {\(types.joined(separator: ","))}, \"primaryType\": \"\(name(0))\"}"
        return try Workspace(["t.json": spec, "bindings.json": #"{"namespace": "N", "typedData": [{"name": "T", "specs": ["t.json"]}]}"#]).generate()
    }

    /// On a thread whose stack is small, as a build's helper threads may have it.
    @Test func aChainOfTypesTakesNoStack() throws {
        // Written before the semaphore is signalled, and read after the wait for it: never by two threads at once.
        nonisolated(unsafe) var result: Result<Generated, any Error>?
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            result = Result { try generate(900) { "T\($0)" } }
            done.signal()
        }
        thread.stackSize = 256 << 10
        thread.start()
        done.wait()
        let generated = try #require(result).get()
        #expect(generated.problems == [])
        #expect(generated.text.contains("struct T899"))
    }

    @Test func typeStringsAreBoundedTogether() throws {
        let long = String(repeating: "x", count: 1_000)
        let refused = try generate(200) { "T\($0)\(long)" }
        #expect(refused.outputs.isEmpty)
        #expect(refused.problems == ["bindings.json:1:34: error: the type strings of typedData \"T\" have more than 16 MB together"])
    }
}
