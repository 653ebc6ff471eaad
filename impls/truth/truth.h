/**
 * @file
 * truth.h: certified values of the mass function, and the one way of comparing with them.
 *
 * The table impls/truth/truth.csv is made by impls/truth/generate_truth.c in ball arithmetic: every dn/dlnM and
 * nu in it is proven to be the double nearest to the true value. The comparison is by the
 * conditioned error
 *
 *     |ln(got/want)| / (1 + nu^2)
 *
 * because a relative error e in sigma becomes about e |1 - nu^2| in dn/dlnM (the exponential
 * amplifies it), which no implementation can avoid. Below DBL_MIN, where doubles lose digits,
 * anything in [0, DBL_MIN] is right.
 */
#ifndef HMF_TRUTH_H
#define HMF_TRUTH_H

#include "hmf.h"

#include <stdbool.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One cosmology on one grid: want[iz * nmass + im] in Mpc^-3, nu likewise. Values below DBL_MIN
 * are rounded to the nearest double, subnormal or 0. */
typedef struct {
    hmf_cosmology cosmology; /**< of all its cells                     */
    size_t nz;               /**< redshifts                            */
    size_t nmass;            /**< masses                               */
    double *z;               /**< z[nz]                                */
    double *mass;            /**< mass[nmass], solar masses            */
    double *want;            /**< want[nz * nmass], the certified values */
    double *nu;              /**< nu[nz * nmass], the peak heights     */
} hmf_truth_grid;

/** Room for nz redshifts and nmass masses, all zero; false when memory is short. Either way the
 * grid may be given to hmf_truth_free_grid. The cosmology is left as it is. */
bool hmf_truth_allocate_grid(hmf_truth_grid *grid, size_t nz, size_t nmass);
/** Frees what is in a grid, not the grid. */
void hmf_truth_free_grid(hmf_truth_grid *grid);

/** Certified values, grid after grid. */
typedef struct {
    size_t count;          /**< at least 1   */
    hmf_truth_grid *grids; /**< grids[count] */
} hmf_truth_table;

/**
 * Reads a table; path = NULL is the committed one. On failure returns NULL with the file, the line
 * and the reason in message[size]. The caller owns the table and gives it to hmf_truth_free.
 *
 * The format: comments ('#'), the line that names the columns, then grids of rows, an empty line
 * between two grids, and at the end the line "# end of N rows", without which the file was cut
 * short. The rows of a grid are of one cosmology, z slowest, with the same masses for every z.
 */
hmf_truth_table *hmf_truth_load(const char *path, char *message, size_t size);
/** Frees what hmf_truth_load made. */
void hmf_truth_free(hmf_truth_table *table);

/** Writes the table as hmf_truth_load reads it; comments may go before. The caller looks at
 * ferror. */
void hmf_truth_write(FILE *stream, const hmf_truth_table *table);

/** The conditioned error of got. With want below DBL_MIN it is 0 for got in [0, DBL_MIN], and above
 * that the distance from DBL_MIN. Infinite for NaN, infinity, a negative number, or a 0 where want
 * is not below DBL_MIN. want and nu are finite and not negative. */
double hmf_truth_error(double got, double want, double nu);

/** Where an implementation was worst. */
typedef struct {
    hmf_cosmology cosmology; /**< of the cell                                     */
    double z;                /**< of the cell                                     */
    double mass;             /**< of the cell, solar masses                       */
    double nu;               /**< its peak height                                 */
    double got;              /**< what the implementation answered, in Mpc^-3     */
    double want;             /**< the certified value                             */
    double error;            /**< conditioned; of the cells compared the largest  */
    size_t cells;            /**< how many were compared                          */
} hmf_truth_worst;

/** Runs impl on one grid and finds its worst cell. The status is HMF_OK when it could be run,
 * however wrong its answer is. */
hmf_status hmf_truth_check_grid(const hmf_truth_grid *grid, const hmf_impl *impl,
                                hmf_truth_worst *worst, hmf_error *error);

/** The same on every grid of the table. */
hmf_status hmf_truth_check(const hmf_truth_table *table, const hmf_impl *impl,
                           hmf_truth_worst *worst, hmf_error *error);

/** Whether worst->error <= impl->accuracy; false for NaN, and where no cell was compared. */
bool hmf_truth_kept(const hmf_impl *impl, const hmf_truth_worst *worst);

/** One line: the error and all of where it is. */
void hmf_truth_print(FILE *stream, const hmf_truth_worst *worst);

/** A number in words. */
typedef struct {
    char text[32]; /**< ends with a NUL */
} hmf_truth_decimal;

/** The shortest decimal of at least 15 digits that reads back as value. */
hmf_truth_decimal hmf_truth_shortest(double value);

/**
 * A referee for inputs that are not in the table: fills `*grid` for any cosmology, z[nz] and
 * mass[nmass] of hmf_domain_accepted, with `want` from the implementation `quadrature`, whose
 * promise is then the floor under every error found. 1 + nu^2 is good to 1e-3; it is a lower bound
 * where dn/dlnM underflows even with the smallest delta_c and the largest sigma_8 accepted. On
 * success the caller gives the grid to hmf_truth_free_grid, on failure it may.
 */
hmf_status hmf_truth_refer(const hmf_cosmology *cosmology, const double *z, size_t nz,
                           const double *mass, size_t nmass, hmf_truth_grid *grid,
                           hmf_error *error);

#ifdef __cplusplus
}
#endif

#endif
