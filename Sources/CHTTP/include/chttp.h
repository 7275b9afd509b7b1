#ifndef CHTTP_H
#define CHTTP_H

#include <stddef.h>
#include <stdint.h>

// HTTP POST by the system's libcurl, which is opened when the first session is made and not before: a command that talks to nobody neither
// loads nor needs it.

typedef struct chttp_session chttp_session;

enum chttp_outcome {
    CHTTP_ANSWERED = 0,   // `status` and `body` are set
    CHTTP_FAILED = 1,     // nobody answered, or not completely: `error` says why
    CHTTP_TOO_LARGE = 2,  // the answer exceeds the limit
    CHTTP_NO_MEMORY = 3,
};

typedef struct {
    int outcome;
    long status;
    uint8_t *_Nullable body;  // freed by chttp_answer_free
    size_t length;
    char error[256];  // ends with NUL
} chttp_answer;

// A session keeps its connection for the next request. NULL where there is no libcurl; `error`, of `room` bytes, then says so.
chttp_session *_Nullable chttp_session_new(char *_Nonnull error, size_t room);
void chttp_session_free(chttp_session *_Nullable session);

// Posts `body` as JSON. Only http and https; redirections are not followed; certificates are checked against the system's roots.
void chttp_post(chttp_session *_Nonnull session, const char *_Nonnull url, const uint8_t *_Nullable body, size_t length, long timeout_ms,
                size_t most_bytes, chttp_answer *_Nonnull answer);
void chttp_answer_free(chttp_answer *_Nonnull answer);

#endif
