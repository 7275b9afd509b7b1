import Dispatch

/// `transform` of each element, in their order, worked out on all cores; the elements that take longest should come first.
func concurrentMap<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ transform: @Sendable (Element) -> Result
) -> [Result] {
    var results = [Result?](repeating: nil, count: elements.count)
    results.withUnsafeMutableBufferPointer { buffer in
        // Each iteration writes one place that no other does, and all are done when `concurrentPerform` returns: nothing is shared.
        nonisolated(unsafe) let places = buffer
        DispatchQueue.concurrentPerform(iterations: elements.count) { places[$0] = transform(elements[$0]) }
    }
    return results.compactMap { $0 }
}
