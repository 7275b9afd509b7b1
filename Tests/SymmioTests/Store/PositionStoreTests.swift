import EVMCore
import Foundation
import Symmio
import Testing

@Suite struct PositionStoreTests {
    private func folder() throws -> URL {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("symmio-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }

    private func state() throws -> StoredState {
        let account = try Address(hex: "0x8ba1f109551bD432803012645Ac136ddd64DBA72")
        let digest = keccak256(utf8: "digest")
        let open = PendingOperation(
            id: "6d0e-1",
            intent: .open(
                .init(
                    symbolId: 7, market: "BTC\"USDT", position: .short, isolation: .marketShort, quantity: try Wad("0.020"), price: try Wad("60000.1"),
                    margin: try Wad("120.000000000000000001"))), stage: .accepted, subAccount: account, digests: [digest, keccak256(utf8: "b")],
            deadline: 1_780_000_300, createdAt: 1_780_000_000, temporaryId: -12)
        let close = PendingOperation(
            id: "c",
            intent: .close([
                .init(quoteId: UInt256.max, account: account, quantity: try Wad("1"), price: try Wad("2"), closedBefore: .zero, digest: digest)
            ]), subAccount: account, digests: [digest], deadline: .max, createdAt: 0)
        let limit = PendingOperation(
            id: "limit",
            intent: .open(
                .init(
                    symbolId: 2, market: "ETHUSDT", position: .long, isolation: nil, quantity: try Wad("1"), price: try Wad("2400"), margin: try Wad("3"),
                    orderType: .limit)), stage: .resting, subAccount: account, digests: [digest], deadline: 900, createdAt: 1, temporaryId: -701, quoteId: 41)
        let limitClose = PendingOperation(
            id: "limit close",
            intent: .close([
                .init(
                    quoteId: 41, account: account, quantity: try Wad("1"), price: try Wad("2"), closedBefore: .zero, digest: digest, orderType: .limit)
            ]), stage: .resting, subAccount: account, digests: [digest], deadline: 900, createdAt: 1)
        let position = PositionRecord(
            quoteId: 12, subAccount: account, account: account, symbolId: 7, market: "BTCUSDT", position: .long, correlationId: nil, openedAt: 5)
        return StoredState(pending: [open, close, limit, limitClose], positions: [position])
    }

    @Test func fileKeepsWhatIsPutIn() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("positions.json").path
        let store = FilePositionStore(path: path)
        #expect(try await store.load() == StoredState())
        let wanted = try state()
        try await store.update { $0 = wanted }
        #expect(try await FilePositionStore(path: path).load() == wanted)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(!FileManager.default.fileExists(atPath: path + ".new"))
        try await store.update { state in
            state.remove("6d0e-1")
            state.put(wanted.positions[0])
        }
        let left = try await store.load()
        #expect(left.pending.map(\.id) == ["c", "limit", "limit close"])
        #expect(left.positions.count == 1)
    }

    @Test func whatACrashLeftIsNoHindrance() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("positions.json").path
        try Data("half a fi".utf8).write(to: URL(fileURLWithPath: path + ".new"))
        let store = FilePositionStore(path: path)
        let wanted = try state()
        try await store.update { $0 = wanted }
        #expect(try await store.load() == wanted)
    }

    @Test func linkInTheWayIsNotWrittenThrough() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("positions.json").path
        let other = folder.appendingPathComponent("other")
        try Data("somebody else's".utf8).write(to: other)
        try FileManager.default.createSymbolicLink(atPath: path + ".new", withDestinationPath: other.path)
        let store = FilePositionStore(path: path)
        let wanted = try state()
        try await store.update { $0 = wanted }
        #expect(try await store.load() == wanted)
        #expect(try Data(contentsOf: other) == Data("somebody else's".utf8))
    }

    @Test(arguments: [
        "", "[]", "{\"form\":2,\"pending\":[],\"positions\":[]}", "{\"form\":1,\"pending\":[{\"id\":1}],\"positions\":[]}",
        "{\"form\":1,\"pending\":[]}",
    ])
    func fileOfAnotherFormIsLeftAsItIs(_ text: String) async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appendingPathComponent("positions.json")
        try Data(text.utf8).write(to: url)
        let store = FilePositionStore(path: url.path)
        let error = await #expect(throws: StoreError.self) { try await store.update { $0 = StoredState() } }
        guard case .unreadable? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try Data(contentsOf: url) == Data(text.utf8))
    }

    @Test func folderThatIsNotThereIsToldByName() async {
        let store = FilePositionStore(path: "/nowhere at all/positions.json")
        let error = await #expect(throws: StoreError.self) { try await store.update { _ in } }
        #expect(error?.description.contains("/nowhere at all/") == true)
    }

    @Test(.timeLimit(.minutes(1))) func aPipeIsNotWaitedFor() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("pipe").path
        #expect(mkfifo(path, 0o600) == 0)
        let error = await #expect(throws: StoreError.self) { try await FilePositionStore(path: path).load() }
        #expect(error == .file(path: path, operation: "use", reason: "it is no regular file"))
    }

    /// Two programs, here two stores, that write at the same time: nothing of either is lost.
    @Test func writersWaitForOneAnother() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("positions.json").path
        let template = try state().positions[0]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let store = FilePositionStore(path: path)
                    for index in 0..<10 {
                        var record = template
                        record.quoteId = UInt256(UInt64(writer * 100 + index))
                        let entry = record
                        try await store.update { $0.put(entry) }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await FilePositionStore(path: path).load().positions.count == 40)
    }
}
