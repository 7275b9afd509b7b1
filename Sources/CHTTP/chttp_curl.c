#include "chttp_curl.h"
#include "chttp.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct chttp_curl chttp_curl;
static pthread_once_t curl_once = PTHREAD_ONCE_INIT;

// POSIX lets a data pointer be read as a function's; the copy keeps C's rules.
static int look_up(void *library, const char *symbol, void *member) {
    void *found = dlsym(library, symbol);
    if (found == NULL) return 0;
    memcpy(member, &found, sizeof found);
    return 1;
}

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
#define LOOK_UP(member) look_up(library, "curl_" #member, &curl.member)
    if (!(LOOK_UP(global_init) && LOOK_UP(easy_init) && LOOK_UP(easy_setopt) && LOOK_UP(easy_perform) && LOOK_UP(easy_getinfo)
          && LOOK_UP(easy_cleanup) && LOOK_UP(easy_strerror) && LOOK_UP(slist_append) && LOOK_UP(slist_free_all))) {
        return;
    }
    curl.has_multi = LOOK_UP(multi_init) && LOOK_UP(multi_cleanup) && LOOK_UP(multi_setopt) && LOOK_UP(multi_add_handle)
        && LOOK_UP(multi_remove_handle) && LOOK_UP(multi_perform) && LOOK_UP(multi_poll) && LOOK_UP(multi_wakeup) && LOOK_UP(multi_info_read);
#undef LOOK_UP
    curl.ready = curl.global_init(GLOBAL_ALL) == 0;
}

int chttp_curl_open(void) {
    pthread_once(&curl_once, open_library);
    return curl.ready;
}

size_t chttp_sink_take(struct sink *sink, const char *data, size_t size, size_t count) {
    if (size != 0 && count > SIZE_MAX / size) return 0;
    size_t length = size * count;
    if (length > sink->most - sink->length) {
        sink->outcome = CHTTP_TOO_LARGE;
        return 0;
    }
    if (length > sink->capacity - sink->length) {
        size_t least = sink->most < 4096 ? sink->most : 4096;
        size_t capacity = sink->capacity < least ? least : sink->capacity;
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
