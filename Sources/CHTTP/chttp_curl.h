#ifndef CHTTP_CURL_H
#define CHTTP_CURL_H

// libcurl, opened when it is first asked for: for the files of this module.

#include <stddef.h>
#include <stdint.h>

// The part of libcurl's binary interface that is used here, the same since 7.0 but for protocols (7.19.4; by name since 7.85) and the
// functions of the multi interface (7.68); curl.h is not needed to build.
typedef void CURL;
typedef void CURLM;
struct curl_slist;
// CURLMsg: the third member is a union of a pointer and a code.
struct curl_message {
    int message;
    CURL *handle;
    union {
        void *pointer;
        int result;
    };
};
enum {
    OPTION_WRITEDATA = 10001,
    OPTION_URL = 10002,
    OPTION_READDATA = 10009,
    OPTION_ERRORBUFFER = 10010,
    OPTION_POSTFIELDS = 10015,
    OPTION_USERAGENT = 10018,
    OPTION_HTTPHEADER = 10023,
    OPTION_HEADERDATA = 10029,
    OPTION_CUSTOMREQUEST = 10036,
    OPTION_ACCEPT_ENCODING = 10102,
    OPTION_PROTOCOLS_STR = 10318,
    OPTION_WRITEFUNCTION = 20011,
    OPTION_READFUNCTION = 20012,
    OPTION_HEADERFUNCTION = 20079,
    OPTION_POSTFIELDSIZE_LARGE = 30120,
    OPTION_POST = 47,
    OPTION_FRESH_CONNECT = 74,
    OPTION_NOSIGNAL = 99,
    OPTION_TIMEOUT_MS = 155,
    OPTION_CONNECTTIMEOUT_MS = 156,
    OPTION_PROTOCOLS = 181,
    MULTI_MAX_HOST_CONNECTIONS = 7,
    MULTI_MAX_TOTAL_CONNECTIONS = 13,
    INFO_RESPONSE_CODE = 0x200002,
    MESSAGE_DONE = 1,
    PROTOCOL_HTTP = 1,
    PROTOCOL_HTTPS = 2,
    ERROR_BUFFER_SIZE = 256,
    GLOBAL_ALL = 3,
};

struct chttp_curl {
    int (*global_init)(long);
    CURL *(*easy_init)(void);
    int (*easy_setopt)(CURL *, int, ...);
    int (*easy_perform)(CURL *);
    int (*easy_getinfo)(CURL *, int, ...);
    void (*easy_cleanup)(CURL *);
    const char *(*easy_strerror)(int);
    struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
    void (*slist_free_all)(struct curl_slist *);
    CURLM *(*multi_init)(void);
    int (*multi_cleanup)(CURLM *);
    int (*multi_setopt)(CURLM *, int, ...);
    int (*multi_add_handle)(CURLM *, CURL *);
    int (*multi_remove_handle)(CURLM *, CURL *);
    int (*multi_perform)(CURLM *, int *);
    int (*multi_poll)(CURLM *, void *, unsigned, int, int *);
    int (*multi_wakeup)(CURLM *);
    struct curl_message *(*multi_info_read)(CURLM *, int *);
    int ready;
    // Whether the functions of the multi interface are there too.
    int has_multi;
};
extern struct chttp_curl chttp_curl;
#define curl chttp_curl

// Whether there is a libcurl; opens it the first time.
int chttp_curl_open(void);

// Bytes as they come, up to a limit.
struct sink {
    uint8_t *bytes;
    size_t length, capacity, most;
    int outcome;
};
// As a write function of curl returns: how much was taken, less than came where it is too much.
size_t chttp_sink_take(struct sink *sink, const char *data, size_t size, size_t count);

#endif
