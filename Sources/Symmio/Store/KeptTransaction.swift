public import EVMClient
public import EVMCore
public import EVMSigning
internal import SymmioContracts

/// A wallet's transaction that may be on its way: written to a ``PositionStore`` before it can be sent, so that a crash in between neither
/// loses it nor lets it be made twice.
public struct KeptTransaction: Sendable, Hashable, Identifiable {
    /// The signed transaction. The chain takes these bytes once, however often they are sent.
    public var bytes: Bytes
    /// Its hash.
    public var hash: Bytes32
    /// Whose it is.
    public var sender: Address
    /// The chain that it is for.
    public var chainId: UInt64
    /// What it is for, in words.
    public var purpose: String

    /// Its hash.
    public var id: Bytes32 { hash }

    /// Creates an entry of a transaction.
    public init(_ signed: SignedTransaction, sender: Address, chainId: UInt64, purpose: String) {
        bytes = signed.bytes
        hash = signed.hash
        self.sender = sender
        self.chainId = chainId
        self.purpose = purpose
    }

    /// The function that it calls, or has the core call; nil where that is none of Symmio's.
    public var callName: String? {
        guard let data = (try? SignedTransaction(decoding: bytes))?.transaction.data else { return nil }
        if let call = try? Symmio085.AccountLayer.Calls.Call(decoding: data), let inner = call.callDatas.first { return Self.functionName(inner) }
        return Self.functionName(data)
    }

    private static func functionName(_ data: Bytes) -> String? {
        guard let selector = try? ABI.selector(of: data) else { return nil }
        if selector == Symmio085.ERC20.Calls.Approve.selector { return "approve" }
        return ReleaseFunctions.all.lazy.compactMap { $0.function(selector)?.name }.first
    }

    var json: JSONValue {
        .object([
            "bytes": .data(bytes), "hash": .string(hash.hex), "sender": .string("\(sender)"), "chainId": .number("\(chainId)"),
            "purpose": .string(purpose),
        ])
    }

    init(_ json: JSONReader) throws(JSONFieldError) {
        bytes = try json.member("bytes").bytes()
        hash = try json.member("hash").bytes32()
        sender = try json.member("sender").address()
        chainId = try json.member("chainId").unsigned(UInt64.self)
        purpose = try json.string("purpose")
    }
}

/// A signer that puts each transaction into a store before anybody can send it.
///
/// ```swift
/// let wallet = KeepingSigner(key, in: FilePositionStore(path: "wallet.json"), chainId: deployment.chainId, purpose: "deposit 500")
/// try await symmio.accounts.deposit(amount, into: account, owner: wallet)
/// await wallet.forget()
/// ```
/// After a restart ``SymmioClient/settleTransactions(in:)`` tells what became of what is still there.
public struct KeepingSigner: Signer {
    private let signer: any Signer
    private let store: any PositionStore
    private let chainId: UInt64
    private let purpose: String
    private let kept = KeptHashes()

    /// Keeps what `signer` signs in `store`.
    ///
    /// - Parameter purpose: What the transactions are for, in words that a later run can show.
    public init(_ signer: any Signer, in store: any PositionStore, chainId: UInt64, purpose: String) {
        self.signer = signer
        self.store = store
        self.chainId = chainId
        self.purpose = purpose
    }

    /// The signer's.
    public var address: Address { signer.address }

    /// Signs; nothing is kept, as nothing can be sent to the chain.
    public func sign(digest: Bytes32) async throws(SigningError) -> Signature { try await signer.sign(digest: digest) }

    /// Signs; nothing is kept.
    public func sign(_ message: some TypedStruct, domain: EIP712Domain) async throws(SigningError) -> Signature {
        try await signer.sign(message, domain: domain)
    }

    /// Signs; nothing is kept.
    public func sign(typedData: DynamicTypedData) async throws(SigningError) -> Signature { try await signer.sign(typedData: typedData) }

    /// Signs; nothing is kept.
    public func sign(message: Bytes) async throws(SigningError) -> Signature { try await signer.sign(message: message) }

    /// Signs and keeps.
    ///
    /// - Throws: What the signer throws; `signerFailed` with a ``StoreError`` where the transaction could not be kept: nobody gets it then.
    public func sign(transaction: Transaction) async throws(SigningError) -> SignedTransaction {
        let signed = try await signer.sign(transaction: transaction)
        let entry = KeptTransaction(signed, sender: address, chainId: chainId, purpose: purpose)
        await kept.add(entry.hash)
        do throws(StoreError) {
            try await store.update { $0.transactions.append(entry) }
        } catch {
            throw .signerFailed(underlying: error)
        }
        return signed
    }

    /// Takes what this signer kept out of the store: what became of it is known, and told to whoever has to know.
    public func forget() async { await forget(await kept.all) }

    /// Takes those out of the store that the chain has, and leaves the others, of which that is not certain.
    ///
    /// To be called where what the transactions are for has failed: an error tells of the step that failed, not of those before it.
    public func forgetMined(on chain: ChainClient) async {
        var mined: Set<Bytes32> = []
        for hash in await kept.all {
            if (try? await chain.receipt(of: hash)) != nil { mined.insert(hash) }
        }
        await forget(mined)
    }

    private func forget(_ hashes: Set<Bytes32>) async {
        guard !hashes.isEmpty else { return }
        await kept.remove(hashes)
        try? await store.update { $0.transactions.removeAll { hashes.contains($0.hash) } }
    }
}

private actor KeptHashes {
    private(set) var all: Set<Bytes32> = []

    func add(_ hash: Bytes32) { all.insert(hash) }

    func remove(_ hashes: Set<Bytes32>) { all.subtract(hashes) }
}
