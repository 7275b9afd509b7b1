import EVMCore
import Testing

/// A place in a call's arguments is one number: what it is made of comes out again.
@Suite struct CallArgumentTests {
    private static let offsets: [UInt64] = [0, 32, 64, 4096, 1 << 30, 1 << 31, (1 << 32) - 32]

    @Test(arguments: offsets) func words(offset: UInt64) {
        let word = CallArgument.word(offset)
        #expect(word == .words(offset, 32) && word.offset == Int(offset) && word.size == 32 && !word.isDynamic && word.nextDynamic == -1)
        for size in [64, 4096, 1 << 30] as [UInt64] {
            let words = CallArgument.words(offset, size)
            #expect(words.offset == Int(offset) && words.size == Int(size) && !words.isDynamic && words.nextDynamic == -1)
        }
    }

    @Test(arguments: offsets) func tails(offset: UInt64) {
        let last = CallArgument.tail(offset)
        #expect(last.offset == Int(offset) && last.size == 32 && last.isDynamic && last.nextDynamic == -1)
        for next in [32, 4096, 1 << 30] as [UInt64] {
            let tail = CallArgument.tail(offset, next: next)
            #expect(tail.offset == Int(offset) && tail.size == 32 && tail.isDynamic && tail.nextDynamic == Int(next))
        }
    }
}
