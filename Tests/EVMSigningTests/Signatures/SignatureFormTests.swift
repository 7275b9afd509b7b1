import EVMCore
import Foundation
import Testing

@testable import EVMSigning

@Suite struct SignatureFormTests {
    private static let all: Signature.Forms = [.zeroOrOneV, .compact, .highS]

    private func fault(_ bytes: some Collection<UInt8>, _ forms: Signature.Forms = []) -> SigningError.SignatureFault? {
        guard case .invalidSignature(let fault) = failure({ () throws(SigningError) in try Signature(bytes, accepting: forms) }) else { return nil }
        return fault
    }

    @Test func strictFormBothWays() throws {
        for seed in UInt64(0)..<50 {
            var generator = SeededGenerator(seed: seed)
            let digest = generator.word()
            let signature = try PrivateKey.random().sign(digest: digest)
            #expect(signature.bytes.count == 65)
            #expect(signature.v == 27 || signature.v == 28)
            #expect(try Signature(signature.bytes) == signature)
            #expect(try Signature(hex: signature.hex) == signature)
            #expect(try Signature(hex: signature.hex.dropFirst(2).uppercased()) == signature)
            #expect("\(signature)" == signature.hex)
        }
    }

    @Test func zeroOrOneVOnDemand() throws {
        let signature = try PrivateKey.random().sign(digest: .zero)
        var bytes = signature.bytes
        bytes[64] -= 27
        #expect(fault(bytes) == .unknownV(signature.yParity))
        #expect(fault(bytes, [.compact, .highS]) == .unknownV(signature.yParity))
        #expect(try Signature(bytes, accepting: .zeroOrOneV) == signature)
        for v in UInt8.min...UInt8.max where v != 27 && v != 28 {
            bytes[64] = v
            #expect(fault(bytes) == .unknownV(v))
            #expect(fault(bytes, Self.all) == (v < 2 ? nil : .unknownV(v)))
        }
    }

    @Test func compactFormOnDemand() throws {
        // The two examples of EIP-2098.
        let examples = [
            (
                "0x68a020a209d3d56c46f38cc50a33f704f4a9a10a59377f8dd762ac66910e9b907e865ad05c4035ab5792787d4a0297a43617ae897930a6fe4d822b8faea52064",
                "0x68a020a209d3d56c46f38cc50a33f704f4a9a10a59377f8dd762ac66910e9b907e865ad05c4035ab5792787d4a0297a43617ae897930a6fe4d822b8faea520641b"
            ),
            (
                "0x9328da16089fcba9bececa81663203989f2df5fe1faa6291a45381c81bd17f76939c6d6b623b42da56557e5e734a43dc83345ddfadec52cbe24d0cc64f550793",
                "0x9328da16089fcba9bececa81663203989f2df5fe1faa6291a45381c81bd17f76139c6d6b623b42da56557e5e734a43dc83345ddfadec52cbe24d0cc64f5507931c"
            ),
        ]
        for (compact, long) in examples {
            let signature = try Signature(hex: long)
            #expect(signature.compactBytes.hex == compact)
            #expect(try Signature(hex: compact, accepting: .compact) == signature)
            #expect(fault(try Bytes(hex: compact)) == .wrongByteCount(64))
            #expect(fault(try Bytes(hex: compact), [.zeroOrOneV, .highS]) == .wrongByteCount(64))
        }
    }

    @Test func highSOnDemand() throws {
        let signature = try PrivateKey.random().sign(digest: .zero)
        let high = Signature(unchecked: signature.r, Secp256k1.order - signature.s, yParity: 1 - signature.yParity)
        #expect(fault(high.bytes) == .highS)
        #expect(fault(high.bytes, [.zeroOrOneV, .compact]) == .highS)
        #expect(try Signature(high.bytes, accepting: .highS) == high)
        #expect(high.normalized == signature)
        #expect(signature.normalized == signature)
        // The compact form's s has no room for it.
        #expect(try Signature(high.compactBytes, accepting: .compact) == signature)
        #expect(try Signature(r: 1, s: Secp256k1.halfOrder, yParity: 0).isLowS)
        #expect(failure { () throws(SigningError) in try Signature(r: 1, s: Secp256k1.halfOrder + 1, yParity: 0) } != nil)
    }

    @Test func partsOutOfRange() {
        func fault(_ r: UInt256, _ s: UInt256, _ yParity: UInt8) -> SigningError.SignatureFault? {
            let error = failure { () throws(SigningError) in try Signature(r: r, s: s, yParity: yParity, accepting: Self.all) }
            guard case .invalidSignature(let fault) = error else { return nil }
            return fault
        }
        let last = Secp256k1.order - 1
        #expect(fault(1, 1, 0) == nil)
        #expect(fault(last, last, 1) == nil)
        for bad in [UInt256.zero, Secp256k1.order, .max] {
            #expect(fault(bad, 1, 0) == .rOutOfRange)
            #expect(fault(1, bad, 0) == .sOutOfRange)
        }
        #expect(fault(1, 1, 2) == .yParityOutOfRange(2))
        #expect(fault(1, 1, 27) == .yParityOutOfRange(27))
    }

    @Test func textThatIsNone() {
        for text in ["", "0x", "0x1", "zz", String(repeating: "1", count: 129), String(repeating: "1", count: 132)] {
            guard case .invalidSignature = failure({ () throws(SigningError) in try Signature(hex: text) }) else {
                Issue.record("\(text) is taken for a signature")
                continue
            }
        }
    }

    @Test func codedAsItsHex() throws {
        let signature = try PrivateKey.random().sign(digest: .zero)
        let json = try JSONEncoder().encode([signature])
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(signature.hex)\"]")
        #expect(try JSONDecoder().decode([Signature].self, from: json) == [signature])
        for text in ["[\"\(signature.compactBytes.hex)\"]", "[\"\"]", "[1]", "[null]"] {
            #expect(throws: DecodingError.self) { try JSONDecoder().decode([Signature].self, from: Data(text.utf8)) }
        }
    }

    @Test func messagesNameWhatIsWrong() {
        #expect("\(SigningError.invalidSignature(.unknownV(5)))" == "signature: v is 5; it must be 27 or 28, or 0 or 1 where they are accepted")
        #expect(
            "\(SigningError.invalidSignature(.wrongByteCount(64)))"
                == "signature: got 64 bytes; give 65 (r, s, v), or 64 where EIP-2098 is accepted")
        #expect("\(SigningError.invalidPrivateKey(.malformedHex))" == "private key: not 64 hex digits, with or without 0x")
    }
}
