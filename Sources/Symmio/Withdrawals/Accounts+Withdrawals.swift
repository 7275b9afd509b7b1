import EVMClient
public import EVMCore
public import EVMSigning
import SymmioContracts

/// The calls of a withdrawal, sent as they are; ``Withdrawals`` checks before it sends.
extension Accounts {
    private typealias Core = Symmio085.Core.Calls
    private var core: Address { client.deployment.contracts.symmioCore }

    /// Asks for a withdrawal to an address on this chain; it can be completed after a cooldown.
    ///
    /// - Parameter speedUp: Asks for a shorter cooldown, which accounts that the protocol has listed may.
    /// - Returns: The request's id and the second (since 1970) from which it can be completed.
    /// - Throws: ``SymmioError``; ``SymmioError/refused(_:)`` where it is to go to the zero address, which the core would take.
    public func startWithdrawal(
        _ amount: TokenAmount, from account: Address, to receiver: Address, speedUp: Bool = false, owner: any Signer
    ) async throws(SymmioError) -> (id: UInt256, readyAt: UInt64) {
        guard !receiver.isZero else { throw .refused(Self.nobody) }
        let part = Symmio085.Core.WithdrawReceiverPart(
            id: .zero, amount: amount.units, chainId: Int256(UInt256(client.deployment.chainId)), receiver: receiver.bytes, virtualProvider: .zero,
            expressProvider: .zero)
        let receipt = try await client.transact([Core.InitiateWithdraw(parts: [part], speedUp: speedUp, data: Bytes())], as: account, using: owner)
        let events = receipt.events(Symmio085.Core.Events.WithdrawInitiated.self, from: core)
        guard let event = events.last?.event else {
            throw .refused("transaction \(receipt.transactionHash) started no withdrawal: it logged no WithdrawInitiated")
        }
        return (event.requestId, UInt64(clamping: event.cooldownEndTime))
    }

    static let nobody = "nobody has the zero address: name who is to be paid; nothing was sent"

    /// The withdrawals of an account that are not done.
    ///
    /// - Throws: ``SymmioError``.
    public func pendingWithdrawals(of account: Address) async throws(SymmioError) -> [Withdrawal] {
        try await client.withdrawals.all(of: account).filter(\.isUnderWay)
    }

    /// Takes a withdrawal back before it is completed.
    ///
    /// - Throws: ``SymmioError``.
    public func cancelWithdrawal(_ id: UInt256, of account: Address, owner: any Signer) async throws(SymmioError) {
        _ = try await client.transact([Core.RequestCancelWithdraw(requestId: id)], as: account, using: owner)
    }

    /// Completes a withdrawal after its cooldown; anybody may.
    ///
    /// - Throws: ``SymmioError``.
    public func completeWithdrawal(_ id: UInt256, of account: Address, payer: any Signer) async throws(SymmioError) {
        _ = try await client.transact(Core.FinalizeWithdrawRequest(user: account, requestId: id), to: core, using: payer)
    }
}
