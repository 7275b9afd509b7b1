public import EVMCore

extension ChainClient {
    /// How many pages are read of one list: a node that always gives a full one would keep its reader for ever.
    private static let mostPages = 1_000

    /// Reads a list that a contract gives in pages, to its end: the first page that is not full.
    ///
    /// - Parameters:
    ///   - contract: The contract that is called.
    ///   - size: How many elements a page has.
    ///   - isReal: Whether an element counts; some contracts pad a page with empty ones.
    ///   - call: The call for the page of `size` elements that begins at `start`.
    /// - Throws: As ``read(_:from:at:as:value:overrides:)`` does; ``ChainError/invalidAnswer(_:)`` where a thousand pages are full.
    public func readPages<Call: ContractCall, Element: Sendable>(
        from contract: Address, of size: UInt64 = 100, where isReal: @Sendable (Element) -> Bool = { _ in true },
        _ call: @Sendable (_ start: UInt256, _ size: UInt256) -> Call
    ) async throws(ChainError) -> [Element] where Call.Return == [Element] {
        var all: [Element] = []
        for _ in 0..<Self.mostPages {
            let page = try await read(call(UInt256(UInt64(all.count)), UInt256(size)), from: contract).filter(isReal)
            all += page
            if page.count < size { return all }
        }
        throw .invalidAnswer(.wrongResult(method: "eth_call", "\(Call.signature) at \(contract) gave \(Self.mostPages) full pages, a list without an end"))
    }
}
