/* fresh_cache.h: what implementations keep on disk (HMF_FILES of hmf.h) is kept in a folder of this
 * process's own, so that no run sees what another has left, and the user's cache is not touched. */
#ifndef HMF_FRESH_CACHE_H
#define HMF_FRESH_CACHE_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Makes an empty folder in $TMPDIR or /tmp, which goes away when the process exits or is told to
 * end (SIGHUP, SIGINT, SIGTERM), and points HMF_CACHE to it. False, having said why on standard
 * error, when it cannot be made. To be called once. */
bool hmf_fresh_cache(void);

#ifdef __cplusplus
}
#endif

#endif
