import EVMCore
import EVMSigning
import Foundation
import Testing

/// What every store must do, tried on each.
@Suite struct SessionKeyStoreTests {
    private let folder = try? TemporaryFolder()

    private func stores() throws -> [any SessionKeyStore] {
        [InMemorySessionKeyStore(), FileSessionKeyStore(folder: try #require(folder).path, password: "pw", cost: .scrypt(n: 16, r: 8, p: 1))]
    }

    private func refusal<T>(_ body: () async throws(SessionKeyStoreError) -> T) async -> SessionKeyStoreError? {
        do throws(SessionKeyStoreError) {
            _ = try await body()
            return nil
        } catch {
            return error
        }
    }

    private func bytes(_ key: PrivateKey) -> [UInt8] { key.withUnsafeBytes { Array($0) } }

    @Test func storesLoadsListsAndDeletes() async throws {
        for store in try stores() {
            let (first, second) = (PrivateKey.random(), PrivateKey.random())
            #expect(try await store.list().isEmpty)
            try await store.store(second, label: "second")
            try await store.store(first, label: "a.first-1_X")
            #expect(
                try await store.list() == [
                    SessionKeyEntry(label: "a.first-1_X", address: first.address), SessionKeyEntry(label: "second", address: second.address),
                ])
            #expect(try await bytes(store.load(label: "second")) == bytes(second))
            #expect(try await bytes(store.load(address: first.address)) == bytes(first))
            try await store.delete(label: "second")
            #expect(try await store.list().map(\.label) == ["a.first-1_X"])
            try await store.delete(address: first.address)
            #expect(try await store.list().isEmpty)
        }
    }

    @Test func aKeyIsNeverOverwritten() async throws {
        for store in try stores() {
            let first = PrivateKey.random()
            try await store.store(first, label: "key")
            guard case .labelTaken("key") = await refusal({ () throws(SessionKeyStoreError) in try await store.store(.random(), label: "key") })
            else {
                Issue.record("\(store) overwrites")
                continue
            }
            #expect(try await bytes(store.load(label: "key")) == bytes(first))
        }
    }

    @Test func whatIsNotThere() async throws {
        for store in try stores() {
            guard case .notFound("key") = await refusal({ () throws(SessionKeyStoreError) in try await store.load(label: "key") }),
                case .notFound("key") = await refusal({ () throws(SessionKeyStoreError) in try await store.delete(label: "key") }),
                case .noKey(.zero) = await refusal({ () throws(SessionKeyStoreError) in try await store.load(address: .zero) }),
                case .noKey(.zero) = await refusal({ () throws(SessionKeyStoreError) in try await store.delete(address: .zero) })
            else {
                Issue.record("\(store) finds what is not there")
                continue
            }
        }
    }

    @Test(
        arguments: [
            "", ".", "..", ".hidden", "a/b", "../key", "a\\b", "a b", "ключ", "a\u{0}", "a\n", String(repeating: "a", count: 101),
        ])
    func whatIsNoLabel(label: String) async throws {
        for store in try stores() {
            guard case .invalidLabel(label) = await refusal({ () throws(SessionKeyStoreError) in try await store.store(.random(), label: label) }),
                case .invalidLabel(label) = await refusal({ () throws(SessionKeyStoreError) in try await store.load(label: label) }),
                case .invalidLabel(label) = await refusal({ () throws(SessionKeyStoreError) in try await store.delete(label: label) })
            else {
                Issue.record("\(store) takes \(label.debugDescription)")
                continue
            }
            #expect(try await store.list().isEmpty)
        }
        #expect(try #require(folder).names.isEmpty)
    }

    @Test func theLongestLabel() async throws {
        let label = String(repeating: "a", count: 100)
        for store in try stores() {
            try await store.store(.random(), label: label)
            #expect(try await store.list().map(\.label) == [label])
        }
    }

    @Test func filesAreThoseOfAnyClient() async throws {
        let path = try #require(folder).path
        let key = PrivateKey.random()
        let store = FileSessionKeyStore(folder: path, password: "pw", cost: .pbkdf2(iterations: 2))
        try await store.store(key, label: "key")
        let file = try Keystore(contentsOfFile: path + "/key.json")
        #expect(file.address == key.address)
        #expect(try bytes(file.decrypt(password: "pw")) == bytes(key))
        // One that was put there by another is found too; what is no key file is not.
        let other = PrivateKey.random()
        try Keystore(encrypting: other, password: "pw", cost: .pbkdf2(iterations: 2)).write(toFile: path + "/other.json")
        try Data("{}".utf8).write(to: URL(fileURLWithPath: path + "/notes.json"))
        try Data("hello".utf8).write(to: URL(fileURLWithPath: path + "/notes.txt"))
        #expect(try await store.list().map(\.address) == [key.address, other.address])
        #expect(try await bytes(store.load(label: "other")) == bytes(other))
    }

    @Test func wrongPasswordAndMissingFolder() async throws {
        let path = try #require(folder).path
        try await FileSessionKeyStore(folder: path, password: "pw", cost: .pbkdf2(iterations: 2)).store(.random(), label: "key")
        let wrong = FileSessionKeyStore(folder: path, password: "PW")
        guard case .keystore(.wrongPassword) = await refusal({ () throws(SessionKeyStoreError) in try await wrong.load(label: "key") }) else {
            Issue.record("opened with a wrong password")
            return
        }
        let nowhere = FileSessionKeyStore(folder: path + "/none", password: "pw", cost: .pbkdf2(iterations: 2))
        guard case .keystore(.fileFailed) = await refusal({ () throws(SessionKeyStoreError) in try await nowhere.store(.random(), label: "key") }),
            case .keystore(.fileFailed) = await refusal({ () throws(SessionKeyStoreError) in try await nowhere.list() })
        else {
            Issue.record("a folder that is not there is taken")
            return
        }
    }

    /// Of many that store under one label at a time, exactly one does.
    @Test func oneOfManyWins() async throws {
        for store in try stores() {
            let keys = (0..<16).map { _ in PrivateKey.random() }
            let winners = await withTaskGroup(of: Address?.self) { group in
                for key in keys {
                    group.addTask { await refusal { () throws(SessionKeyStoreError) in try await store.store(key, label: "key") } == nil ? key.address : nil }
                }
                return await group.reduce(into: [Address]()) { if let winner = $1 { $0.append(winner) } }
            }
            #expect(winners.count == 1)
            #expect(try await store.load(label: "key").address == winners.first)
            #expect(try await store.list().count == 1)
        }
    }
}
