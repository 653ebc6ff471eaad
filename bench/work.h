/*
 * work.h: ./hmf bench --work, what a cell costs against how many there are.
 */
#ifndef HMF_WORK_H
#define HMF_WORK_H

#include "hmf.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Times count implementations, warm, on grids of 1 to 1e7 cells, prints nanoseconds a cell and
 * writes json_path. An implementation is left out from the size on where a call takes more than a
 * second. Returns the exit status. */
int hmf_work(const hmf_impl *const *impls, size_t count, const char *json_path, uint64_t seed);

#ifdef __cplusplus
}
#endif

#endif
