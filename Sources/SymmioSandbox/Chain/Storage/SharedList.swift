import EVMCore

/// A list whose copies share what they have in common.
///
/// The chain keeps its state once for each of its last blocks. A copy of an array is whole as soon as one element of it changes; of a copy of this
/// list only the page of that element is.
struct SharedList<Element: Sendable>: Sendable {
    /// All full but the last.
    private var pages: [[Element]] = []
    private(set) var count = 0

    private static var pageSize: Int { 16 }

    init() {}

    mutating func append(_ element: Element) {
        if count % Self.pageSize == 0 { pages.append([]) }
        pages[pages.count - 1].append(element)
        count += 1
    }

    /// Takes elements out; what stands before the first of them stays shared.
    mutating func removeAll(where isOut: (Element) -> Bool) {
        guard let first = firstIndex(where: isOut) else { return }
        let start = first - first % Self.pageSize
        let rest = self[start...].filter { !isOut($0) }
        pages.removeSubrange((first / Self.pageSize)...)
        count = start
        for element in rest { append(element) }
    }
}

extension SharedList: RandomAccessCollection, MutableCollection, ExpressibleByArrayLiteral {
    var startIndex: Int { 0 }
    var endIndex: Int { count }

    subscript(position: Int) -> Element {
        get { pages[position / Self.pageSize][position % Self.pageSize] }
        set { pages[position / Self.pageSize][position % Self.pageSize] = newValue }
    }

    init(arrayLiteral elements: Element...) {
        for element in elements { append(element) }
    }
}

extension RandomAccessCollection where Index == Int {
    /// A page of a list, as the contracts' views give it: what there is of it.
    func page(_ start: UInt256, _ size: UInt256) -> [Element] {
        let from = Swift.min(count, Int(exactly: start) ?? count)
        let length = Swift.min(count - from, Int(exactly: size) ?? count)
        return Array(self[from..<from + length])
    }
}
