internal import EVMClient
public import EVMCore
public import EVMSigning
public import SymmioContracts

/// Forced closes with the prices of the deployment's oracle.
extension Orders {
    /// The oracle's prices of the time that counts for a forced close, in whole minutes, as the oracle attests them.
    ///
    /// - Throws: ``OrderError``; ``OrderError/notEligible(_:)`` where no whole minute counts yet.
    public func forceClosePrices(of id: UInt256, oracle: MuonOptions = MuonOptions()) async throws(OrderError) -> HighLowSignature {
        guard let minutes = try await forceCloseWindow(of: id)?.minutes else {
            throw .notEligible(try await eligibility(.closePosition, of: id))
        }
        let quote = try await quote(id)
        return try await asking { () async throws(SymmioError) in
            try await client.attesting(oracle) { (muon) async throws(MuonError) in
                try await muon.priceRange(
                    partyA: quote.partyA, partyB: quote.partyB, symbolId: quote.symbolId, from: minutes.lowerBound, to: minutes.upperBound)
            }.signature
        }
    }

    /// Closes a position that the solver has not closed although the market was there, with the prices that the deployment's oracle attests.
    ///
    /// - Returns: The price that it is closed at.
    /// - Throws: As ``forceClose(_:signature:owner:)``.
    @discardableResult
    public func forceClose(_ id: UInt256, oracle: MuonOptions = MuonOptions(), owner: any Signer) async throws(OrderError) -> Wad {
        let eligibility = try await eligibility(.closePosition, of: id)
        guard eligibility.isEligible else { throw .notEligible(eligibility) }
        return try await forceClose(id, signature: try await forceClosePrices(of: id, oracle: oracle), owner: owner)
    }
}

extension ForceCloseWindow {
    /// The whole minutes in it, which is how oracles count; nil where there are none.
    public var minutes: ClosedRange<UInt64>? {
        let last = to - to % 60
        let (up, overflow) = from.addingReportingOverflow(59)
        let first = up - up % 60
        return overflow || first >= last ? nil : first...last
    }
}
