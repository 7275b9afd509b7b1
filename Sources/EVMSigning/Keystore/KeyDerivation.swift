public import EVMCore

extension Keystore {
    /// How a password becomes a key: the function, its cost and its salt.
    public struct KeyDerivation: Sendable, Hashable {
        /// The function and its cost.
        public enum Cost: Sendable, Hashable {
            /// scrypt (RFC 7914): `n`, a power of two, and `r` set the memory, 128 · n · r bytes; `p` multiplies the time.
            case scrypt(n: UInt64, r: UInt64, p: UInt64)
            /// PBKDF2 with HMAC-SHA-256 (RFC 8018).
            case pbkdf2(iterations: UInt64)

            /// What Ethereum's clients write: scrypt with 256 MiB, about a second.
            public static let standard = Cost.scrypt(n: 262_144, r: 8, p: 1)
            /// For devices with little memory: scrypt with 4 MiB, some hundredths of a second. Only for passwords that cannot be guessed.
            public static let light = Cost.scrypt(n: 4_096, r: 8, p: 6)
        }

        /// The function and its cost.
        public let cost: Cost
        /// The salt.
        public let salt: Bytes

        init(cost: Cost, salt: Bytes) {
            self.cost = cost
            self.salt = salt
        }
    }

    /// What opening a file may cost, so that a hostile one can neither eat all memory nor run for ever.
    public struct Limits: Sendable, Hashable {
        /// The memory that scrypt may take, in bytes.
        public var scryptMemory: UInt64
        /// The time that scrypt may take, as n · r · p; the standard cost's is 2,097,152.
        public var scryptWork: UInt64
        /// The iterations that PBKDF2 may take.
        public var pbkdf2Iterations: UInt64

        /// Creates limits; those not given are the standard ones: 512 MiB and four times the standard cost's time for scrypt, ten million
        /// iterations for PBKDF2.
        public init(scryptMemory: UInt64 = 1 << 29, scryptWork: UInt64 = 1 << 23, pbkdf2Iterations: UInt64 = 10_000_000) {
            self.scryptMemory = scryptMemory
            self.scryptWork = scryptWork
            self.pbkdf2Iterations = pbkdf2Iterations
        }
    }
}
