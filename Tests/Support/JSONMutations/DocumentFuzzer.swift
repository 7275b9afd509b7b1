/// Makes broken documents of a sound one: the same ones for the same seed.
public struct DocumentFuzzer: Sendable {
    private let document: [UInt8]
    private var state: UInt64

    /// A fuzzer of one document.
    public init(_ document: some Sequence<UInt8>, seed: UInt64) {
        self.document = Array(document)
        state = seed
    }

    /// Documents that are deep, long or next to nothing, beside those by chance.
    public static let extremes: [[UInt8]] = [
        "", " ", "null", "{", "[", "\"", "-", "[[[[", "{\"\":", "\"\\u", "\"\\ud800", "1e999999999999999999999", "-1e-999999999999999999999",
        String(repeating: "[", count: 50_000), String(repeating: "{\"a\":", count: 20_000), String(repeating: "9", count: 5_000),
        "0." + String(repeating: "0", count: 5_000) + "1",
    ].map { Array($0.utf8) }

    /// The next document.
    public mutating func next() -> [UInt8] {
        var bytes = document
        for _ in 0...below(3) {
            guard !bytes.isEmpty else { break }
            let place = below(bytes.count)
            let end = min(bytes.count, place + 1 + below(8))
            switch below(7) {
            case 0: bytes.removeSubrange(place...)
            case 1: bytes[place] = UInt8(truncatingIfNeeded: random())
            case 2: bytes[place] ^= 1 << UInt8(below(8))
            case 3: bytes.removeSubrange(place..<end)
            case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 5: bytes[place] = Self.tokens[below(Self.tokens.count)]
            default: bytes.insert(contentsOf: Self.insertions[below(Self.insertions.count)].utf8, at: place)
            }
        }
        return bytes
    }

    private static let tokens = Array("{}[]\",:-+.eE0129 \\".utf8)
    private static let insertions = [
        "null", "true", "-1", "99999999999999999999", "1e400", "-0.0", "[]", "{}", "\"\"", "\"0x\"", "00", "\\u0000",
        "9999999999999999999999999999999999999999",
    ]

    private mutating func below(_ bound: Int) -> Int { Int(random() % UInt64(bound)) }

    /// SplitMix64.
    private mutating func random() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
