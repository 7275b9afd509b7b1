#ifndef CHTTP_H
#define CHTTP_H

#include <stddef.h>
#include <stdint.h>

// HTTP by the system's libcurl, which is opened when the first session or loop is made and not before: a command that talks to nobody
// neither loads nor needs it. Only http and https; redirections are not followed; certificates are checked against the system's roots.

typedef struct chttp_session chttp_session;

enum chttp_outcome {
    CHTTP_ANSWERED = 0,   // `status` and `body` are set
    CHTTP_FAILED = 1,     // nobody answered, or not completely: `error` says why
    CHTTP_TOO_LARGE = 2,  // the answer exceeds the limit
    CHTTP_NO_MEMORY = 3,
    CHTTP_CANCELLED = 4,
};

// One request at a time: a session keeps its connection for the next.

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

// Posts `body` as JSON.
void chttp_post(chttp_session *_Nonnull session, const char *_Nonnull url, const uint8_t *_Nullable body, size_t length, long timeout_ms,
                size_t most_bytes, chttp_answer *_Nonnull answer);
void chttp_answer_free(chttp_answer *_Nonnull answer);

// Any number of requests at a time, on one thread that lives as long as the process. Connections are kept for later requests. A request whose
// connection breaks is not sent again, whether or not the connection had been used before; only one without a body that is a GET may be.

typedef struct chttp_loop chttp_loop;

typedef struct {
    const char *_Nonnull url;
    const char *_Nonnull method;
    const char *_Nonnull const *_Nullable headers;  // "Name: value"
    size_t header_count;
    const uint8_t *_Nullable body;
    size_t length;
    long timeout_ms;    // of all of it
    size_t most_bytes;  // of the answer's body
} chttp_request;

typedef struct {
    int outcome;  // chttp_outcome
    int code;     // curl's, where it failed
    long status;
    const uint8_t *_Nullable body;
    size_t length;
    const uint8_t *_Nullable head;  // status line and header fields
    size_t head_length;
    const char *_Nonnull error;
} chttp_result;

// Called once for each request, on the loop's thread. The result is gone when it returns.
typedef void (*chttp_done)(void *_Nonnull context, const chttp_result *_Nonnull result);

// NULL where there is no libcurl, or one of before 7.68; `error`, of `room` bytes, then says so.
chttp_loop *_Nullable chttp_loop_start(char *_Nonnull error, size_t room);
// The request's number. 0 where it cannot be made: `done` is not called then.
uint64_t chttp_loop_send(chttp_loop *_Nonnull loop, const chttp_request *_Nonnull request, void *_Nonnull context, chttp_done _Nonnull done);
// Ends a request; `done` is called soon, with CHTTP_CANCELLED unless it had ended already.
void chttp_loop_cancel(chttp_loop *_Nonnull loop, uint64_t id);

#endif
