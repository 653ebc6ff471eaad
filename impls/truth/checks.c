/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include "check_kit.h"

#include <stdio.h>
#include <string.h>

const check_wrappers check_wrappers_true = {.create = hmf_create, .evaluate = hmf_evaluate};

static const hmf_check checks[] = {
    {"descriptor", "contract", "the descriptor is complete and valid", check_descriptor},
    {"empty_grid", "contract", "no redshifts or no masses: a no-op, arrays may be NULL",
     check_empty_grid},
    {"one_point", "contract", "a grid of one cell, one row and one column keep the promise",
     check_one_point},
    {"every_length", "contract", "rows of any length, including remainders of vectors",
     check_every_length},
    {"any_alignment", "contract", "arrays may begin at any double", check_any_alignment},
    {"any_order", "contract", "masses and redshifts may be unsorted and repeated", check_any_order},
    {"scalar_equals_batch", "contract", "a cell computed alone is the cell of the grid",
     check_scalar_equals_batch},
    {"large_grids", "contract", "large grids (blocks, threads) have the same cells",
     check_large_grids},
    {"states_apart", "contract", "two models of different cosmologies are independent",
     check_states_apart},
    {"repeatable", "contract", "repeated calls have bitwise equal answers", check_repeatable},
    {"inputs_used", "contract", "the answer depends on z, mass and every cosmological parameter",
     check_inputs_used},
    {"inputs_kept", "contract", "z, mass and the cosmology are not written to", check_inputs_kept},
    {"output_whole", "contract", "every cell of the output is written, and nothing else",
     check_output_whole},
    {"threads", "contract", "if HMF_CONCURRENT: threads on one model get the answer of one thread",
     check_threads},
    {"errors", "contract", "bad arguments set status, message and an output of NaN", check_errors},
    {"edges", "contract", "finite and not negative at every corner of hmf_domain_promised",
     check_edges},
    {"fp_environment", "contract", "rounding mode, flush-to-zero and trap masks are restored",
     check_fp_environment},
    {"leaks", "contract", "memory does not grow over many create, evaluate, destroy", check_leaks},
    {"no_allocation", "contract", "evaluate allocates nothing", check_no_allocation},
    {"no_memory", "contract", "every failing allocation returns the right status, without leaks",
     check_no_memory},
    {"truth", "truth", "the promise of accuracy holds on every certified value", check_truth},
};

const hmf_check *hmf_checks(size_t *count) {
    *count = sizeof checks / sizeof *checks;
    return checks;
}

const hmf_check *hmf_check_find(const char *name) {
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (strcmp(checks[i].name, name) == 0) return &checks[i];
    return NULL;
}

void hmf_check_perform(const hmf_check *check, check_run *run) {
    const char *why_not = run->impl->unavailable ? run->impl->unavailable() : NULL;
    run->outcome = why_not ? CHECK_SKIPPED : CHECK_PASS;
    snprintf(run->message, sizeof run->message, "%s", why_not ? why_not : "");
    if (!why_not) check->run(run);
}

const char *check_outcome_text(check_outcome outcome) {
    switch (outcome) {
    case CHECK_PASS: return "PASS";
    case CHECK_FAIL: return "FAIL";
    case CHECK_SKIPPED: return "SKIPPED";
    case CHECK_NOTHING: return "n/a";
    }
    return "unknown outcome";
}
