internal import CSecp256k1
package import EVMCore

/// The curve and the one context of libsecp256k1.
package enum Secp256k1 {
    /// The order of the group, n. Private keys, r and s are in 1..<n.
    package static let order = UInt256(0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_fffe, 0xbaae_dce6_af48_a03b, 0xbfd2_5e8c_d036_4141)

    /// n / 2, rounded down: the greatest low s (EIP-2).
    package static let halfOrder = UInt256(0x7fff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff, 0x5d57_6e73_57a4_501d, 0xdfe9_2f46_681b_20a0)

    /// The context that every operation uses, blinded with random bytes against side channels.
    ///
    /// Safe from any thread: it is created and randomised once, inside the initialiser of a static property, which Swift runs once with
    /// other threads waiting. From then on it goes only into functions that take it as a pointer to const; the library's header says that
    /// such calls may run at the same time, and only `randomize`, `set_*_callback` and `destroy` need exclusive access. None is called.
    nonisolated(unsafe) static let context: OpaquePointer = {
        guard let context = secp256k1_context_create(UInt32(SECP256K1_CONTEXT_NONE)) else {
            // The library returns null only where malloc does, and then Swift's own allocations end the process too.
            fatalError("libsecp256k1: no memory for a context")
        }
        var seed: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &seed) { seed in
            fillRandom(seed)
            // It only fails for a context that cannot sign, which this is not; blinding is a defence in depth, not a need.
            _ = seed.baseAddress.map { secp256k1_context_randomize(context, $0) }
            wipe(seed)
        }
        return context
    }()
}
