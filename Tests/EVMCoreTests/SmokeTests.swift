import EVMCore
import Testing

@Test func keccakOfNothing() {
    #expect(keccak256(Bytes([])).words.0 == 0xc5d2_4601_86f7_233c)
}
