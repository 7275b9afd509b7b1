public import EVMCore

/// Which positions of a group are closed, and how much of each, so that together it is exactly what was asked for.
public struct GroupClosePlan: Sendable, Hashable {
    /// A position that may be closed.
    public struct Candidate: Sendable, Hashable {
        /// Its quote.
        public var quoteId: UInt256
        /// How much of it is open.
        public var open: Wad
        /// The least that may be left of it unless nothing is.
        public var minimumRemainder: Wad

        /// Creates a candidate.
        public init(quoteId: UInt256, open: Wad, minimumRemainder: Wad) {
            self.quoteId = quoteId
            self.open = open
            self.minimumRemainder = minimumRemainder
        }
    }

    /// What is closed of one position.
    public struct Part: Sendable, Hashable {
        /// Its quote.
        public var quoteId: UInt256
        /// How much is closed.
        public var quantity: Wad
        /// What stays open.
        public var remainder: Wad
    }

    /// What is closed, the largest first.
    public var parts: [Part]

    /// Why there is no plan.
    public enum Failure: Error, Sendable, Hashable {
        /// Nothing is to be closed, or nothing is open.
        case nothingToClose
        /// More than is open.
        case aboveOpen(wanted: Wad, open: Wad)
        /// No choice of positions comes to the quantity without leaving less of one than may be left; the greatest below it that one was found for.
        case leavesDust(wanted: Wad, nearest: Wad)
        /// It takes more operations than the solver takes at once.
        case tooMany(needed: Int, most: Int)
        /// Numbers exceed 256 bits.
        case arithmetic(ValueError)
    }

    /// Plans to close a quantity, touching as few positions as can be; of more than a dozen, few.
    ///
    /// Of choices that touch as many, positions are closed whole, the largest first, and the rest is taken of others down to what has to be left
    /// of them. The order of the candidates does not matter.
    /// - Parameters:
    ///   - quantity: How much in all.
    ///   - step: What quantities have to be a multiple of unless a position is closed whole, and the least that may be closed of one.
    /// - Throws: ``Failure``.
    public init(closing quantity: Wad, of candidates: [Candidate], step: Wad, most: Int = CloseRequest.maximumOperations) throws(Failure) {
        let open = candidates.filter { $0.open > .zero }.sorted { ($0.open, $1.quoteId) > ($1.open, $0.quoteId) }
        let total = try Self.total(open)
        guard quantity > .zero, !open.isEmpty else { throw .nothingToClose }
        guard quantity <= total else { throw .aboveOpen(wanted: quantity, open: total) }
        let (choice, nearest) = GroupCloseSearch(wanted: quantity.units, open: open, step: step.units).best()
        guard let choice else { throw .leavesDust(wanted: quantity, nearest: Wad(units: nearest)) }
        guard choice.count <= most else { throw .tooMany(needed: choice.count, most: most) }
        parts = zip(open, choice.taken).compactMap { candidate, amount in
            amount.isZero
                ? nil : Part(quoteId: candidate.quoteId, quantity: Wad(units: amount), remainder: Wad(units: candidate.open.units &- amount))
        }
    }

    private static func total(_ candidates: [Candidate]) throws(Failure) -> Wad {
        do throws(ValueError) {
            var total = Wad.zero
            for candidate in candidates { total = try total + candidate.open }
            return total
        } catch {
            throw .arithmetic(error)
        }
    }
}

extension GroupClosePlan.Failure: CustomStringConvertible {
    /// Why, and what would do.
    public var description: String {
        switch self {
        case .nothingToClose: "nothing is to be closed, or nothing is open"
        case .aboveOpen(let wanted, let open): "\(wanted) is more than the \(open) that are open; close all, or less"
        case .leavesDust(let wanted, let nearest):
            "\(wanted) cannot be closed without leaving less of a position than the market allows; \(nearest) can, or all"
        case .tooMany(let needed, let most): "it takes \(needed) orders, more than the \(most) that the solver takes at once; close it in parts"
        case .arithmetic(let error): error.description
        }
    }
}
