/*
 * allocations.h: reads what gperftools' heap profiler counted: how often and how much memory each
 * place in the program asked for.
 *
 * The file is text: "heap profile: ...@ heapprofile", then for every stack
 *   KEPT: KEPT_BYTES [COUNT: BYTES] @ 0xPC ...
 * leaf first, an empty line, "MAPPED_LIBRARIES:", and the text of /proc/self/maps.
 */
#ifndef HMF_PROFILE_ALLOCATIONS_H
#define HMF_PROFILE_ALLOCATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A call that asked for memory. */
typedef struct {
    char *function, *file; /* of that call; file is "" where there is no debug information; owned */
    unsigned long line; /* 0 likewise                                                           */
    char *caller;       /* the nearest function with debug information that led there; owned    */
    uint64_t count, bytes;     /* asked for     */
    uint64_t kept, kept_bytes; /* and not given back at the end */
} profile_allocation;

typedef struct {
    size_t count;
    profile_allocation *rows; /* owned; most bytes first */
} profile_allocations;

/* Fills an empty table. On failure returns false with the file, the line and the reason in
 * message[size], and the table is empty. */
bool allocations_read(const char *path, profile_allocations *allocations, char *message,
                      size_t size);

void allocations_free(profile_allocations *allocations);

#endif
