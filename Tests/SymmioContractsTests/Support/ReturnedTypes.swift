import EVMCore

extension ContractCall {
    /// What the function returns, as Solidity writes it; nothing where it returns nothing.
    static var returnParameters: String {
        switch Return.self {
        case let type as any ABIValue.Type: type.abiTypeName
        case let type as any ABIReturnValues.Type: type.abiParameters
        default: ""
        }
    }

    /// The size of the head of what it returns.
    static var returnHeadSize: Int {
        switch Return.self {
        case let type as any ABIValue.Type: type.abiFieldSize
        case let type as any ABIReturnValues.Type: type.abiHeadSize
        default: 0
        }
    }
}
