extension Bytes {
    /// So many bytes in one allocation, whose values nobody has decided yet; the caller writes all of them.
    ///
    /// `Array.init(unsafeUninitializedCapacity:)` would do; in the toolchains at hand the standard library leaves the allocation behind it
    /// unspecialised, and looking up the storage's type takes longer than all the rest. Not inlined, so that generic callers have one copy of it,
    /// and without a closure, as a closure that is passed on holds a copy of what it captures: a whole call with all its arrays.
    @inline(never)
    @usableFromInline
    static func unwritten(_ count: Int) -> Bytes { Bytes(Array(UnwrittenBytes(count: count))) }

    /// Calls `body` with the storage, to be written; nothing is called where there are no bytes.
    @inlinable
    @inline(__always)
    mutating func write(_ body: (UnsafeMutableRawPointer) -> Void) {
        array.withUnsafeMutableBytes { buffer in
            if let start = buffer.baseAddress, buffer.count > 0 { body(start) }
        }
    }
}

/// A collection of which an array is allocated and left as it is. Read one at a time its bytes are 0.
struct UnwrittenBytes: Collection {
    let count: Int
    var startIndex: Int { 0 }
    var endIndex: Int { count }
    func index(after index: Int) -> Int { index &+ 1 }
    subscript(index: Int) -> UInt8 { 0 }

    /// How the standard library asks a collection to fill an array's storage: here nothing is to be done, bytes being trivial.
    func _copyContents(initializing buffer: UnsafeMutableBufferPointer<UInt8>) -> (Iterator, UnsafeMutableBufferPointer<UInt8>.Index) {
        (IndexingIterator(_elements: self, _position: count), count)
    }
}
