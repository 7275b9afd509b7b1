internal import EVMCore

/// What is taken of each candidate, in their order, and what it comes to.
struct GroupCloseChoice {
    /// How much of each.
    var taken: [UInt256]
    /// How much in all.
    var sum: UInt256

    /// How many positions it touches.
    var count: Int { taken.count { !$0.isZero } }
}

/// Finds what to close of some positions, the largest of them first. Subtracts only what it has found to be there.
struct GroupCloseSearch {
    let wanted: UInt256
    let open: [GroupClosePlan.Candidate]
    let step: UInt256

    /// Of so many positions each choice of whole ones is tried; of more, those that begin with the largest.
    private static let mostTried = 12

    /// The choice that comes to the quantity and touches the fewest, nil where none does; and the most below the quantity that one comes to.
    func best() -> (choice: GroupCloseChoice?, nearest: UInt256) {
        var best: GroupCloseChoice?
        var nearest = UInt256.zero
        func consider(_ choice: GroupCloseChoice) {
            nearest = max(nearest, choice.sum)
            if choice.sum == wanted, choice.count < best?.count ?? .max { best = choice }
        }
        // Closing the largest whole takes few orders but may leave a rest that no other position can give; then they stay open in turn.
        for first in open.indices { consider(wholes { index, rest in index >= first && open[index].open.units <= rest }) }
        guard open.count <= Self.mostTried else { return (best, nearest) }
        // The largest is the highest bit, so that of choices of one size those with large ones come first.
        for mask in stride(from: (1 << open.count) - 1, through: 0, by: -1) where mask.nonzeroBitCount < best?.count ?? .max {
            consider(wholes { index, rest in mask & (1 << (open.count - 1 - index)) != 0 && open[index].open.units <= rest })
        }
        return (best, nearest)
    }

    /// Closes whole what is chosen, then takes the rest of the others, of those first that can give the most.
    private func wholes(_ isWhole: (_ index: Int, _ rest: UInt256) -> Bool) -> GroupCloseChoice {
        var rest = wanted
        var taken = [UInt256](repeating: .zero, count: open.count)
        for index in open.indices where isWhole(index, rest) {
            taken[index] = open[index].open.units
            rest = rest &- taken[index]
        }
        let others = open.indices.filter { taken[$0].isZero }.map { (index: $0, most: most(open[$0])) }
        for (index, most) in others.sorted(by: { ($0.most, $1.index) > ($1.most, $0.index) }) where !rest.isZero {
            taken[index] = floor(min(rest, most))
            rest = rest &- taken[index]
        }
        return GroupCloseChoice(taken: taken, sum: wanted &- rest)
    }

    /// How much can be taken of one that is not closed whole.
    private func most(_ candidate: GroupClosePlan.Candidate) -> UInt256 {
        let (has, stays) = (candidate.open.units, candidate.minimumRemainder.units)
        return has > stays ? floor(has &- stays) : .zero
    }

    private func floor(_ units: UInt256) -> UInt256 { step.isZero ? units : units &- units % step }
}
