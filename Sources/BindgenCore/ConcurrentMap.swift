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

/// Two things worked out at the same time.
func concurrently<First: Sendable, Second: Sendable>(
    _ first: @Sendable () -> First, _ second: @Sendable () -> Second
) -> (First, Second) {
    var results: (First?, Second?)
    withUnsafeMutablePointer(to: &results) { pointer in
        // Each iteration writes one half, and both are done when `concurrentPerform` returns: nothing is shared.
        nonisolated(unsafe) let places = pointer
        DispatchQueue.concurrentPerform(iterations: 2) { index in
            if index == 0 { places.pointee.0 = first() } else { places.pointee.1 = second() }
        }
    }
    // Both have been written; should Dispatch ever leave one out, it is worked out here.
    return (results.0 ?? first(), results.1 ?? second())
}
