#include "chttp.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The part of libcurl's binary interface that is used here, the same since 7.0 but for protocols (7.19.4; by name since 7.85); curl.h is not
// needed to build.
typedef void CURL;
struct curl_slist;
enum {
    OPTION_WRITEDATA = 10001,
    OPTION_URL = 10002,
    OPTION_ERRORBUFFER = 10010,
    OPTION_POSTFIELDS = 10015,
    OPTION_USERAGENT = 10018,
    OPTION_HTTPHEADER = 10023,
    OPTION_ACCEPT_ENCODING = 10102,
    OPTION_PROTOCOLS_STR = 10318,
    OPTION_WRITEFUNCTION = 20011,
    OPTION_POSTFIELDSIZE_LARGE = 30120,
    OPTION_NOSIGNAL = 99,
    OPTION_TIMEOUT_MS = 155,
    OPTION_CONNECTTIMEOUT_MS = 156,
    OPTION_PROTOCOLS = 181,
    INFO_RESPONSE_CODE = 0x200002,
    PROTOCOL_HTTP = 1,
    PROTOCOL_HTTPS = 2,
    ERROR_BUFFER_SIZE = 256,
    GLOBAL_ALL = 3,
};

static struct {
    int (*global_init)(long);
    CURL *(*easy_init)(void);
    int (*easy_setopt)(CURL *, int, ...);
    int (*easy_perform)(CURL *);
    int (*easy_getinfo)(CURL *, int, ...);
    void (*easy_cleanup)(CURL *);
    const char *(*easy_strerror)(int);
    struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
    void (*slist_free_all)(struct curl_slist *);
    int ready;
} curl;
static pthread_once_t curl_once = PTHREAD_ONCE_INIT;

static void open_library(void) {
    static const char *const names[] = {
#ifdef __APPLE__
        "/usr/lib/libcurl.4.dylib", "libcurl.4.dylib", "libcurl.dylib",
#else
        "libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so",
#endif
    };
    void *library = NULL;
    for (size_t i = 0; library == NULL && i < sizeof names / sizeof *names; i++) library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return;
    // POSIX lets a data pointer be read as a function's; the copy keeps C's rules.
    #define LOOK_UP(member, symbol)                         \
        do {                                                \
            void *found = dlsym(library, symbol);           \
            if (found == NULL) return;                      \
            memcpy(&curl.member, &found, sizeof found);     \
        } while (0)
    LOOK_UP(global_init, "curl_global_init");
    LOOK_UP(easy_init, "curl_easy_init");
    LOOK_UP(easy_setopt, "curl_easy_setopt");
    LOOK_UP(easy_perform, "curl_easy_perform");
    LOOK_UP(easy_getinfo, "curl_easy_getinfo");
    LOOK_UP(easy_cleanup, "curl_easy_cleanup");
    LOOK_UP(easy_strerror, "curl_easy_strerror");
    LOOK_UP(slist_append, "curl_slist_append");
    LOOK_UP(slist_free_all, "curl_slist_free_all");
    #undef LOOK_UP
    curl.ready = curl.global_init(GLOBAL_ALL) == 0;
}

struct chttp_session {
    CURL *handle;
    struct curl_slist *headers;
};

chttp_session *chttp_session_new(char *error, size_t room) {
    pthread_once(&curl_once, open_library);
    if (!curl.ready) {
        snprintf(error, room, "there is no libcurl on this system, which talks to endpoints (Debian: libcurl4; macOS has it)");
        return NULL;
    }
    chttp_session *session = calloc(1, sizeof *session);
    if (session != NULL) {
        session->handle = curl.easy_init();
        struct curl_slist *headers = curl.slist_append(NULL, "Content-Type: application/json");
        // Otherwise curl waits a second for leave to send a larger body.
        session->headers = headers == NULL ? NULL : curl.slist_append(headers, "Expect:");
        if (session->headers == NULL && headers != NULL) curl.slist_free_all(headers);
    }
    if (session == NULL || session->handle == NULL || session->headers == NULL) {
        chttp_session_free(session);
        snprintf(error, room, "there is no memory");
        return NULL;
    }
    return session;
}

void chttp_session_free(chttp_session *session) {
    if (session == NULL) return;
    if (session->handle != NULL) curl.easy_cleanup(session->handle);
    if (session->headers != NULL) curl.slist_free_all(session->headers);
    free(session);
}

struct sink {
    uint8_t *bytes;
    size_t length, capacity, most;
    int outcome;
};

static size_t receive(char *data, size_t size, size_t count, void *context) {
    struct sink *sink = context;
    if (size != 0 && count > SIZE_MAX / size) return 0;
    size_t length = size * count;
    if (length > sink->most - sink->length) {
        sink->outcome = CHTTP_TOO_LARGE;
        return 0;
    }
    if (length > sink->capacity - sink->length) {
        size_t capacity = sink->capacity < 4096 ? 4096 : sink->capacity;
        while (capacity - sink->length < length) capacity = capacity > sink->most / 2 ? sink->most : capacity * 2;
        uint8_t *bytes = realloc(sink->bytes, capacity);
        if (bytes == NULL) {
            sink->outcome = CHTTP_NO_MEMORY;
            return 0;
        }
        sink->bytes = bytes;
        sink->capacity = capacity;
    }
    if (length > 0) memcpy(sink->bytes + sink->length, data, length);
    sink->length += length;
    return length;
}

void chttp_post(chttp_session *session, const char *url, const uint8_t *body, size_t length, long timeout_ms, size_t most_bytes,
                chttp_answer *answer) {
    memset(answer, 0, sizeof *answer);
    // Below 4,096 bytes the buffer would not grow to a whole step.
    struct sink sink = {.most = most_bytes < 4096 ? 4096 : most_bytes};
    char buffer[ERROR_BUFFER_SIZE] = "";
    CURL *handle = session->handle;
    curl.easy_setopt(handle, OPTION_URL, url);
    if (curl.easy_setopt(handle, OPTION_PROTOCOLS_STR, "http,https") != 0) {
        curl.easy_setopt(handle, OPTION_PROTOCOLS, (long)(PROTOCOL_HTTP | PROTOCOL_HTTPS));
    }
    curl.easy_setopt(handle, OPTION_POSTFIELDSIZE_LARGE, (int64_t)length);
    curl.easy_setopt(handle, OPTION_POSTFIELDS, body == NULL ? "" : (const char *)body);
    curl.easy_setopt(handle, OPTION_HTTPHEADER, session->headers);
    curl.easy_setopt(handle, OPTION_USERAGENT, "evm-bindgen");
    curl.easy_setopt(handle, OPTION_ACCEPT_ENCODING, "");
    curl.easy_setopt(handle, OPTION_NOSIGNAL, 1L);
    curl.easy_setopt(handle, OPTION_TIMEOUT_MS, timeout_ms);
    curl.easy_setopt(handle, OPTION_CONNECTTIMEOUT_MS, timeout_ms);
    curl.easy_setopt(handle, OPTION_WRITEFUNCTION, receive);
    curl.easy_setopt(handle, OPTION_WRITEDATA, &sink);
    curl.easy_setopt(handle, OPTION_ERRORBUFFER, buffer);
    int code = curl.easy_perform(handle);
    curl.easy_setopt(handle, OPTION_ERRORBUFFER, NULL);
    curl.easy_setopt(handle, OPTION_WRITEDATA, NULL);
    if (code != 0) {
        free(sink.bytes);
        answer->outcome = sink.outcome != 0 ? sink.outcome : CHTTP_FAILED;
        snprintf(answer->error, sizeof answer->error, "%s", buffer[0] != 0 ? buffer : curl.easy_strerror(code));
        return;
    }
    curl.easy_getinfo(handle, INFO_RESPONSE_CODE, &answer->status);
    answer->body = sink.bytes;
    answer->length = sink.length;
}

void chttp_answer_free(chttp_answer *answer) {
    free(answer->body);
    answer->body = NULL;
    answer->length = 0;
}
