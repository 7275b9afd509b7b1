/// The names of the files a config is turned into.
///
/// A build system must know a command's outputs before the command runs, so the names follow from the config alone and never from
/// what is inside a spec. This file is compiled into the tool and, by a symbolic link, into both plugins: what is declared and what is
/// written cannot drift apart. It imports nothing.
public enum OutputFile {
    /// What one of a contract's files holds. Every contract has all of them; a kind without items gives a file with a header only.
    public enum Kind: String, CaseIterable, Sendable {
        case types = "Types"
        case calls = "Calls"
        case events = "Events"
        case errors = "Errors"
        /// How calls and errors are written and read.
        case callCodecs = "WireCalls"
        /// How events are.
        case eventCodecs = "WireEvents"
        /// How structs are.
        case typeCodecs = "WireTypes"
    }

    /// The file with the namespace's declaration and the check that generator and runtime match.
    public static func namespace(_ namespace: String) -> String { "\(namespace).swift" }

    /// The file with one kind of a contract's items.
    public static func contract(_ contract: String, _ kind: Kind, in namespace: String) -> String {
        "\(namespace).\(contract)+\(kind.rawValue).swift"
    }

    /// The file with the EIP-712 structs of one `typedData` entry.
    public static func typedData(_ name: String, in namespace: String) -> String { "\(namespace).\(name)+TypedData.swift" }

    /// Everything a config is turned into, in the order of the config.
    public static func all(namespace: String, contracts: [String], typedData: [String]) -> [String] {
        var names = [self.namespace(namespace)]
        for contract in contracts {
            for kind in Kind.allCases { names.append(self.contract(contract, kind, in: namespace)) }
        }
        for entry in typedData { names.append(self.typedData(entry, in: namespace)) }
        return names
    }

    /// Whether a namespace's or contract's name can be part of a file name and of Swift code: a letter or `_`, then letters, digits
    /// and `_`, all of them ASCII.
    public static func isValidName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 100, !isDigit(first) else { return false }
        return name.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "_") || isLetter($0) }
    }

    /// The first file name that two of the given configs both lead to, with their places in the list. Upper and lower case count as
    /// equal, since they do in many file systems.
    public static func firstCollision(among configs: [[String]]) -> (name: String, first: Int, second: Int)? {
        var owners: [String: Int] = [:]
        for (index, names) in configs.enumerated() {
            for name in names {
                if let owner = owners.updateValue(index, forKey: name.lowercased()) { return (name, owner, index) }
            }
        }
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
