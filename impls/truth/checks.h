/* SPDX-License-Identifier: MIT */
/*
 * checks.h: the contract of hmf.h as a list of named checks.
 *
 * A check takes any implementation, registered or not, and reports whether it keeps one part of the
 * contract, with the worst input found. Implementations that are broken on purpose show that every
 * check can fail (tests/impls/broken.h).
 */
#ifndef HMF_CHECKS_H
#define HMF_CHECKS_H

#include "hmf.h"
#include "truth.h"

/* Pointers to the wrappers, so that checks of the wrappers can be given broken ones. Signatures as
 * in hmf.h. */
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
    CHECK_SKIPPED, /* cannot run on this machine; the message is the reason       */
    CHECK_NOTHING, /* the implementation does not claim the checked property       */
} check_outcome;

/* One run of one check. */
typedef struct {
    const hmf_impl *impl;
    const hmf_truth_table *table; /* certified cells, the inputs of most checks */
    const check_wrappers *wrappers;
    check_outcome outcome;
    char message[640]; /* of CHECK_FAIL: input, expected and actual value */
} check_run;

typedef struct {
    const char *name;
    const char *group;  /* "contract" or "truth"            */
    const char *proves; /* one line, for --list             */
    void (*run)(check_run *run);
} hmf_check;

/* Returns all checks; static. */
const hmf_check *hmf_checks(size_t *count);

/* Returns the check with this name, or NULL. */
const hmf_check *hmf_check_find(const char *name);

/* Runs the check and sets run->outcome and run->message. The outcome is CHECK_SKIPPED if the
 * implementation is unavailable on this machine. */
void hmf_check_perform(const hmf_check *check, check_run *run);

/* Returns "PASS", "FAIL", "SKIPPED" or "n/a". */
const char *check_outcome_text(check_outcome outcome);

#endif
