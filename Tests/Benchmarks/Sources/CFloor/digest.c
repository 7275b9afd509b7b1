#include "CFloor.h"

#include "words.h"

void floor_operation_digest(const floor_operation *operation, const uint8_t separator[32], const uint8_t type_hashes[96], uint8_t digest[32]) {
    static const uint8_t no_fields[32] = {
        0xc5, 0xd2, 0x46, 0x01, 0x86, 0xf7, 0x23, 0x3c, 0x92, 0x7e, 0x7d, 0xb2, 0xdc, 0xc7, 0x03, 0xc0,
        0xe5, 0x00, 0xb6, 0x53, 0xca, 0x82, 0x27, 0x3b, 0x7b, 0xfa, 0xd8, 0x04, 0x5d, 0x85, 0xa4, 0x70,
    };
    uint8_t message[256], account[96], header[128], last[66];

    memcpy(account, type_hashes + 32, 32);
    put_address(account + 32, &operation->account);
    put_number(account + 64, operation->is_party_b);

    memcpy(header, type_hashes + 64, 32);
    put_word(header + 32, &operation->nonce);
    put_word(header + 64, &operation->deadline);
    memcpy(header + 96, operation->salt, 32);

    memcpy(message, type_hashes, 32);
    put_address(message + 32, &operation->signer);
    put_address(message + 64, &operation->target);
    floor_keccak256(operation->call_data.start, operation->call_data.count, message + 96);
    floor_keccak256(account, 96, message + 128);
    memcpy(message + 160, no_fields, 32);
    put_word(message + 192, &operation->max_uses);
    floor_keccak256(header, 128, message + 224);

    last[0] = 0x19;
    last[1] = 0x01;
    memcpy(last + 2, separator, 32);
    floor_keccak256(message, 256, last + 34);
    floor_keccak256(last, 66, digest);
}
