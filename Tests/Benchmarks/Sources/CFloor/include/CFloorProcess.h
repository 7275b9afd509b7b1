// Other programs, run and measured.

#ifndef CFLOOR_PROCESS_H
#define CFLOOR_PROCESS_H

#include <stdint.h>

/// What a process took, those that it waited for included.
typedef struct {
    /// Nanoseconds on the clock from start to end.
    uint64_t wall;
    /// Microseconds of the processor in user mode and in the kernel.
    uint64_t user, system;
    /// Nanoseconds of the processor in which libsecp256k1 signed meanwhile, on average: how quick the machine was. 0 where that is not known.
    uint64_t signing;
    /// The exit code, 128 and more where a signal ended it.
    int code;
} floor_usage;

/// Runs the program `arguments[0]`, found by PATH, with what it writes to standard output thrown away; gives 0, or the `errno` of starting it.
///
/// `arguments` ends with NULL. `floor_signing_start` has to come first.
int floor_run(char *const *arguments, floor_usage *usage);

#endif
