#include "chttp.h"
#include "chttp_curl.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// What a head may have in all; no service sends as much.
enum { MOST_HEAD = 256 * 1024, CONNECTIONS_PER_HOST = 16, MOST_CONNECTIONS = 64 };

struct exchange {
    uint64_t id;
    struct exchange *next;
    CURL *handle;
    struct curl_slist *headers;
    uint8_t *body;
    size_t length, sent;
    struct sink sink;
    struct sink head;
    char error[ERROR_BUFFER_SIZE];
    void *context;
    chttp_done done;
};

struct chttp_loop {
    CURLM *multi;
    pthread_mutex_t lock;
    // Under the lock: what is to begin, and what is to end.
    struct exchange *beginning;
    uint64_t *ending;
    size_t ending_count, ending_room;
    uint64_t last_id;
    // The loop's thread only.
    struct exchange *active;
};

static size_t receive_body(char *data, size_t size, size_t count, void *context) {
    return chttp_sink_take(&((struct exchange *)context)->sink, data, size, count);
}

static size_t receive_head(char *data, size_t size, size_t count, void *context) {
    struct exchange *exchange = context;
    // An answer in between, such as "100 Continue", has a head of its own, which the last one replaces.
    if (size * count >= 5 && memcmp(data, "HTTP/", 5) == 0) exchange->head.length = 0;
    return chttp_sink_take(&exchange->head, data, size, count);
}

static size_t send_body(char *buffer, size_t size, size_t count, void *context) {
    struct exchange *exchange = context;
    size_t room = size * count, rest = exchange->length - exchange->sent;
    size_t length = rest < room ? rest : room;
    if (length > 0) memcpy(buffer, exchange->body + exchange->sent, length);
    exchange->sent += length;
    return length;
}

static void free_exchange(struct exchange *exchange) {
    if (exchange->handle != NULL) curl.easy_cleanup(exchange->handle);
    if (exchange->headers != NULL) curl.slist_free_all(exchange->headers);
    free(exchange->sink.bytes);
    free(exchange->head.bytes);
    free(exchange->body);
    free(exchange);
}

// Tells how it ended, and forgets it. On the loop's thread.
static void finish(struct exchange *exchange, int outcome, int code) {
    chttp_result result = {.outcome = outcome, .code = code, .error = exchange->error};
    if (outcome == CHTTP_FAILED && exchange->error[0] == 0) result.error = curl.easy_strerror(code);
    if (outcome == CHTTP_ANSWERED) curl.easy_getinfo(exchange->handle, INFO_RESPONSE_CODE, &result.status);
    result.body = exchange->sink.bytes;
    result.length = exchange->sink.length;
    result.head = exchange->head.bytes;
    result.head_length = exchange->head.length;
    exchange->done(exchange->context, &result);
    free_exchange(exchange);
}

static struct exchange *take_active(chttp_loop *loop, CURL *handle, uint64_t id) {
    for (struct exchange **link = &loop->active; *link != NULL; link = &(*link)->next) {
        struct exchange *exchange = *link;
        if (exchange->handle != handle && exchange->id != id) continue;
        *link = exchange->next;
        curl.multi_remove_handle(loop->multi, exchange->handle);
        return exchange;
    }
    return NULL;
}

static void begin_and_end(chttp_loop *loop) {
    pthread_mutex_lock(&loop->lock);
    struct exchange *beginning = loop->beginning;
    loop->beginning = NULL;
    uint64_t *ending = loop->ending;
    size_t count = loop->ending_count;
    loop->ending = NULL;
    loop->ending_count = loop->ending_room = 0;
    pthread_mutex_unlock(&loop->lock);
    while (beginning != NULL) {
        struct exchange *exchange = beginning;
        beginning = exchange->next;
        if (curl.multi_add_handle(loop->multi, exchange->handle) != 0) {
            finish(exchange, CHTTP_NO_MEMORY, 0);
            continue;
        }
        exchange->next = loop->active;
        loop->active = exchange;
    }
    for (size_t i = 0; i < count; i++) {
        // One that has ended by itself meanwhile is not there any more.
        struct exchange *exchange = take_active(loop, NULL, ending[i]);
        if (exchange != NULL) finish(exchange, CHTTP_CANCELLED, 0);
    }
    free(ending);
}

static void *run(void *context) {
    chttp_loop *loop = context;
    for (;;) {
        begin_and_end(loop);
        int running = 0, waiting = 0;
        curl.multi_perform(loop->multi, &running);
        struct curl_message *message;
        while ((message = curl.multi_info_read(loop->multi, &waiting)) != NULL) {
            if (message->message != MESSAGE_DONE) continue;
            // The message goes with the handle.
            int code = message->result;
            struct exchange *exchange = take_active(loop, message->handle, 0);
            if (exchange == NULL) continue;
            int outcome = code == 0 ? CHTTP_ANSWERED : CHTTP_FAILED;
            if (code != 0 && exchange->sink.outcome != 0) outcome = exchange->sink.outcome;
            finish(exchange, outcome, code);
        }
        int ready = 0;
        curl.multi_poll(loop->multi, NULL, 0, 60 * 1000, &ready);
    }
    return NULL;
}

chttp_loop *chttp_loop_start(char *error, size_t room) {
    if (!chttp_curl_open() || !curl.has_multi) {
        snprintf(error, room, "there is no libcurl of 7.68 or later on this system");
        return NULL;
    }
    chttp_loop *loop = calloc(1, sizeof *loop);
    pthread_t thread;
    if (loop != NULL) loop->multi = curl.multi_init();
    if (loop == NULL || loop->multi == NULL || pthread_mutex_init(&loop->lock, NULL) != 0) {
        snprintf(error, room, "there is no memory");
        if (loop != NULL && loop->multi != NULL) curl.multi_cleanup(loop->multi);
        free(loop);
        return NULL;
    }
    curl.multi_setopt(loop->multi, MULTI_MAX_HOST_CONNECTIONS, (long)CONNECTIONS_PER_HOST);
    curl.multi_setopt(loop->multi, MULTI_MAX_TOTAL_CONNECTIONS, (long)MOST_CONNECTIONS);
    if (pthread_create(&thread, NULL, run, loop) != 0) {
        snprintf(error, room, "there is no thread for it");
        curl.multi_cleanup(loop->multi);
        pthread_mutex_destroy(&loop->lock);
        free(loop);
        return NULL;
    }
    pthread_detach(thread);
    return loop;
}

static int set_up(struct exchange *exchange, const chttp_request *request) {
    CURL *handle = exchange->handle = curl.easy_init();
    if (handle == NULL) return 0;
    int has_type = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        struct curl_slist *longer = curl.slist_append(exchange->headers, request->headers[i]);
        if (longer == NULL) return 0;
        exchange->headers = longer;
        if (strncasecmp(request->headers[i], "content-type:", 13) == 0) has_type = 1;
    }
    // Otherwise curl waits a second for leave to send a larger body, and gives each body a type.
    struct curl_slist *longer = curl.slist_append(exchange->headers, "Expect:");
    if (longer == NULL) return 0;
    exchange->headers = longer;
    if (!has_type && (longer = curl.slist_append(exchange->headers, "Content-Type:")) == NULL) return 0;
    exchange->headers = longer;

    int is_get = strcmp(request->method, "GET") == 0;
    if (request->length > 0 || !is_get) {
        // By a function that cannot go back: where a kept connection breaks, curl would send the body once more, and must not.
        curl.easy_setopt(handle, OPTION_POST, 1L);
        curl.easy_setopt(handle, OPTION_POSTFIELDSIZE_LARGE, (int64_t)request->length);
        curl.easy_setopt(handle, OPTION_READFUNCTION, send_body);
        curl.easy_setopt(handle, OPTION_READDATA, exchange);
        if (strcmp(request->method, "POST") != 0) curl.easy_setopt(handle, OPTION_CUSTOMREQUEST, request->method);
        // Nothing holds it back where there is no body, but a connection that nobody has used.
        if (request->length == 0) curl.easy_setopt(handle, OPTION_FRESH_CONNECT, 1L);
    }
    int failures = curl.easy_setopt(handle, OPTION_URL, request->url);
    if (curl.easy_setopt(handle, OPTION_PROTOCOLS_STR, "http,https") != 0) {
        failures |= curl.easy_setopt(handle, OPTION_PROTOCOLS, (long)(PROTOCOL_HTTP | PROTOCOL_HTTPS));
    }
    failures |= curl.easy_setopt(handle, OPTION_HTTPHEADER, exchange->headers);
    curl.easy_setopt(handle, OPTION_ACCEPT_ENCODING, "");
    curl.easy_setopt(handle, OPTION_NOSIGNAL, 1L);
    curl.easy_setopt(handle, OPTION_TIMEOUT_MS, request->timeout_ms < 1 ? 1L : request->timeout_ms);
    curl.easy_setopt(handle, OPTION_CONNECTTIMEOUT_MS, request->timeout_ms < 1 ? 1L : request->timeout_ms);
    failures |= curl.easy_setopt(handle, OPTION_WRITEFUNCTION, receive_body);
    failures |= curl.easy_setopt(handle, OPTION_WRITEDATA, exchange);
    failures |= curl.easy_setopt(handle, OPTION_HEADERFUNCTION, receive_head);
    failures |= curl.easy_setopt(handle, OPTION_HEADERDATA, exchange);
    curl.easy_setopt(handle, OPTION_ERRORBUFFER, exchange->error);
    return failures == 0;
}

uint64_t chttp_loop_send(chttp_loop *loop, const chttp_request *request, void *context, chttp_done done) {
    struct exchange *exchange = calloc(1, sizeof *exchange);
    if (exchange == NULL) return 0;
    exchange->context = context;
    exchange->done = done;
    exchange->length = request->length;
    exchange->sink.most = request->most_bytes;
    exchange->head.most = MOST_HEAD;
    if (request->length > 0) {
        exchange->body = malloc(request->length);
        if (exchange->body != NULL) memcpy(exchange->body, request->body, request->length);
    }
    if ((request->length > 0 && exchange->body == NULL) || !set_up(exchange, request)) {
        free_exchange(exchange);
        return 0;
    }
    pthread_mutex_lock(&loop->lock);
    uint64_t id = exchange->id = ++loop->last_id;
    // The order of those that begin at once does not matter.
    exchange->next = loop->beginning;
    loop->beginning = exchange;
    pthread_mutex_unlock(&loop->lock);
    curl.multi_wakeup(loop->multi);
    return id;
}

void chttp_loop_cancel(chttp_loop *loop, uint64_t id) {
    pthread_mutex_lock(&loop->lock);
    if (loop->ending_count == loop->ending_room) {
        size_t room = loop->ending_room == 0 ? 16 : loop->ending_room * 2;
        uint64_t *longer = realloc(loop->ending, room * sizeof *longer);
        if (longer != NULL) {
            loop->ending = longer;
            loop->ending_room = room;
        }
    }
    // Without memory it ends by its time.
    if (loop->ending_count < loop->ending_room) loop->ending[loop->ending_count++] = id;
    pthread_mutex_unlock(&loop->lock);
    curl.multi_wakeup(loop->multi);
}
