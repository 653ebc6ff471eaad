/**
 * @file
 * short_memory.h: whether this process was ever refused memory, for what is made of hundreds of
 * allocations: one look at the end, before a result is printed, instead of one at each.
 */
#ifndef HMF_SHORT_MEMORY_H
#define HMF_SHORT_MEMORY_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** To be called by who was refused memory and has no other way to say so. */
void hmf_memory_fell_short(void);

/** Whether anybody has called that. */
bool hmf_memory_is_short(void);

#ifdef __cplusplus
}
#endif

#endif
