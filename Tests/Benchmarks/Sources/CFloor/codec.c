#include "words.h"

#include <stdlib.h>

static const uint8_t margin_selector[4] = {0xa6, 0xd6, 0x68, 0x52};
static const uint8_t close_selector[4] = {0x50, 0x1e, 0x89, 0x1f};
static const uint8_t send_selector[4] = {0xa7, 0xf3, 0xb3, 0x4b};

enum { send_head = 448, signature_head = 256, quote_head = 1152 };

// MARK: - Encoding

size_t floor_encode_margin(const floor_margin *call, uint8_t *out) {
    memcpy(out, margin_selector, 4);
    put_address(out + 4, &call->sub_account);
    put_number(out + 36, call->isolation_type);
    put_word(out + 68, &call->symbol_id);
    put_word(out + 100, &call->amount);
    return 132;
}

size_t floor_encode_close(const floor_close *call, uint8_t *out) {
    memcpy(out, close_selector, 4);
    put_word(out + 4, &call->quote_id);
    put_word(out + 36, &call->close_price);
    put_word(out + 68, &call->quantity);
    put_number(out + 100, call->order_type);
    put_word(out + 132, &call->deadline);
    return 164;
}

size_t floor_send_size(const floor_send *call) {
    return 4 + send_head + 32 + 32 * call->white_list.count + signature_head + 64 + padded(call->request_id.count)
        + padded(call->gateway_signature.count) + 32 + padded(call->data.count);
}

size_t floor_encode_send(const floor_send *call, uint8_t *out) {
    memcpy(out, send_selector, 4);
    uint8_t *head = out + 4, *end = head + send_head;
    put_number(head, (uint64_t)(end - head));
    end += put_addresses(end, &call->white_list);
    put_word(head + 32, &call->symbol_id);
    put_number(head + 64, call->position_type);
    put_number(head + 96, call->order_type);
    put_word(head + 128, &call->price);
    put_word(head + 160, &call->quantity);
    put_word(head + 192, &call->cva);
    put_word(head + 224, &call->lf);
    put_word(head + 256, &call->party_a_mm);
    put_word(head + 288, &call->party_b_mm);
    put_word(head + 320, &call->deadline);
    put_address(head + 352, &call->affiliate);
    put_number(head + 384, (uint64_t)(end - head));
    uint8_t *signature = end;
    end += signature_head;
    put_number(signature, (uint64_t)(end - signature));
    end += put_bytes(end, &call->request_id);
    put_word(signature + 32, &call->timestamp);
    put_word(signature + 64, &call->upnl);
    put_word(signature + 96, &call->upnl_price);
    put_number(signature + 128, (uint64_t)(end - signature));
    end += put_bytes(end, &call->gateway_signature);
    put_word(signature + 160, &call->signature);
    put_address(signature + 192, &call->owner);
    put_address(signature + 224, &call->nonce);
    put_number(head + 416, (uint64_t)(end - head));
    end += put_bytes(end, &call->data);
    return (size_t)(end - out);
}

size_t floor_quotes_size(const floor_quote *quotes, size_t count) {
    size_t size = 64 + count * (32 + quote_head + 64);
    for (size_t i = 0; i < count; i += 1) {
        size += 32 * quotes[i].white_list.count + padded(quotes[i].data.count);
    }
    return size;
}

INLINE uint8_t *put_quote(uint8_t *head, const floor_quote *quote) {
    uint8_t *end = head + quote_head;
    put_word(head, &quote->id);
    put_number(head + 32, (uint64_t)(end - head));
    end += put_addresses(end, &quote->white_list);
    put_word(head + 64, &quote->symbol_id);
    put_number(head + 96, quote->position_type);
    put_number(head + 128, quote->order_type);
    for (int i = 0; i < 6; i += 1) {
        put_word(head + 160 + 32 * i, &quote->prices[i]);
    }
    for (int i = 0; i < 4; i += 1) {
        put_word(head + 352 + 32 * i, &quote->initial_locked[i]);
        put_word(head + 480 + 32 * i, &quote->locked[i]);
    }
    put_word(head + 608, &quote->max_funding_rate);
    put_address(head + 640, &quote->party_a);
    put_address(head + 672, &quote->party_b);
    put_number(head + 704, quote->status);
    for (int i = 0; i < 9; i += 1) {
        put_word(head + 736 + 32 * i, &quote->numbers[i]);
    }
    put_address(head + 1024, &quote->affiliate);
    put_word(head + 1056, &quote->paid_funding);
    put_word(head + 1088, &quote->close_fee);
    put_number(head + 1120, (uint64_t)(end - head));
    return end + put_bytes(end, &quote->data);
}

size_t floor_encode_quotes(const floor_quote *quotes, size_t count, uint8_t *out) {
    put_number(out, 32);
    put_number(out + 32, count);
    uint8_t *head = out + 64, *end = head + 32 * count;
    for (size_t i = 0; i < count; i += 1) {
        put_number(head + 32 * i, (uint64_t)(end - head));
        end = put_quote(end, quotes + i);
    }
    return (size_t)(end - out);
}

uint8_t *floor_encode_margin_fresh(const floor_margin *call) {
    uint8_t *out = malloc(132);
    if (out) {
        floor_encode_margin(call, out);
    }
    return out;
}

uint8_t *floor_encode_close_fresh(const floor_close *call) {
    uint8_t *out = malloc(164);
    if (out) {
        floor_encode_close(call, out);
    }
    return out;
}

uint8_t *floor_encode_send_fresh(const floor_send *call) {
    uint8_t *out = malloc(floor_send_size(call));
    if (out) {
        floor_encode_send(call, out);
    }
    return out;
}

uint8_t *floor_encode_quotes_fresh(const floor_quote *quotes, size_t count) {
    uint8_t *out = malloc(floor_quotes_size(quotes, count));
    if (out) {
        floor_encode_quotes(quotes, count, out);
    }
    return out;
}

// MARK: - Decoding

/// What is read from, and whether anything in it was not canonical.
typedef struct {
    const uint8_t *data;
    size_t size;
    uint64_t dirt;
} floor_reader;

/// Follows an offset in the head at `head`, at least `least`, to `needed` bytes; 0 where they are not all there.
INLINE size_t tail(floor_reader *reader, size_t head, size_t at, size_t least, size_t needed) {
    const size_t available = reader->size - head;
    const uint64_t offset = number_at(reader->data + head + at, available);
    if (offset < least || available - offset < needed) {
        reader->dirt = 1;
        return 0;
    }
    return head + offset;
}

INLINE floor_bytes bytes_at(floor_reader *reader, size_t head, size_t at, size_t least) {
    floor_bytes bytes = {NULL, 0};
    const size_t start = tail(reader, head, at, least, 32);
    if (start == 0) {
        return bytes;
    }
    const size_t available = reader->size - start - 32;
    const uint64_t count = number_at(reader->data + start, available + 1);
    if (count > available || padded(count) > available) {
        reader->dirt = 1;
        return bytes;
    }
    const uint8_t *from = reader->data + start + 32;
    for (size_t i = count; i < padded(count); i += 1) {
        reader->dirt |= from[i];
    }
    if (count > 0 && (bytes.start = malloc(count))) {
        memcpy(bytes.start, from, count);
        bytes.count = count;
    }
    return bytes;
}

INLINE floor_addresses addresses_at(floor_reader *reader, size_t head, size_t at, size_t least) {
    floor_addresses addresses = {NULL, 0};
    const size_t start = tail(reader, head, at, least, 32);
    if (start == 0) {
        return addresses;
    }
    const size_t available = (reader->size - start - 32) / 32;
    const uint64_t count = number_at(reader->data + start, available + 1);
    if (count > available) {
        reader->dirt = 1;
        return addresses;
    }
    if (count > 0 && (addresses.start = malloc(count * sizeof(floor_address)))) {
        for (size_t i = 0; i < count; i += 1) {
            addresses.start[i] = address_at(reader->data + start + 32 + 32 * i, &reader->dirt);
        }
        addresses.count = count;
    }
    return addresses;
}

int floor_decode_margin(const uint8_t *data, size_t count, floor_margin *call) {
    uint64_t dirt = 0;
    if (count < 132 || memcmp(data, margin_selector, 4) != 0) {
        return 0;
    }
    call->sub_account = address_at(data + 4, &dirt);
    call->isolation_type = small_at(data + 36, &dirt);
    call->symbol_id = word_at(data + 68);
    call->amount = word_at(data + 100);
    return dirt == 0;
}

int floor_decode_close(const uint8_t *data, size_t count, floor_close *call) {
    uint64_t dirt = 0;
    if (count < 164 || memcmp(data, close_selector, 4) != 0) {
        return 0;
    }
    call->quote_id = word_at(data + 4);
    call->close_price = word_at(data + 36);
    call->quantity = word_at(data + 68);
    call->order_type = small_at(data + 100, &dirt);
    call->deadline = word_at(data + 132);
    return dirt == 0;
}

int floor_decode_send(const uint8_t *data, size_t count, floor_send *call) {
    memset(call, 0, sizeof *call);
    if (count < 4 + send_head || memcmp(data, send_selector, 4) != 0) {
        return 0;
    }
    floor_reader reader = {data + 4, count - 4, 0};
    data += 4;
    call->white_list = addresses_at(&reader, 0, 0, send_head);
    call->symbol_id = word_at(data + 32);
    call->position_type = small_at(data + 64, &reader.dirt);
    call->order_type = small_at(data + 96, &reader.dirt);
    call->price = word_at(data + 128);
    call->quantity = word_at(data + 160);
    call->cva = word_at(data + 192);
    call->lf = word_at(data + 224);
    call->party_a_mm = word_at(data + 256);
    call->party_b_mm = word_at(data + 288);
    call->deadline = word_at(data + 320);
    call->affiliate = address_at(data + 352, &reader.dirt);
    const size_t signature = tail(&reader, 0, 384, send_head, signature_head);
    if (signature == 0) {
        return 0;
    }
    call->request_id = bytes_at(&reader, signature, 0, signature_head);
    call->timestamp = word_at(data + signature + 32);
    call->upnl = word_at(data + signature + 64);
    call->upnl_price = word_at(data + signature + 96);
    call->gateway_signature = bytes_at(&reader, signature, 128, signature_head);
    call->signature = word_at(data + signature + 160);
    call->owner = address_at(data + signature + 192, &reader.dirt);
    call->nonce = address_at(data + signature + 224, &reader.dirt);
    call->data = bytes_at(&reader, 0, 416, send_head);
    return reader.dirt == 0;
}

INLINE void quote_at(floor_reader *reader, size_t head, floor_quote *quote) {
    const uint8_t *data = reader->data + head;
    quote->id = word_at(data);
    quote->white_list = addresses_at(reader, head, 32, quote_head);
    quote->symbol_id = word_at(data + 64);
    quote->position_type = small_at(data + 96, &reader->dirt);
    quote->order_type = small_at(data + 128, &reader->dirt);
    for (int i = 0; i < 6; i += 1) {
        quote->prices[i] = word_at(data + 160 + 32 * i);
    }
    for (int i = 0; i < 4; i += 1) {
        quote->initial_locked[i] = word_at(data + 352 + 32 * i);
        quote->locked[i] = word_at(data + 480 + 32 * i);
    }
    quote->max_funding_rate = word_at(data + 608);
    quote->party_a = address_at(data + 640, &reader->dirt);
    quote->party_b = address_at(data + 672, &reader->dirt);
    quote->status = small_at(data + 704, &reader->dirt);
    for (int i = 0; i < 9; i += 1) {
        quote->numbers[i] = word_at(data + 736 + 32 * i);
    }
    quote->affiliate = address_at(data + 1024, &reader->dirt);
    quote->paid_funding = word_at(data + 1056);
    quote->close_fee = word_at(data + 1088);
    quote->data = bytes_at(reader, head, 1120, quote_head);
}

floor_quote *floor_decode_quotes(const uint8_t *data, size_t size, size_t *count) {
    floor_reader reader = {data, size, 0};
    *count = 0;
    if (size < 64) {
        return NULL;
    }
    const size_t start = tail(&reader, 0, 0, 32, 32);
    if (start == 0) {
        return NULL;
    }
    const size_t available = (size - start - 32) / 32;
    const uint64_t quotes = number_at(data + start, available + 1);
    if (quotes > available) {
        return NULL;
    }
    floor_quote *result = malloc(quotes * sizeof(floor_quote));
    for (size_t i = 0; result && i < quotes; i += 1) {
        const size_t head = tail(&reader, start + 32, 32 * i, 32 * quotes, quote_head);
        if (head != 0) {
            quote_at(&reader, head, result + i);
            *count = i + 1;
        }
        if (reader.dirt != 0) {
            floor_free_quotes(result, *count);
            return NULL;
        }
    }
    return result;
}

void floor_free_send(floor_send *call) {
    free(call->white_list.start);
    free(call->request_id.start);
    free(call->gateway_signature.start);
    free(call->data.start);
}

void floor_free_quotes(floor_quote *quotes, size_t count) {
    for (size_t i = 0; i < count; i += 1) {
        free(quotes[i].white_list.start);
        free(quotes[i].data.start);
    }
    free(quotes);
}
