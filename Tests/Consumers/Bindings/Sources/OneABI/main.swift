import EVMCore

let call = Demo.Token.Calls.Transfer(to: try Address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), amount: 7)
print(Demo.Token.Calls.Transfer.signature)
print(call.encoded())

// What an indexer sees is calldata of some call of the contract.
if case .transfer(let decoded) = try Demo.Token.Calls(decoding: call.encoded()) {
    print("to \(decoded.to), amount \(decoded.amount)")
}

if let topic = Demo.Token.Events.Transfer.topic0 { print(Demo.Token.Events.Transfer.signature, topic) }

// What a node answers to a call that reverts.
let revert = Demo.Token.Errors.InsufficientBalance(available: 5, required: 7).encoded()
if case .insufficientBalance(let reason) = try Demo.Token.Errors(decoding: revert) {
    print("needs \(reason.required), has \(reason.available)")
}
