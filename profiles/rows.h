/* rows.h: how the tables grow. */
#ifndef HMF_PROFILE_ROWS_H
#define HMF_PROFILE_ROWS_H

#include <stddef.h>
#include <stdlib.h>

/* The rows, perhaps elsewhere, with room for one more than these `count`; NULL when memory is
 * short, and they stay where they are. The capacity is the next power of two, so that no table
 * carries it. */
static inline void *profile_make_room(void *rows, size_t count, size_t size) {
    if ((count & (count - 1)) != 0) return rows;
    return realloc(rows, (count ? 2 * count : 1) * size);
}

#endif
