// The permutation of Keccak-256 and the sponge around it, in C because Swift cannot be told to use BMI instructions
// (andn, rorx) where the machine has them, which is worth a third of the time on x86-64.
//
// Lanes are native 64-bit integers, lane x + 5y as in the specification. Nothing allocates, nothing keeps state.

#ifndef CKECCAK_H
#define CKECCAK_H

#include <stddef.h>
#include <stdint.h>

/// Bytes that one permutation absorbs in Keccak-256.
#define CKECCAK_RATE 136

/// Applies Keccak-f[1600] to 25 lanes.
void ckeccak_permute(uint64_t *state);

/// Absorbs `count` whole blocks of 136 bytes, each followed by the permutation.
void ckeccak_absorb(uint64_t *state, const void *blocks, size_t count);

/// The Keccak-256 hash of `count` bytes as four lanes; `bytes` may be null where `count` is zero.
void ckeccak_256(const void *bytes, size_t count, uint64_t *digest);

#endif
