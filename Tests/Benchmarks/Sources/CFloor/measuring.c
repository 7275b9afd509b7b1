#include "CFloor.h"

#include <stdio.h>
#include <time.h>

static uint64_t nanoseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

uint64_t floor_nanoseconds(void) { return nanoseconds(CLOCK_MONOTONIC); }

uint64_t floor_processor_nanoseconds(void) { return nanoseconds(CLOCK_THREAD_CPUTIME_ID); }

void floor_touch(void *pointer) { __asm__ volatile("" : : "r"(pointer) : "memory"); }

void floor_print_by_line(void) { setvbuf(stdout, NULL, _IOLBF, 0); }
