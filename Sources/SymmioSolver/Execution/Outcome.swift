public import EVMCore
public import EVMSigning

/// What became of a batch.
public enum Outcome<Success: Sendable>: Sendable {
    /// It was mined and did what it should.
    case done(Success)
    /// It came to nothing.
    case failed(SolverFailure)
    /// Whether it will be mined is not known: no answer came, or not in time. The same bytes may be sent again, see
    /// ``SolverDesk/resume(_:_:)``; until then the order still counts as under way.
    case unknown(SignedTransaction)
}

/// A position that was opened.
public struct OpenedPosition: Sendable, Hashable {
    /// The quote's id.
    public let quoteId: UInt256
    /// The account that holds it.
    public let account: Address
    /// The price at which it was opened.
    public let price: Wad
    /// How much was opened.
    public let quantity: Wad
    /// The trading fee for opening.
    public let fee: Wad
    /// The transaction.
    public let transaction: Bytes32
    /// The block.
    public let block: UInt64
}

/// A position that was closed, wholly or in part.
public struct ClosedPosition: Sendable, Hashable {
    /// The quote's id.
    public let quoteId: UInt256
    /// The account that holds it.
    public let account: Address
    /// The price at which it was closed.
    public let price: Wad
    /// How much was closed.
    public let quantity: Wad
    /// The transaction.
    public let transaction: Bytes32
    /// The block.
    public let block: UInt64
}
