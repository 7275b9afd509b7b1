/// The selectors that a contract's code dispatches on.
///
/// Found by running the dispatcher (``DispatcherRun``) with ever more selectors: first any, then those around each constant at which a binary
/// search splits, then enough for every slot of a hash table. So it sees solc's chains and splits, selectors with leading zeros, Vyper's
/// chains, its tables in code (`-Ogas`) and its tables in data (`-Ocodesize`). It does not see what is decided by state, by the caller or in
/// another contract before the selector is looked at; a contract that keeps its selectors in storage has a loupe.
struct DispatcherScan {
    /// The selectors, ascending.
    private(set) var selectors: [UInt32] = []
    /// Whether every way was gone; false where the code would have it go on for ever.
    private(set) var isComplete = true

    /// How many selectors are tried at most.
    private static let mostRuns = 60_000
    /// How many selectors are tried for each slot of the first of two hash tables, so that each of the few slots of the second is met.
    private static let triesPerSlot: UInt32 = 192

    /// Scans code.
    ///
    /// - Parameter suspects: Selectors to be tried whatever the code looks like; of them it is certain whether they are there.
    init(code bytes: [UInt8], suspects: some Sequence<UInt32> = EmptyCollection()) {
        let code = DispatcherCode(bytes)
        var found: Set<UInt32> = []
        var tried: Set<UInt32> = []
        var tables: Set<[UInt32]> = []
        // Both ends, and one that no function has by accident.
        var waiting: [UInt32] = [0, .max, 0x5bd1_e995] + suspects
        while let selector = waiting.popLast() {
            guard tried.insert(selector).inserted else { continue }
            guard tried.count <= Self.mostRuns else {
                isComplete = false
                break
            }
            let trace = DispatcherRun.trace(code, selector: selector)
            for candidate in trace.compared { found.insert(candidate) }
            for pivot in trace.pivots { waiting += [pivot &- 1, pivot, pivot &+ 1] }
            if let first = trace.moduli.first, tables.insert(trace.moduli).inserted {
                let tries = trace.moduli.count > 1 ? Self.triesPerSlot : 1
                for slot in 0..<first {
                    // Any that the first table puts here, as different as can be for the second.
                    for round in 0..<tries { waiting.append((round &* 2_654_435_761) / first * first &+ slot) }
                }
            }
        }
        selectors = found.sorted()
    }

    /// The constants that code compares a copy of something with and jumps by, as compilers write a dispatcher.
    ///
    /// For code whose dispatcher cannot be run, since something else is decided before: a pause, who calls. A function's body that compares
    /// constants of four bytes is rarely compiled so.
    static func comparisons(in code: [UInt8]) -> Set<UInt32> {
        var found: Set<UInt32> = []
        var (before, position) = (0, 0)
        while position < code.count {
            let start = position
            let operation = Int(code[start])
            position += (0x60...0x7f).contains(operation) ? operation - 0x5e : 1
            defer { before = operation }
            guard (0x61...0x63).contains(operation), position + 1 < code.count else { continue }
            let isDuplicated = before == 0x80 && code[position] == 0x14
            let isDuplicatedAfter = code[position] == 0x81 && code[position + 1] == 0x14
            guard isDuplicated || isDuplicatedAfter else { continue }
            // PUSH of where to go, and JUMPI.
            let push = position + (isDuplicated ? 1 : 2)
            guard push < code.count, (0x60...0x62).contains(code[push]) else { continue }
            let jump = push + Int(code[push]) - 0x5e
            guard jump < code.count, code[jump] == 0x57 else { continue }
            found.insert(code[(start + 1)..<position].reduce(0) { $0 << 8 | UInt32($1) })
        }
        return found
    }

    /// Whether the bytes of a selector are in the code at all, as a constant or as data.
    static func mentions(_ selector: UInt32, in code: [UInt8]) -> Bool {
        // A constant with leading zeros is pushed without them.
        let zeros = min(selector.leadingZeroBitCount / 8, 3)
        let bytes = [24, 16, 8, 0].dropFirst(zeros).map { UInt8(truncatingIfNeeded: selector >> $0) }
        guard code.count > bytes.count else { return false }
        for start in 1...(code.count - bytes.count) where code[start..<start + bytes.count].elementsEqual(bytes) {
            if zeros == 0 || code[start - 1] == UInt8(0x5f + bytes.count) { return true }
        }
        return false
    }
}
