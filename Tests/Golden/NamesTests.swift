import EVMCore
import Testing

/// Names of every kind come out as legal Swift that means what it should.
@Suite struct GoldenNamesTests {
    @Test func overloads() throws {
        typealias C = Overloads.C
        try RoundTrip.call(C.Calls.Foo(), in: C.Calls.self)
        try RoundTrip.call(C.Calls.FooWithUint256(i: 1), in: C.Calls.self)
        try RoundTrip.call(C.Calls.FooWithUint256AndUint256(i: 1, j: 2), in: C.Calls.self)
        try RoundTrip.call(C.Calls.BarWithAmount(amount: 7), in: C.Calls.self)
        try RoundTrip.call(C.Calls.StoreWithBytes(value: Bytes([1, 2, 3])), in: C.Calls.self)
        try RoundTrip.call(C.Calls.StoreWithUint256Array2Array(value: [[1, 2], [3, 4]]), in: C.Calls.self)
        try RoundTrip.call(C.Calls.SubmitWithOrders(orders: [C.Order(id: 1, maker: .zero)]), in: C.Calls.self)
        #expect(C.Calls.Foo.signature == "foo()")
        #expect(C.Calls.GetWithUser.signature == "getWithUser(uint256)")
        #expect(C.Calls.GetWithUserAndAddress.signature == "get(address)")
    }

    @Test func eventOverloads() throws {
        typealias C = EventOverloads.C
        try RoundTrip.event(C.Events.Bar(), in: C.Events.self)
        try RoundTrip.event(C.Events.BarWithUint256AndUint256(i: 1, j: 2), in: C.Events.self)
        // One topic: the number of topics tells.
        typealias Two = C.Events.TransferWithIndexedAddressAndIndexedAddressAndUint256
        typealias Three = C.Events.TransferWithIndexedAddressAndIndexedAddressAndIndexedUint256
        #expect(Two.topic0 == Three.topic0)
        try RoundTrip.event(Two(from: .zero, to: .zero, value: 5), in: C.Events.self)
        try RoundTrip.event(Three(from: .zero, to: .zero, value: 5), in: C.Events.self)
        let log = Three(from: .zero, to: .zero, value: 5).encodedLog()
        guard
            case .transferWithIndexedAddressAndIndexedAddressAndIndexedUint256(let event) = try C.Events(topics: log.topics, data: log.data)
        else {
            Issue.record("the other event")
            return
        }
        #expect(event.value == 5)
        try RoundTrip.error(C.Errors.BadWithReason(reason: "no"), in: C.Errors.self)
    }

    @Test func identifiersThatMeet() throws {
        typealias C = Identifiers.C
        #expect(C.Calls.MyVar.signature == "MyVar()")
        #expect(C.Calls.Foo.signature == "foo()")
        let call = C.Calls.Arguments(x: 1, x_: 2, x_2: 3, x_3: 4, x_4: 5)
        try RoundTrip.call(call, in: C.Calls.self)
        #expect(call.encoded().dropFirst(4).enumerated().filter { $0.offset % 32 == 31 }.map(\.element) == [1, 2, 3, 4, 5])
        try RoundTrip.call(C.Calls.Dup(same: 1, same_: .zero), in: C.Calls.self)
        let events: [any ContractEvent.Type] = C.Events.all
        #expect(Set(events.map { $0.signature }) == ["Foo(uint256,uint256)", "foo(uint256,uint256)", "_Foo()"])
    }

    @Test func underscoresAndDigits() throws {
        try RoundTrip.call(Underscores.C.Calls.Call(target: .zero, data: [Bytes([1])]), in: Underscores.C.Calls.self)
        try RoundTrip.call(Underscores.C.Calls.Z(z: 1, value1: 2), in: Underscores.C.Calls.self)
        try RoundTrip.event(Underscores.C.Events.Log(a: 1, b: Bytes([9])), in: Underscores.C.Events.self)
        try RoundTrip.call(NumericNames.C.Calls._2fast(_1st: 1, _2nd: 2), in: NumericNames.C.Calls.self)
        try RoundTrip.call(
            NumericNames.C.Calls.Take(t: NumericNames.C._1Inch(_0: 0, _1: 1, _1inch: .zero)), in: NumericNames.C.Calls.self)
        try RoundTrip.error(NumericNames.C.Errors._404(_404: 404), in: NumericNames.C.Errors.self)
    }

    @Test func reservedWords() throws {
        typealias C = ReservedWords.C
        try RoundTrip.call(C.Calls.Init(init: 3), in: C.Calls.self)
        #expect(C.Calls.Init(init: 3).`init` == 3)
        #expect(C.Calls.Init.layout.`init`.offset == 0)
        try RoundTrip.call(C.Calls.Self_(self_: 3), in: C.Calls.self)
        try RoundTrip.call(C.Calls.Inout(`inout`: 3), in: C.Calls.self)
        try RoundTrip.event(
            C.Events.Init(init: 1, self_: .zero, self__: keccak256(utf8: "x"), in: 3, `inout`: 4), in: C.Events.self)
        #expect(C.Events.Init.filter(init: .equal(1)).topics.count == 2)
        try RoundTrip.error(C.Errors.Throw(throws: 1), in: C.Errors.self)
        #expect(C.Word(rawValue: 2) == .`init`)
        #expect(C.Word.allCases.map(\.rawValue) == Array(0..<UInt8(C.Word.allCases.count)))
        for raw in UInt8.min...UInt8.max { #expect(C.Word(rawValue: raw).rawValue == raw) }
    }

    @Test func whatTheRuntimeIsCalled() throws {
        typealias C = RuntimeNames.C
        try RoundTrip.call(C.Calls.Encoded(a: 1), in: C.Calls.self)
        try RoundTrip.call(C.Calls.Return(a: 1), in: C.Calls.self)
        try RoundTrip.call(C.Calls.Layout(a: 1), in: C.Calls.self)
        try RoundTrip.returned(C.Calls.Selector.Return(b: 1, c: 2), of: C.Calls.Selector.self, types: ["uint256", "uint256"])
        try RoundTrip.error(C.Errors.Error(a: 1), in: C.Errors.self)
        try RoundTrip.event(C.Events.Topic0(a: 1), in: C.Events.self)
        #expect(
            C.Events.Indexed.filter(filter: .equal(1), topic0: .oneOf([2, 3])).topics.first == [keccak256(utf8: C.Events.Indexed.signature)]
        )
        try RoundTrip.call(RuntimeNames.String.Calls.F(s: "x", a: FixedArray(repeating: 7)), in: RuntimeNames.String.Calls.self)
        try RoundTrip.error(RuntimeNames.Error.Errors.X(reason: "x"), in: RuntimeNames.Error.Errors.self)
    }

    /// Fields that would hide an initialiser of the runtime's are called otherwise.
    @Test func whatTheGeneratorIsCalled() throws {
        typealias C = OwnNames.C
        try RoundTrip.event(C.Events.Log(topics_: [.zero], data_: Bytes([1])), in: C.Events.self)
        try RoundTrip.call(C.Calls.Exec(decoding_: Bytes([1, 2])), in: C.Calls.self)
        try RoundTrip.call(C.Calls.Send(abiEncoded_: Bytes([1, 2])), in: C.Calls.self)
        try RoundTrip.error(C.Errors.Failed(decoding_: Bytes([1, 2])), in: C.Errors.self)
        try RoundTrip.call(
            C.Calls.Lib(
                a: C.Calls_.Foo(x: 1), b: C.Errors_.Foo(x: 2), c: C.Events_(x: 3), d: C.OwnNames_(x: 4), k: .unknown(5), e: C.Swift_(x: 6),
                f: C.EVMCore_(x: 7)), in: C.Calls.self)
    }
}
