/* SPDX-License-Identifier: MIT */
/*
 * target_threads.c: counts the instructions of the other threads too.
 *
 * callgrind's counting is switched on per thread, and the target switches it on in its main thread.
 * GCC's OpenMP starts a parallel region through GOMP_parallel. The linker finds this replacement
 * first; it switches the counting on in the other threads, but only for the body of the region,
 * because the instructions of waiting threads vary.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <valgrind/callgrind.h>

typedef void region_start(void (*body)(void *), void *data, unsigned threads, unsigned flags);

typedef struct {
    void (*body)(void *);
    void *data;
} region;

static void target_region(void *argument) {
    const region *r = argument;
    const int other = gettid() != getpid();
    if (other) CALLGRIND_TOGGLE_COLLECT;
    r->body(r->data);
    if (other) CALLGRIND_TOGGLE_COLLECT;
}

region_start GOMP_parallel;

void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags) {
    static region_start *start;
    if (!start) start = (region_start *)(size_t)dlsym(RTLD_NEXT, "GOMP_parallel");
    if (!start) {
        fputs("hmf-profile-target: no GOMP_parallel in the OpenMP library\n", stderr);
        exit(1);
    }
    start(target_region, &(region){body, data}, threads, flags);
}
