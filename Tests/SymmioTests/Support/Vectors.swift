import EVMClient
import EVMCore
import EVMSigning
import Foundation
import Testing

@testable import Symmio

/// Files of Tests/Vectors, read as the library reads what services send.
enum Vectors {
    static func json(_ name: String) throws -> JSONReader {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Vectors/\(name).json")
        return try JSONReader(parsing: try Data(contentsOf: file))
    }
}

/// Keys and places that many tests share.
enum Fixture {
    static let session = LocalSigner(PrivateKey.fixed(0x11))
    static let filler = LocalSigner(PrivateKey.fixed(0x22))
    static let subAccount = Address(truncating: UInt256(0xabab as UInt64))
    static let virtualAccount = Address(truncating: UInt256(0xcdcd as UInt64))

    static func hyperEVM() throws -> Deployment { try Deployment(named: "hyperevm-0.8.5") }
    static func arbitrum() throws -> Deployment { try Deployment(named: "arbitrum-0.8.6") }

    /// Salts 1, 2, 3 …
    static func countingSalts() -> SaltSource {
        let counter = Counter()
        return SaltSource { Bytes32(UInt256(counter.next())) }
    }
}

/// Counts up from 1.
final class Counter: @unchecked Sendable {
    // The value is only touched under the lock.
    private let lock = NSLock()
    private var value: UInt64 = 0
    func next() -> UInt64 {
        lock.withLock {
            value += 1
            return value
        }
    }
}

extension PrivateKey {
    /// A key of 32 equal bytes, as the vectors use.
    static func fixed(_ byte: UInt8) -> PrivateKey {
        // Such a key is below the group's order for every byte these tests use.
        // swift-format-ignore: NeverUseForceTry
        try! PrivateKey(hex: String(repeating: Hex.encode([byte], prefix: false), count: 32))
    }
}

/// A number in a test.
func wad(_ text: String) throws -> Wad { try Wad(text) }
