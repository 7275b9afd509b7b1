#include "CFloor.h"

#include <secp256k1.h>
#include <secp256k1_recovery.h>
#include <string.h>

static secp256k1_context *context;

int floor_signing_start(const uint8_t seed[32]) {
    if (!context) context = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
    return context && secp256k1_context_randomize(context, seed);
}

int floor_sign(const uint8_t key[32], const uint8_t digest[32], uint8_t signature[65]) {
    secp256k1_ecdsa_recoverable_signature parsed;
    int id;
    if (!secp256k1_ecdsa_sign_recoverable(context, &parsed, digest, key, NULL, NULL)) return 0;
    secp256k1_ecdsa_recoverable_signature_serialize_compact(context, signature, &id, &parsed);
    signature[64] = (uint8_t)(27 + id);
    return 1;
}

int floor_recover(const uint8_t signature[65], const uint8_t digest[32], uint8_t address[20]) {
    secp256k1_ecdsa_recoverable_signature parsed;
    secp256k1_pubkey point;
    uint8_t bytes[65], hash[32];
    size_t count = sizeof bytes;
    if (!secp256k1_ecdsa_recoverable_signature_parse_compact(context, &parsed, signature, signature[64] - 27)) return 0;
    if (!secp256k1_ecdsa_recover(context, &point, &parsed, digest)) return 0;
    secp256k1_ec_pubkey_serialize(context, bytes, &count, &point, SECP256K1_EC_UNCOMPRESSED);
    floor_keccak256(bytes + 1, 64, hash);
    memcpy(address, hash + 12, 20);
    return 1;
}
