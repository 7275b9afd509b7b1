// Words of the ABI, in and out.

#ifndef CFLOOR_WORDS_H
#define CFLOOR_WORDS_H

#include "CFloorCodec.h"

#include <string.h>

#define INLINE static inline __attribute__((always_inline))

INLINE uint64_t lane_at(const uint8_t *from) {
    uint64_t lane;
    memcpy(&lane, from, 8);
    return __builtin_bswap64(lane);
}

INLINE void put_lane(uint8_t *to, uint64_t lane) {
    lane = __builtin_bswap64(lane);
    memcpy(to, &lane, 8);
}

INLINE void put_word(uint8_t *to, const floor_word *word) {
    for (int i = 0; i < 4; i += 1) {
        put_lane(to + 8 * i, word->limb[i]);
    }
}

INLINE void put_number(uint8_t *to, uint64_t number) {
    memset(to, 0, 24);
    put_lane(to + 24, number);
}

INLINE void put_address(uint8_t *to, const floor_address *address) {
    memset(to, 0, 12);
    memcpy(to + 12, address, 20);
}

INLINE size_t padded(size_t count) { return (count + 31) & ~(size_t)31; }

/// The length and the padded bytes; gives what they take.
INLINE size_t put_bytes(uint8_t *to, const floor_bytes *bytes) {
    const size_t size = padded(bytes->count);
    put_number(to, bytes->count);
    if (size > 0) {
        memset(to + size, 0, 32);
        memcpy(to + 32, bytes->start, bytes->count);
    }
    return 32 + size;
}

INLINE size_t put_addresses(uint8_t *to, const floor_addresses *addresses) {
    put_number(to, addresses->count);
    for (size_t i = 0; i < addresses->count; i += 1) {
        put_address(to + 32 + 32 * i, addresses->start + i);
    }
    return 32 + 32 * addresses->count;
}

INLINE floor_word word_at(const uint8_t *from) {
    floor_word word;
    for (int i = 0; i < 4; i += 1) {
        word.limb[i] = lane_at(from + 8 * i);
    }
    return word;
}

/// A number below `limit`, or `limit`.
INLINE uint64_t number_at(const uint8_t *from, uint64_t limit) {
    const floor_word word = word_at(from);
    return (word.limb[0] | word.limb[1] | word.limb[2]) != 0 || word.limb[3] > limit ? limit : word.limb[3];
}

/// Reads an address; anything but 0 in what is or-ed into `dirt` is a fault.
INLINE floor_address address_at(const uint8_t *from, uint64_t *dirt) {
    floor_address address;
    uint32_t high;
    memcpy(&high, from + 8, 4);
    *dirt |= lane_at(from) | high;
    memcpy(&address, from + 12, 20);
    return address;
}

INLINE uint8_t small_at(const uint8_t *from, uint64_t *dirt) {
    const floor_word word = word_at(from);
    *dirt |= word.limb[0] | word.limb[1] | word.limb[2] | (word.limb[3] & ~(uint64_t)255);
    return (uint8_t)word.limb[3];
}

#endif
