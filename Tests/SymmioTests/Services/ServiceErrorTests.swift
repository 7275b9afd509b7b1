import EVMClient
import EVMCore
import Testing

@testable import Symmio

/// What is tried again, what never is, and what a refusal says.
@Suite struct ServiceErrorTests {
    @Test func readsAreTriedAgain() async throws {
        let transport = ScriptedTransport(
            .failure(.connectionLost("x")), .json("busy", status: 503), .json("{}", status: 429, headers: ["Retry-After": "7"]), .json(#"{"quote_id":1}"#))
        #expect(try await testSolver(transport).quoteId(of: -1) == 1)
        #expect(transport.requests.count == 4)
        #expect(transport.pauses == [.milliseconds(250), .milliseconds(500), .seconds(7)])
    }

    @Test func readsEndAtTheLastTry() async throws {
        let transport = ScriptedTransport(.json("a", status: 500), .json("b", status: 502), .json("c", status: 503), .json("d", status: 504), .json("{}"))
        let refused = await refusal { try await testSolver(transport).quoteId(of: -1) }
        #expect(refused?.status == 504)
        #expect(refused?.body == "d")
        #expect(transport.requests.count == 4)
    }

    @Test func refusalsAreNotTriedAgain() async throws {
        let transport = ScriptedTransport(.json(#"{"code":3001,"error_message":"Market closed","error_detail":"HYPE"}"#, status: 409))
        let refused = await refusal { try await testSolver(transport).quoteId(of: -1) }
        #expect(refused?.code == 3001)
        #expect(refused?.description == "the service refused: Market closed: HYPE (error 3001, HTTP 409)")
        #expect(transport.requests.count == 1)
    }

    /// A write is sent once whatever happens, and says whether it may have been done.
    @Test(arguments: [
        (ScriptedTransport.Answer.failure(.cannotConnect("x")), false), (.failure(.connectionLost("x")), true), (.failure(.timedOut(.seconds(1))), true),
        (.failure(.cancelled), true), (.json("gateway", status: 502), true), (.json("{}", status: 429), false),
        (.json(#"{"error_category":"timeout"}"#, status: 400), true), (.json(#"{"error_category":"slippage"}"#, status: 500), false),
        (.json(#"{"error_category":"unavailable"}"#, status: 503), true), (.json(#"{"code":1}"#, status: 400), false),
        (.json("<html>", status: 200), true), (.json(#"{"temp_quote_id":"x"}"#), true),
    ])
    func writesAreSentOnce(answer: ScriptedTransport.Answer, isUnknown: Bool) async throws {
        let transport = ScriptedTransport(answer, .json(#"{"temp_quote_id":-1}"#))
        do {
            _ = try await testSolver(transport).open(OpenRequest(addMargin: nil, sendQuote: SolverClientTests.signed()))
            Issue.record("taken")
        } catch let error as ServiceError {
            #expect(error.outcomeIsUnknown == isUnknown, "\(error)")
        }
        #expect(transport.requests.count == 1)
        #expect(transport.pauses.isEmpty)
    }

    @Test(arguments: [
        (#"{"code":2000,"error_message":"Insufficient balance"}"#, 2000, "Insufficient balance"),
        (#"{"error_code":"310","error_message":"x","error_detail":[{"loc":["a"],"msg":"b"}]}"#, 310, "x"),
        (#"{"successful":false,"message":"Not found","error_code":4,"error_detail":[]}"#, 4, "Not found"),
        (#"{"error":"Rate limit exceeded"}"#, nil, "Rate limit exceeded"), (#"{"detail":[{"loc":["body"],"msg":"m","type":"t"}]}"#, nil, nil),
        ("<html>nothing</html>", nil, nil), ("[1]", nil, nil), ("", nil, nil), (#"{"code":{"x":1},"error_message":5}"#, nil, "5"),
    ])
    func bodies(body: String, code: Int?, message: String?) throws {
        let refusal = ServiceRefusal(HTTPResponse(status: 400, body: Bytes(utf8: body)), retryAfter: nil)
        #expect(refusal.code == code)
        #expect(refusal.message == message)
        #expect(refusal.body == body)
        #expect(refusal.description.contains("HTTP 400"))
    }
}

@Suite struct DecimalDigitsTests {
    @Test(arguments: [
        ("1", "1"), ("-1.50", "-1.50"), ("1e3", "1000"), ("1.5e-3", "0.0015"), ("-1.25E+1", "-12.5"), ("12345e-2", "123.45"), ("0e999", "0"),
        ("1e-101", "0"), ("123e-3", "0.123"), ("1.0e0", "1.0"), ("abc", "abc"), ("1e", "1e"), ("e5", "e5"),
        ("1e99999999999999999999", "1e99999999999999999999"),
    ])
    func plain(text: String, expected: String) throws { #expect(try DecimalDigits.plain(text) == expected) }

    @Test func exact() throws {
        func read(_ json: String) throws -> Wad { try JSONReader(parsing: json.utf8).wad() }
        // None of these is a Double.
        #expect(try read("0.1") == wad("0.1"))
        #expect(try read("123456789012345678.123456789012345678").description == "123456789012345678.123456789012345678")
        #expect(try read("0.0000000000000000015") == Wad(units: 2))
        #expect(try read("1e-18") == Wad(units: 1))
        #expect(throws: JSONFieldError.self) { try read("1e101") }
        #expect(throws: JSONFieldError.self) { try read("-0.1") }
        #expect(throws: JSONFieldError.self) { try read(#""1,5""#) }
        #expect(throws: JSONFieldError.self) { try read(#""1e99999999999999999999""#) }
        #expect(try JSONReader(parsing: "-0.1".utf8).signedWad().description == "-0.1")
    }
}
