import EVMCore

extension SIWEMessage {
    /// Reads a message strictly, by the grammar of EIP-4361.
    ///
    /// Beyond the grammar: the address must be spelled with its EIP-55 checksum, as the standard's text says; the domain must have a host;
    /// the chain id must be below 2⁶⁴ and have no leading zeros, so that every text is the only one of its message.
    /// - Throws: ``SIWEFormatError`` with the first line that is wrong.
    public init(parsing text: some StringProtocol) throws(SIWEFormatError) {
        var lines = Lines(Array(text.utf8))
        let (scheme, domain) = try lines.origin()
        let address = try lines.address()
        try lines.blank(before: .statement)
        let statement = try lines.statement()
        let uri = try lines.text(.uri)
        guard try lines.required(.version).elementsEqual(Self.version.utf8) else { throw lines.error(.version, .unsupportedVersion) }
        let chainId = try lines.chainId()
        let nonce = try lines.text(.nonce)
        guard let issuedAt = try lines.timestamp(.issuedAt) else { throw lines.missing(.issuedAt) }
        let expirationTime = try lines.timestamp(.expirationTime)
        let notBefore = try lines.timestamp(.notBefore)
        let requestId = try lines.optional(.requestId).map { line throws(SIWEFormatError) in try lines.accepted(.requestId, line) }
        let resources = try lines.resources()
        try lines.end()
        try self.init(
            scheme: scheme, domain: domain, address: address, statement: statement, uri: uri, chainId: chainId, nonce: nonce,
            issuedAt: issuedAt, expirationTime: expirationTime, notBefore: notBefore, requestId: requestId, resources: resources)
    }
}

/// The lines of a message, taken one by one.
private struct Lines {
    private let lines: [ArraySlice<UInt8>]

    /// How many lines are taken, which is the number of the last one.
    private var taken = 0

    /// The field that was found last.
    private var lastField = SIWEMessage.Field.domain

    init(_ text: [UInt8]) {
        lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }

    /// An error in the line taken last.
    func error(_ field: SIWEMessage.Field, _ fault: SIWEFormatError.Fault) -> SIWEFormatError {
        SIWEFormatError(field: field, fault: fault, line: taken)
    }

    /// The error that the next line is not the field's.
    func missing(_ field: SIWEMessage.Field) -> SIWEFormatError {
        SIWEFormatError(field: field, fault: .missing, line: taken + 1)
    }

    private mutating func next() -> ArraySlice<UInt8>? {
        guard taken < lines.count else { return nil }
        defer { taken += 1 }
        return lines[taken]
    }

    /// What follows the field's label in the next line; nil, and nothing taken, where that line does not begin with it.
    mutating func optional(_ field: SIWEMessage.Field) -> ArraySlice<UInt8>? {
        guard taken < lines.count, lines[taken].starts(with: field.label.utf8), let line = next() else { return nil }
        lastField = field
        return line.dropFirst(field.label.utf8.count)
    }

    mutating func required(_ field: SIWEMessage.Field) throws(SIWEFormatError) -> ArraySlice<UInt8> {
        guard let text = optional(field) else { throw missing(field) }
        return text
    }

    /// The text of a part of the line taken last, once it follows the field's grammar.
    func accepted(_ field: SIWEMessage.Field, _ text: ArraySlice<UInt8>) throws(SIWEFormatError) -> String {
        guard field.accepts(text) else { throw error(field, .malformed) }
        return String(decoding: text, as: UTF8.self)
    }

    mutating func text(_ field: SIWEMessage.Field) throws(SIWEFormatError) -> String {
        // Before `accepted` is called, as it looks at the line taken last.
        let text = try required(field)
        return try accepted(field, text)
    }
}

// MARK: - Fields

extension Lines {
    mutating func origin() throws(SIWEFormatError) -> (scheme: String?, domain: String) {
        let line = try required(.domain)
        let greeting = SIWEMessage.greeting.utf8
        guard line.count >= greeting.count, line.suffix(greeting.count).elementsEqual(greeting) else { throw error(.domain, .missing) }
        let origin = line.dropLast(greeting.count)
        // The colon after a scheme is the first; a domain has no slash.
        guard let colon = origin.firstIndex(of: UInt8(ascii: ":")), origin[colon...].starts(with: "://".utf8) else {
            return (nil, try accepted(.domain, origin))
        }
        return (try accepted(.scheme, origin[..<colon]), try accepted(.domain, origin[(colon + 3)...]))
    }

    mutating func address() throws(SIWEFormatError) -> Address {
        let text = String(decoding: try required(.address), as: UTF8.self)
        guard let address = try? Address(text.lowercased()) else { throw error(.address, .malformed) }
        guard text.utf8.elementsEqual(address.checksummed.utf8) else { throw error(.address, .wrongChecksum(expected: address)) }
        return address
    }

    mutating func blank(before field: SIWEMessage.Field) throws(SIWEFormatError) {
        guard let line = next() else { throw missing(field) }
        guard line.isEmpty else { throw error(field, .blankLineMissing) }
    }

    /// The statement's line and the blank one after it, or the latter alone.
    mutating func statement() throws(SIWEFormatError) -> String? {
        let line = try required(.statement)
        if line.isEmpty { return nil }
        let statement = try accepted(.statement, line)
        try blank(before: .uri)
        return statement
    }

    mutating func chainId() throws(SIWEFormatError) -> UInt64 {
        let text = try required(.chainId)
        guard !text.isEmpty, text.allSatisfy(\.isDigit), text.count == 1 || text.first != UInt8(ascii: "0") else {
            throw error(.chainId, .malformed)
        }
        guard let chainId = UInt64(String(decoding: text, as: UTF8.self)) else { throw error(.chainId, .outOfRange) }
        return chainId
    }

    mutating func timestamp(_ field: SIWEMessage.Field) throws(SIWEFormatError) -> RFC3339Timestamp? {
        guard let text = optional(field) else { return nil }
        guard let timestamp = RFC3339Timestamp(String(decoding: text, as: UTF8.self)) else { throw error(field, .malformed) }
        return timestamp
    }

    /// The list of resources and all lines after its name.
    mutating func resources() throws(SIWEFormatError) -> [String]? {
        guard let rest = optional(.resources) else { return nil }
        guard rest.isEmpty else { throw error(.resources, .malformed) }
        var resources: [String] = []
        while let line = next() {
            guard line.starts(with: SIWEMessage.bullet.utf8) else { throw error(.resources, .malformed) }
            resources.append(try accepted(.resources, line.dropFirst(SIWEMessage.bullet.utf8.count)))
        }
        return resources
    }

    mutating func end() throws(SIWEFormatError) {
        if next() != nil { throw error(lastField, .superfluousLine) }
    }
}
