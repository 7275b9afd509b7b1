#include "CFloor.h"

#include <stdio.h>
#include <time.h>

uint64_t floor_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void floor_touch(void *pointer) { __asm__ volatile("" : : "r"(pointer) : "memory"); }

void floor_print_by_line(void) { setvbuf(stdout, NULL, _IOLBF, 0); }
