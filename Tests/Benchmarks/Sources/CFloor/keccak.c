#include "CFloor.h"

#include <string.h>

// Written apart from Sources/CKeccak, by arrays and loops that unroll to nothing, so that the two check each other.

#define INLINE static inline __attribute__((always_inline))

#if defined(__x86_64__)
// Called only behind has_best.
#define BEST __attribute__((target("bmi,bmi2")))
#else
#define BEST
#endif

static const uint64_t iota[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
    0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
    0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

INLINE uint64_t rotate(uint64_t lane, int by) { return lane << by | lane >> (-by & 63); }

INLINE void keccak_round(const uint64_t from[25], uint64_t to[25], uint64_t constant) {
    static const int rho[25] = {0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14};
    uint64_t parity[5], theta[5];
#pragma GCC unroll 5
    for (int x = 0; x < 5; x += 1) {
        parity[x] = from[x] ^ from[x + 5] ^ from[x + 10] ^ from[x + 15] ^ from[x + 20];
    }
#pragma GCC unroll 5
    for (int x = 0; x < 5; x += 1) {
        theta[x] = parity[(x + 4) % 5] ^ rotate(parity[(x + 1) % 5], 1);
    }
#pragma GCC unroll 5
    for (int y = 4; y >= 0; y -= 1) {
        uint64_t row[5];
#pragma GCC unroll 5
        for (int x = 0; x < 5; x += 1) {
            const int source = (x + 3 * y) % 5 + 5 * x;
            row[x] = rotate(from[source] ^ theta[source % 5], rho[source]);
        }
#pragma GCC unroll 5
        for (int x = 0; x < 5; x += 1) {
            to[x + 5 * y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
        }
    }
    to[0] ^= constant;
}

INLINE void permutation(uint64_t a[25]) {
    uint64_t b[25];
    for (int round = 0; round < 24; round += 2) {
        keccak_round(a, b, iota[round]);
        keccak_round(b, a, iota[round + 1]);
    }
}

// One loop for whole blocks and the last one, so that there is one copy of the permutation and the lanes stay where they are.
INLINE void sponge(const unsigned char *bytes, size_t count, unsigned char digest[32]) {
    uint64_t a[25] = {0};
    unsigned char last[136];
    for (int done = 0; !done; bytes += 136, count -= 136) {
        const unsigned char *block = bytes;
        if (count < 136) {
            done = 1;
            memset(last, 0, 136);
            memcpy(last, bytes, count);
            last[count] = 1;
            last[135] |= 128;
            block = last;
        }
#pragma GCC unroll 17
        for (int i = 0; i < 17; i += 1) {
            uint64_t lane;
            memcpy(&lane, block + 8 * i, 8);
            a[i] ^= lane;
        }
        permutation(a);
    }
    memcpy(digest, a, 32);
}

BEST static void permute_best(uint64_t *state) {
    uint64_t a[25];
    memcpy(a, state, sizeof a);
    permutation(a);
    memcpy(state, a, sizeof a);
}

BEST static void sponge_best(const unsigned char *bytes, size_t count, unsigned char digest[32]) { sponge(bytes, count, digest); }

static int has_best(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
#else
    return 1;
#endif
}

void floor_permute(uint64_t *state) {
    if (has_best()) {
        permute_best(state);
    } else {
        permutation(state);
    }
}

void floor_keccak256(const unsigned char *bytes, size_t count, unsigned char digest[32]) {
    if (has_best()) {
        sponge_best(bytes, count, digest);
    } else {
        sponge(bytes, count, digest);
    }
}
