internal import EVMCore

extension Keystore.KeyDerivation {
    /// The 32 bytes that a password leads to: a cipher key and a MAC key.
    ///
    /// - Throws: ``KeystoreError/invalidParameters(_:)``, ``KeystoreError/excessiveParameters(what:needed:limit:)`` or
    ///   ``KeystoreError/cryptographyFailed(operation:)``.
    func derive(_ password: SecretBytes, limits: Keystore.Limits) throws(KeystoreError) -> SecretBytes {
        switch cost {
        case .pbkdf2(let iterations):
            guard iterations <= limits.pbkdf2Iterations else {
                throw .excessiveParameters(what: "a number of iterations", needed: iterations, limit: limits.pbkdf2Iterations)
            }
            guard iterations > 0, let iterations = Int32(exactly: iterations) else {
                throw .invalidParameters("the number of iterations must be 1 to \(Int32.max)")
            }
            return try derive("PBKDF2", password) { password, salt, out in
                PasswordHash.pbkdf2(password, salt: salt, iterations: iterations, into: out)
            }
        case .scrypt(let n, let r, let p):
            let memory = try Self.checkScrypt(n, r, p, limits)
            let isDefined = r >= 4 || n < 1 << (16 * r)
            return try derive("scrypt", password) { password, salt, out in
                isDefined
                    ? PasswordHash.scrypt(password, salt: salt, n: n, r: r, p: p, memory: memory, into: out)
                    : PasswordHash.scryptForAnyCost(password, salt: salt, n: n, r: r, p: p, into: out)
            }
        }
    }

    private func derive(
        _ name: String, _ password: SecretBytes,
        _ function: (UnsafeRawBufferPointer, UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer) -> Bool
    ) throws(KeystoreError) -> SecretBytes {
        try SecretBytes(count: 32) { (out: UnsafeMutableRawBufferPointer) throws(KeystoreError) in
            let isDone = password.withUnsafeBytes { password in salt.withUnsafeBytes { salt in function(password, salt, out) } }
            guard isDone else { throw .cryptographyFailed(operation: name) }
        }
    }

    /// The bytes that scrypt will take, if it is defined for these parameters and they are within the limits.
    private static func checkScrypt(_ n: UInt64, _ r: UInt64, _ p: UInt64, _ limits: Keystore.Limits) throws(KeystoreError) -> UInt64 {
        guard n > 1, n & (n - 1) == 0 else { throw .invalidParameters("scrypt's n must be a power of two above 1, not \(n)") }
        guard r > 0, p > 0 else { throw .invalidParameters("scrypt's r and p must be at least 1") }
        // Saturating, so that no numbers from a file overflow: whatever overflows is above any limit.
        let memory = product(128, r, sum(n, p, 2))
        let work = product(n, r, p)
        // No limit is above what memory can be addressed, which also keeps the saturated product out.
        let memoryLimit = min(limits.scryptMemory, UInt64(Int.max) / 2)
        guard memory <= memoryLimit else { throw .excessiveParameters(what: "scrypt memory in bytes", needed: memory, limit: memoryLimit) }
        guard work <= limits.scryptWork else { throw .excessiveParameters(what: "scrypt work", needed: work, limit: limits.scryptWork) }
        return memory
    }

    private static func product(_ factors: UInt64...) -> UInt64 {
        factors.reduce(1) { a, b in
            let (value, overflow) = a.multipliedReportingOverflow(by: b)
            return overflow ? .max : value
        }
    }

    private static func sum(_ terms: UInt64...) -> UInt64 {
        terms.reduce(0) { a, b in
            let (value, overflow) = a.addingReportingOverflow(b)
            return overflow ? .max : value
        }
    }
}
