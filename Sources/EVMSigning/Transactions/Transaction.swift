public import EVMCore

/// A transaction before it is signed: legacy, EIP-2930 (type 1) or EIP-1559 (type 2).
/// ```swift
/// let transaction = Transaction(
///     .eip1559(chainId: 42161, maxPriorityFeePerGas: 1_000_000, maxFeePerGas: 200_000_000), nonce: 7, gasLimit: 90_000,
///     calling: ERC20.Calls.Transfer(to: friend, value: amount), at: token)
/// let signed = try await signer.sign(transaction: transaction)
/// ```
public struct Transaction: Sendable, Hashable {
    /// The type of the transaction, with what only it has: the chain that it is bound to and how gas is paid for.
    public var kind: Kind
    /// How many transactions the sender has sent before; at most 2⁶⁴ − 2 (EIP-2681).
    public var nonce: UInt64
    /// The most gas that may be used, in units of gas.
    public var gasLimit: UInt64
    /// The account that is paid or the contract that is called; nil creates a contract.
    public var to: Address?
    /// What is paid to it, in wei.
    public var value: UInt256
    /// Calldata, or the creation code with its constructor arguments where ``to`` is nil.
    public var data: Bytes

    /// Creates a transaction. It is held to the protocol's rules when it is signed; see ``validate()``.
    ///
    /// - Parameters:
    ///   - gasLimit: In units of gas.
    ///   - to: Nil creates a contract, which is why it has no default.
    ///   - value: In wei.
    public init(_ kind: Kind, nonce: UInt64, gasLimit: UInt64, to: Address?, value: UInt256 = .zero, data: Bytes = Bytes()) {
        self.kind = kind
        self.nonce = nonce
        self.gasLimit = gasLimit
        self.to = to
        self.value = value
        self.data = data
    }

    /// Creates a transaction that calls a contract's function.
    ///
    /// - Parameters:
    ///   - gasLimit: In units of gas.
    ///   - call: The function with its arguments.
    ///   - contract: Where it is deployed.
    ///   - value: In wei; a function that is not payable reverts for any but 0.
    public init(
        _ kind: Kind, nonce: UInt64, gasLimit: UInt64, calling call: some ContractCall, at contract: Address, value: UInt256 = .zero
    ) {
        self.init(kind, nonce: nonce, gasLimit: gasLimit, to: contract, value: value, data: call.encoded())
    }
}

extension Transaction {
    /// The types of transactions, each with what only it has. Prices are in wei for a unit of gas.
    public enum Kind: Sendable, Hashable {
        /// As Ethereum began. Without a chain id (as before EIP-155) the signature is good on every chain that still takes such: give one
        /// unless that is meant, as for a deployment at the same address everywhere.
        case legacy(chainId: UInt64?, gasPrice: UInt256)
        /// Type 1: a legacy transaction with an access list.
        case eip2930(chainId: UInt64, gasPrice: UInt256, accessList: AccessList = [])
        /// Type 2: the block's base fee and, on top of it, a tip, together at most `maxFeePerGas`.
        case eip1559(chainId: UInt64, maxPriorityFeePerGas: UInt256, maxFeePerGas: UInt256, accessList: AccessList = [])
    }

    /// The EIP-2718 type: 0 (legacy, which has no byte for it), 1 or 2.
    public var type: UInt8 {
        switch kind {
        case .legacy: 0
        case .eip2930: 1
        case .eip1559: 2
        }
    }

    /// The EIP-155 id of the chain that the transaction is bound to; nil where it is bound to none.
    public var chainId: UInt64? {
        switch kind {
        case .legacy(let chainId, _): chainId
        case .eip2930(let chainId, _, _), .eip1559(let chainId, _, _, _): chainId
        }
    }

    /// What is accessed at a lower price; empty for a legacy transaction.
    public var accessList: AccessList {
        switch kind {
        case .legacy: []
        case .eip2930(_, _, let accessList), .eip1559(_, _, _, let accessList): accessList
        }
    }

    /// The most that a unit of gas may cost, in wei.
    public var maximumGasPrice: UInt256 {
        switch kind {
        case .legacy(_, let gasPrice), .eip2930(_, let gasPrice, _): gasPrice
        case .eip1559(_, _, let maxFeePerGas, _): maxFeePerGas
        }
    }

    /// What the sender must have, in wei: all gas at the highest price, and the value; nil above 2²⁵⁶ − 1, which nobody has.
    public var maximumCost: UInt256? {
        let (fee, isFeeTooHigh) = maximumGasPrice.multipliedReportingOverflow(by: UInt256(gasLimit))
        let (cost, isCostTooHigh) = fee.addingReportingOverflow(value)
        return isFeeTooHigh || isCostTooHigh ? nil : cost
    }
}

/// Accounts and their storage slots that a transaction announces to access (EIP-2930).
public typealias AccessList = [AccessListEntry]

/// An account in an access list with those of its storage slots that are announced. Coded as JSON-RPC has it.
public struct AccessListEntry: Sendable, Hashable, Codable {
    /// The account.
    public var address: Address
    /// The slots' keys.
    public var storageKeys: [Bytes32]

    /// Creates an entry.
    public init(address: Address, storageKeys: [Bytes32] = []) {
        self.address = address
        self.storageKeys = storageKeys
    }
}
