/*
 * headline.h: ./hmf bench --headline, the ladder of implementations in one table: how far each is
 * from a workshop's Python start, and how far the last is from what a processor can do.
 */
#ifndef HMF_HEADLINE_H
#define HMF_HEADLINE_H

#include "hmf.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Measures count implementations in so many rounds, prints, and writes json_path. Returns the exit
 * status. */
int hmf_headline(const hmf_impl *const *impls, size_t count, const char *json_path, size_t rounds,
                 uint64_t seed);

#ifdef __cplusplus
}
#endif

#endif
