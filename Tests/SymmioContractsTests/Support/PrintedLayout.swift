import EVMCore
import Foundation
import Testing

/// The layout constants of every call as they stand in the snapshot: constants in a namespace cannot be listed when a program runs.
struct PrintedLayout {
    struct Argument {
        let label: String
        let place: CallArgument
    }

    /// The arguments by the call type's full name, `Symmio085.Core.CallTypes.SendQuote`.
    private(set) var calls: [String: [Argument]] = [:]

    init() throws {
        let folder = VectorFile.tests.deletingLastPathComponent().appendingPathComponent("Generated")
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() where file.hasSuffix("+Types.swift") {
            try read(String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8))
        }
    }

    private mutating func read(_ text: String) throws {
        let call = /nonisolated extension (?<name>[\w.]+\.CallTypes\.\w+): EVMCore\.ContractCall \{/
        let constant =
            /(?:@_alwaysEmitIntoClient )?public static (?:var|let) `?(?<label>\w+)`?: EVMCore\.CallArgument .*CallArgument\((?<offset>\d+), (?:next: (?<next>-?\d+)|(?<size>\d+))\).*/
        var name = ""
        for line in text.split(separator: "\n") {
            let line = line.drop { $0 == " " }
            if line.hasPrefix("nonisolated extension "), let match = line.wholeMatch(of: call) {
                name = String(match.name)
                calls[name] = []
            } else if line.contains("EVMCore.CallArgument") {
                let match = try #require(line.wholeMatch(of: constant), "\(line)")
                let offset = try #require(Int(match.offset))
                let place =
                    if let next = match.next.flatMap({ Int($0) }) {
                        CallArgument(offset, next: next)
                    } else {
                        CallArgument(offset, try #require(match.size.flatMap { Int($0) }))
                    }
                calls[name]?.append(Argument(label: String(match.label), place: place))
            }
        }
    }

    /// The arguments of a call type; an alias finds the type it stands for.
    subscript(type: any ContractCall.Type) -> [Argument]? {
        calls[String(reflecting: type).replacing("SymmioContracts.", with: "")]
    }
}
