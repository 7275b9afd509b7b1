#include "CKeccak.h"

#include <string.h>

// Why this shape: of some sixty forms measured (1 to 24 rounds per iteration, column parities taken early or late, lanes
// complemented or not, rows in several orders, clang and gcc), two rounds per iteration between two sets of 25 locals,
// parities taken at the top and rows written last to first had the fewest spills and the best time with BMI.

#define ALWAYS_INLINE static inline __attribute__((always_inline))

static const uint64_t round_constants[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
    0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
    0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
    0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

// The second shift is masked so that a rotation by nothing is defined.
#define ROTATE(x, n) (((x) << (n)) | ((x) >> (-(n) & 63)))

// The lane of column x and row y of the set A is the local A##x##y.
#define LANES(A)                                                                                                       \
    A##00, A##10, A##20, A##30, A##40, A##01, A##11, A##21, A##31, A##41, A##02, A##12, A##22, A##32, A##42,           \
        A##03, A##13, A##23, A##33, A##43, A##04, A##14, A##24, A##34, A##44

#define PARITY(A, x) (A##x##0 ^ A##x##1 ^ A##x##2 ^ A##x##3 ^ A##x##4)

// Row y of E: five lanes of A, each with its column's theta and its rotation (theta, rho and pi), then chi, then iota.
#define ROW(E, y, a, da, ra, b, db, rb, c, dc, rc, d, dd, rd, e, de, re, constant)                                     \
    do {                                                                                                               \
        const uint64_t ba = ROTATE((a) ^ (da), ra), bb = ROTATE((b) ^ (db), rb), bc = ROTATE((c) ^ (dc), rc),          \
                       bd = ROTATE((d) ^ (dd), rd), be = ROTATE((e) ^ (de), re);                                       \
        E##0##y = ba ^ (~bb & bc) ^ (constant);                                                                        \
        E##1##y = bb ^ (~bc & bd);                                                                                     \
        E##2##y = bc ^ (~bd & be);                                                                                     \
        E##3##y = bd ^ (~be & ba);                                                                                     \
        E##4##y = be ^ (~ba & bb);                                                                                     \
    } while (0)

#define ROUND(A, E, constant)                                                                                          \
    do {                                                                                                               \
        const uint64_t c0 = PARITY(A, 0), c1 = PARITY(A, 1), c2 = PARITY(A, 2), c3 = PARITY(A, 3), c4 = PARITY(A, 4);  \
        const uint64_t d0 = c4 ^ ROTATE(c1, 1), d1 = c0 ^ ROTATE(c2, 1), d2 = c1 ^ ROTATE(c3, 1),                      \
                       d3 = c2 ^ ROTATE(c4, 1), d4 = c3 ^ ROTATE(c0, 1);                                               \
        ROW(E, 4, A##20, d2, 62, A##31, d3, 55, A##42, d4, 39, A##03, d0, 41, A##14, d1, 2, 0);                        \
        ROW(E, 3, A##40, d4, 27, A##01, d0, 36, A##12, d1, 10, A##23, d2, 15, A##34, d3, 56, 0);                       \
        ROW(E, 2, A##10, d1, 1, A##21, d2, 6, A##32, d3, 25, A##43, d4, 8, A##04, d0, 18, 0);                          \
        ROW(E, 1, A##30, d3, 28, A##41, d4, 20, A##02, d0, 3, A##13, d1, 45, A##24, d2, 61, 0);                        \
        ROW(E, 0, A##00, d0, 0, A##11, d1, 44, A##22, d2, 43, A##33, d3, 21, A##44, d4, 14, constant);                 \
    } while (0)

// Applies the permutation to the locals a00…a44, with e00…e44 as scratch.
#define PERMUTE()                                                                                                      \
    do {                                                                                                               \
        for (int i = 0; i < 24; i += 2) {                                                                              \
            ROUND(a, e, round_constants[i]);                                                                           \
            ROUND(e, a, round_constants[i + 1]);                                                                       \
        }                                                                                                              \
    } while (0)

#define LOAD_STATE(s)                                                                                                  \
    do {                                                                                                               \
        a00 = s[0], a10 = s[1], a20 = s[2], a30 = s[3], a40 = s[4];                                                    \
        a01 = s[5], a11 = s[6], a21 = s[7], a31 = s[8], a41 = s[9];                                                    \
        a02 = s[10], a12 = s[11], a22 = s[12], a32 = s[13], a42 = s[14];                                               \
        a03 = s[15], a13 = s[16], a23 = s[17], a33 = s[18], a43 = s[19];                                               \
        a04 = s[20], a14 = s[21], a24 = s[22], a34 = s[23], a44 = s[24];                                               \
    } while (0)

#define STORE_STATE(s)                                                                                                 \
    do {                                                                                                               \
        s[0] = a00, s[1] = a10, s[2] = a20, s[3] = a30, s[4] = a40;                                                    \
        s[5] = a01, s[6] = a11, s[7] = a21, s[8] = a31, s[9] = a41;                                                    \
        s[10] = a02, s[11] = a12, s[12] = a22, s[13] = a32, s[14] = a42;                                               \
        s[15] = a03, s[16] = a13, s[17] = a23, s[18] = a33, s[19] = a43;                                               \
        s[20] = a04, s[21] = a14, s[22] = a24, s[23] = a34, s[24] = a44;                                               \
    } while (0)

// The 17 lanes of a block.
#define ABSORB(p)                                                                                                      \
    do {                                                                                                               \
        a00 ^= load(p), a10 ^= load(p + 8), a20 ^= load(p + 16), a30 ^= load(p + 24), a40 ^= load(p + 32);             \
        a01 ^= load(p + 40), a11 ^= load(p + 48), a21 ^= load(p + 56), a31 ^= load(p + 64), a41 ^= load(p + 72);       \
        a02 ^= load(p + 80), a12 ^= load(p + 88), a22 ^= load(p + 96), a32 ^= load(p + 104), a42 ^= load(p + 112);     \
        a03 ^= load(p + 120), a13 ^= load(p + 128);                                                                    \
    } while (0)

ALWAYS_INLINE uint64_t load(const unsigned char *bytes) {
    uint64_t lane;
    memcpy(&lane, bytes, sizeof lane);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    lane = __builtin_bswap64(lane);
#endif
    return lane;
}

ALWAYS_INLINE void permute(uint64_t *state) {
    uint64_t LANES(a), LANES(e);
    LOAD_STATE(state);
    PERMUTE();
    STORE_STATE(state);
}

ALWAYS_INLINE void absorb(uint64_t *state, const void *blocks, size_t count) {
    uint64_t LANES(a), LANES(e);
    LOAD_STATE(state);
    for (const unsigned char *block = blocks; count > 0; count -= 1, block += CKECCAK_RATE) {
        ABSORB(block);
        PERMUTE();
    }
    STORE_STATE(state);
}

// The state stays in locals from the first block to the digest, and there is one copy of the permutation.
ALWAYS_INLINE void keccak256(const void *bytes, size_t count, uint64_t *digest) {
    uint64_t LANES(a), LANES(e);
    static const uint64_t zero[25];
    LOAD_STATE(zero);
    unsigned char last[CKECCAK_RATE];
    for (const unsigned char *block = bytes;; block += CKECCAK_RATE, count -= CKECCAK_RATE) {
        const int is_last = count < CKECCAK_RATE;
        if (is_last) {
            memset(last, 0, sizeof last);
            if (count > 0) {
                memcpy(last, block, count);
            }
            last[count] = 0x01;
            last[CKECCAK_RATE - 1] |= 0x80;
            block = last;
        }
        ABSORB(block);
        PERMUTE();
        if (is_last) {
            break;
        }
    }
    digest[0] = a00, digest[1] = a10, digest[2] = a20, digest[3] = a30;
}

#if defined(__x86_64__)

// The same code twice: with andn and rorx, and for machines without. The run-time check is a load and a test.
#define BMI __attribute__((target("bmi,bmi2")))
#define HAS_BMI() (__builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))

BMI static void permute_bmi(uint64_t *state) { permute(state); }
BMI static void absorb_bmi(uint64_t *state, const void *blocks, size_t count) { absorb(state, blocks, count); }
BMI static void keccak256_bmi(const void *bytes, size_t count, uint64_t *digest) { keccak256(bytes, count, digest); }
static void permute_baseline(uint64_t *state) { permute(state); }
static void absorb_baseline(uint64_t *state, const void *blocks, size_t count) { absorb(state, blocks, count); }
static void keccak256_baseline(const void *bytes, size_t count, uint64_t *digest) { keccak256(bytes, count, digest); }

#define DISPATCH(name, ...) (HAS_BMI() ? name##_bmi(__VA_ARGS__) : name##_baseline(__VA_ARGS__))

#else

#define DISPATCH(name, ...) name(__VA_ARGS__)

#endif

void ckeccak_permute(uint64_t *state) { DISPATCH(permute, state); }

void ckeccak_absorb(uint64_t *state, const void *blocks, size_t count) { DISPATCH(absorb, state, blocks, count); }

void ckeccak_256(const void *bytes, size_t count, uint64_t *digest) { DISPATCH(keccak256, bytes, count, digest); }
