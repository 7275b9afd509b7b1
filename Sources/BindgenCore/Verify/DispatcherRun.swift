import EVMCore

/// What a contract's dispatcher did with the selector of one call.
struct DispatcherTrace {
    /// The constants that the selector was held against for equality, in order.
    var compared: [UInt32] = []
    /// The constants that it was held against for order: where a binary search splits.
    var pivots: [UInt32] = []
    /// What it was divided by, and what was made of it was divided by: the sizes of hash tables.
    var moduli: [UInt32] = []
    /// Whether the last of `compared` was the selector itself.
    var isHit = false
}

/// Runs the beginning of a contract's code with one selector, up to where the dispatcher has decided.
///
/// It is a machine for dispatchers and for nothing else: what depends on state, on the caller or on other contracts ends the run. Whatever the
/// compiler made of the dispatch (a chain, a binary search, a hash table in code or data), it ends in comparing the selector, and those
/// comparisons are what is noted.
struct DispatcherRun {
    /// What a word has of the selector.
    private enum Taint {
        case none
        /// It was made of the selector: a remainder, a comparison.
        case derived
        /// It is the selector, at the lower end of the word or where it stands in the call.
        case selector
    }

    private struct Word {
        var value: UInt256
        var taint = Taint.none
    }

    /// What no run exceeds.
    static let mostSteps = 20_000
    private static let mostMemory = 1 << 14
    /// The call's length in bytes: enough for any head, so that no check of the length comes before the decision.
    private static let callLength: UInt64 = 4 + 64 * 32

    private let code: DispatcherCode
    private let selector: UInt32
    private let selectorWord: UInt256
    private let firstWord: UInt256
    private var stack: [Word] = []
    private var memory: [UInt8] = []
    private var taint: [Taint] = []
    private var trace = DispatcherTrace()

    /// Runs the code.
    static func trace(_ code: DispatcherCode, selector: UInt32) -> DispatcherTrace {
        var run = DispatcherRun(code, selector)
        run.run()
        return run.trace
    }

    private init(_ code: DispatcherCode, _ selector: UInt32) {
        self.code = code
        self.selector = selector
        selectorWord = UInt256(UInt64(selector))
        firstWord = selectorWord &<< UInt256(UInt64(224))
    }

    // MARK: - Stack and memory

    private mutating func pop() -> Word? { stack.popLast() }

    private mutating func push(_ value: UInt256, _ taint: Taint = .none) -> Bool {
        guard stack.count < 1024 else { return false }
        stack.append(Word(value: value, taint: taint))
        return true
    }

    private static func int(_ value: UInt256) -> Int? {
        let limbs = value.limbs
        guard limbs.0 | limbs.1 | limbs.2 == 0, limbs.3 < 1 << 32 else { return nil }
        return Int(limbs.3)
    }

    /// Grows the memory so that it holds `count` bytes from `start`.
    private mutating func touch(_ start: Int, _ count: Int) -> Bool {
        guard start <= Self.mostMemory, count <= Self.mostMemory, start + count <= Self.mostMemory else { return false }
        let missing = start + count - memory.count
        if missing > 0 {
            memory += repeatElement(0, count: missing)
            taint += repeatElement(.none, count: missing)
        }
        return true
    }

    private mutating func store(_ bytes: [UInt8], at start: Int, _ mark: Taint) -> Bool {
        guard touch(start, bytes.count) else { return false }
        for (index, byte) in bytes.enumerated() {
            memory[start + index] = byte
            taint[start + index] = mark
        }
        return true
    }

    // MARK: - Steps

    private mutating func run() {
        var position = 0
        for _ in 0..<Self.mostSteps {
            guard position < code.bytes.count, let next = step(position) else { return }
            position = next
        }
    }

    /// Carries out the instruction at `position`.
    ///
    /// - Returns: where the next one is; nil where the run ends.
    private mutating func step(_ position: Int) -> Int? {
        let operation = code.bytes[position]
        switch operation {
        case 0x5f...0x7f:
            let count = Int(operation) - 0x5f
            return push(code.word(at: position + 1, count: count)) ? position + 1 + count : nil
        case 0x80...0x8f:
            let depth = Int(operation) - 0x7f
            guard stack.count >= depth, stack.count < 1024 else { return nil }
            stack.append(stack[stack.count - depth])
            return position + 1
        case 0x90...0x9f:
            let depth = Int(operation) - 0x8f
            guard stack.count > depth else { return nil }
            stack.swapAt(stack.count - 1, stack.count - 1 - depth)
            return position + 1
        case 0x56, 0x57: return jump(operation == 0x57, from: position)
        case 0x01...0x07, 0x10...0x14, 0x16...0x18, 0x1a...0x1c:
            return binary(operation) && !trace.isHit ? position + 1 : nil
        default: return other(operation, position) && !trace.isHit ? position + 1 : nil
        }
    }

    private mutating func jump(_ isConditional: Bool, from position: Int) -> Int? {
        guard let target = pop() else { return nil }
        if isConditional {
            guard let condition = pop() else { return nil }
            if condition.value.isZero { return position + 1 }
        }
        guard let target = Self.int(target.value), code.isJumpTarget(target) else { return nil }
        return target
    }

    private mutating func other(_ operation: UInt8, _ position: Int) -> Bool {
        switch operation {
        case 0x15, 0x19:  // ISZERO, NOT
            guard let word = pop() else { return false }
            // Of a selector, ISZERO is the comparison with the selector 0.
            if operation == 0x15, isSelector(word) { note(compared: 0) }
            return push(operation == 0x15 ? (word.value.isZero ? .one : .zero) : ~word.value, word.taint == .none ? .none : .derived)
        case 0x34: return push(.zero)  // CALLVALUE
        case 0x35: return loadCallData()
        case 0x36: return push(UInt256(Self.callLength))
        case 0x37: return copyCallData()
        case 0x38: return push(UInt256(UInt64(code.bytes.count)))
        case 0x39: return copyCode()
        case 0x3d: return push(.zero)  // RETURNDATASIZE, which older compilers write for 0
        case 0x50: return pop() != nil
        case 0x51:
            guard let start = pop().flatMap({ Self.int($0.value) }), touch(start, 32) else { return false }
            let marks = taint[start..<start + 32]
            let mark: Taint = marks.contains(.derived) ? .derived : marks.contains(.selector) ? .selector : .none
            return push(UInt256(bigEndianBytes: memory[start..<start + 32]) ?? .zero, mark)
        case 0x52, 0x53:
            guard let start = pop().flatMap({ Self.int($0.value) }), let word = pop() else { return false }
            let bytes = word.value.bigEndianBytes.array
            return store(operation == 0x52 ? bytes : Array(bytes.suffix(1)), at: start, word.taint)
        case 0x58: return push(UInt256(UInt64(position)))
        case 0x5a: return push(UInt256(UInt64(30_000_000)))
        case 0x5b: return true
        default: return false
        }
    }

    private mutating func loadCallData() -> Bool {
        guard let start = pop() else { return false }
        guard let offset = Self.int(start.value), offset < 4 else { return push(.zero) }
        return push(firstWord &<< UInt256(UInt64(8 * offset)), offset == 0 ? .selector : .derived)
    }

    private mutating func copyCallData() -> Bool {
        guard let to = pop().flatMap({ Self.int($0.value) }), let from = pop().flatMap({ Self.int($0.value) }),
            let count = pop().flatMap({ Self.int($0.value) }), touch(to, count)
        else { return false }
        let call = firstWord.bigEndianBytes.array
        for index in 0..<count {
            memory[to + index] = from + index < 4 ? call[from + index] : 0
            taint[to + index] = from + index < 4 ? .selector : .none
        }
        return true
    }

    private mutating func copyCode() -> Bool {
        guard let to = pop().flatMap({ Self.int($0.value) }), let from = pop().flatMap({ Self.int($0.value) }),
            let count = pop().flatMap({ Self.int($0.value) }), touch(to, count)
        else { return false }
        return store((from..<from + count).map { $0 < code.bytes.count ? code.bytes[$0] : 0 }, at: to, .none)
    }

    // MARK: - Comparisons

    private mutating func binary(_ operation: UInt8) -> Bool {
        guard let first = pop(), let second = pop() else { return false }
        let (a, b) = (first.value, second.value)
        let isTainted = first.taint != .none || second.taint != .none
        if isTainted, first.taint == .none || second.taint == .none { notice(operation, first, second) }
        let value: UInt256
        switch operation {
        case 0x01: value = a &+ b
        case 0x02: value = a &* b
        case 0x03: value = a &- b
        case 0x04: value = b.isZero ? .zero : a / b
        case 0x06: value = b.isZero ? .zero : a % b
        case 0x10: value = a < b ? .one : .zero
        case 0x11: value = a > b ? .one : .zero
        case 0x12: value = Self.flipped(a) < Self.flipped(b) ? .one : .zero
        case 0x13: value = Self.flipped(a) > Self.flipped(b) ? .one : .zero
        case 0x14: value = a == b ? .one : .zero
        case 0x16: value = a & b
        case 0x17: value = a | b
        case 0x18: value = a ^ b
        case 0x1a: value = Self.int(a).flatMap { $0 < 32 ? UInt256(UInt64(b.bigEndianBytes.array[$0])) : nil } ?? .zero
        case 0x1b: value = Self.int(a).flatMap { $0 < 256 ? b &<< a : nil } ?? .zero
        case 0x1c: value = Self.int(a).flatMap { $0 < 256 ? b &>> a : nil } ?? .zero
        default: return false
        }
        return push(value, !isTainted ? .none : Self.keepsSelector(operation, first, second) ? .selector : .derived)
    }

    /// Whether an operation takes the selector from the upper end of the word to the lower, or leaves it where it is.
    private static func keepsSelector(_ operation: UInt8, _ a: Word, _ b: Word) -> Bool {
        switch operation {
        case 0x1c: b.taint == .selector && a.taint == .none && a.value == UInt256(224)
        case 0x04: a.taint == .selector && b.taint == .none && b.value == UInt256(1 << 32, 0, 0, 0)
        case 0x16: a.taint == .selector && b.taint == .none && isMask(b.value) || b.taint == .selector && a.taint == .none && isMask(a.value)
        default: false
        }
    }

    /// Whether masking a word with this leaves a selector whole, at either end.
    private static func isMask(_ value: UInt256) -> Bool { value.limbs.3 & 0xffff_ffff == 0xffff_ffff || value.limbs.0 >> 32 == 0xffff_ffff }

    /// The value with which signed order is unsigned order.
    private static func flipped(_ value: UInt256) -> UInt256 { value ^ UInt256(1 << 63, 0, 0, 0) }

    /// Whether the word is the selector and nothing else.
    private func isSelector(_ word: Word) -> Bool { word.taint == .selector && (word.value == selectorWord || word.value == firstWord) }

    private mutating func notice(_ operation: UInt8, _ first: Word, _ second: Word) {
        let (made, constant) = first.taint != .none ? (first, second.value) : (second, first.value)
        switch operation {
        case 0x14, 0x18, 0x03:
            guard isSelector(made), let selector = Self.selector(constant) else { return }
            // 0 is subtracted, and held against with XOR, without asking; EQ asks.
            if operation == 0x14 || selector != 0 { note(compared: selector) }
        case 0x10...0x13:
            guard isSelector(made), let pivot = Self.selector(constant) else { return }
            trace.pivots.append(pivot)
        case 0x06:
            guard first.taint != .none, let modulus = Self.int(constant), modulus > 0, modulus <= 1 << 16 else { return }
            trace.moduli.append(UInt32(modulus))
        case 0x16:
            // A table whose size is a power of two.
            guard let mask = Self.int(constant), mask > 0, mask < 1 << 12, mask & (mask + 1) == 0 else { return }
            trace.moduli.append(UInt32(mask + 1))
        default: return
        }
    }

    private mutating func note(compared candidate: UInt32) {
        trace.compared.append(candidate)
        if candidate == selector { trace.isHit = true }
    }

    /// The selector that a constant stands for, at the lower or at the upper end of its word.
    private static func selector(_ constant: UInt256) -> UInt32? {
        let limbs = constant.limbs
        if limbs.0 | limbs.1 | limbs.2 == 0, limbs.3 <= UInt64(UInt32.max) { return UInt32(limbs.3) }
        if limbs.1 | limbs.2 | limbs.3 == 0, limbs.0 & 0xffff_ffff == 0 { return UInt32(limbs.0 >> 32) }
        return nil
    }
}

/// Code with what running it needs to know.
struct DispatcherCode {
    let bytes: [UInt8]
    private let jumpTargets: Set<Int>

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var targets: Set<Int> = []
        var position = 0
        while position < bytes.count {
            let operation = bytes[position]
            if operation == 0x5b { targets.insert(position) }
            position += (0x60...0x7f).contains(operation) ? Int(operation) - 0x5e : 1
        }
        jumpTargets = targets
    }

    func isJumpTarget(_ position: Int) -> Bool { jumpTargets.contains(position) }

    /// The constant behind a PUSH; code that ends within it goes on with zeros.
    func word(at start: Int, count: Int) -> UInt256 {
        var value = UInt256.zero
        for index in start..<start + count {
            value = (value &<< UInt256(8)) | UInt256(index < bytes.count ? UInt64(bytes[index]) : 0)
        }
        return value
    }
}
