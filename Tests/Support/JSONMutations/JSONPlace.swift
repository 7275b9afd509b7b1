public import EVMClient

/// A place in a JSON document.
public struct JSONPlace: Sendable, Hashable {
    /// One step down.
    public enum Step: Sendable, Hashable {
        /// To an object's member.
        case member(String)
        /// To an array's element.
        case element(Int)
    }

    /// The steps from the document to the place.
    public var steps: [Step]

    /// The document itself.
    public static let root = JSONPlace(steps: [])

    /// A place.
    public init(steps: [Step]) { self.steps = steps }

    /// The place below by one step.
    public func below(_ step: Step) -> JSONPlace { JSONPlace(steps: steps + [step]) }

    /// As errors spell it: `symbols[3].max_leverage`.
    public var exact: String { text { "[\($0)]" } }

    /// The same for every element of an array: `symbols[].max_leverage`.
    public var general: String { text { _ in "[]" } }

    private func text(_ element: (Int) -> String) -> String {
        steps.reduce(into: "") { text, step in
            switch step {
            case .member(let name): text += text.isEmpty ? name : ".\(name)"
            case .element(let index): text += element(index)
            }
        }
    }
}

extension JSONValue {
    /// Every value in the document with its place, outer ones first.
    public var places: [(place: JSONPlace, value: JSONValue)] {
        var found: [(JSONPlace, JSONValue)] = []
        collect(.root, &found)
        return found
    }

    private func collect(_ place: JSONPlace, _ found: inout [(JSONPlace, JSONValue)]) {
        found.append((place, self))
        switch self {
        case .object(let members):
            for (name, value) in members.sorted(by: { $0.key < $1.key }) { value.collect(place.below(.member(name)), &found) }
        case .array(let elements):
            for (index, value) in elements.enumerated() { value.collect(place.below(.element(index)), &found) }
        default: break
        }
    }

    /// The document with another value at a place, or without it where there is none.
    public func with(_ value: JSONValue?, at place: JSONPlace) -> JSONValue { with(value, at: place.steps[...]) }

    private func with(_ value: JSONValue?, at steps: ArraySlice<JSONPlace.Step>) -> JSONValue {
        guard let step = steps.first else { return value ?? .null }
        let rest = steps.dropFirst()
        switch (self, step) {
        case (.object(var members), .member(let name)):
            members[name] = rest.isEmpty ? value : (members[name] ?? .null).with(value, at: rest)
            return .object(members)
        case (.array(var elements), .element(let index)) where elements.indices.contains(index):
            if rest.isEmpty, value == nil { elements.remove(at: index) } else { elements[index] = elements[index].with(value, at: rest) }
            return .array(elements)
        default: return self
        }
    }
}
