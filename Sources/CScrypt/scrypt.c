#include "CScrypt.h"

#include <stdlib.h>
#include <string.h>

static uint32_t rotate(uint32_t x, int count) { return x << count | x >> (32 - count); }

/// Salsa20/8 (section 3) on the 16 words at `block`.
static void salsa20_8(uint32_t block[16]) {
    uint32_t x[16];
    memcpy(x, block, 64);
#define QUARTER(a, b, c, d)                                                                                                                \
    x[b] ^= rotate(x[a] + x[d], 7);                                                                                                        \
    x[c] ^= rotate(x[b] + x[a], 9);                                                                                                        \
    x[d] ^= rotate(x[c] + x[b], 13);                                                                                                       \
    x[a] ^= rotate(x[d] + x[c], 18);
    for (int round = 0; round < 8; round += 2) {
        QUARTER(0, 4, 8, 12)
        QUARTER(5, 9, 13, 1)
        QUARTER(10, 14, 2, 6)
        QUARTER(15, 3, 7, 11)
        QUARTER(0, 1, 2, 3)
        QUARTER(5, 6, 7, 4)
        QUARTER(10, 11, 8, 9)
        QUARTER(15, 12, 13, 14)
    }
#undef QUARTER
    for (int i = 0; i < 16; i++) block[i] += x[i];
}

/// scryptBlockMix (section 4): from `in` to `out`, 32 * r words each.
static void block_mix(const uint32_t *in, uint32_t *out, size_t r) {
    uint32_t x[16];
    memcpy(x, in + (2 * r - 1) * 16, 64);
    for (size_t i = 0; i < 2 * r; i++) {
        for (int k = 0; k < 16; k++) x[k] ^= in[i * 16 + k];
        salsa20_8(x);
        // The even blocks come first, then the odd ones.
        memcpy(out + (i / 2 + (i % 2) * r) * 16, x, 64);
    }
}

/// scryptROMix (section 5) on one block; `memory` has room for n + 2 blocks.
static void romix(uint8_t *block, size_t n, size_t r, uint32_t *memory) {
    const size_t words = 32 * r;
    uint32_t *x = memory + n * words, *y = x + words;
    for (size_t k = 0; k < words; k++) {
        const uint8_t *b = block + 4 * k;
        x[k] = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    }
    for (size_t i = 0; i < n; i++) {
        memcpy(memory + i * words, x, 4 * words);
        block_mix(memory + i * words, x, r);
    }
    for (size_t i = 0; i < n; i++) {
        // Integerify: the first 64 bits of the last 64 bytes, modulo a power of two.
        const uint32_t *last = x + (2 * r - 1) * 16;
        const size_t j = (size_t)((uint64_t)last[0] | (uint64_t)last[1] << 32) & (n - 1);
        for (size_t k = 0; k < words; k++) y[k] = x[k] ^ memory[j * words + k];
        block_mix(y, x, r);
    }
    for (size_t k = 0; k < words; k++) {
        uint8_t *b = block + 4 * k;
        b[0] = (uint8_t)x[k];
        b[1] = (uint8_t)(x[k] >> 8);
        b[2] = (uint8_t)(x[k] >> 16);
        b[3] = (uint8_t)(x[k] >> 24);
    }
}

int cscrypt_romix(uint8_t *blocks, size_t n, size_t r, size_t p) {
    const size_t count = 128 * r * (n + 2);
    uint32_t *memory = malloc(count);
    if (!memory) return 0;
    for (size_t i = 0; i < p; i++) romix(blocks + i * 128 * r, n, r, memory);
    memset(memory, 0, count);
    // What is overwritten counts as read, so that the compiler cannot drop the stores before the memory is freed.
    __asm__ volatile("" : : "r"(memory) : "memory");
    free(memory);
    return 1;
}
