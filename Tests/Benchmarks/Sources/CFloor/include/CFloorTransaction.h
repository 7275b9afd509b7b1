// An EIP-1559 transaction as a C programmer would encode and sign it.

#ifndef CFLOOR_TRANSACTION_H
#define CFLOOR_TRANSACTION_H

#include "CFloorCodec.h"

/// An EIP-1559 transaction without an access list.
typedef struct {
    uint64_t chain_id, nonce, gas_limit;
    floor_word max_priority_fee, max_fee, value;
    floor_address to;
    floor_bytes data;
} floor_transaction;

/// Signs by libsecp256k1 and gives the bytes to send, in an allocation to free; NULL where the library refuses.
uint8_t *floor_sign_transaction(const floor_transaction *transaction, const uint8_t key[32], size_t *count);

#endif
