/// The length of a ``FixedArray``, as a type.
public protocol FixedLength: Sendable {
    /// The number of elements, at least 1.
    static var count: Int { get }
}

/// An array of a length that its type fixes, Solidity's `T[n]`.
///
/// The length holds by construction, so that encoding one cannot fail. Lengths are types: ``Length1`` to ``Length32`` are here, generated code brings
/// any other.
public struct FixedArray<Element: Sendable, Length: FixedLength>: Sendable {
    /// The elements, always `Length.count` of them.
    public private(set) var elements: [Element]

    /// Creates an array; nil where the number of elements is not `Length.count`.
    public init?(_ elements: [Element]) {
        guard elements.count == Length.count else { return nil }
        self.elements = elements
    }

    /// Creates an array of one value in every place.
    public init(repeating element: Element) {
        elements = Array(repeating: element, count: Length.count)
    }

    @usableFromInline
    init(unchecked elements: [Element]) { self.elements = elements }

    /// Replaces the element at `index`, which lies in `0..<Length.count`.
    public subscript(index: Int) -> Element {
        get { elements[index] }
        set { elements[index] = newValue }
    }
}

extension FixedArray: Equatable where Element: Equatable {}
extension FixedArray: Hashable where Element: Hashable {}

extension FixedArray: ExpressibleByArrayLiteral {
    /// Creates an array from a literal; one of another length is a programmer's error and stops the program, as an index out of range does.
    public init(arrayLiteral elements: Element...) {
        precondition(
            elements.count == Length.count, "a FixedArray of \(Length.count) elements takes \(Length.count), not \(elements.count)")
        self.elements = elements
    }
}

extension FixedArray: ABIReturn, ABIValue where Element: ABIValue {
    /// The element's type and the length in brackets.
    public static var abiTypeName: String { "\(Element.abiTypeName)[\(Length.count)]" }
    /// As its elements.
    @inlinable
    public static var abiIsDynamic: Bool { Element.abiIsDynamic }
    /// 32 bytes where the elements are dynamic, else their size times the length.
    @inlinable
    public static var abiFieldSize: Int { Element.abiIsDynamic ? 32 : Element.abiFieldSize &* Length.count }
    /// What it takes in the tail, in bytes.
    @inlinable
    public var abiTailBytes: Int {
        guard Element.abiIsDynamic else { return 0 }
        return elements.reduce(32 &* Length.count) { $0 &+ $1.abiTailBytes }
    }
    /// Reads the value at `offset` of `h`.
    @inlinable
    public static func abiRead(_ r: inout ABIReader, _ h: ABIHead, _ offset: Int) -> Self {
        var head = h
        var position = offset
        if Element.abiIsDynamic {
            guard let tail = r.tail(h, offset) else { return Self(unchecked: []) }
            head = r.enter(tail, 32 &* Length.count)
            position = 0
        }
        // After a fault the value is thrown away: to fill it all the same would let a few bytes ask for as much memory as the type can take.
        var elements: [Element] = []
        if r.fault == nil { elements.reserveCapacity(Length.count) }
        while r.fault == nil, elements.count < Length.count {
            elements.append(Element.abiRead(&r, head, position))
            position &+= Element.abiFieldSize
        }
        return Self(unchecked: elements)
    }
    /// Writes the value at `offset` of `s`.
    @inlinable
    public func abiWrite(_ w: inout ABIWriter, _ s: ABISlot, _ offset: Int) {
        var slot = s
        var position = offset
        if Element.abiIsDynamic {
            w.mark(s, offset)
            slot = w.enter(32 &* Length.count)
            position = 0
        }
        for element in elements {
            element.abiWrite(&w, slot, position)
            position &+= Element.abiFieldSize
        }
    }
}
