public import EVMCore

extension ChainClient {
    /// What to offer for gas now: twice the next block's base fee, so that six full blocks in a row do not outrun it, and the median of the
    /// tips that the last ten blocks' transactions of that speed gave. On a chain without a base fee, the node's gas price.
    public func fees(_ speed: FeeSpeed = .normal) async throws(ChainError) -> Fees {
        let request = Self.feeHistoryRequest(speed)
        let answer: Result<JSONValue, RPCError>
        do throws(ChainError) {
            answer = .success(try await rpc.call(request))
        } catch {
            guard case .node(let refusal) = error else { throw error }
            answer = .failure(refusal)
        }
        return try await fees(feeHistory: answer)
    }

    static func feeHistoryRequest(_ speed: FeeSpeed) -> RPCRequest {
        RPCRequest("eth_feeHistory", ["0xa", "latest", [.number(String(speed.percentile))]])
    }

    /// Fees by an answer to ``feeHistoryRequest(_:)``; by other means where the node does not have it.
    func fees(feeHistory answer: Result<JSONValue, RPCError>) async throws(ChainError) -> Fees {
        if case .success(let json) = answer, let history = try FeeHistory(json) {
            let tip: UInt256 = if let median = history.medianReward { median } else { try await suggestedTip(baseFee: history.nextBaseFee) }
            return Self.fees(baseFee: history.nextBaseFee, tip: tip)
        }
        if case .failure(let error) = answer, error.isRateLimit { throw .node(error) }
        guard let baseFee = try await block(.latest)?.baseFeePerGas else { return .legacy(gasPrice: try await gasPrice()) }
        return Self.fees(baseFee: baseFee, tip: try await suggestedTip(baseFee: baseFee))
    }

    private static func fees(baseFee: UInt256, tip: UInt256) -> Fees {
        .eip1559(maxPriorityFeePerGas: tip, maxFeePerGas: baseFee.saturatingAdd(baseFee).saturatingAdd(tip))
    }

    /// What the node asks for a unit of gas, in wei.
    public func gasPrice() async throws(ChainError) -> UInt256 {
        let method = "eth_gasPrice"
        return try ResultReader(method: method).quantity(try await rpc.call(RPCRequest(method)))
    }

    /// The node's idea of a tip; where it has none, what its gas price has above the base fee.
    private func suggestedTip(baseFee: UInt256) async throws(ChainError) -> UInt256 {
        let method = "eth_maxPriorityFeePerGas"
        do throws(ChainError) {
            return try ResultReader(method: method).quantity(try await rpc.call(RPCRequest(method)))
        } catch {
            guard case .node = error else { throw error }
            let price = try await gasPrice()
            return price > baseFee ? price - baseFee : .zero
        }
    }
}

/// What `eth_feeHistory` answers.
struct FeeHistory {
    /// The base fee of the block that is not there yet.
    let nextBaseFee: UInt256
    /// The median of the blocks' tips; nil where all of them were empty.
    let medianReward: UInt256?

    /// Reads an answer; nil where the chain has no base fee.
    init?(_ json: JSONValue) throws(ChainError) {
        let reader = ResultReader(method: "eth_feeHistory")
        let members = try reader.object(json)
        guard let baseFees = members["baseFeePerGas"]?.array, let next = baseFees.last, !next.isNull else { return nil }
        nextBaseFee = try reader.quantity(next, "baseFeePerGas")
        // A chain from before EIP-1559 answers with zeros and no transaction has tipped; a base fee of zero is taken by its blocks' header.
        if nextBaseFee.isZero { return nil }
        var rewards: [UInt256] = []
        let used = members["gasUsedRatio"]?.array ?? []
        for (index, reward) in (members["reward"]?.array ?? []).enumerated() {
            // A block without transactions reports a tip of zero that nobody gave.
            if index < used.count, case .number(let ratio) = used[index], (Double(ratio) ?? 1) == 0 { continue }
            guard let tip = reward.array?.first else { continue }
            rewards.append(try reader.quantity(tip, "reward"))
        }
        rewards.sort()
        medianReward = rewards.isEmpty ? nil : rewards[rewards.count / 2]
    }
}
