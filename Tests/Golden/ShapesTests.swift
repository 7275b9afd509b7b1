import EVMCore
import Testing

/// Arrays, tuples, structs, enums, events and errors of every shape round-trip.
@Suite struct GoldenShapesTests {
    @Test func arrays() throws {
        typealias C = Arrays.C
        let cube = FixedArray<FixedArray<FixedArray<UInt64, Length3>, Length4>, Length5>(repeating: FixedArray(repeating: [1, 2, 3]))
        try RoundTrip.call(C.Calls.DeepUint64Array(arr: cube), in: C.Calls.self)
        try RoundTrip.returned(cube, of: C.Calls.DeepUint64Array.self, types: ["uint64[3][4][5]"])
        let word = Bytes32(1, 2, 3, 4)
        try RoundTrip.call(
            C.Calls.DynamicOfFixed(
                a: [[1, 2], [3, 4]], b: [[Bytes([1]), Bytes([])]], c: [["a"], [], ["b", "c"]], d: [[.zero], []],
                e: [[[word, word, word]], []]),
            in: C.Calls.self)
        try RoundTrip.call(
            C.Calls.FixedStatic(a: [1, 2, 3], b: true, c: FixedArray(repeating: Bytes4(UInt32(0x0102_0304))), d: FixedArray(repeating: 5)),
            in: C.Calls.self)
        let layout = C.Calls.FixedStatic.layout
        #expect([layout.a.offset, layout.b.offset, layout.c.offset, layout.d.offset] == [0, 96, 128, 192])
        #expect(layout.d.size == 33 * 32)
        try RoundTrip.call(C.Calls.FixedDynamic(a: ["x", "y"], b: FixedArray(repeating: Bytes([7]))), in: C.Calls.self)
        #expect(C.Calls.FixedDynamic.layout.a.isDynamic)
        try RoundTrip.call(C.Calls.Long(a: FixedArray(repeating: 1), b: FixedArray(repeating: FixedArray(repeating: 2))), in: C.Calls.self)
        let dynamic = C.Dyn(x: 1, y: Bytes([2]))
        let fixed = C.Stat(x: 1, y: true)
        try RoundTrip.call(C.Calls.Structs(a: [dynamic], b: [fixed, fixed], c: [[fixed, fixed]], d: [[dynamic], []]), in: C.Calls.self)
        try RoundTrip.call(C.Calls.Enums(a: [.unknown(1), .unknown(2)], b: [.unknown(3), .unknown(4)]), in: C.Calls.self)
        try RoundTrip.error(C.Errors.Arrays_(a: [1, 2], b: ["x"]), in: C.Errors.self)
        try RoundTrip.event(C.Events.Arrays_(a: word, b: word, c: [[1, 2]], d: ["x"]), in: C.Events.self)
    }

    @Test func tuples() throws {
        typealias C = Tuples.C
        let point = C.Point(x: -1, y: 2)
        let inner = C.Inner(a: .zero, innermost: [C.Innermost(data: Bytes([1, 2]), n: 3)])
        try RoundTrip.call(C.Calls.Nested(outer: C.Outer(id: 1, inner: inner, pair: [point, point])), in: C.Calls.self)
        try RoundTrip.returned(point, of: C.Calls.Nested.self, types: ["(int256,int256)"])
        try RoundTrip.call(C.Calls.Unnamed(value0: 1, value1: .zero, value2: C.Unnamed2(value0: 1, value1: Bytes([3]))), in: C.Calls.self)
        try RoundTrip.call(C.Calls.Mixed(value: 1, value1: 2, value2: 3, value3: 4), in: C.Calls.self)
        let order = C.WithoutInternalTypeOrder(id: 1, maker: .zero)
        try RoundTrip.call(
            C.Calls.WithoutInternalType(order: order, value1: C.WithoutInternalType1(a: 1, b: 2), orders: [order]), in: C.Calls.self)
        #expect(C.Calls.WithoutInternalType.layout.value1.offset == 64)
        try RoundTrip.returned(
            C.Calls.ManyNamedOutputs.Return(a: 1, ok: true, value2: "x", data: Bytes([1])), of: C.Calls.ManyNamedOutputs.self,
            types: ["uint256", "bool", "string", "bytes"])
    }

    @Test func structsOfSeveralScopes() throws {
        typealias C = StructNamespaces.Namespaces
        let a = C.A.S(x: 1)
        let b = C.B.S(y: .zero, z: Bytes([1]))
        try RoundTrip.call(C.Calls.F(a: a, b: b, c: C.S(own: true), d: C.Bare(bare: -1)), in: C.Calls.self)
        try RoundTrip.call(C.Calls.E(x: .two, y: .unknown(3), z: .red), in: C.Calls.self)
        try RoundTrip.call(C.Calls.Deep(x: C.A.Holder(s: a, t: [b])), in: C.Calls.self)
        try RoundTrip.event(C.Events.S(s: a), in: C.Events.self)
    }

    @Test func oneStructSharedByAllThatUseIt() throws {
        typealias C = SharedStruct.C
        let item = C.Item(id: 1, payload: Bytes([1]))
        try RoundTrip.call(C.Calls.Set(item: item), in: C.Calls.self)
        try RoundTrip.returned(item, of: C.Calls.Get.self, types: ["(uint256,bytes)"])
        try RoundTrip.returned([item], of: C.Calls.All.self, types: ["(uint256,bytes)[]"])
        let event = C.Events.Set(item: item)
        #expect(try C.Events.Set(topics: event.encodedLog().topics, data: event.encodedLog().data) == event)
        #expect(try C.Errors.BadItem(decoding: C.Errors.BadItem(item: item).encoded()).item == item)
        #expect(Set([item, item]).count == 1)
    }

    @Test func enums() throws {
        typealias C = Enums.Named
        #expect(C.QuoteStatus.allCases == [.pending, .locked, .cancelPending, .canceled, .opened])
        #expect(C.QuoteStatus(rawValue: 2) == .cancelPending)
        let later = C.QuoteStatus(rawValue: 200)
        guard case .unknown(200) = later else {
            Issue.record("\(later)")
            return
        }
        #expect(later.rawValue == 200 && C.QuoteStatus.unknown(1) == .locked)
        let order = C.Order(side: .sell, status: later, sides: [.buy, .unknown(9)])
        try RoundTrip.call(C.Calls.Place(order: order, side: .buy, price: 1), in: C.Calls.self)
        try RoundTrip.returned(later, of: C.Calls.Place.self, types: ["uint8"])
        try RoundTrip.event(C.Events.Placed(side: .sell, status: .opened), in: C.Events.self)
        #expect(Enums.Unnamed.State.allCases.isEmpty && Enums.Unnamed.State(rawValue: 7).rawValue == 7)
        #expect(Enums.Unnamed.Kind(rawValue: 1) == .short)
    }

    @Test func events() throws {
        typealias C = Events.C
        let hash = keccak256(utf8: "x")
        try RoundTrip.event(C.Events.Static(a: 1, b: .zero, c: true, d: -1), in: C.Events.self)
        try RoundTrip.event(C.Events.Dynamic(a: hash, b: hash, c: hash, d: "y"), in: C.Events.self)
        try RoundTrip.event(C.Events.Structs(a: hash, b: hash, c: C.P(x: 1, y: "y")), in: C.Events.self)
        try RoundTrip.event(C.Events.Nothing(), in: C.Events.self)
        #expect(
            C.Events.Dynamic.filter(b: .equal(hash)).topics == [[keccak256(utf8: "Dynamic(string,bytes,uint256[],string)")], nil, [hash]])
        #expect(C.Events.Static.filter().topics.count == 1)
    }

    @Test func anonymousEvents() throws {
        typealias C = Events.C
        let event = C.Events.Anonymous(a: 1, b: keccak256(utf8: "x"), c: .zero, d: Bytes4(UInt32(5)), e: 2)
        #expect(C.Events.Anonymous.topic0 == nil && event.encodedLog().topics.count == 4)
        try RoundTrip.event(event, in: C.Events.self)
        #expect(C.Events.Anonymous.filter(a: .equal(1)).topics == [[UInt256(1).abiTopic]])
        try RoundTrip.event(C.Events.AnonymousData(data: Bytes([1, 2])), in: C.Events.self)
        try RoundTrip.event(C.Events.AnonymousEmpty(), in: C.Events.self)
    }

    @Test func customErrors() throws {
        typealias C = CustomErrors.C
        try RoundTrip.error(C.Errors.InvalidNonce(account: .zero, expected: 1, found: 2), in: C.Errors.self)
        try RoundTrip.error(C.Errors.Unauthorized(), in: C.Errors.self)
        try RoundTrip.error(C.Errors.Detailed(details: [C.Detail(code: 1, text: "x")]), in: C.Errors.self)
        do throws(C.Errors.Wrapped) {
            throw C.Errors.Wrapped(reason: Bytes([1]))
        } catch {
            #expect(error.reason == Bytes([1]))
        }
        #expect(throws: ABIError.self) { try C.Errors(decoding: Bytes([1, 2, 3, 4])) }
        #expect(throws: ABIError.self) { try Empty.Nothing.Calls(decoding: Bytes([1, 2, 3, 4])) }
    }

    @Test func deployment() throws {
        let constructor = Deployment.Vault.Constructor(owner: .zero, limits: Deployment.Vault.Limits(min: 1, max: 2), name: "x")
        let types = try ["address", "(uint256,uint256)", "string"].map { try ABIType(parsing: $0) }
        let data = constructor.abiEncoded()
        #expect(try ABI.encode(ABI.decode(data, as: types), as: types) == data)
        #expect(try Deployment.Vault.Constructor(abiEncoded: data).limits.max == 2)
    }

    @Test func facets() throws {
        try RoundTrip.call(
            Facets.Diamond.Calls.Cut(cuts: [Facets.Diamond.IDiamondCut.FacetCut(facet: .zero, selectors: [Bytes4(UInt32(1))])]),
            in: Facets.Diamond.Calls.self)
        #expect(Facets.Diamond.Errors.all.map { $0.signature } == ["NotOwner()", "Paused()"])
    }
}
