internal import EVMCore
internal import SymmioContracts

/// Writes what solvers take as JSON, straight to bytes: an order waits for it.
struct OperationWriter {
    private(set) var bytes = Bytes()
    private let numbers: Deployment.NumberStyle
    /// Where the addresses that were written begin. A checksum costs a hash, and an order has few addresses, each of them several times.
    private var addresses: [(address: Address, start: Int)] = []

    /// - Parameter capacity: How many bytes there will be, by estimate.
    init(numbers: Deployment.NumberStyle, capacity: Int) {
        self.numbers = numbers
        bytes.reserveCapacity(capacity)
    }

    /// JSON as it stands.
    mutating func write(_ json: StaticString) {
        json.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// A whole number in the deployment's style: `"7"` or `7`.
    mutating func write(_ number: UInt256) {
        switch numbers {
        case .strings:
            write("\"")
            bytes.appendDecimal(number)
            write("\"")
        case .numbers: bytes.appendDecimal(number)
        }
    }

    mutating func write(_ flag: Bool) { write(flag ? "true" : "false") }

    /// An address with its checksum.
    mutating func write(_ address: Address) {
        write("\"")
        let start = bytes.count
        if let known = addresses.first(where: { $0.address == address })?.start {
            bytes.appendAgain(known..<known + 42)
        } else {
            bytes.appendChecksummed(address)
            addresses.append((address, start))
        }
        write("\"")
    }

    /// Bytes in hex.
    mutating func write(_ value: Bytes) {
        write("\"0x")
        bytes.appendHex(value)
        write("\"")
    }

    /// Bytes in hex.
    mutating func write(_ value: some FixedBytes) {
        write("\"0x")
        bytes.appendHex(value)
        write("\"")
    }

    /// Several values of a kind with commas between them, in brackets.
    mutating func writeList<Element>(_ elements: [Element], _ write: (inout OperationWriter, Element) -> Void) {
        self.write("[")
        for (index, element) in elements.enumerated() {
            if index > 0 { self.write(",") }
            write(&self, element)
        }
        self.write("]")
    }
}

extension OperationWriter {
    mutating func write(_ signed: SignedInstantOperation) {
        write("{\"signedOperation\":")
        write(signed.operation)
        write(",\"signature\":")
        write(signed.signature)
        write("}")
    }

    private mutating func write(_ operation: InstantOperation) {
        write("{\"signer\":")
        write(operation.signer)
        write(",\"target\":")
        write(operation.target)
        write(",\"callData\":")
        write(operation.callData)
        write(",\"signerAccount\":{\"addr\":")
        write(operation.signerAccount.addr)
        write(",\"isPartyB\":")
        write(operation.signerAccount.isPartyB)
        write("},\"flexFields\":")
        writeList(operation.flexFields) { json, field in
            json.write("{\"offset\":")
            json.write(field.offset)
            json.write(",\"length\":")
            json.write(field.length)
            json.write(",\"authorizedFlexFiller\":")
            json.write(field.authorizedFlexFiller)
            json.write("}")
        }
        write(",\"maxUses\":")
        write(operation.maxUses)
        write(",\"replayAttackHeader\":")
        write(operation.replayAttackHeader)
        write("}")
    }

    mutating func write(_ header: ReplayAttackHeader) {
        write("{\"nonce\":")
        write(header.nonce)
        write(",\"deadline\":")
        write(header.deadline)
        write(",\"salt\":")
        write(header.salt)
        write("}")
    }

    mutating func write(_ signed: SignedDelegation) {
        let info = signed.delegation.delegationInfo
        write("{\"signedDelegation\":{\"delegationInfo\":{\"account\":{\"addr\":")
        write(info.account.addr)
        write(",\"isPartyB\":")
        write(info.account.isPartyB)
        write("},\"delegatedSigner\":")
        write(info.delegatedSigner)
        write(",\"selectors\":")
        writeList(info.selectors) { json, selector in json.write(selector) }
        write(",\"expiryTimestamp\":")
        write(info.expiryTimestamp)
        write("},\"replayAttackHeader\":")
        write(signed.delegation.replayAttackHeader)
        write("},\"signature\":")
        write(signed.signature)
        write("}")
    }
}

extension SignedInstantOperation {
    /// How many bytes its JSON takes at most, as long as its numbers are of usual length.
    var estimatedSize: Int { 900 + 2 * (operation.callData.count + signature.count) + 200 * operation.flexFields.count }
}
