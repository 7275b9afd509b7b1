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
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() where file.hasSuffix("+Calls.swift") {
            try read(String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8))
        }
    }

    private mutating func read(_ text: String) throws {
        let holder = /extension (?<name>[\w.]+\.CallTypes) \{/
        let call = /\s{4}nonisolated public struct (?<name>\w+): .+\{/
        let layout = /(?:@_alwaysEmitIntoClient )?public static var layout: \((?<labels>.+), headSize2?: Swift\.Int\) \{/
        var root = ""
        var name = ""
        var labels: [String]?
        for text in text.split(separator: "\n") {
            let line = text.drop { $0 == " " }
            if let found = labels {
                calls[name] = try zip(found, places(line, count: found.count)).map { Argument(label: $0, place: $1) }
                labels = nil
            } else if text.hasPrefix("extension "), let match = text.wholeMatch(of: holder) {
                root = String(match.name)
            } else if text.hasPrefix("    nonisolated public struct "), let match = text.wholeMatch(of: call) {
                name = "\(root).\(match.name)"
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

    /// `(.word(0), .words(32, 64), .tail(96, next: 128), .tail(128), 160)`.
    private func places(_ line: Substring, count: Int) throws -> [CallArgument] {
        let place = /\.(?:word\((?<word>\d+)\)|words\((?<offset>\d+), (?<size>\d+)\)|tail\((?<tail>\d+)(?:, next: (?<next>\d+))?\))/
        let places = line.matches(of: place).compactMap { match in
            if let word = match.word.flatMap({ UInt64($0) }) {
                CallArgument.word(word)
            } else if let offset = match.offset.flatMap({ UInt64($0) }), let size = match.size.flatMap({ UInt64($0) }) {
                CallArgument.words(offset, size)
            } else if let offset = match.tail.flatMap({ UInt64($0) }) {
                match.next.flatMap { UInt64($0) }.map { CallArgument.tail(offset, next: $0) } ?? CallArgument.tail(offset)
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
