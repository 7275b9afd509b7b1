import EVMCore
import Foundation
import Testing

@testable import EVMSigning

@Suite struct KeystoreFileTests {
    private let folder = try? TemporaryFolder()

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func writtenForTheOwnersEyesOnly() throws {
        let folder = try #require(folder)
        let path = folder.path + "/key.json"
        let key = PrivateKey.random()
        let file = try Keystore(encrypting: key, password: "pw", cost: KeystoreTests.cheap)
        try file.write(toFile: path)
        #expect(try mode(path) == 0o600)
        #expect(try folder.names == ["key.json"], "nothing else is left behind")
        #expect(try Keystore(contentsOfFile: path) == file)
    }

    @Test func replacesOnlyWhenTold() throws {
        let folder = try #require(folder)
        let path = folder.path + "/key.json"
        let first = try Keystore(encrypting: .random(), password: "pw", cost: KeystoreTests.cheap)
        let second = try Keystore(encrypting: .random(), password: "pw", cost: KeystoreTests.cheap)
        try first.write(toFile: path)
        #expect(failure { () throws(KeystoreError) in try second.write(toFile: path) } == .alreadyExists(path: path))
        #expect(try Keystore(contentsOfFile: path) == first)
        // A file that others could read is replaced by one that they cannot.
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        try second.write(toFile: path, replacing: true)
        #expect(try Keystore(contentsOfFile: path) == second)
        #expect(try mode(path) == 0o600)
        #expect(try folder.names == ["key.json"])
    }

    @Test func aLinkIsReplacedNotFollowed() throws {
        let folder = try #require(folder)
        let target = folder.path + "/target"
        let path = folder.path + "/key.json"
        try Data("untouched".utf8).write(to: URL(fileURLWithPath: target))
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
        let file = try Keystore(encrypting: .random(), password: "pw", cost: KeystoreTests.cheap)
        #expect(failure { () throws(KeystoreError) in try file.write(toFile: path) } == .alreadyExists(path: path))
        try file.write(toFile: path, replacing: true)
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "untouched")
        #expect(try Keystore(contentsOfFile: path) == file)
    }

    @Test func whatCannotBeRead() throws {
        let folder = try #require(folder)
        func error(_ path: String) -> KeystoreError? { failure { () throws(KeystoreError) in try Keystore(contentsOfFile: path) } }
        #expect(error(folder.path + "/none")?.isMissingFile == true)
        guard case .fileFailed(_, folder.path, _) = error(folder.path) else {
            Issue.record("a folder is read")
            return
        }
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        guard case .fileFailed(_, pipe, _) = error(pipe) else {
            Issue.record("a named pipe is read")
            return
        }
        let large = folder.path + "/large"
        try Data(repeating: 0x20, count: 65_537).write(to: URL(fileURLWithPath: large))
        #expect(error(large) == .fileTooLarge(path: large, limit: 65_536))
        try Data(repeating: 0x20, count: 65_536).write(to: URL(fileURLWithPath: large))
        #expect(error(large) == .malformed(field: "", reason: "not JSON"))
        let message = "\(try #require(error(folder.path + "/none")))"
        #expect(message.hasPrefix("cannot open \(folder.path)/none: "))
    }

    @Test func whatCannotBeWritten() throws {
        let folder = try #require(folder)
        let file = try Keystore(encrypting: .random(), password: "pw", cost: KeystoreTests.cheap)
        for path in [folder.path + "/none/key.json", "/proc/key.json"] {
            guard case .fileFailed(_, path, _) = failure({ () throws(KeystoreError) in try file.write(toFile: path) }) else {
                Issue.record("\(path) is written")
                continue
            }
        }
        // In place of a folder: refused at the last step, and the new file is taken away again.
        let inner = folder.path + "/inner"
        try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
        #expect(failure { () throws(KeystoreError) in try file.write(toFile: inner, replacing: true) } != nil)
        #expect(try folder.names == ["inner"])
    }
}
