import EVMCore
import Testing

@testable import SymmioSandbox

/// What the chain's states are kept in: copies that share, against the standard library's, which do not.
@Suite struct SharedStorageTests {
    /// A key of which many have the same hash.
    private struct Crowded: Hashable, Sendable {
        let number: Int
        func hash(into hasher: inout Hasher) { hasher.combine(number % 3) }
    }

    @Test func aTableIsADictionary() {
        var generator = SystemRandomNumberGenerator()
        var table: SharedTable<Int, Int> = [1: 10, 2: 20]
        var dictionary = [1: 10, 2: 20]
        var kept: [(SharedTable<Int, Int>, [Int: Int])] = []
        for step in 0..<6_000 {
            let key = Int.random(in: 0..<700, using: &generator)
            switch step % 4 {
            case 0:
                table[key] = nil
                dictionary[key] = nil
            case 1:
                table[key, default: 5] += 1
                dictionary[key, default: 5] += 1
            default:
                table[key] = step
                dictionary[key] = step
            }
            if step % 500 == 0 { kept.append((table, dictionary)) }
        }
        kept.append((table, dictionary))
        // None of the copies has changed with the others.
        for (table, dictionary) in kept { for key in -1..<701 { #expect(table[key] == dictionary[key]) } }
    }

    @Test func equalHashesAreKeptApart() {
        var table: SharedTable<Crowded, Int> = [:]
        for number in 0..<200 { table[Crowded(number: number)] = number }
        for number in stride(from: 0, to: 200, by: 2) { table[Crowded(number: number)] = nil }
        for number in 0..<200 { #expect(table[Crowded(number: number)] == (number % 2 == 1 ? number : nil)) }
    }

    @Test func aListIsAnArray() {
        var generator = SystemRandomNumberGenerator()
        var list: SharedList<Int> = []
        var array: [Int] = []
        var kept: [(SharedList<Int>, [Int])] = []
        for step in 0..<2_000 {
            if step % 11 == 10, let wanted = array.randomElement(using: &generator) {
                list.removeAll { $0 == wanted }
                array.removeAll { $0 == wanted }
            } else if step % 7 == 6, let index = array.indices.randomElement(using: &generator) {
                list[index] = step
                array[index] = step
            } else {
                list.append(step / 2)
                array.append(step / 2)
            }
            if step % 100 == 0 { kept.append((list, array)) }
        }
        list.removeAll { $0 < 0 }
        kept.append((list, array))
        for (list, array) in kept {
            #expect(Array(list) == array)
            #expect(list.count == array.count)
        }
        list.removeAll { _ in true }
        #expect(list.isEmpty)
        #expect(SharedList(arrayLiteral: 1, 2, 3).page(UInt256(1 as UInt64), .max) == [2, 3])
    }

    @Test func packedBytesAreAsTheyWere() {
        var generator = SystemRandomNumberGenerator()
        for zeros in [0, 1, 2, 31, 254, 255, 256, 509, 510, 511, 1_000] {
            let run = [UInt8](repeating: 0, count: zeros)
            for bytes in [run, run + [1], [1] + run, [7] + run + [0, 1] + run + [255]] {
                #expect(PackedBytes(Bytes(bytes)).bytes.array == bytes)
            }
        }
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...2, using: &generator) }
            #expect(PackedBytes(Bytes(bytes)).bytes.array == bytes)
        }
    }
}
