public import EVMCore
public import SymmioContracts

/// Where a template puts 32 bytes of an earlier operation's result into a later one's calldata.
public struct ResultWire: Sendable, Hashable {
    /// The first byte replaced, counted from the first argument.
    public var insertionPoint: UInt256
    /// The operation whose result is taken, from 0.
    public var source: UInt256
    /// The first byte taken of that result.
    public var resultOffset: UInt256

    /// Creates a wire from what the contract holds.
    public init(insertionPoint: UInt256, source: UInt256, resultOffset: UInt256) {
        self.insertionPoint = insertionPoint
        self.source = source
        self.resultOffset = resultOffset
    }

    /// Wires a result into an argument by the argument's name: `ResultWire(into: LockQuote.layout.quoteId, from: 1)`.
    /// - Parameters:
    ///   - argument: a static argument of the later call.
    ///   - source: the index of the earlier operation.
    ///   - word: which word of its result, from 0.
    public init(into argument: CallArgument, from source: Int, word: Int = 0) {
        self.init(
            insertionPoint: UInt256(UInt64(clamping: argument.offset)), source: UInt256(UInt64(clamping: source)),
            resultOffset: UInt256(UInt64(clamping: word)) &* UInt256(32 as UInt64))
    }
}

/// What a template does: for each operation, the wires into it.
public struct TemplateShape: Sendable, Hashable {
    /// The name it goes by, such as `InstantOpen`.
    public var name: String
    /// The wires into each operation, in order; an operation without any has an empty list.
    public var wires: [[ResultWire]]

    /// Creates a shape.
    public init(name: String, wires: [[ResultWire]]) {
        self.name = name
        self.wires = wires
    }

    /// Margin, quote, lock, open: the quote's id goes into both of the solver's calls.
    public static let instantOpen = TemplateShape(
        name: "InstantOpen",
        wires: [
            [], [], [ResultWire(into: Symmio084.Core.Calls.LockQuote.layout.quoteId, from: 1)],
            [ResultWire(into: Symmio085.Core.Calls.OpenPosition.layout.quoteId, from: 1)],
        ])

    /// As ``instantOpen`` without the margin.
    public static let instantOpenNoMargin = TemplateShape(
        name: "InstantOpenNoMargin",
        wires: [
            [], [ResultWire(into: Symmio084.Core.Calls.LockQuote.layout.quoteId, from: 0)],
            [ResultWire(into: Symmio085.Core.Calls.OpenPosition.layout.quoteId, from: 0)],
        ])

    /// Close request, fill: nothing is wired.
    public static let instantClose = TemplateShape(name: "InstantClose", wires: [[], []])
}

/// A template as an Instant Layer holds it.
public struct OperationTemplate: Sendable, Hashable {
    /// Its number at this Instant Layer; data, never assumed.
    public var id: UInt256
    /// Its name and wires.
    public var shape: TemplateShape
    /// Whether it may be executed.
    public var isActive: Bool

    /// Creates a description.
    public init(id: UInt256, shape: TemplateShape, isActive: Bool) {
        self.id = id
        self.shape = shape
        self.isActive = isActive
    }

    /// Reads what `getTemplates` returned.
    ///
    /// - Throws: ``TemplateError/parallelArrays(template:operation:)`` where the three arrays of an operation differ in length.
    public init(id: UInt256, _ template: Symmio085.InstantLayer.Template) throws(TemplateError) {
        var wires: [[ResultWire]] = []
        for (index, operation) in template.operations.enumerated() {
            let count = operation.insertionPoints.count
            guard operation.sourceIndices.count == count, operation.sourceOffsets.count == count else {
                throw .parallelArrays(template: template.name, operation: index)
            }
            wires.append(
                (0..<count).map {
                    ResultWire(
                        insertionPoint: operation.insertionPoints[$0], source: operation.sourceIndices[$0],
                        resultOffset: operation.sourceOffsets[$0])
                })
        }
        self.init(id: id, shape: TemplateShape(name: template.name, wires: wires), isActive: template.active)
    }

    /// The active template of that name and shape.
    ///
    /// - Throws: ``TemplateError/notFound(name:)``; where one of that name does something else, ``TemplateError/differentShape(name:)``.
    public static func find(_ shape: TemplateShape, in templates: [OperationTemplate]) throws(TemplateError) -> OperationTemplate {
        let named = templates.filter { $0.shape.name == shape.name }
        if let found = named.first(where: { $0.isActive && $0.shape == shape }) { return found }
        if named.contains(where: { $0.isActive }) { throw .differentShape(name: shape.name) }
        throw .notFound(name: shape.name)
    }

    /// What the contract makes of an operation's calldata, once the operations before it have run.
    /// - Parameters:
    ///   - callData: the operation's calldata, its flex fields filled.
    ///   - index: the operation's place in the template.
    ///   - results: the results of all operations of the call; those that have not run, and a solver's, are empty.
    /// - Throws: ``TemplateError`` as the contract reverts.
    public func callData(_ callData: Bytes, at index: Int, results: [Bytes]) throws(TemplateError) -> Bytes {
        guard shape.wires.indices.contains(index) else { throw .lengthMismatch(expected: shape.wires.count, given: index + 1) }
        var bytes = callData.array
        for wire in shape.wires[index] {
            guard let point = Int(exactly: wire.insertionPoint), bytes.count >= 36, point <= bytes.count - 36 else {
                throw .insertionOutOfBounds(wire.insertionPoint, calldata: bytes.count)
            }
            guard let source = Int(exactly: wire.source), results.indices.contains(source) else { throw .invalidSource(wire.source) }
            let result = results[source]
            if result.isEmpty { throw .missingResult(source: wire.source) }
            guard let offset = Int(exactly: wire.resultOffset), result.count >= 32, offset <= result.count - 32 else {
                throw .shortResult(offset: wire.resultOffset, length: result.count)
            }
            bytes.replaceSubrange(4 + point..<36 + point, with: result[offset..<offset + 32])
        }
        return Bytes(bytes)
    }
}

/// Why a template cannot be used.
public enum TemplateError: Error, Sendable, Hashable {
    /// No active template has that name.
    case notFound(name: String)
    /// The active template of that name wires results otherwise than expected.
    case differentShape(name: String)
    /// Insertion points, sources and offsets of an operation are not equally many.
    case parallelArrays(template: String, operation: Int)
    /// There is not one operation for each of the template: `TemplateOperationLengthMismatch`.
    case lengthMismatch(expected: Int, given: Int)
    /// A word would be put outside the calldata: `InsertionPointOutOfBounds`.
    case insertionOutOfBounds(UInt256, calldata: Int)
    /// A wire begins at an operation that does not exist: `InvalidSourceIndex`.
    case invalidSource(UInt256)
    /// The operation a wire begins at has not run or returns nothing: `MissingSourceResult`.
    case missingResult(source: UInt256)
    /// The result is too short: `BadSourceResultLength`.
    case shortResult(offset: UInt256, length: Int)
}

extension TemplateError: CustomStringConvertible {
    /// What is wrong, in one sentence.
    public var description: String {
        switch self {
        case .notFound(let name): "the Instant Layer has no active template '\(name)'"
        case .differentShape(let name): "the Instant Layer's template '\(name)' wires its operations otherwise than this library expects"
        case .parallelArrays(let template, let operation): "template '\(template)': operation \(operation) has arrays of different lengths"
        case .lengthMismatch(let expected, let given): "the template takes \(expected) operations, not \(given)"
        case .insertionOutOfBounds(let point, let calldata): "a result is wired to byte \(point), outside \(calldata) bytes of calldata"
        case .invalidSource(let index): "a result of operation \(index) is wired, but there is none"
        case .missingResult(let source): "operation \(source) returned nothing that could be wired"
        case .shortResult(let offset, let length): "32 bytes at \(offset) are wanted of a result of \(length)"
        }
    }
}
