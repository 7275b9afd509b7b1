import CFloor
import EVMCore
import SymmioContracts

/// What is encoded, decoded and hashed, as an app for Symmio has it.
enum Examples {
    /// 132 bytes of calldata.
    static let margin = Symmio085.AccountLayer.Calls.AddMarginToNextVA(
        subAccount: address(1), isolationType: .marketLong, symbolId: 4, amount: word(500))

    /// 164 bytes of calldata.
    static let close = Symmio085.Core.Calls.RequestToClosePosition(
        quoteId: 123_456, closePrice: word(65_000), quantityToClose: word(2), orderType: .market, deadline: 1_790_000_000)

    /// 1,028 bytes of calldata: one solver, the placeholder of a signature, and a UUID in `data`.
    static let send = Symmio085.Core.Calls.SendQuoteWithAffiliateAndData(
        partyBsWhiteList: [address(2)], symbolId: 4, positionType: .long, orderType: .limit, price: word(65_000), quantity: word(2),
        cva: word(100), lf: word(50), partyAmm: word(400), partyBmm: word(0), deadline: 1_790_000_000, affiliate: address(3),
        upnlSig: .init(
            reqId: Bytes([UInt8](repeating: 0, count: 32)), timestamp: 1_789_999_700, upnl: 0, price: word(65_000), gatewaySignature: [],
            sigs: .init(signature: 0, owner: .zero, nonce: .zero)),
        data: taggedData)

    /// `abi.encode(string)` of a UUID's 36 characters.
    static let taggedData: Bytes = {
        let text = Array("3f2b8c1e-9d47-4a6b-8e52-c07d9a1f6b34".utf8)
        let head = [32, UInt8(text.count)].flatMap { [UInt8](repeating: 0, count: 31) + [$0] }
        return Bytes(head + text + [UInt8](repeating: 0, count: 64 - text.count))
    }()

    /// 100 quotes, 144,064 bytes as a view's answer.
    static let quotes: [Symmio085.Core.Quote] = (0..<100).map(quote)

    /// A message of the Instant Layer that carries `count` bytes of calldata and has no flex fields.
    static func operation(callDataCount count: Int) -> Symmio085.InstantLayer.SignedOperation {
        Symmio085.InstantLayer.SignedOperation(
            signer: address(4), target: address(5), callData: Bytes((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }),
            signerAccount: .init(addr: address(6), isPartyB: false), flexFields: [], maxUses: 1,
            replayAttackHeader: .init(nonce: 7, deadline: 1_790_000_000, salt: Bytes32(word(8))))
    }

    static let domain = Symmio085.InstantLayer.domain(chainId: 8_453, verifyingContract: address(9))

    // What both sides have as constants of an operation's digest: the type hashes in the order in which the C takes them.
    static let separator = domain.separator.bytes.array
    static let typeHashes = [
        Symmio085.InstantLayer.SignedOperation.typeHash, Symmio085.InstantLayer.Account.typeHash,
        Symmio085.InstantLayer.ReplayAttackHeader.typeHash,
    ].flatMap(\.bytes.array)

    private static func quote(_ index: Int) -> Symmio085.Core.Quote {
        let n = UInt64(index)
        return Symmio085.Core.Quote(
            id: UInt256(n), partyBsWhiteList: [address(n), address(n + 1)], symbolId: UInt256(n % 7),
            positionType: index % 2 == 0 ? .long : .short, orderType: index % 3 == 0 ? .market : .limit,
            openedPrice: word(n + 1), initialOpenedPrice: word(n + 2), requestedOpenPrice: word(n + 3), marketPrice: word(n + 4),
            quantity: word(n + 5), closedAmount: word(0), initialLockedValues: locked(n), lockedValues: locked(n + 1),
            maxFundingRate: word(n + 6), partyA: address(n + 2), partyB: address(n + 3), quoteStatus: .opened,
            avgClosedPrice: word(0), requestedClosePrice: word(n + 7), quantityToClose: word(n + 8), parentId: 0,
            createTimestamp: 1_780_000_000, statusModifyTimestamp: 1_780_000_100, lastFundingPaymentTimestamp: 0,
            deadline: 1_790_000_000, tradingFee: word(n + 9), affiliate: address(n + 4), accumulatedPaidFunding: index % 2 == 0 ? 12 : -12,
            closeFee: word(n + 10), data: taggedData)
    }

    private static func locked(_ n: UInt64) -> Symmio084.Core.LockedValues {
        Symmio084.Core.LockedValues(cva: word(n + 1), lf: word(n + 2), partyAmm: word(n + 3), partyBmm: word(n + 4))
    }

    /// So many tokens of 18 decimals.
    private static func word(_ tokens: UInt64) -> UInt256 { UInt256(tokens) * 1_000_000_000_000_000_000 }

    private static func address(_ n: UInt64) -> Address {
        let hash = keccak256(words: [Bytes32(UInt256(n))]).words
        return Address(hash.0, hash.1, UInt32(truncatingIfNeeded: hash.2))
    }
}

extension Examples {
    /// What the C functions are given: decoded by C from what Swift encoded.
    static func floorMargin() -> floor_margin { floor(margin.encoded(), floor_margin(), floor_decode_margin) }
    static func floorClose() -> floor_close { floor(close.encoded(), floor_close(), floor_decode_close) }
    static func floorSend() -> floor_send { floor(send.encoded(), floor_send(), floor_decode_send) }

    static func floorOperation(_ operation: Symmio085.InstantLayer.SignedOperation) -> floor_operation {
        var result = floor_operation()
        store(operation.signer, in: &result.signer)
        store(operation.target, in: &result.target)
        let callData = UnsafeMutablePointer<UInt8>.allocate(capacity: max(operation.callData.count, 1))
        callData.initialize(from: operation.callData.array, count: operation.callData.count)
        result.call_data = floor_bytes(start: callData, count: operation.callData.count)
        store(operation.signerAccount.addr, in: &result.account)
        result.is_party_b = operation.signerAccount.isPartyB ? 1 : 0
        result.max_uses.limb = operation.maxUses.limbs
        result.nonce.limb = operation.replayAttackHeader.nonce.limbs
        result.deadline.limb = operation.replayAttackHeader.deadline.limbs
        withUnsafeMutableBytes(of: &result.salt) { out in
            operation.replayAttackHeader.salt.withUnsafeBytes { out.copyMemory(from: $0) }
        }
        return result
    }

    private static func store(_ address: Address, in target: inout floor_address) {
        withUnsafeMutableBytes(of: &target) { $0.copyBytes(from: address.bytes) }
    }

    private static func floor<Value>(
        _ data: Bytes, _ empty: Value, _ decode: (UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<Value>?) -> Int32
    ) -> Value {
        var value = empty
        let isCanonical = data.array.withUnsafeBufferPointer { decode($0.baseAddress, $0.count, &value) }
        precondition(isCanonical == 1, "C refuses what Swift encoded")
        return value
    }
}
