#include <json-c/json.h>
#if defined(__GLIBC__)
// For mallopt(), which the Glibc module leaves out.
#include <malloc.h>
#endif
