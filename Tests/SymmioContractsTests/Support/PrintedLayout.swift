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
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() where file.hasSuffix("+Codec.swift") {
            try read(String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8))
        }
    }

    private mutating func read(_ text: String) throws {
        let call = /nonisolated extension (?<name>[\w.]+\.CallTypes\.\w+): EVMCore\.ContractCall \{/
        let layout = /(?:@_alwaysEmitIntoClient )?public static var layout: \((?<labels>.+), headSize2?: Swift\.Int\) \{/
        var name = ""
        var labels: [String]?
        for line in text.split(separator: "\n") {
            let line = line.drop { $0 == " " }
            if let found = labels {
                calls[name] = try zip(found, places(line, count: found.count)).map { Argument(label: $0, place: $1) }
                labels = nil
            } else if line.hasPrefix("nonisolated extension "), let match = line.wholeMatch(of: call) {
                name = String(match.name)
                calls[name] = []
            } else if line.contains("static var layout") {
                let match = try #require(line.wholeMatch(of: layout), "\(line)")
                labels = try match.labels.split(separator: ", ").map { element in
                    let type: Substring = ": EVMCore.CallArgument"
                    #expect(element.hasSuffix(type))
                    return try #require(element.dropLast(type.count).split(separator: "`").first.map(String.init), "\(line)")
                }
            }
        }
    }

    /// `(.word(0), .words(32, 64), .tail(96, next: -1), 128)`.
    private func places(_ line: Substring, count: Int) throws -> [CallArgument] {
        let place = /\.(?:word\((?<word>\d+)\)|words\((?<offset>\d+), (?<size>\d+)\)|tail\((?<tail>\d+), next: (?<next>-?\d+)\))/
        let places = line.matches(of: place).compactMap { match in
            if let word = match.word.flatMap({ Int($0) }) {
                CallArgument.word(word)
            } else if let offset = match.offset.flatMap({ Int($0) }), let size = match.size.flatMap({ Int($0) }) {
                CallArgument.words(offset, size)
            } else if let offset = match.tail.flatMap({ Int($0) }), let next = match.next.flatMap({ Int($0) }) {
                CallArgument.tail(offset, next: next)
            } else {
                nil as CallArgument?
            }
        }
        #expect(places.count == count, "\(line)")
        return places
    }

    /// The arguments of a call type; an alias finds the type it stands for.
    subscript(type: any ContractCall.Type) -> [Argument]? {
        calls[String(reflecting: type).replacing("SymmioContracts.", with: "")]
    }
}
