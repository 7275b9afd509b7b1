public import EVMCore

/// Why an order cannot be reckoned or may not be sent.
public enum TradeMathsError: Error, Sendable, Hashable {
    /// A number exceeds 256 bits, or is divided by 0.
    case arithmetic(ValueError)
    /// Something that was put in makes no sense.
    case invalidInput(field: String, reason: String)
    /// The estimated fill is further from the mark than the slippage allows.
    case slippageExceeded(mark: Wad, estimate: Wad, slippagePercent: Wad)
    /// The order breaks rules of the market.
    case violations([MarketViolation])
    /// The balance does not pay for the least order.
    case balanceTooSmall(balance: Wad)
}

extension TradeMathsError: CustomStringConvertible {
    /// What is wrong, in one sentence.
    public var description: String {
        switch self {
        case .arithmetic(let error): "the order's numbers are out of range: \(error)"
        case .invalidInput(let field, let reason): "\(field): \(reason)"
        case .slippageExceeded(let mark, let estimate, let percent):
            "the estimated price \(estimate) is further from the mark price \(mark) than the slippage of \(percent) % allows"
        case .violations(let violations): violations.map(\.description).joined(separator: "; ")
        case .balanceTooSmall(let balance): "the balance \(balance) does not pay for the least order on this market"
        }
    }
}

/// Runs arithmetic and says what failed as an error of the maths.
func reckoning<T>(_ body: () throws(ValueError) -> T) throws(TradeMathsError) -> T {
    do throws(ValueError) {
        return try body()
    } catch {
        throw .arithmetic(error)
    }
}
