#include <libwebsockets.h>
#include <openssl/x509_vfy.h>

/* LWS_PRE is a macro that Swift's importer can't read: the bytes that `lws_write` may use before the pointer it is given. */
static const size_t cwebsockets_prefix = LWS_PRE;
