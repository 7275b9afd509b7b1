import EVMClient
import EVMCore
import Symmio

/// One entry of a state file, with its place there for messages.
struct StateEntry: Sendable {
    let value: JSONValue
    let path: String
    let line: Int

    func fault(_ reason: String) -> SandboxStateError { .damaged(path: path, line: line, reason: reason) }

    /// The entry's part of a name.
    func part(_ name: String) throws(SandboxStateError) -> StateEntry {
        guard let part = optional(name) else { throw fault("\(name) is missing") }
        return part
    }

    /// The entry's part of a name, nil where it is missing or null.
    func optional(_ name: String) -> StateEntry? {
        guard let member = value[name], !member.isNull else { return nil }
        return StateEntry(value: member, path: path, line: line)
    }

    /// The elements of a list; none where the member is missing.
    func list(_ name: String) throws(SandboxStateError) -> [StateEntry] {
        guard let member = optional(name) else { return [] }
        guard let elements = member.value.array else { throw fault("\(name) is no list") }
        return elements.map { StateEntry(value: $0, path: path, line: line) }
    }

    func text() throws(SandboxStateError) -> String {
        guard let text = value.string else { throw fault("a text is expected") }
        return text
    }

    func text(_ name: String) throws(SandboxStateError) -> String { try part(name).text() }

    /// What a text says, where it says something.
    func read<T>(_ name: String, _ convert: (String) -> T?) throws(SandboxStateError) -> T {
        let text = try text(name)
        guard let result = convert(text) else { throw fault("\(name) is not what it should be: \(text.prefix(80))") }
        return result
    }

    func uint64(_ name: String) throws(SandboxStateError) -> UInt64 { try read(name) { UInt64($0) } }
    func int64(_ name: String) throws(SandboxStateError) -> Int64 { try read(name) { Int64($0) } }
    func uint256(_ name: String) throws(SandboxStateError) -> UInt256 { try read(name) { try? UInt256(decimalOrHex: $0) } }
    func wad(_ name: String) throws(SandboxStateError) -> Wad { try read(name) { try? Wad($0) } }
    func address(_ name: String) throws(SandboxStateError) -> Address { try read(name) { try? Address(hex: $0) } }
    func bytes(_ name: String) throws(SandboxStateError) -> Bytes { try read(name) { try? Bytes(hex: $0) } }

    func bytes() throws(SandboxStateError) -> Bytes {
        guard let bytes = value.string.flatMap({ try? Bytes(hex: $0) }) else { throw fault("bytes are expected") }
        return bytes
    }
}

extension JSONValue {
    /// A number as state files have it: as text, so that none is too long.
    static func digits(_ number: some CustomStringConvertible) -> JSONValue { .string(number.description) }
}
