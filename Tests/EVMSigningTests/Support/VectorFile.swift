import EVMCore
import Foundation
import Testing

@testable import EVMSigning

/// The files in Tests/Vectors.
enum VectorFile {
    static func data(_ name: String) throws -> Data {
        try Data(contentsOf: DynamicVectors.directory.appendingPathComponent(name + ".json"))
    }

    /// The cases of a file, which must be so many.
    static func cases(_ name: String, count: Int) throws -> [JSONMessage] {
        let cases = try JSONMessage(file: name).objects("cases")
        #expect(cases.count == count)
        return cases
    }
}

extension JSONMessage {
    func privateKey(_ name: String = "privateKey") throws -> PrivateKey { try PrivateKey(hex: string(name)) }

    func signature(accepting forms: Signature.Forms = []) throws -> Signature {
        try Signature(r: uint256("r"), s: uint256("s"), yParity: uint8Value("yParity"), accepting: forms)
    }

    private func uint8Value(_ name: String) throws -> UInt8 { try #require(UInt8(exactly: uint256(name))) }
}

/// What a function throws; nil where it throws nothing.
func failure<E: Error, T>(_ body: () throws(E) -> T) -> E? {
    do throws(E) {
        _ = try body()
        return nil
    } catch {
        return error
    }
}

/// Numbers that look random and are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        // splitmix64
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) } }

    mutating func word() -> Bytes32 { Bytes32(next(), next(), next(), next()) }
}
