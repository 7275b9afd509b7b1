#include "chttp.h"

#include "chttp_curl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct chttp_session {
    CURL *handle;
    struct curl_slist *headers;
};

chttp_session *chttp_session_new(char *error, size_t room) {
    if (!chttp_curl_open()) {
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

static size_t receive(char *data, size_t size, size_t count, void *context) { return chttp_sink_take(context, data, size, count); }

void chttp_post(chttp_session *session, const char *url, const uint8_t *body, size_t length, long timeout_ms, size_t most_bytes,
                chttp_answer *answer) {
    memset(answer, 0, sizeof *answer);
    struct sink sink = {.most = most_bytes};
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
