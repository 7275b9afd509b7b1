extension UInt256 {
    /// `self * factor / divisor`, rounded as stated, with a 512-bit product between.
    ///
    /// - Throws: ``ValueError/divisionByZero(operation:)``, ``ValueError/overflow(operation:type:)`` where the result exceeds 256 bits, and
    ///   ``ValueError/inexact(operation:)`` for ``Rounding/exact``.
    public func multiplied(by factor: UInt256, dividedBy divisor: UInt256, rounding: Rounding) throws(ValueError) -> UInt256 {
        try multiplied(by: factor, dividedBy: divisor, rounding: rounding, negative: false)
    }

    /// The magnitude of a result with the sign `negative`, which matters to the rounding only.
    func multiplied(
        by factor: UInt256, dividedBy divisor: UInt256, rounding: Rounding, negative: Bool
    ) throws(ValueError) -> UInt256 {
        let operation = "multiply and divide"
        if divisor.isZero { throw .divisionByZero(operation: operation) }
        let product = multipliedFullWidth(by: factor)
        guard product.high < divisor else { throw .overflow(operation: operation, type: "256 bits") }
        let (quotient, remainder) = divisor.dividingFullWidth(product)
        guard let raises = rounding.raises(quotient, remainder: remainder, divisor: divisor, negative: negative) else {
            throw .inexact(operation: operation)
        }
        let (result, overflow) = quotient.addingReportingOverflow(raises ? .one : .zero)
        if overflow { throw .overflow(operation: operation, type: "256 bits") }
        return result
    }
}

extension Int256 {
    /// `self * factor / divisor`, rounded as stated, with a 512-bit product between.
    ///
    /// - Throws: ``ValueError/divisionByZero(operation:)``, ``ValueError/overflow(operation:type:)`` where the result does not fit an
    ///   `int256`, and ``ValueError/inexact(operation:)`` for ``Rounding/exact``.
    public func multiplied(by factor: Int256, dividedBy divisor: Int256, rounding: Rounding) throws(ValueError) -> Int256 {
        let negative = (isNegative != factor.isNegative) != divisor.isNegative
        let magnitude = try magnitude.multiplied(
            by: factor.magnitude, dividedBy: divisor.magnitude, rounding: rounding, negative: negative)
        guard let value = Int256(negative: negative, magnitude: magnitude) else {
            throw .overflow(operation: "multiply and divide", type: "int256")
        }
        return value
    }
}
