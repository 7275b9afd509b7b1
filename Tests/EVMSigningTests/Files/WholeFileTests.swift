import Foundation
import Testing

@testable import EVMSigning

@Suite struct WholeFileTests {
    private let folder = try? TemporaryFolder()
    private let content = Array("whole".utf8)

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func refusal(_ work: () throws(FileFailure) -> Void) -> FileFailure? {
        do throws(FileFailure) {
            try work()
            return nil
        } catch {
            return error
        }
    }

    @Test func secretsAreTheOwnersAndOtherFilesAsAnyProgramMakesThem() throws {
        let folder = try #require(folder)
        try WholeFile.write(content, to: folder.path + "/secret", replacing: false)
        try WholeFile.write(content, to: folder.path + "/plain", for: .everyone, replacing: true)
        #expect(FileManager.default.createFile(atPath: folder.path + "/touched", contents: nil))
        #expect(try mode(folder.path + "/secret") == 0o600)
        #expect(try mode(folder.path + "/plain") == mode(folder.path + "/touched"))
        #expect(try folder.names.sorted() == ["plain", "secret", "touched"])
    }

    @Test func whatACrashLeftUnderTheNameOfTheLockIsRemovedNotWrittenThrough() throws {
        let folder = try #require(folder)
        let (path, other) = (folder.path + "/store", folder.path + "/other")
        try Data("somebody else's".utf8).write(to: URL(fileURLWithPath: other))
        try FileManager.default.createSymbolicLink(atPath: path + ".new", withDestinationPath: other)
        try WholeFile.write(content, to: path, replacing: true, through: path + ".new")
        #expect(try WholeFile.read(path, limit: 5) == content)
        #expect(try folder.names.sorted() == ["other", "store"])
        #expect(try String(contentsOfFile: other, encoding: .utf8) == "somebody else's")
    }

    @Test func nothingTakesThePlaceOfAPipeOrAFolder() throws {
        let folder = try #require(folder)
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: pipe)
        for path in [pipe, folder.path + "/link", folder.path] {
            let failure = refusal { () throws(FileFailure) in try WholeFile.write(content, to: path, replacing: true) }
            #expect(failure == .irregular(path: path))
            #expect(failure?.description == "cannot use \(path): it is no regular file")
        }
        #expect(try folder.names.sorted() == ["link", "pipe"])
    }

    @Test func aFileOfTheNameIsLeftUnlessItMayBeReplaced() throws {
        let folder = try #require(folder)
        let path = folder.path + "/file"
        try WholeFile.write(content, to: path, replacing: false)
        let failure = refusal { () throws(FileFailure) in try WholeFile.write([], to: path, replacing: false) }
        #expect(failure == .system(operation: "put in place", path: path, code: EEXIST))
        #expect(try WholeFile.read(path, limit: 5) == content)
        #expect(refusal { () throws(FileFailure) in _ = try WholeFile.read(path, limit: 4) } == .tooLarge(path: path, limit: 4))
        #expect(refusal { () throws(FileFailure) in _ = try WholeFile.read(path + "x", limit: 4) }?.isMissing == true)
        #expect(try folder.names == ["file"])
    }
}
