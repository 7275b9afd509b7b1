import EVMCore
import Testing

@Suite struct GoldenReleasesTests {
    /// What two releases have alike is one type.
    @Test func sharedTypes() throws {
        let quote: ReleaseOne.C.Quote = ReleaseTwo.C.Quote(id: 1, maker: .zero)
        let call: ReleaseTwo.C.Calls.Same = ReleaseOne.C.Calls.Same(q: quote)
        try RoundTrip.call(call, in: ReleaseTwo.C.Calls.self)
        let event: ReleaseTwo.C.Events.Same = ReleaseOne.C.Events.Same(a: 1)
        try RoundTrip.event(event, in: ReleaseTwo.C.Events.self)
        #expect(ReleaseOne.C.Grown.self != ReleaseTwo.C.Grown.self)
        #expect(ReleaseOne.C.Side.self == ReleaseTwo.C.Side.self)
        #expect(ReleaseOne.C.Kind.self != ReleaseTwo.C.Kind.self)
        #expect(ReleaseOne.C.Calls.Renamed.self != ReleaseTwo.C.Calls.Renamed.self)
        #expect(ReleaseOne.Login.Login.self == ReleaseTwo.Login.Login.self)
    }

    @Test func configured() throws {
        #expect(Configured.C.Calls.BatchCall.signature == "_call(address,bytes[])")
        #expect(
            Configured.C.Calls.Opaque(order: Configured.C.Order(id: 1, maker: .zero), deadline: 2)
                == .init(order: .init(id: 1, maker: .zero), deadline: 2))
        #expect(Configured.C.Calls.all.count == 6 && Configured.C.Events.all.count == 1)
        #expect(Configured.C.Status(rawValue: 1) == .locked)
    }

    @Test func narrowerAccess() throws {
        try RoundTrip.call(AccessPackage.C.Calls.F(s: AccessPackage.C.S(x: 1, y: FixedArray(repeating: 2))), in: AccessPackage.C.Calls.self)
        try RoundTrip.event(AccessInternal.C.Events.E(a: 1), in: AccessInternal.C.Events.self)
    }
}

@Suite struct GoldenTypedDataTests {
    private func join(_ words: [Bytes32]) -> Bytes { Bytes(words.flatMap { Array($0.bytes) }) }

    /// By the book: the message's hash, then what is signed.
    private func digest(_ encodeType: String, _ words: [Bytes32], _ domain: EIP712Domain) -> Bytes32 {
        let structHash = keccak256(join([keccak256(utf8: encodeType)] + words))
        return keccak256(Bytes([0x19, 0x01]) + join([domain.separator, structHash]))
    }

    /// A contract's struct of the same members only gets the conformance.
    @Test func structsOfAContract() throws {
        typealias Layer = TypedDataOfContract.Layer
        let operation = Layer.Operation(signer: Layer.Signer(account: .zero, nonce: 1), calls: [Bytes([1]), Bytes([])], deadline: 2)
        #expect(
            Layer.Operation.encodeType == "Operation(Signer signer,bytes[] calls,uint256 deadline)Signer(address account,uint256 nonce)")
        #expect(Layer.Operation.typeHash == keccak256(utf8: Layer.Operation.encodeType))
        try RoundTrip.call(Layer.Calls.Execute(op: operation), in: Layer.Calls.self)
        let domain = Layer.domain()
        #expect(domain.encodeType == "EIP712Domain(string name,string version)")
        let calls = keccak256(join([keccak256(Bytes([1])), keccak256(Bytes([]))]))
        let words = [operation.signer.structHash(), calls, UInt256(2).abiTopic]
        #expect(operation.digest(for: domain) == digest(Layer.Operation.encodeType, words, domain))
    }

    /// Of the same name and other members: both are there.
    @Test func structsBesideAContracts() throws {
        typealias Layer = TypedDataOfContract.Layer
        let delegation = Layer.TypedData.Delegation(delegate: .zero, selectors: [Bytes4(UInt32(1))])
        #expect(delegation.structHash() != Layer.TypedData.Delegation(delegate: .zero, selectors: []).structHash())
        try RoundTrip.call(Layer.Calls.Other(d: Layer.Delegation(x: 1)), in: Layer.Calls.self)
    }

    /// An enum is hashed as its number.
    @Test func enumMembers() throws {
        typealias Layer = TypedDataOfContract.Layer
        let kinded = Layer.Kinded(side: .unknown(3), salt: keccak256(utf8: "x"))
        let domain = Layer.domain()
        #expect(
            kinded.digest(for: domain)
                == digest("Kinded(uint8 side,bytes32 salt)", [UInt256(3).abiTopic, keccak256(utf8: "x")], domain))
    }

    @Test func arraysAtEveryDepth() throws {
        typealias Mail = TypedDataArrays.Mail
        let person = Mail.Person(name: "A", wallets: [.zero])
        let group = Mail.Group(name: "G", rows: [[person], []])
        let mail = Mail.Mail(
            from: person, to: [person, person], groups: [[group, group]], contents: "x", blobs: [[Bytes([1])], []], triple: [1, 2, 3],
            names: [["a", "b"], ["c", "d"]], flags: [true], n: -1, tag: Bytes4(UInt32(1)), in: "in", self_: .zero, init: 5)
        #expect(
            Mail.Mail.encodeType
                == "Mail(Person from,Person[] to,Group[2][] groups,string contents,bytes[][] blobs,uint256[3] triple,string[2][2] names,bool[] flags,int8 n,bytes4 tag,string in,address self,uint256 init)Group(string name,Person[][] rows)Person(string name,address[] wallets)"
        )
        #expect(Mail.Mail.typeHash == keccak256(utf8: Mail.Mail.encodeType))
        var other = mail
        other.groups = [[group, Mail.Group(name: "G", rows: [[], [person]])]]
        #expect(other.structHash() != mail.structHash())
        let rows = keccak256(join([keccak256(join([person.structHash()])), keccak256(Bytes([]))]))
        let expected = keccak256(join([Mail.Group.typeHash, keccak256(utf8: "G"), rows]))
        #expect(group.structHash() == expected)
        #expect(Mail.Empty().structHash() == keccak256(join([Mail.Empty.typeHash])))
        let domain = Mail.domain(name: "n", version: "1", chainId: 1, verifyingContract: .zero, salt: .zero)
        #expect(domain.encodeType == "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)")
    }

    @Test func typeStrings() {
        #expect(
            TypedDataStrings.Market.Order.encodeType
                == "Order(address maker,Asset[] assets,uint256 salt)Asset(address token,uint256 amount)")
        #expect(TypedDataNames.Names.Type_.encodeType == "Type(String s)String(string String,init init)init(uint256 self,uint256 Type)")
    }
}
