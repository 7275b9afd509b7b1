import EVMCore
import Foundation
import Testing

/// What the tests of the values share: vectors by name, and random numbers of every magnitude that repeat.
enum ValuesSupport {
    private struct Document<Case: Decodable>: Decodable { let cases: [Case] }

    /// The cases of a file in Tests/Vectors.
    static func cases<Case: Decodable>(_ file: String, as type: Case.Type, from source: String = #filePath) throws -> [Case] {
        var tests = URL(fileURLWithPath: source)
        while tests.lastPathComponent != "Tests" && tests.path != "/" { tests.deleteLastPathComponent() }
        let data = try Data(contentsOf: tests.appendingPathComponent("Vectors").appendingPathComponent(file))
        let cases = try JSONDecoder().decode(Document<Case>.self, from: data).cases
        try #require(!cases.isEmpty)
        return cases
    }

    /// The value as JSON, and back.
    static func json(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode([value]), as: UTF8.self)
    }

    /// A value out of a JSON array of one.
    static func fromJSON<T: Decodable>(_ text: String, as type: T.Type) throws -> T {
        try #require(try JSONDecoder().decode([T].self, from: Data(text.utf8)).first)
    }
}

extension RepeatableGenerator {
    /// A limb that is often at an edge: all zeros, all ones, the top bit alone.
    mutating func limb() -> UInt64 {
        switch next() % 8 {
        case 0: 0
        case 1: .max
        case 2: 1 << 63
        case 3: next() >> (next() % 64)
        default: next()
        }
    }

    /// A number of any magnitude from 0 to 256 bits.
    mutating func word() -> UInt256 {
        let value = UInt256(limb(), limb(), limb(), limb())
        return next() % 2 == 0 ? value : value >> (next() % 256)
    }
}
