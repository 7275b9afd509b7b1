import CFloor
import EVMCore
import EVMSigning
import Foundation
import SymmioContracts

/// Signing and recovering, against the same library called from C: what is above the ratio 1 is ours alone.
func signingRows() -> [Benchmark] {
    let seed = [UInt8](1...32)
    guard floor_signing_start(seed) == 1, let key = try? PrivateKey(seed), let signature = try? key.sign(digest: exampleDigest) else {
        preconditionFailure("libsecp256k1 takes neither the seed nor the key")
    }
    return [signRow(key, seed), recoverRow(signature), operationRow(key, seed), sendRow(key, seed)]
}

private let exampleDigest = keccak256(utf8: "what is signed")

private func signRow(_ key: PrivateKey, _ bytes: [UInt8]) -> Benchmark {
    let digest = pointer(to: exampleDigest)
    let message = exampleDigest.bytes.array
    let out = UnsafeMutablePointer<UInt8>.allocate(capacity: 65)
    return Benchmark(
        "sign a digest", against: "libsecp256k1 from C", aim: 1.03,
        agrees: { floor_sign(bytes, message, out) == 1 && (try? key.sign(digest: exampleDigest))?.bytes.array == array(out, 65) },
        ours: { try? key.sign(digest: touched(digest).pointee) },
        limit: { floor_sign(bytes, message, out) })
}

private func recoverRow(_ signature: Signature) -> Benchmark {
    let parsed = pointer(to: signature)
    let bytes = signature.bytes.array
    let message = exampleDigest.bytes.array
    let out = UnsafeMutablePointer<UInt8>.allocate(capacity: 20)
    return Benchmark(
        "recover a signature's address", against: "libsecp256k1 from C", aim: 1.03,
        agrees: {
            floor_recover(bytes, message, out) == 1
                && (try? signature.recoverAddress(digest: exampleDigest))?.bytes.array == array(out, 20)
        },
        ours: { try? touched(parsed).pointee.recoverAddress(digest: exampleDigest) },
        limit: { floor_recover(bytes, message, out) })
}

/// From the struct to the 65 bytes that are sent.
private func operationRow(_ key: PrivateKey, _ bytes: [UInt8]) -> Benchmark {
    let operation = Examples.operation(callDataCount: 484)
    let message = pointer(to: operation)
    let domain = Examples.domain
    let floor = pointer(to: Examples.floorOperation(operation))
    let digest = UnsafeMutablePointer<UInt8>.allocate(capacity: 32)
    let out = UnsafeMutablePointer<UInt8>.allocate(capacity: 65)
    return Benchmark(
        "sign a SignedOperation, 484 bytes", against: "libsecp256k1 from C, 9 permutations", aim: 1.03,
        agrees: {
            floor_operation_digest(floor, Examples.separator, Examples.typeHashes, digest)
            return floor_sign(bytes, digest, out) == 1 && (try? key.sign(operation, domain: domain))?.bytes.array == array(out, 65)
        },
        ours: { try? key.sign(touched(message).pointee, domain: domain).bytes },
        limit: {
            floor_operation_digest(floor, Examples.separator, Examples.typeHashes, digest)
            return floor_sign(bytes, digest, out)
        })
}

/// From the send-quote call's arguments to the 65 bytes, its calldata in an allocation of its own on both sides: the «open» of other libraries'
/// benchmarks.
private func sendRow(_ key: PrivateKey, _ bytes: [UInt8]) -> Benchmark {
    let call = pointer(to: Examples.send)
    let unsent = Examples.operation(callDataCount: 0)
    let message = pointer(to: unsent)
    let domain = Examples.domain
    let floorCall = pointer(to: Examples.floorSend())
    let floor = pointer(to: Examples.floorOperation(unsent))
    let digest = UnsafeMutablePointer<UInt8>.allocate(capacity: 32)
    let out = UnsafeMutablePointer<UInt8>.allocate(capacity: 65)
    let ours = { () -> Bytes? in
        var operation = touched(message).pointee
        operation.callData = touched(call).pointee.encoded()
        return try? key.sign(operation, domain: domain).bytes
    }
    let limit = { () -> Int32 in
        let callData = floor_encode_send_fresh(floorCall)
        defer { free(callData) }
        floor.pointee.call_data = floor_bytes(start: callData, count: floor_send_size(floorCall))
        floor_operation_digest(floor, Examples.separator, Examples.typeHashes, digest)
        return floor_sign(bytes, digest, out)
    }
    return Benchmark(
        "send: encode, digest of the operation, sign", against: "C, libsecp256k1", aim: 1.08,
        agrees: { limit() == 1 && ours()?.array == array(out, 65) }, ours: { ours() }, limit: { limit() })
}

private func array(_ pointer: UnsafeMutablePointer<UInt8>, _ count: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: pointer, count: count))
}
