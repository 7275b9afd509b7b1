/// Calls `body` with the contiguous UTF-8 of `text`, copying only where the text has no contiguous storage.
func withUTF8<R, E: Error>(_ text: some StringProtocol, _ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R) throws(E) -> R {
    let fast = text.utf8.withContiguousStorageIfAvailable { utf8 -> Result<R, E> in
        do throws(E) { return .success(try body(utf8)) } catch { return .failure(error) }
    }
    if let fast { return try fast.get() }
    let copy = Array(text.utf8)
    let result = copy.withUnsafeBufferPointer { utf8 -> Result<R, E> in
        do throws(E) { return .success(try body(utf8)) } catch { return .failure(error) }
    }
    return try result.get()
}

/// The ASCII bytes that the text forms are made of.
enum ASCII {
    static let zero = UInt8(ascii: "0")
    static let nine = UInt8(ascii: "9")
    static let minus = UInt8(ascii: "-")
    static let point = UInt8(ascii: ".")
    static let x = UInt8(ascii: "x")
}
