public import EVMCore
public import Symmio

/// What the sandbox's oracle signs that no published method of the oracle's gateways gives.
extension Sandbox {
    /// A market's prices of a time, signed for the nonces that account and solver have after a settlement, as
    /// `settleAndForceClosePosition` checks them.
    ///
    /// - Parameter minutes: From one second (since 1970) to another, both on a whole minute; see `ForceCloseWindow.minutes`.
    /// - Throws: ``SandboxFailure`` where nothing is known of that time.
    public func pricesAfterSettlement(
        partyA: Address, partyB: Address, symbolId: UInt256, minutes: ClosedRange<UInt64>
    ) async throws(SandboxFailure) -> HighLowSignature {
        do throws(SandboxOracle.Refusal) {
            return try await oracleService.priceRangeAfterSettlement(partyA: partyA, partyB: partyB, symbolId: symbolId, minutes: minutes)
        } catch {
            throw SandboxFailure(description: error.message)
        }
    }

    /// An account's open profit or loss with an amount that is reserved for orders on their way, as `safeRemoveMargin` of release 0.8.6 takes it.
    ///
    /// - Throws: ``SandboxFailure`` where the account's positions have no price.
    public func profit(of account: Address, reserving amount: Wad) async throws(SandboxFailure) -> PendingBalanceSignature {
        do throws(SandboxOracle.Refusal) {
            return try await oracleService.upnl(ofPartyA: account, reserving: amount.units)
        } catch {
            throw SandboxFailure(description: error.message)
        }
    }
}
