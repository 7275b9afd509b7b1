// The middle part of scrypt, for parameters that libcrypto refuses.

#ifndef CSCRYPT_H
#define CSCRYPT_H

#include <stddef.h>
#include <stdint.h>

/// RFC 7914's scryptROMix on each of the `p` blocks of 128 * r bytes at `blocks`; n is a power of two.
///
/// Takes 128 * r * (n + 2) bytes of memory, which the caller has found not to overflow, and overwrites them before it frees them.
/// Returns 0 where there is no such memory, else 1.
int cscrypt_romix(uint8_t *blocks, size_t n, size_t r, size_t p);

#endif
