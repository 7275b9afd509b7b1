import BindgenCore
import Testing

@Suite struct JSONWriterTests {
    let value: JSONOutput = ["z": 1, "a": [true, nil, "x\"\\\n\u{1}é/"], "empty": [], "none": [:], "nested": ["k": [["v": -3]]]]

    @Test func compact() {
        #expect(
            JSONWriter.write(value, .compact)
                == #"{"z":1,"a":[true,null,"x\"\\\n\u0001é/"],"empty":[],"none":{},"nested":{"k":[{"v":-3}]}}"#)
    }

    @Test func pretty() {
        let expected = #"""
            {
              "z": 1,
              "a": [
                true,
                null,
                "x\"\\\n\u0001é/"
              ],
              "empty": [],
              "none": {},
              "nested": {
                "k": [
                  {
                    "v": -3
                  }
                ]
              }
            }

            """#
        #expect(JSONWriter.write(value) == expected)
    }

    @Test func everyCharacterComesBack() throws {
        let text = String(String.UnicodeScalarView((0..<0x300).compactMap { Unicode.Scalar($0) } + ["😀", "\u{2028}", "\u{FEFF}"]))
        let node = try JSONNode.parse(Array(JSONWriter.write(.string(text)).utf8), file: "f")
        #expect(node.string.map { Array($0.utf8) } == Array(text.utf8))
    }
}
