public import EVMCore
public import EVMSigning

extension Token {
    /// Sees to it that a spender may take at least so much: where it may take less it is let take exactly so much, and that is waited for.
    ///
    /// Some tokens, USDT for one, refuse to replace an allowance that is not 0 by another; theirs is set to 0 first, in a transaction of its own.
    /// - Parameter timeout: How long to wait for each transaction.
    /// - Throws: As ``approve(_:for:using:options:)`` and ``PendingTransaction/wait(confirmations:timeout:)``.
    public func allow(
        atLeast amount: TokenAmount, for spender: Address, using owner: any Signer, timeout: Duration = .seconds(180)
    ) async throws(ChainError) {
        let wanted = try await units(of: amount)
        let current = try await allowance(of: spender, by: owner.address)
        guard current.units < wanted else { return }
        if !current.units.isZero, try await !takes(Standards.ERC20.Calls.Approve(spender: spender, amount: wanted), of: owner.address) {
            let none = try await self.amount(.zero)
            _ = try await approve(none, for: spender, using: owner).wait(timeout: timeout)
        }
        _ = try await approve(amount, for: spender, using: owner).wait(timeout: timeout)
    }

    /// Whether the token takes a call as it stands now: it neither reverts nor answers with false.
    private func takes(_ call: some ContractCall, of sender: Address) async throws(ChainError) -> Bool {
        do throws(ChainError) {
            return Self.isYes(try await client.call(CallMessage(from: sender, to: address, data: call.encoded()), at: .latest))
        } catch {
            if error.revert != nil { return false }
            throw error
        }
    }

    /// Whether an answer says yes: some tokens, USDT for one, return nothing.
    static func isYes(_ answer: Bytes) -> Bool { answer.isEmpty || UInt256(bigEndianBytes: answer.prefix(32)) != .zero }
}
