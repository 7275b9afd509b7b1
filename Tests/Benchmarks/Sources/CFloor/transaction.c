#include <secp256k1.h>
#include <secp256k1_recovery.h>
#include <stdlib.h>
#include <string.h>

#include "CFloor.h"

// The type's byte, and at most a prefix and eight bytes of length.
enum { ROOM = 10, FIELDS = 9 + 9 + 9 + 33 + 33 + 33 + 21 + 1, SIGNATURE = 1 + 33 + 33 };

static uint8_t *put_length(uint8_t *out, size_t length, uint8_t kind) {
    if (length < 56) {
        *out++ = kind + (uint8_t)length;
        return out;
    }
    const int size = (64 - __builtin_clzll(length) + 7) / 8;
    *out++ = kind + 55 + (uint8_t)size;
    for (int i = size - 1; i >= 0; i--) *out++ = (uint8_t)(length >> (8 * i));
    return out;
}

static uint8_t *put_string(uint8_t *out, const uint8_t *bytes, size_t count) {
    if (count != 1 || bytes[0] >= 0x80) out = put_length(out, count, 0x80);
    if (count) memcpy(out, bytes, count);
    return out + count;
}

/// A big-endian number of `count` bytes, without its leading zeros.
static uint8_t *put_number(uint8_t *out, const uint8_t *bytes, size_t count) {
    while (count && !*bytes) bytes++, count--;
    return put_string(out, bytes, count);
}

static uint8_t *put_small(uint8_t *out, uint64_t value) {
    const uint64_t bytes = __builtin_bswap64(value);
    return put_number(out, (const uint8_t *)&bytes, 8);
}

static uint8_t *put_word(uint8_t *out, const floor_word *value) {
    uint64_t bytes[4];
    for (int i = 0; i < 4; i++) bytes[i] = __builtin_bswap64(value->limb[i]);
    return put_number(out, (const uint8_t *)bytes, 32);
}

/// Writes the type and the list's prefix before the fields, and gives where they begin.
static uint8_t *put_envelope(uint8_t *fields, size_t count) {
    uint8_t prefix[ROOM];
    prefix[0] = 2;
    const size_t size = (size_t)(put_length(prefix + 1, count, 0xc0) - prefix);
    memcpy(fields - size, prefix, size);
    return fields - size;
}

static secp256k1_context *context(void) {
    static secp256k1_context *shared;
    if (!shared) shared = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
    return shared;
}

uint8_t *floor_sign_transaction(const floor_transaction *transaction, const uint8_t key[32], size_t *count) {
    uint8_t *bytes = malloc(ROOM + FIELDS + 9 + transaction->data.count + SIGNATURE);
    if (!bytes) return NULL;
    uint8_t *const fields = bytes + ROOM;
    uint8_t *end = put_small(fields, transaction->chain_id);
    end = put_small(end, transaction->nonce);
    end = put_word(end, &transaction->max_priority_fee);
    end = put_word(end, &transaction->max_fee);
    end = put_small(end, transaction->gas_limit);
    end = put_string(end, transaction->to.byte, 20);
    end = put_word(end, &transaction->value);
    end = put_string(end, transaction->data.start, transaction->data.count);
    *end++ = 0xc0;

    const uint8_t *unsigned_start = put_envelope(fields, (size_t)(end - fields));
    uint8_t digest[32], compact[64];
    floor_keccak256(unsigned_start, (size_t)(end - unsigned_start), digest);
    secp256k1_ecdsa_recoverable_signature signature;
    int parity = 0;
    if (!secp256k1_ecdsa_sign_recoverable(context(), &signature, digest, key, NULL, NULL)) {
        free(bytes);
        return NULL;
    }
    secp256k1_ecdsa_recoverable_signature_serialize_compact(context(), compact, &parity, &signature);
    end = put_small(end, (uint64_t)parity);
    end = put_number(end, compact, 32);
    end = put_number(end, compact + 32, 32);

    uint8_t *start = put_envelope(fields, (size_t)(end - fields));
    *count = (size_t)(end - start);
    memmove(bytes, start, *count);
    return bytes;
}
