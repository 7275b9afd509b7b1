public import EVMCore
public import EVMSigning
public import SymmioContracts

/// What a filler signs to put bytes into a flex field. Both releases share the type.
public typealias FlexFillAuth = Symmio085.InstantLayer.FlexFillAuth

/// The bytes for one flex field of an operation.
public struct FlexFill: Sendable, Hashable {
    /// The bytes, exactly as many as the field is long; none to keep what was signed.
    public var value: Bytes
    /// The filler's signature over ``FlexFillAuth``; none where the value is empty or the filler sends the transaction itself.
    public var signature: Bytes

    /// Puts the two together, unchecked.
    public init(value: Bytes, signature: Bytes = Bytes()) {
        self.value = value
        self.signature = signature
    }

    /// Leaves the field as it was signed.
    public static let keep = FlexFill(value: Bytes())

    /// Signs a fill.
    /// - Parameters:
    ///   - value: the bytes.
    ///   - index: which of the operation's flex fields they are for, from 0.
    ///   - operation: the operation, which has to name the signer as that field's filler.
    ///   - signer: the filler.
    ///   - domain: ``Deployment/instantLayerDomain``.
    /// - Throws: ``FlexFillError``.
    public init(
        _ value: Bytes, at index: Int, of operation: InstantOperation, signer: some Signer, domain: EIP712Domain
    ) async throws(FlexFillError) {
        guard operation.flexFields.indices.contains(index) else {
            throw .noSuchField(index: index, count: operation.flexFields.count)
        }
        let field = operation.flexFields[index]
        guard field.authorizedFlexFiller == signer.address else { throw .notTheFiller(expected: field.authorizedFlexFiller, signer: signer.address) }
        guard UInt256(UInt64(value.count)) == field.length else {
            throw .wrongLength(field: index, expected: field.length, given: value.count)
        }
        let auth = FlexFillAuth(opHash: operation.digest(for: domain), fieldIndex: UInt256(UInt64(index)), value: value)
        self.value = value
        do throws(SigningError) {
            signature = try await signer.sign(auth, domain: domain).bytes
        } catch {
            throw .signing(error)
        }
    }
}

/// Why bytes cannot be put into an operation's flex fields; the contract refuses the same.
public enum FlexFillError: Error, Sendable {
    /// The operation has no flex field of that index.
    case noSuchField(index: Int, count: Int)
    /// The field names another filler.
    case notTheFiller(expected: Address, signer: Address)
    /// There is not one fill for each field: `InvalidFlexFillLength`.
    case wrongCount(expected: Int, given: Int)
    /// A fill is neither empty nor as long as its field: `InvalidFlexFillValueLength`.
    case wrongLength(field: Int, expected: UInt256, given: Int)
    /// The field lies outside the calldata: `FlexFieldOutOfBounds`.
    case outOfBounds(field: Int, offset: UInt256, length: UInt256, calldata: Int)
    /// The signature is not the filler's: `InvalidFlexFillerSignature`.
    case invalidSignature(field: Int, SigningError)
    /// The filler could not sign.
    case signing(SigningError)
}

extension InstantOperation {
    /// The calldata that the contract runs once the fields are filled.
    ///
    /// - Throws: ``FlexFillError`` where the contract would refuse.
    public func callData(filledWith fills: [FlexFill]) throws(FlexFillError) -> Bytes {
        if flexFields.isEmpty { return callData }
        guard fills.count == flexFields.count else { throw .wrongCount(expected: flexFields.count, given: fills.count) }
        var result = callData.array
        for (index, (field, fill)) in zip(flexFields, fills).enumerated() {
            guard let offset = Int(exactly: field.offset), let length = Int(exactly: field.length), length <= result.count,
                offset <= result.count - length, offset + 4 <= result.count - length
            else { throw .outOfBounds(field: index, offset: field.offset, length: field.length, calldata: result.count) }
            if fill.value.isEmpty { continue }
            guard fill.value.count == length else { throw .wrongLength(field: index, expected: field.length, given: fill.value.count) }
            result.replaceSubrange(4 + offset..<4 + offset + length, with: fill.value)
        }
        return Bytes(result)
    }

    /// Checks the fillers' signatures, but those of `sender`, who sends the transaction and needs none.
    ///
    /// - Throws: ``FlexFillError``.
    public func verify(_ fills: [FlexFill], domain: EIP712Domain, sender: Address? = nil) throws(FlexFillError) {
        guard fills.count == flexFields.count else { throw .wrongCount(expected: flexFields.count, given: fills.count) }
        let opHash = digest(for: domain)
        for (index, (field, fill)) in zip(flexFields, fills).enumerated() where !fill.value.isEmpty && field.authorizedFlexFiller != sender {
            let auth = FlexFillAuth(opHash: opHash, fieldIndex: UInt256(UInt64(index)), value: fill.value)
            do throws(SigningError) {
                try SignedInstantOperation.verify(fill.signature, of: field.authorizedFlexFiller, digest: auth.digest(for: domain))
            } catch {
                throw .invalidSignature(field: index, error)
            }
        }
    }
}
