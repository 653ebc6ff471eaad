/* SPDX-License-Identifier: MIT */
/* check_kit.h: shared parts of the checks: cells, guarded outputs, comparisons. */
#ifndef HMF_CHECK_KIT_H
#define HMF_CHECK_KIT_H

#include "checks.h"

#include <stdbool.h>

enum { KIT_Z = 5, KIT_MASSES = 8, KIT_CELLS = KIT_Z * KIT_MASSES };

/* The longest row has one cell more than eight vectors of eight doubles, one step of unrolled
 * AVX-512 code. KIT_GUARD is one such vector. */
enum { KIT_LONGEST = 65, KIT_GUARD = 8 };

/* A small grid, copied from the table of certified values. */
typedef struct {
    hmf_cosmology cosmology;
    size_t nz, nmass;
    _Alignas(64) double z[KIT_Z];
    _Alignas(64) double mass[KIT_MASSES];
    double want[KIT_CELLS], nu[KIT_CELLS]; /* [iz * nmass + im] */
} kit_grid;

/* An output inside a larger array. Writes outside it hit the guards, so that this check finds them,
 * also under sanitizers. */
typedef struct {
    double all[KIT_GUARD + KIT_LONGEST + KIT_GUARD];
} kit_output;

/* Takes at most KIT_Z x KIT_MASSES cells of the default cosmology from the table. Fails the check
 * and returns false if there are none. */
bool kit_default_grid(check_run *run, kit_grid *grid);

/* As kit_default_grid, for a cosmology that differs from the default in every parameter. */
bool kit_other_grid(check_run *run, kit_grid *grid);

/* Fills output and guards with a marker that no arithmetic produces; returns the cells. */
double *kit_prepare(kit_output *output);

/* Fails the check unless exactly the first count cells were written. */
bool kit_written(check_run *run, const char *what, const kit_output *output, size_t count);

/* Offsets of a cosmological parameter in a cosmology and in a domain. */
typedef struct {
    const char *name;
    size_t in_cosmology, in_domain;
} kit_parameter;

enum { KIT_PARAMETERS = 6 };
extern const kit_parameter kit_parameters[KIT_PARAMETERS];

double *kit_value(hmf_cosmology *cosmology, const kit_parameter *parameter);
hmf_bounds kit_bounds(const hmf_domain *domain, const kit_parameter *parameter);

/* Fails the check with a printf-like message, unless it has failed already. Returns false. */
__attribute__((format(printf, 2, 3))) bool kit_fail(check_run *run, const char *format, ...);

/* Call the wrappers; an error fails the check. */
bool kit_create(check_run *run, hmf_model *model, const hmf_cosmology *cosmology);
bool kit_evaluate(check_run *run, hmf_model *model, const double *z, size_t nz, const double *mass,
                  size_t nmass, double *dn_dlnm);

/* Evaluates the whole grid into cells, on a model of its own. */
bool kit_answer(check_run *run, const kit_grid *grid, double *cells);

/* Fails the check at the first cell that is not bitwise equal. `what` names the call that computed
 * got. */
bool kit_same(check_run *run, const char *what, const kit_grid *grid, const double *expected,
              const double *got);

/* Fails the check unless the conditioned difference (truth.h) of got and expected at cell (iz, im)
 * is at most twice the promise, because both values may err by the promise. */
bool kit_close(check_run *run, const char *what, const kit_grid *grid, size_t iz, size_t im,
               double expected, double got);

/* ---- the checks, listed in checks.c ---------------------------------------------------------- */

typedef void check_function(check_run *run);

/* check_arguments.c */
check_function check_descriptor, check_empty_grid, check_errors, check_inputs_kept,
    check_output_whole;

/* check_answers.c */
check_function check_one_point, check_every_length, check_any_alignment, check_any_order,
    check_scalar_equals_batch, check_large_grids, check_inputs_used, check_edges, check_truth;

/* check_state.c */
check_function check_repeatable, check_states_apart, check_threads, check_fp_environment,
    check_leaks, check_no_allocation, check_no_memory;

#endif
