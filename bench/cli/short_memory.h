/* SPDX-License-Identifier: MIT */
/**
 * @file
 * short_memory.h: legacy; records failed allocations, so that tools can check once at the end.
 */
#ifndef HMF_SHORT_MEMORY_H
#define HMF_SHORT_MEMORY_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Records a failed allocation that the caller cannot return. */
void hmf_memory_fell_short(void);

/** Returns whether an allocation has failed. */
bool hmf_memory_is_short(void);

#ifdef __cplusplus
}
#endif

#endif
