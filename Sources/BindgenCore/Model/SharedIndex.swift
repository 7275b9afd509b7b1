/// What other configs have emitted already, by what it is: an equal item is aliased instead of emitted again.
public struct SharedIndex: Sendable, Equatable {
    /// The full Swift name of what was emitted, by a key that says all there is to say of it.
    private var names: [String: String] = [:]
    /// The same by a key without the interface that declares it, of this config and of those that it shares with: within one release, what two
    /// interfaces declare stays two types; from release to release, what moved from one to another stays the type that it was.
    private var moved: [String: String] = [:]
    private var movedBefore: [String: String] = [:]

    /// Creates an empty index.
    public init() {}

    /// The full Swift name of an equal item that exists already.
    ///
    /// - Parameter moved: The key without the interface, where the item may have moved since another release.
    func existing(_ key: String, moved: String? = nil) -> String? { names[key] ?? moved.flatMap { movedBefore[$0] } }

    /// Notes that the item was emitted.
    mutating func add(_ key: String, moved movedKey: String? = nil, _ swiftName: String) {
        if names[key] == nil { names[key] = swiftName }
        if let movedKey, moved[movedKey] == nil { moved[movedKey] = swiftName }
    }

    /// The full Swift name of an equal item that exists already; where there is none, `swiftName` is noted as the one to be emitted.
    ///
    /// As ``existing(_:)`` and ``add(_:_:)`` in one: keys are long, and each look-up hashes them.
    mutating func claim(_ key: String, _ swiftName: String) -> String? {
        func claim(_ place: inout String?) -> String? {
            if let place { return place }
            place = swiftName
            return nil
        }
        return claim(&names[key])
    }

    /// Takes over what another config emitted.
    public mutating func merge(_ other: SharedIndex) {
        names.merge(other.names) { own, _ in own }
        movedBefore.merge(other.movedBefore) { own, _ in own }
        movedBefore.merge(other.moved) { own, _ in own }
    }
}
