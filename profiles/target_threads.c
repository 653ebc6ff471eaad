/* SPDX-License-Identifier: MIT */
/*
 * target_threads.c: counts what the other threads do as well.
 *
 * callgrind's counting is switched on in one thread at a time, and the target switches it on in its
 * own. GCC's OpenMP starts a parallel region through GOMP_parallel; this one, found first by the
 * linker, switches the counting on in the other threads for the region's body alone: what they do
 * while they wait depends on chance.
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
