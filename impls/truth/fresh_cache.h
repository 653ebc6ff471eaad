/* SPDX-License-Identifier: MIT */
/* fresh_cache.h: a temporary HMF_CACHE for implementations that keep files (HMF_FILES of hmf.h), so
 * that runs are independent and the user's cache stays untouched. */
#ifndef HMF_FRESH_CACHE_H
#define HMF_FRESH_CACHE_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Creates an empty folder in $TMPDIR or /tmp, sets HMF_CACHE to it, and removes it when the process
 * exits or receives SIGHUP, SIGINT or SIGTERM. Returns false after printing the reason. Call once.
 */
bool hmf_fresh_cache(void);

#ifdef __cplusplus
}
#endif

#endif
