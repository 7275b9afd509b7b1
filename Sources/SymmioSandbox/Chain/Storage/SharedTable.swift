/// A dictionary whose copies share what they have in common; see ``SharedList``. A change copies the few entries beside the changed one, and the
/// way to them.
struct SharedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var root = SharedTableNode<Key, Value>.leaf([])

    init() {}

    subscript(key: Key) -> Value? {
        get { root.value(of: key) }
        set { root.put(newValue, at: key, UInt(bitPattern: key.hashValue), depth: 0) }
    }

    subscript(key: Key, default standard: @autoclosure () -> Value) -> Value {
        get { self[key] ?? standard() }
        set { self[key] = newValue }
    }
}

extension SharedTable: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral elements: (Key, Value)...) {
        for (key, value) in elements { self[key] = value }
    }
}

/// A tree that branches by the bits of the keys' hashes, four at a time.
private enum SharedTableNode<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    case leaf([(key: Key, value: Value)])
    /// Sixteen.
    case branch([SharedTableNode])

    private static var bits: Int { 4 }
    private static var leafSize: Int { 8 }

    func value(of key: Key) -> Value? {
        var node = self
        var hash = UInt(bitPattern: key.hashValue)
        while case .branch(let children) = node {
            node = children[Int(hash & 15)]
            hash >>= UInt(Self.bits)
        }
        guard case .leaf(let entries) = node else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// Sets a value, or takes it out.
    ///
    /// - Parameter hash: What of the key's hash is below this node.
    mutating func put(_ value: Value?, at key: Key, _ hash: UInt, depth: Int) {
        switch self {
        case .branch(var children):
            // Let go of, so that children nobody shares are changed in place.
            self = .leaf([])
            children[Int(hash & 15)].put(value, at: key, hash >> UInt(Self.bits), depth: depth + 1)
            self = .branch(children)
        case .leaf(var entries):
            self = .leaf([])
            let index = entries.firstIndex { $0.key == key }
            switch (index, value) {
            case (let index?, let value?): entries[index].value = value
            case (let index?, nil): entries.remove(at: index)
            case (nil, let value?): entries.append((key, value))
            case (nil, nil): break
            }
            // Where the hash's bits are used up, equal hashes share a leaf of any size.
            let isFull = entries.count > Self.leafSize && depth * Self.bits < UInt.bitWidth
            self = isFull ? Self.split(entries, depth) : .leaf(entries)
        }
    }

    private static func split(_ entries: [(key: Key, value: Value)], _ depth: Int) -> SharedTableNode {
        var branch = SharedTableNode.branch(Array(repeating: .leaf([]), count: 1 << bits))
        for (key, value) in entries { branch.put(value, at: key, UInt(bitPattern: key.hashValue) >> UInt(depth * bits), depth: depth) }
        return branch
    }
}
