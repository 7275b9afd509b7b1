public import EVMCore
import EVMSigning

/// What a transaction offers for a unit of gas, in wei.
public enum Fees: Sendable, Hashable {
    /// EIP-1559: the tip, and the most that the block's base fee and the tip may come to.
    case eip1559(maxPriorityFeePerGas: UInt256, maxFeePerGas: UInt256)
    /// One price, on chains without a base fee.
    case legacy(gasPrice: UInt256)

    /// The most that a unit of gas may cost.
    public var maximum: UInt256 {
        switch self {
        case .eip1559(_, let maxFeePerGas): maxFeePerGas
        case .legacy(let gasPrice): gasPrice
        }
    }

    /// The kind of transaction that pays so.
    func kind(chainId: UInt64, accessList: AccessList) -> Transaction.Kind {
        switch self {
        case .eip1559(let tip, let maximum):
            .eip1559(chainId: chainId, maxPriorityFeePerGas: tip, maxFeePerGas: maximum, accessList: accessList)
        case .legacy(let price):
            accessList.isEmpty
                ? .legacy(chainId: chainId, gasPrice: price) : .eip2930(chainId: chainId, gasPrice: price, accessList: accessList)
        }
    }

    /// What a transaction pays.
    init(_ kind: Transaction.Kind) {
        switch kind {
        case .legacy(_, let price), .eip2930(_, let price, _): self = .legacy(gasPrice: price)
        case .eip1559(_, let tip, let maximum, _): self = .eip1559(maxPriorityFeePerGas: tip, maxFeePerGas: maximum)
        }
    }

    /// Fees that replace a waiting transaction which pays `self`: each an eighth higher (geth asks for 10 %, others for 12.5 %), or what the
    /// chain asks for now where that is more.
    public func replacing(atLeast current: Fees) -> Fees {
        switch self {
        case .legacy(let price): return .legacy(gasPrice: max(price.raisedByAnEighth, current.maximum))
        case .eip1559(let tip, let maximum):
            let raised = (tip: tip.raisedByAnEighth, maximum: maximum.raisedByAnEighth)
            let tip: UInt256 = if case .eip1559(let asked, _) = current { max(raised.tip, asked) } else { raised.tip }
            return .eip1559(maxPriorityFeePerGas: tip, maxFeePerGas: max(raised.maximum, current.maximum, tip))
        }
    }
}

/// How a transaction's fees are chosen.
public enum FeeChoice: Sendable, Hashable {
    /// By what others have paid in the last blocks.
    case estimated(FeeSpeed)
    /// As given.
    case fixed(Fees)
}

/// How much a transaction is in a hurry: which share of those of the last blocks tipped less.
public enum FeeSpeed: Sendable, Hashable {
    /// A tenth.
    case slow
    /// Half.
    case normal
    /// Nine tenths.
    case fast

    var percentile: Int {
        switch self {
        case .slow: 10
        case .normal: 50
        case .fast: 90
        }
    }
}

extension UInt256 {
    /// The sum, or the greatest value where it does not fit.
    func saturatingAdd(_ other: UInt256) -> UInt256 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    /// 12.5 % more, rounded up, and at least 1 more.
    fileprivate var raisedByAnEighth: UInt256 {
        let (eighth, rest) = quotientAndRemainder(dividingBy: 8)
        return saturatingAdd(eighth).saturatingAdd(rest.isZero && !isZero ? .zero : .one)
    }
}
