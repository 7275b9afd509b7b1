import CFloor
import EVMCore
import EVMSigning
import Symmio
import SymmioContracts

/// What one order costs its sender: from the order to the bytes that are posted. The limit is the signatures alone, so that what is above the
/// ratio 1 is encoding, hashing and writing.
func tradeRows() -> [Benchmark] {
    let seed = [UInt8](1...32)
    guard floor_signing_start(seed) == 1, let key = try? PrivateKey(seed) else {
        preconditionFailure("libsecp256k1 takes neither the seed nor the key")
    }
    return [operationJSONRow(key, seed), openRow(key, seed)]
}

private func operationJSONRow(_ key: PrivateKey, _ seed: [UInt8]) -> Benchmark {
    let message = pointer(to: Examples.operation(callDataCount: 484))
    let domain = Examples.domain
    let digest = keccak256(utf8: "what is signed").bytes.array
    let out = UnsafeMutablePointer<UInt8>.allocate(capacity: 65)
    return Benchmark(
        "SignedOperation, 484 bytes: struct to JSON bytes", against: "one signature from C", aim: nil,
        ours: { signed(touched(message).pointee, key, domain).map { $0.jsonBytes(numbers: .strings).array } },
        limit: { floor_sign(seed, digest, out) })
}

/// Two operations encoded, hashed, signed and written as one JSON body.
private func openRow(_ key: PrivateKey, _ seed: [UInt8]) -> Benchmark {
    let order = pointer(to: exampleOrder)
    let domain = Examples.domain
    let digest = keccak256(utf8: "what is signed").bytes.array
    let out = UnsafeMutablePointer<UInt8>.allocate(capacity: 65)
    let body = { () -> [UInt8]? in
        let order = touched(order).pointee
        let account = order.subAccount
        guard let call = order.addMarginCall else { return nil }
        let margin = InstantOperation(
            call, target: account, account: account, signer: key.address, deadline: UInt256(order.deadline), salt: .zero)
        let send = InstantOperation(
            signer: key.address, target: account, callData: order.sendQuoteCall(release: .v085).encoded,
            signerAccount: .init(addr: account, isPartyB: false), flexFields: [], maxUses: .one,
            replayAttackHeader: .init(nonce: .zero, deadline: UInt256(order.deadline), salt: .zero))
        guard let first = signed(margin, key, domain), let second = signed(send, key, domain) else { return nil }
        return OpenRequest(addMargin: first, sendQuote: second).jsonBytes(numbers: .strings).array
    }
    return Benchmark(
        "open: order to JSON body, two operations", against: "two signatures from C", aim: 1.11,
        agrees: { body().flatMap { try? OpenRequest(json: $0) } != nil },
        ours: { body() },
        limit: {
            floor_sign(seed, digest, out)
            return floor_sign(seed, digest, out)
        })
}

private func signed(_ operation: InstantOperation, _ key: PrivateKey, _ domain: EIP712Domain) -> SignedInstantOperation? {
    guard let signature = try? key.sign(digest: operation.digest(for: domain)) else { return nil }
    return SignedInstantOperation(operation: operation, signature: signature.bytes)
}

private let exampleOrder: OpenOrder = {
    let account = Address(hash: keccak256(utf8: "account"))
    let amount = Wad(units: 1_234_567_890_123_456_789)
    return OpenOrder(
        subAccount: account, isolation: .marketLong, symbolId: 42, position: .long, price: amount, quantity: amount, cva: amount, lf: amount,
        partyAmm: amount, partyBmm: amount, margin: amount, deadline: 1_800_000_000, solvers: [account], affiliate: account,
        correlationId: "0f8fad5b-d9cb-469f-a165-70867728950e", upnlSignature: .empty)
}()
