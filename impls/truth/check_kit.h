/*
 * check_kit.h: what the checks share: cells to work on, guarded outputs, comparisons.
 */
#ifndef HMF_CHECK_KIT_H
#define HMF_CHECK_KIT_H

#include "checks.h"

#include <stdbool.h>

enum { KIT_Z = 5, KIT_MASSES = 8, KIT_CELLS = KIT_Z * KIT_MASSES };

/* The longest output: a row that leaves one cell over after eight vectors of eight doubles, the
 * most that unrolled AVX-512 code takes in one step. KIT_GUARD is one such vector. */
enum { KIT_LONGEST = 65, KIT_GUARD = 8 };

/* A small grid out of the table of certified values. Everything is a copy and may be changed. */
typedef struct {
    hmf_cosmology cosmology;
    size_t nz, nmass;
    _Alignas(64) double z[KIT_Z]; /* whatever is aligned worst is the matter of one check only */
    _Alignas(64) double mass[KIT_MASSES];
    double want[KIT_CELLS], nu[KIT_CELLS]; /* [iz * nmass + im] */
} kit_grid;

/* An output inside a larger array: a write beside it meets a guard and not foreign memory, so that
 * it is found, and by this check, under sanitizers too. */
typedef struct {
    double all[KIT_GUARD + KIT_LONGEST + KIT_GUARD];
} kit_output;

/* The default cosmology on at most KIT_Z x KIT_MASSES cells of the table. On failure fails the
 * check and returns false. */
bool kit_default_grid(check_run *run, kit_grid *grid);

/* Likewise for a cosmology that differs from the default one in every parameter. */
bool kit_other_grid(check_run *run, kit_grid *grid);

/* Fills output and guards with a marker that no arithmetic gives; returns the cells. */
double *kit_prepare(kit_output *output);

/* Fails the check, naming the place, unless exactly the first count cells have been written. */
bool kit_written(check_run *run, const char *what, const kit_output *output, size_t count);

/* The cosmological parameters by name: where they stand in a cosmology and in a domain. */
typedef struct {
    const char *name;
    size_t in_cosmology, in_domain;
} kit_parameter;

enum { KIT_PARAMETERS = 6 };
extern const kit_parameter kit_parameters[KIT_PARAMETERS];

double *kit_value(hmf_cosmology *cosmology, const kit_parameter *parameter);
hmf_bounds kit_bounds(const hmf_domain *domain, const kit_parameter *parameter);

/* Fails the check, printf-like. The first failure is kept, later ones change nothing. Returns
 * false. */
__attribute__((format(printf, 2, 3))) bool kit_fail(check_run *run, const char *format, ...);

/* Wrappers around the wrappers: an error fails the check. */
bool kit_create(check_run *run, hmf_model *model, const hmf_cosmology *cosmology);
bool kit_evaluate(check_run *run, hmf_model *model, const double *z, size_t nz, const double *mass,
                  size_t nmass, double *dn_dlnm);

/* Evaluates the whole grid into cells, on a model made and destroyed here. */
bool kit_answer(check_run *run, const kit_grid *grid, double *cells);

/* Fails the check, naming the first cell, unless got is expected to the bit. `what` says which call
 * got came from. */
bool kit_same(check_run *run, const char *what, const kit_grid *grid, const double *expected,
              const double *got);

/* Fails the check unless the conditioned difference (truth.h) of got and expected at cell (iz, im)
 * is within twice the implementation's promise: two values, each as far from the truth as allowed.
 */
bool kit_close(check_run *run, const char *what, const kit_grid *grid, size_t iz, size_t im,
               double expected, double got);

#endif
