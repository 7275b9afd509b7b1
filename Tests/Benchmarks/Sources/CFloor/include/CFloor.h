// What C can do: the limits that ours are measured against, and what measuring itself needs.

#ifndef CFLOOR_H
#define CFLOOR_H

#include <stddef.h>
#include <stdint.h>

#include "CFloorCodec.h"
#include "CFloorProcess.h"
#include "CFloorSigning.h"
#include "CFloorTransaction.h"

/// Monotonic time in nanoseconds.
uint64_t floor_nanoseconds(void);

/// Nanoseconds of the processor that the calling thread has used.
uint64_t floor_processor_nanoseconds(void);

/// Makes the compiler believe that what `pointer` points to is read and written.
void floor_touch(void *pointer);

/// Has standard output written a line at a time, also where it is no terminal.
void floor_print_by_line(void);

/// Keccak-256 of `count` bytes, by the best scalar permutation known here.
void floor_keccak256(const unsigned char *bytes, size_t count, unsigned char digest[32]);

/// The permutation alone, on 25 lanes.
void floor_permute(uint64_t *state);

#endif
