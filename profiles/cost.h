/*
 * cost.h: what callgrind counts, of a function or of a line. The misses and mispredictions are
 * those of simulated caches and a simulated branch predictor (profilers.h says which).
 */
#ifndef HMF_PROFILE_COST_H
#define HMF_PROFILE_COST_H

#include <stdint.h>

typedef struct {
    uint64_t instructions; /* Ir                                                          */
    uint64_t accesses;     /* of data: Dr + Dw                                            */
    uint64_t l1_misses;    /* of instructions and data in the first cache: I1mr+D1mr+D1mw */
    uint64_t ll_misses;    /* in the last: ILmr + DLmr + DLmw                             */
    uint64_t branches;     /* conditional and indirect: Bc + Bi                           */
    uint64_t mispredicted; /* Bcm + Bim                                                   */
} profile_cost;

#endif
