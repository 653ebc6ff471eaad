/*
 * checks.h: what every implementation must keep, as a list of named checks.
 *
 * A check takes any implementation, in the registry or not, and says whether it keeps one part of
 * the contract in hmf.h, with the worst place it found. That the checks themselves can fail is
 * proved by implementations broken on purpose (broken.h).
 */
#ifndef HMF_CHECKS_H
#define HMF_CHECKS_H

#include "hmf.h"
#include "truth.h"

/* The checked wrappers behind pointers, so that broken ones can be given to the checks that test
 * the wrappers too. Signatures as in hmf.h. */
typedef struct {
    hmf_status (*create)(hmf_model *model, const hmf_impl *impl, const hmf_cosmology *cosmology,
                         hmf_error *error);
    hmf_status (*evaluate)(hmf_model *model, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm, hmf_error *error);
} check_wrappers;

extern const check_wrappers check_wrappers_true;

typedef enum {
    CHECK_PASS,
    CHECK_FAIL,
    CHECK_SKIPPED, /* could not be run here; the message says why             */
    CHECK_NOTHING, /* the implementation does not claim what the check proves */
} check_outcome;

/* One run of one check. */
typedef struct {
    const hmf_impl *impl;
    const hmf_truth_table *table; /* certified cells: the inputs of most checks and their nu */
    const check_wrappers *wrappers;
    check_outcome outcome;
    char message[640]; /* with FAIL: the input, what was expected, what came */
} check_run;

typedef struct {
    const char *name;
    const char *group;  /* "contract" or "truth"            */
    const char *proves; /* one line, for --list             */
    void (*run)(check_run *run);
} hmf_check;

/* All checks, static. */
const hmf_check *hmf_checks(size_t *count);

/* The check of that name, or NULL. */
const hmf_check *hmf_check_find(const char *name);

/* Runs the check and fills run->outcome and run->message; the other members are the caller's. An
 * implementation that is unavailable on this machine makes it CHECK_SKIPPED. */
void hmf_check_perform(const hmf_check *check, check_run *run);

/* "PASS", "FAIL", "SKIPPED", "n/a". */
const char *check_outcome_text(check_outcome outcome);

#endif
