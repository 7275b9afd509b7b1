import CFloor
import EVMCore
import SymmioContracts

/// The EIP-712 digest of a SignedOperation, type hashes and domain separator being constants on both sides.
func digestRows() -> [Benchmark] {
    digestRows(callDataCount: 484, permutations: 9) + digestRows(callDataCount: 1_028, permutations: 13)
}

private func digestRows(callDataCount: Int, permutations: Int) -> [Benchmark] {
    let operation = Examples.operation(callDataCount: callDataCount)
    let message = pointer(to: operation)
    let domain = Examples.domain
    let name = "digest of a SignedOperation, \(callDataCount) bytes"
    let floor = pointer(to: Examples.floorOperation(operation))
    let digest = UnsafeMutablePointer<UInt8>.allocate(capacity: 32)
    let state = UnsafeMutablePointer<UInt64>.allocate(capacity: 25)
    state.initialize(repeating: 1, count: 25)
    return [
        Benchmark(
            name, against: "C, \(permutations) permutations", aim: 1.10,
            agrees: {
                floor_operation_digest(floor, Examples.separator, Examples.typeHashes, digest)
                return operation.digest(for: domain).bytes.array == Array(UnsafeBufferPointer(start: digest, count: 32))
            },
            ours: { touched(message).pointee.digest(for: domain) },
            limit: { floor_operation_digest(floor, Examples.separator, Examples.typeHashes, digest) }),
        Benchmark(
            name, against: "\(permutations) bare permutations", aim: nil,
            ours: { touched(message).pointee.digest(for: domain) },
            limit: { for _ in 0..<permutations { floor_permute(state) } }),
    ]
}
