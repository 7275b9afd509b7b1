internal import EVMClient
public import EVMCore
internal import SymmioContracts

extension TradingSession {
    private typealias Core = Symmio085.Core.Calls
    private typealias Layer = Symmio085.AccountLayer.Calls

    /// A position of this sub-account, as the chain has it.
    ///
    /// - Throws: ``TradingError/noPosition(_:)``; ``TradingError/symmio(_:)``.
    public func position(_ quoteId: UInt256) async throws(TradingError) -> Position {
        let quote = try await chaining { () async throws(ChainError) in
            try await client.chain.read(Core.GetQuote(quoteId: quoteId), from: core)
        }
        guard !quote.id.isZero else { throw .noPosition(quoteId) }
        if quote.partyA != subAccount {
            let owner = try await chaining { () async throws(ChainError) in
                try await client.chain.read(Layer.GetVirtualAccount(account: quote.partyA), from: deployment.contracts.accountLayer)
            }
            guard owner.parentAccount == subAccount else { throw .noPosition(quoteId) }
        }
        return Position(quote, subAccount: subAccount, market: await name(of: quote.symbolId))
    }

    /// All open positions of the sub-account, as the chain has them, by their quotes.
    ///
    /// - Throws: ``TradingError/symmio(_:)``.
    public func openPositions() async throws(TradingError) -> [Position] {
        var quotes: [Symmio085.Core.Quote] = []
        for account in try await accounts() { quotes += try await openQuotes(of: account) }
        var positions: [Position] = []
        for quote in quotes { positions.append(Position(quote, subAccount: subAccount, market: await name(of: quote.symbolId))) }
        return positions.sorted { $0.quoteId < $1.quoteId }
    }

    /// The sub-account and its virtual accounts that are in use.
    private func accounts() async throws(TradingError) -> [Address] {
        do throws(SymmioError) {
            return [subAccount] + (try await client.accounts.virtualAccounts(of: subAccount)).filter(\.isExists).map(\.accountAddress)
        } catch {
            throw .symmio(error)
        }
    }

    private func openQuotes(of account: Address) async throws(TradingError) -> [Symmio085.Core.Quote] {
        // Some releases pad a page with empty quotes.
        try await chaining { () async throws(ChainError) in
            try await client.chain.readPages(from: core, where: { !$0.id.isZero }) { start, size in
                Core.GetPartyAOpenPositions(partyA: account, start: start, size: size)
            }
        }
    }

    /// A market's name, its number where the solver does not say.
    func name(of symbolId: UInt256) async -> String { (try? await market(id: symbolId))?.name ?? "\(symbolId)" }
}
