/* verified_doses.h: what the doses of a self-check came to when they were measured. */
#ifndef HMF_GATE_VERIFIED_DOSES_H
#define HMF_GATE_VERIFIED_DOSES_H

#include <stdbool.h>
#include <stddef.h>

/* One comparison under one dose, as bench/gate/self_check.sh leaves it in a file. */
typedef struct {
    char truth[48];     /* "dose-2", "busy-dose-2" */
    unsigned long seed; /* of the first run with this dose */
    char comparison[96];
    double ratio; /* of times, in the same layout */
    double gain;  /* of instructions, per cent    */
} verified_dose;

typedef struct {
    verified_dose *dose; /* owned */
    size_t count, room;
} verified_doses;

/* Adds the file [busy-]verified-PERCENT-SEED.txt: lines COMPARISON RATIO ERROR INSTRUCTIONS. False
 * when it is something else, or memory is short. */
bool verified_doses_read(verified_doses *doses, const char *path, const char *truth,
                         unsigned long seed);
void verified_doses_free(verified_doses *doses);

/* Whether it is more than half a per cent off. */
bool verified_dose_is_off(const verified_dose *dose);

/*
 * Whether a comparison of the run with that seed was given another dose than it should, when it was
 * last measured before the run. The shortest calls hide a part of the loop that is to make them
 * longer, and what is hidden differs with the layout. False where none was measured.
 */
bool verified_dose_missed(const verified_doses *doses, const char *truth, unsigned long seed,
                          const char *comparison);

#endif
