/* SPDX-License-Identifier: MIT */
/**
 * @file
 * truth.h: certified values of the mass function, and the comparison with them.
 *
 * generate_truth.c computes the table truth.csv in ball arithmetic: every dn/dlnM and nu in it is
 * proven to be the double nearest to the true value. The comparison uses the conditioned error
 *
 *     |ln(got/want)| / (1 + nu^2)
 *
 * because a relative error e in sigma becomes about e |1 - nu^2| in dn/dlnM (the exponential
 * amplifies it), which no implementation can avoid. Doubles lose digits below DBL_MIN; there, any
 * value in [0, DBL_MIN] is right.
 */
#ifndef HMF_TRUTH_H
#define HMF_TRUTH_H

#include "hmf.h"

#include <stdbool.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One cosmology on one grid; cell (iz, im) is at index iz * nmass + im. Values below DBL_MIN are
 * rounded to the nearest double, subnormal or 0. */
typedef struct {
    hmf_cosmology cosmology; /**< of all its cells                     */
    size_t nz;               /**< redshifts                            */
    size_t nmass;            /**< masses                               */
    double *z;               /**< z[nz]                                */
    double *mass;            /**< mass[nmass], solar masses            */
    double *want;            /**< want[nz * nmass], certified, Mpc^-3 */
    double *nu;              /**< nu[nz * nmass], the peak heights     */
} hmf_truth_grid;

/** Allocates zeroed arrays for nz redshifts and nmass masses. Returns false if out of memory. In
 * both cases the grid may be passed to hmf_truth_free_grid. Keeps the cosmology. */
bool hmf_truth_allocate_grid(hmf_truth_grid *grid, size_t nz, size_t nmass);
/** Frees the arrays of a grid. */
void hmf_truth_free_grid(hmf_truth_grid *grid);

/** Certified values, grid after grid. */
typedef struct {
    size_t count;          /**< at least 1   */
    hmf_truth_grid *grids; /**< grids[count] */
} hmf_truth_table;

/**
 * Reads a table; path = NULL reads truth.csv. Returns NULL with file, line and reason in
 * message[size] on failure. The caller frees the table with hmf_truth_free.
 *
 * Format: comments ('#'), the line that names the columns, grids of rows with an empty line between
 * them, and the line "# end of N rows", which detects truncated files. The rows of a grid have one
 * cosmology and the same masses for every z; z varies slowest.
 */
hmf_truth_table *hmf_truth_load(const char *path, char *message, size_t size);
/** Frees a table. */
void hmf_truth_free(hmf_truth_table *table);

/** Writes the table in the format of hmf_truth_load; the caller may write comments first, and
 * checks ferror. */
void hmf_truth_write(FILE *stream, const hmf_truth_table *table);

/** Returns the conditioned error of got. If want is below DBL_MIN, the error is 0 for got in
 * [0, DBL_MIN] and the distance from DBL_MIN above. Returns infinity for NaN, infinite and negative
 * values, and for 0 if want >= DBL_MIN. want and nu are finite and not negative. */
double hmf_truth_error(double got, double want, double nu);

/** The worst cell of an implementation. */
typedef struct {
    hmf_cosmology cosmology; /**< of the cell                                     */
    double z;                /**< of the cell                                     */
    double mass;             /**< of the cell, solar masses                       */
    double nu;               /**< its peak height                                 */
    double got;              /**< the answer of the implementation, Mpc^-3         */
    double want;             /**< the certified value                             */
    double error;            /**< the conditioned error                            */
    size_t cells;            /**< number of compared cells                         */
} hmf_truth_worst;

/** Runs impl on one grid and finds its worst cell. Returns HMF_OK if impl could run, whatever its
 * error is. */
hmf_status hmf_truth_check_grid(const hmf_truth_grid *grid, const hmf_impl *impl,
                                hmf_truth_worst *worst, hmf_error *error);

/** As hmf_truth_check_grid, on every grid of the table. */
hmf_status hmf_truth_check(const hmf_truth_table *table, const hmf_impl *impl,
                           hmf_truth_worst *worst, hmf_error *error);

/** Returns whether worst->error <= impl->accuracy; false for NaN and without cells. */
bool hmf_truth_kept(const hmf_impl *impl, const hmf_truth_worst *worst);

/** Prints one line: the error and the inputs of the cell. */
void hmf_truth_print(FILE *stream, const hmf_truth_worst *worst);

/** A number as text. */
typedef struct {
    char text[32]; /**< NUL-terminated */
} hmf_truth_decimal;

/** Returns the shortest decimal of at least 15 digits that reads back as value. */
hmf_truth_decimal hmf_truth_shortest(double value);

/**
 * Fills a grid for inputs that are not in the table: any cosmology, z[nz] and mass[nmass] in
 * hmf_domain_accepted. `want` comes from the implementation `quadrature`, whose promise limits
 * every error found. 1 + nu^2 is accurate to 1e-3; it is a lower bound if dn/dlnM underflows even
 * with the smallest delta_c and the largest sigma_8 accepted. The caller frees the grid with
 * hmf_truth_free_grid.
 */
hmf_status hmf_truth_refer(const hmf_cosmology *cosmology, const double *z, size_t nz,
                           const double *mass, size_t nmass, hmf_truth_grid *grid,
                           hmf_error *error);

#ifdef __cplusplus
}
#endif

#endif
