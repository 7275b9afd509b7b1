/// UTF-8 bytes that grow at their end, as an array of them does in a third of the time for pieces as short as those that code is made of.
///
/// `@unchecked`: the storage is written only where nothing else refers to it, so that a copy is a value of its own.
struct CodeBuffer: @unchecked Sendable {
    private var storage: ManagedBuffer<Void, UInt8>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        storage = .create(minimumCapacity: capacity) { _ in }
        self.capacity = capacity
    }

    var isEmpty: Bool { count == 0 }

    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        storage.withUnsafeMutablePointerToElements { body(UnsafeBufferPointer(start: $0, count: count)) }
    }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        makeRoom(for: bytes.count)
        storage.withUnsafeMutablePointerToElements { ($0 + count).update(from: start, count: bytes.count) }
        count += bytes.count
    }

    mutating func append(_ other: CodeBuffer) {
        other.withBytes { append($0) }
    }

    mutating func append(repeating byte: UInt8, count added: Int) {
        makeRoom(for: added)
        storage.withUnsafeMutablePointerToElements { ($0 + count).update(repeating: byte, count: added) }
        count += added
    }

    mutating func append(_ text: String) {
        if text.utf8.withContiguousStorageIfAvailable({ append($0) }) == nil {
            // Only a string that came from Objective-C keeps its text in another form.
            var copy = text
            copy.withUTF8 { append($0) }
        }
    }

    @inline(__always)
    private mutating func makeRoom(for added: Int) {
        if count + added > capacity || !isKnownUniquelyReferenced(&storage) { grow(by: added) }
    }

    @inline(never)
    private mutating func grow(by added: Int) {
        let grown = CodeBuffer(capacity: max(count + added, capacity * 2))
        grown.storage.withUnsafeMutablePointerToElements { target in
            storage.withUnsafeMutablePointerToElements { target.update(from: $0, count: count) }
        }
        (storage, capacity) = (grown.storage, grown.capacity)
    }
}
