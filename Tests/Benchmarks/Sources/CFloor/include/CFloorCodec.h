// Calls, quotes and messages as a C programmer would write their codec by hand: known layouts, no generality.

#ifndef CFLOOR_CODEC_H
#define CFLOOR_CODEC_H

#include <stddef.h>
#include <stdint.h>

/// A `uint256` or `int256`: native 64-bit limbs, the most significant first.
typedef struct {
    uint64_t limb[4];
} floor_word;

typedef struct {
    uint8_t byte[20];
} floor_address;

/// A `bytes`, in an allocation of its own where it was decoded.
typedef struct {
    uint8_t *start;
    size_t count;
} floor_bytes;

/// An `address[]`, in an allocation of its own where it was decoded.
typedef struct {
    floor_address *start;
    size_t count;
} floor_addresses;

/// The arguments of `addMarginToNextVA(address,uint8,uint256,uint256)`.
typedef struct {
    floor_address sub_account;
    uint8_t isolation_type;
    floor_word symbol_id, amount;
} floor_margin;

/// The arguments of `requestToClosePosition(uint256,uint256,uint256,uint8,uint256)`.
typedef struct {
    floor_word quote_id, close_price, quantity;
    uint8_t order_type;
    floor_word deadline;
} floor_close;

/// The arguments of the 0.8.5 `sendQuoteWithAffiliateAndData`.
typedef struct {
    floor_addresses white_list;
    floor_word symbol_id;
    uint8_t position_type, order_type;
    floor_word price, quantity, cva, lf, party_a_mm, party_b_mm, deadline;
    floor_address affiliate;
    floor_bytes request_id;
    floor_word timestamp, upnl, upnl_price;
    floor_bytes gateway_signature;
    floor_word signature;
    floor_address owner, nonce;
    floor_bytes data;
} floor_send;

/// The 0.8.5 `Quote`.
typedef struct {
    floor_word id;
    floor_addresses white_list;
    floor_word symbol_id;
    uint8_t position_type, order_type;
    floor_word prices[6];
    floor_word initial_locked[4], locked[4];
    floor_word max_funding_rate;
    floor_address party_a, party_b;
    uint8_t status;
    floor_word numbers[9];
    floor_address affiliate;
    floor_word paid_funding, close_fee;
    floor_bytes data;
} floor_quote;

/// An Instant Layer SignedOperation without flex fields.
typedef struct {
    floor_address signer, target;
    floor_bytes call_data;
    floor_address account;
    uint8_t is_party_b;
    floor_word max_uses, nonce, deadline;
    uint8_t salt[32];
} floor_operation;

/// Encoders give the number of bytes written. `out` has room for them.
size_t floor_encode_margin(const floor_margin *call, uint8_t *out);
size_t floor_encode_close(const floor_close *call, uint8_t *out);
size_t floor_encode_send(const floor_send *call, uint8_t *out);
size_t floor_send_size(const floor_send *call);
/// The answer of a view that returns `Quote[]`.
size_t floor_encode_quotes(const floor_quote *quotes, size_t count, uint8_t *out);
size_t floor_quotes_size(const floor_quote *quotes, size_t count);

/// The same into an allocation of just the size; free it.
uint8_t *floor_encode_margin_fresh(const floor_margin *call);
uint8_t *floor_encode_close_fresh(const floor_close *call);
uint8_t *floor_encode_send_fresh(const floor_send *call);
uint8_t *floor_encode_quotes_fresh(const floor_quote *quotes, size_t count);

/// Decoders check every bound, offset and padding and give 0 for what is not canonical.
int floor_decode_margin(const uint8_t *data, size_t count, floor_margin *call);
int floor_decode_close(const uint8_t *data, size_t count, floor_close *call);
int floor_decode_send(const uint8_t *data, size_t count, floor_send *call);
floor_quote *floor_decode_quotes(const uint8_t *data, size_t size, size_t *count);
void floor_free_send(floor_send *call);
void floor_free_quotes(floor_quote *quotes, size_t count);

/// The EIP-712 digest, type hashes and domain separator being constants: 9 permutations for 484 bytes of callData, 13 for 1,028.
void floor_operation_digest(const floor_operation *operation, const uint8_t separator[32], const uint8_t type_hashes[96], uint8_t digest[32]);

#endif
