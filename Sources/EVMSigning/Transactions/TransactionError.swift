public import EVMCore

/// Why bytes are not a transaction, or why a transaction cannot be.
public enum TransactionError: Error, Sendable {
    /// There are no bytes.
    case empty
    /// The transaction is of a type that is not read or signed here; ``typeName(_:)`` names it.
    case unsupportedType(UInt8)
    /// The first byte begins neither a type (EIP-2718) nor an RLP list.
    case notAnEnvelope(firstByte: UInt8)
    /// The bytes are not canonical RLP. Its offsets count from the first byte of the list, after the type's byte.
    case malformed(RLPError)
    /// The list has another number of items than the type has fields.
    case wrongFieldCount(expected: Int, actual: Int)
    /// A field is not what it must be; `path` says which, `accessList[2].storageKeys[0]` for one.
    case malformedField(path: String, RLPError)

    /// A legacy transaction's v is neither 27 nor 28, nor 35 or more.
    case unknownV(UInt256)
    /// The chain id in a legacy transaction's v is 2⁶⁴ or more.
    case chainIdTooLarge(v: UInt256)
    /// The parity of the signature is neither 0 nor 1.
    case yParityOutOfRange(UInt256)
    /// r or s is out of range, or s is high (EIP-2).
    case invalidSignature(SigningError)

    /// The nonce is 2⁶⁴ − 1 (EIP-2681).
    case nonceTooLarge
    /// The tip is higher than the price that it is a part of (EIP-1559).
    case priorityFeeAboveMaximum
    /// The chain id is 0, which no chain has: it was not set.
    case chainIdZero

    /// What a type of transaction is called, `blob (EIP-4844)` for 3.
    public static func typeName(_ type: UInt8) -> String {
        switch type {
        case 0: "legacy, which has no byte for its type"
        case 1: "access list (EIP-2930)"
        case 2: "dynamic fee (EIP-1559)"
        case 3: "blob (EIP-4844)"
        case 4: "set code (EIP-7702)"
        case 0x7e: "deposit (OP Stack)"
        default: "unknown"
        }
    }
}

extension TransactionError: CustomStringConvertible {
    /// What is wrong and where, in one sentence.
    public var description: String { "transaction: " + reason }

    private var reason: String {
        switch self {
        case .empty: "no bytes"
        case .unsupportedType(let type):
            "type 0x\(type < 16 ? "0" : "")\(String(type, radix: 16)) is not supported: \(Self.typeName(type))"
        case .notAnEnvelope(let firstByte):
            "the first byte, 0x\(String(firstByte, radix: 16)), begins neither a type (below 0x80) nor an RLP list (from 0xc0 on)"
        case .malformed(let error): error.description
        case .wrongFieldCount(let expected, let actual): "\(actual) fields where its type has \(expected)"
        case .malformedField(let path, let error): "\(path): \(error)"
        case .unknownV(let v): "v is \(v); it must be 27, 28, or 35 or more"
        case .chainIdTooLarge(let v): "v is \(v), which stands for a chain id of 2^64 or more"
        case .yParityOutOfRange(let yParity): "the signature's parity is \(yParity); it must be 0 or 1"
        case .invalidSignature(let error): error.description
        case .nonceTooLarge: "the nonce must be below 2^64 - 1"
        case .priorityFeeAboveMaximum: "maxPriorityFeePerGas must not be above maxFeePerGas"
        case .chainIdZero: "the chain id is 0; give the chain's"
        }
    }
}
