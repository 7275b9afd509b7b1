import CJSONC

extension JSONNode {
    /// Reads a JSON text with json-c.
    ///
    /// A scan before it closes what json-c leaves open: it refuses repeated members and integers beyond 64 bits (json-c drops and saturates them silently),
    /// NUL in names, lone surrogates, invalid UTF-8, control characters, nesting beyond 256 levels, and remembers where each value stands.
    /// - Throws: a ``Diagnostic`` with line and column.
    public static func parse(_ bytes: [UInt8], file: String) throws(Diagnostic) -> JSONNode {
        try parse(bytes, file: file, firstLine: 1, anchor: nil)
    }

    /// Reads one line of a stream of JSON lines.
    /// - Throws: a ``Diagnostic`` whose line is `number`.
    public static func parse(line: [UInt8], file: String = "<stdin>", number: Int = 1) throws(Diagnostic) -> JSONNode {
        try parse(line, file: file, firstLine: number, anchor: nil)
    }

    static func parse(_ bytes: [UInt8], file: String, anchor: SourceLocation) throws(Diagnostic) -> JSONNode {
        try parse(bytes, file: file, firstLine: 1, anchor: anchor)
    }

    private static func parse(
        _ bytes: [UInt8], file: String, firstLine: Int, anchor: SourceLocation?
    ) throws(Diagnostic) -> JSONNode {
        guard bytes.count <= JSONLimits.bytes else {
            throw Diagnostic(at: SourceLocation(file: file), "the file is larger than \(JSONLimits.bytes >> 20) MB")
        }
        let (scan, tree) = read(bytes)
        defer { tree.dispose(isLarge: isLarge(bytes)) }
        let scanner = scan.scanner
        let source = JSONSource(
            file: file, firstLine: firstLine, anchor: anchor, start: scanner.start, lineStarts: scanner.lineStarts,
            continuations: scanner.continuations)
        if let failure = scan.failure {
            throw Diagnostic(at: source.location(of: failure.offset), failure.message)
        }
        if let failure = tree.failure {
            throw Diagnostic(at: source.location(of: failure.offset), failure.message)
        }
        let elements = scanner.elements
        guard isLarge(bytes), elements.count > 1, json_object_is_type(tree.root, json_type_array) != 0 else {
            var builder = TreeBuilder(source: source, offsets: scanner.offsets)
            return builder.node(tree.root)
        }
        // Nobody changes the tree, and each element is read by one thread.
        let parts = stride(from: 0, to: elements.count, by: 64).map { $0..<min($0 + 64, elements.count) }
        let nodes = concurrentMap(parts) { part in
            var builder = TreeBuilder(source: source, offsets: scanner.offsets, position: Int(elements[part.lowerBound]))
            return part.map { builder.node(json_object_array_get_idx(tree.root, $0)) }
        }
        return JSONNode(value: .array(nodes.flatMap { $0 }), offset: Int(scanner.offsets[0]), source: source)
    }

    /// What is small is read in less time than a thread takes to wake up; of what is very large, json-c reads only what was found to be within the limits.
    private static func isLarge(_ bytes: [UInt8]) -> Bool { bytes.count >= 1 << 16 && bytes.count <= JSONLimits.bytesReadUnseen }
}

extension JSONNode {
    private static func read(_ bytes: [UInt8]) -> (JSONScan, JSONTree) {
        if isLarge(bytes) { return concurrently({ JSONScan(bytes) }, { JSONTree(bytes) }) }
        let scan = JSONScan(bytes)
        return (scan, scan.failure == nil ? JSONTree(bytes) : JSONTree())
    }
}

/// What the walk through a text before json-c's own found.
private struct JSONScan: Sendable {
    let scanner: JSONScanner
    let failure: JSONScanner.Failure?

    init(_ bytes: [UInt8]) {
        var scanner = JSONScanner(bytes)
        failure = scanner.scan()
        self.scanner = scanner
    }
}

/// json-c's own tree of a text. What only the scan finds wrong with the text, json-c may have read somehow: the scan's failure goes first.
///
/// `@unchecked Sendable`: the tree is made by one thread, then read, each value by one thread, then given back by one, each after the one before;
/// json-c has no state that two trees share, and changes a value that is read only to keep a number's text in it.
private struct JSONTree: @unchecked Sendable {
    private(set) var root: OpaquePointer?
    private(set) var failure: JSONScanner.Failure?

    /// No tree, of a text that is refused.
    init() {}

    /// Reads a text; its count was checked against the limit, so that it fits json-c's.
    init(_ bytes: [UInt8]) {
        let start = bytes.starts(with: JSONScanner.byteOrderMark) ? JSONScanner.byteOrderMark.count : 0
        guard let tokener = json_tokener_new_ex(Int32(JSONLimits.depth + 1)) else {
            failure = JSONScanner.Failure(offset: 0, message: "there is no memory to read the file")
            return
        }
        defer { json_tokener_free(tokener) }
        json_tokener_set_flags(tokener, JSON_TOKENER_STRICT)
        root = bytes.withUnsafeBytes { raw in
            // A number at the very end is finished by the flush below.
            json_tokener_parse_ex(tokener, raw.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self), Int32(raw.count - start))
        }
        var status = json_tokener_get_error(tokener)
        if status == json_tokener_continue {
            // json-c reads the terminating NUL as the end of its input.
            root = json_tokener_parse_ex(tokener, "", 1)
            status = json_tokener_get_error(tokener)
        }
        guard status == json_tokener_success else {
            let reason = json_tokener_error_desc(status).map { String(cString: $0) } ?? "it is not JSON"
            failure = JSONScanner.Failure(offset: min(start + Int(json_tokener_get_parse_end(tokener)), bytes.count), message: reason)
            return
        }
    }

    /// Gives the memory back, once.
    func dispose(isLarge: Bool) {
        guard root != nil else { return }
        if isLarge { BackgroundWork.add { json_object_put(root) } } else { json_object_put(root) }
    }
}

/// What a JSON text may not exceed, so that no input exhausts memory or stack.
enum JSONLimits {
    static let bytes = 64 << 20
    static let depth = 256
    static let values = 4_000_000
    /// An object weighs as much as so many values: json-c gives even an empty one a table of 16 places, some 800 bytes.
    static let valuesPerObject = 4
    /// Beyond this json-c reads only what the scan found to be within the limits: what is not could cost it 15 GB.
    static let bytesReadUnseen = 1 << 20
}

/// Copies json-c's tree; the scanner's offsets come in the same order.
private struct TreeBuilder {
    let source: JSONSource
    let offsets: [Int32]
    var position = 0

    private mutating func nextOffset() -> Int {
        guard position < offsets.count else { return 0 }
        defer { position += 1 }
        return Int(offsets[position])
    }

    mutating func node(_ object: OpaquePointer?) -> JSONNode {
        let offset = nextOffset()
        return JSONNode(value: value(object), offset: offset, source: source)
    }

    private mutating func value(_ object: OpaquePointer?) -> JSONValue {
        guard let object else { return .null }
        switch json_object_get_type(object) {
        case json_type_boolean: return .bool(json_object_get_boolean(object) != 0)
        case json_type_int:
            let signed = json_object_get_int64(object)
            return .integer(signed < 0 ? String(signed) : String(json_object_get_uint64(object)))
        case json_type_double:
            // A double that was parsed keeps the text it was parsed from.
            return .number(json_object_get_string(object).map { String(cString: $0) } ?? "")
        case json_type_string: return .string(string(object))
        case json_type_array:
            let count = json_object_array_length(object)
            var elements: [JSONNode] = []
            elements.reserveCapacity(count)
            for index in 0..<count { elements.append(node(json_object_array_get_idx(object, index))) }
            return .array(elements)
        case json_type_object:
            var members: [JSONMember] = []
            members.reserveCapacity(Int(json_object_object_length(object)))
            var iterator = json_object_iter_begin(object)
            var end = json_object_iter_end(object)
            while json_object_iter_equal(&iterator, &end) == 0 {
                let keyOffset = nextOffset()
                let key = json_object_iter_peek_name(&iterator).map { String(cString: $0) } ?? ""
                members.append(JSONMember(key: key, value: node(json_object_iter_peek_value(&iterator)), keyOffset: keyOffset))
                json_object_iter_next(&iterator)
            }
            return .object(members)
        default: return .null
        }
    }

    private func string(_ object: OpaquePointer) -> String {
        guard let text = json_object_get_string(object) else { return "" }
        let bytes = UnsafeRawBufferPointer(start: text, count: Int(json_object_get_string_len(object)))
        return String(decoding: bytes, as: UTF8.self)
    }
}
