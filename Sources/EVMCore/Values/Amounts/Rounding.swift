/// What to do with a result that is not a whole number of units.
public enum Rounding: Sendable, Hashable, CaseIterable {
    /// Towards zero: drop the rest, as Solidity's division does.
    case down
    /// Away from zero.
    case up
    /// To the next lower whole number; differs from ``down`` for negative values.
    case floor
    /// To the next higher whole number; differs from ``up`` for negative values.
    case ceiling
    /// To the nearest, halves away from zero.
    case nearest
    /// To the nearest, halves to the even neighbour.
    case nearestEven
    /// Not at all: a rest is an error, ``ValueError/inexact(operation:)``.
    case exact

    /// Whether a magnitude that leaves the rest `remainder / divisor` is to be raised by one; nil where that is an error.
    func raises(_ quotient: UInt256, remainder: UInt256, divisor: UInt256, negative: Bool) -> Bool? {
        if remainder.isZero { return false }
        // remainder < divisor, so neither difference can go below zero.
        let missing = divisor &- remainder
        switch self {
        case .down: return false
        case .up: return true
        case .floor: return negative
        case .ceiling: return !negative
        case .nearest: return remainder >= missing
        case .nearestEven: return remainder > missing || remainder == missing && quotient.w0 & 1 == 1
        case .exact: return nil
        }
    }
}
