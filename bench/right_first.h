/* right_first.h: what gives a wrong answer is not timed. */
#ifndef HMF_RIGHT_FIRST_H
#define HMF_RIGHT_FIRST_H

#include "hmf.h"

#include <stdbool.h>
#include <stddef.h>

/* Holds implementations against every certified value. errors[count] gets their worst conditioned
 * errors; NULL: nobody wants them. False: one cannot be run or breaks its promise, which is told on
 * standard error. */
bool hmf_right_first(const hmf_impl *const *impls, size_t count, double *errors);

#endif
