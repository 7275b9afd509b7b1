import EVMCore
import EVMSigning
import Symmio
import SymmioContracts

/// Flex fields: within the calldata, for this solver to fill or filled by whom they name.
extension OperationJudge {
    func checkFlexFields(_ candidate: Candidate, at block: JudgedBlock) async throws(Refusal) {
        let operation = candidate.operation
        guard !operation.flexFields.isEmpty else { return }
        let fills = candidate.fills ?? operation.flexFields.map { _ in .keep }
        do throws(FlexFillError) {
            _ = try operation.callData(filledWith: fills)
        } catch {
            throw Refusal(candidate.part, .flexField(error))
        }
        for (index, (field, fill)) in zip(operation.flexFields, fills).enumerated() {
            if fill.value.isEmpty {
                let isOurs = field.authorizedFlexFiller == solver || field.authorizedFlexFiller == sender
                guard isOurs || candidate.fills != nil else {
                    throw Refusal(candidate.part, .foreignFiller(index: index, filler: field.authorizedFlexFiller))
                }
            } else {
                try await checkFill(fill, at: index, of: candidate, at: block)
            }
        }
    }

    /// A filler's signature over the bytes that it fills in.
    private func checkFill(_ fill: FlexFill, at index: Int, of candidate: Candidate, at block: JudgedBlock) async throws(Refusal) {
        let operation = candidate.operation
        let filler = operation.flexFields[index].authorizedFlexFiller
        // Whoever sends the batch fills without a signature; what comes from outside is not his word.
        let auth = FlexFillAuth(
            opHash: operation.digest(for: deployment.instantLayerDomain), fieldIndex: UInt256(UInt64(index)), value: fill.value)
        let digest = auth.digest(for: deployment.instantLayerDomain)
        do throws(SigningError) {
            let recovered = try Signature(fill.signature).recoverAddress(digest: digest)
            guard recovered == filler else { throw .wrongSigner(expected: filler, recovered: recovered) }
        } catch {
            guard try await isSigned(fill.signature, by: filler, digest: digest, at: block) else {
                throw Refusal(candidate.part, .flexField(.invalidSignature(field: index, error)))
            }
        }
    }

    /// The flex field that lets this solver put a signature of the oracle in; nil where there is none.
    ///
    /// - Throws: ``Refusal`` where a field covers a part of the argument but not just that: its fill would break the call.
    func upnlField(of operation: InstantOperation, _ terms: QuoteTerms) throws(Refusal) -> Int? {
        let range = terms.call.upnlRange
        let (start, end) = (UInt256(UInt64(range.offset)), UInt256(UInt64(range.offset &+ range.length)))
        var found: Int?
        for (index, field) in operation.flexFields.enumerated() {
            // Bounds were checked: the sum is within the calldata.
            let last = field.offset &+ field.length
            guard field.offset < end, last > start else { continue }
            guard field.offset == start, last == end else {
                throw Refusal(.sendQuote, .flexRange(index: index, found: field, expected: range))
            }
            let isOurs = field.authorizedFlexFiller == solver || field.authorizedFlexFiller == sender
            if isOurs, found == nil { found = index }
        }
        return found
    }
}
