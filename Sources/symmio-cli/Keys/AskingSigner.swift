import EVMClient
import EVMCore
import EVMSigning

/// A wallet that shows every transaction, decoded, and asks before it signs.
struct AskingSigner: Signer {
    private let signer: LocalSigner
    private let console: Console
    private let names: [Address: String]
    private let decimals: UInt8

    /// - Parameters:
    ///   - names: What the addresses are that it may meet.
    ///   - decimals: Those of the collateral.
    init(_ signer: LocalSigner, console: Console, names: [Address: String], decimals: UInt8) {
        self.decimals = decimals
        self.signer = signer
        self.console = console
        self.names = names
    }

    var address: Address { signer.address }

    /// Typed data and messages are what the library has built; transactions are what costs.
    func sign(digest: Bytes32) async throws(SigningError) -> Signature { try await signer.sign(digest: digest) }

    func sign(transaction: Transaction) async throws(SigningError) -> SignedTransaction {
        guard await console.confirms(summary(of: transaction)) else { throw .refused(reason: "nobody agreed to the transaction") }
        return try await signer.sign(transaction: transaction)
    }

    private func summary(of transaction: Transaction) -> String {
        var lines = ["Transaction \(transaction.nonce) of \(address)"]
        lines.append("  to    \(transaction.to.map { named($0) } ?? "(a new contract)")")
        if transaction.value != .zero { lines.append("  pays  \(Wad(units: transaction.value)) of the chain's coin") }
        lines += DecodedCall.describe(transaction.data) { units in
            (try? TokenAmount(units: units, decimals: decimals)).map { "\($0) of collateral" }
        }.map { "  \($0)" }
        lines.append("  gas   at most \(transaction.gasLimit) units")
        return lines.joined(separator: "\n")
    }

    private func named(_ address: Address) -> String { names[address].map { "\(address) (\($0))" } ?? "\(address)" }
}
