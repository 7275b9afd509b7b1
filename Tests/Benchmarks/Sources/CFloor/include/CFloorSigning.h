// ECDSA by libsecp256k1, called from C as its own examples do.

#ifndef CFLOOR_SIGNING_H
#define CFLOOR_SIGNING_H

#include <stdint.h>

/// Makes the context of the functions below, blinded with `seed`. Returns 1 where it is done.
int floor_signing_start(const uint8_t seed[32]);

/// r, s and v (27 or 28) of the signature over `digest`, with libsecp256k1's RFC 6979 nonce. Returns 1 where it is done.
int floor_sign(const uint8_t key[32], const uint8_t digest[32], uint8_t signature[65]);

/// The address of the key that made `signature` over `digest`. Returns 1 where there is one.
int floor_recover(const uint8_t signature[65], const uint8_t digest[32], uint8_t address[20]);

#endif
