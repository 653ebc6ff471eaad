/* rows.h: tables that grow, and a hash to find rows by their texts. */
#ifndef HMF_PROFILE_ROWS_H
#define HMF_PROFILE_ROWS_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* The rows, perhaps elsewhere, with room for one more than these `count`; NULL when memory is
 * short, and they stay where they are. The capacity is the next power of two, so that no table
 * carries it. */
static inline void *profile_make_room(void *rows, size_t count, size_t size) {
    if ((count & (count - 1)) != 0) return rows;
    return realloc(rows, (count ? 2 * count : 1) * size);
}

#define PROFILE_HASH_EMPTY UINT64_C(0xcbf29ce484222325)

/* Returns the hash of several texts, given that of those before this one, or PROFILE_HASH_EMPTY:
 * FNV-1a, 64 bits, of each text and the byte that ends it. */
static inline uint64_t profile_hash(uint64_t hash, const char *text) {
    do hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    while (*text++);
    return hash;
}

#endif
