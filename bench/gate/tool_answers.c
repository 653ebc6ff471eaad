/* SPDX-License-Identifier: MIT */
/*
 * tool_answers.c: compares the answers of the new build with those of the base and with certified
 * values.
 *
 * The tests accept every answer within the promise, which may be wide: memoised may be off by 20 %.
 * This program finds all changes within it. It compares two answers by the conditioned error of
 * impls/truth/truth.h.
 */
#include "build_module.h"
#include "clock.h"
#include "die.h"
#include "fresh_cache.h"
#include "truth.h"

#include <float.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sort.h>
#include <limits.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
    "usage: hmf-gate-answers BASE NEW IMPL ...\n"
    "\n"
    "Compares the answers of every IMPL in two builds of the module hmf_module.so: on the\n"
    "certified cells of impls/truth/truth.csv, on rows of every length up to 65, on 601 "
    "redshifts,\n"
    "on 10,007 masses (2,503 with n_s other than 1), on 100,003 if those take less than 20 ms, "
    "and\n"
    "outside the promised domain; with n_s = 1 and with another. Prints a line for each IMPL:\n"
    "IMPL KIND CHANGE ERROR_BASE ERROR_NEW WHERE. CHANGE is the largest conditioned difference, "
    "the\n"
    "ERRORs are the largest differences from certified values. KIND is one of\n"
    "\n"
    "  identical    to the bit\n"
    "  rounding     no CHANGE above twice ERROR_BASE, and none above 2.8e-14\n"
    "  closer       changed, but the errors, sorted by size, are nowhere larger than before\n"
    "  changed      otherwise\n"
    "  fails        the new build fails where the base does not; WHERE has the message\n"
    "  unavailable  the base cannot run on this machine, or crashes\n"
    "  lost         the base can run on this machine, the new build cannot\n"
    "\n"
    "Exit status: 0 success, 1 usage error or a module that cannot be loaded, 3 a module has\n"
    "another interface than this program, 4 an implementation is missing.\n";

/*
 * The largest conditioned difference that counts as rounding: 2.8e-14. It is twice the largest
 * difference between clones, which differ in rounding alone: 1.4e-14, of universal with and without
 * fused multiplication. Most implementations have a smaller bound: twice the worst error of the
 * base, the largest difference of two answers with no larger error.
 */
static const double most_rounding = 128.0 * DBL_EPSILON;

/* Which of two errors is smaller is random below this share of the base's median error. */
static const double negligible_share = 0.01;

/* Errors are known for certified cells only. They represent all cells unless others changed by more
 * than this multiple. */
static const double elsewhere_factor = 2.0;

static const double quick_seconds = 0.02; /* of 2 x 10,007 cells, for larger grids to be tried */

enum { LONGEST_ROW = 65, ROW_REDSHIFTS = 2 }; /* one more than eight vectors of eight doubles */

enum { BASE, NEW, SIDES };

typedef struct {
    const hmf_registry *registry[SIDES];
    const hmf_impl *impl[SIDES];
    double *error[SIDES]; /* [certified], of the cells with a certified value */
    size_t certified, room;
    bool identical;
    double change, elsewhere; /* the largest, of certified cells and of others */
    char where[160];          /* of the larger of both                         */
    bool fails;
    char message[192]; /* of the failure */
} answers;

/* ---- the two sides --------------------------------------------------------------------------- */

static char cache[SIDES][PATH_MAX]; /* for files of an implementation          */
static char crash_line[SIDES][160]; /* printed if an implementation crashes    */
static volatile sig_atomic_t side_called;

/* Makes a folder for each side, so that neither finds the files of the other. */
static bool make_caches(void) {
    if (!hmf_fresh_cache()) return false;
    for (int side = 0; side < SIDES; side++) {
        snprintf(cache[side], PATH_MAX, "%.*s/%s", PATH_MAX - 8, getenv("HMF_CACHE"),
                 side == BASE ? "base" : "new");
        if (mkdir(cache[side], 0700) == 0) continue;
        perror(cache[side]);
        return false;
    }
    return true;
}

static void turn_to(int side) {
    side_called = side;
    setenv("HMF_CACHE", cache[side], 1);
}

/* Prints which side crashed and exits, whatever implementations are left: the gate runs one at a
 * time. */
static void crash(int number) {
    const char *line = crash_line[side_called];
    (void)number;
    _exit(write(STDOUT_FILENO, line, strlen(line)) < 0 ? GATE_MODULE_FAILED : 0);
}

static void prepare_for_crashes(const char *name) {
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    snprintf(crash_line[BASE], sizeof crash_line[BASE], "%s unavailable 0 0 0\n", name);
    snprintf(crash_line[NEW], sizeof crash_line[NEW], "%s fails 0 0 0 it crashed\n", name);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) signal(signals[i], crash);
}

/* ---- cells ----------------------------------------------------------------------------------- */

static void keep_errors(answers *a, const double got[SIDES], double want, double nu) {
    if (a->certified == a->room) {
        a->room = 2 * a->room + 1024;
        for (int side = 0; side < SIDES; side++)
            a->error[side] = xrealloc(a->error[side], a->room * sizeof *a->error[side]);
    }
    for (int side = 0; side < SIDES; side++)
        a->error[side][a->certified] = hmf_truth_error(got[side], want, nu);
    a->certified++;
}

static void describe(answers *a, const hmf_truth_grid *grid, size_t cell, const double got[SIDES]) {
    snprintf(a->where, sizeof a->where,
             "%.9g became %.9g at z = %g, mass = %.6g in %zu x %zu cells, n_s = %g", got[BASE],
             got[NEW], grid->z[cell / grid->nmass], grid->mass[cell % grid->nmass], grid->nz,
             grid->nmass, grid->cosmology.n_s);
}

/* Adds the cells of a grid, of which got[side] are the answers. */
static void add_cells(answers *a, const hmf_truth_grid *grid, bool certified,
                      double *const got[SIDES]) {
    const size_t count = grid->nz * grid->nmass;
    a->identical = a->identical && memcmp(got[BASE], got[NEW], count * sizeof *got[BASE]) == 0;
    for (size_t i = 0; i < count; i++) {
        const double cell[SIDES] = {got[BASE][i], got[NEW][i]};
        if (certified) keep_errors(a, cell, grid->want[i], grid->nu[i]);
        const bool same = memcmp(&cell[BASE], &cell[NEW], sizeof *cell) == 0;
        /* A base without a finite answer has none to keep. */
        const bool comparable = cell[BASE] >= 0.0 && isfinite(cell[BASE]);
        const double change =
            same || !comparable ? 0.0 : hmf_truth_error(cell[NEW], cell[BASE], grid->nu[i]);
        if (change > fmax(a->change, a->elsewhere)) describe(a, grid, i, cell);
        double *const largest = certified ? &a->change : &a->elsewhere;
        *largest = fmax(*largest, change);
    }
}

/* ---- grids ----------------------------------------------------------------------------------- */

static void take_failure(answers *a, const hmf_truth_grid *grid, const hmf_error *error) {
    if (!a->fails)
        snprintf(a->message, sizeof a->message, "%.96s, on %zu x %zu cells, n_s = %g",
                 error->message, grid->nz, grid->nmass, grid->cosmology.n_s);
    a->fails = true;
}

/* Compares one cold call on the grid, unless the base fails. */
static void compare_grid(answers *a, const hmf_truth_grid *grid, bool certified) {
    double *got[SIDES];
    hmf_status status[SIDES];
    hmf_error error = {HMF_OK, ""};
    for (int side = 0; side < SIDES; side++) {
        got[side] = xcalloc(grid->nz * grid->nmass, sizeof *got[side]);
        turn_to(side);
        status[side] = a->registry[side]->wrappers.mass_function(a->impl[side], &grid->cosmology,
                                                                 grid->z, grid->nz, grid->mass,
                                                                 grid->nmass, got[side], &error);
    }
    if (status[BASE] == HMF_OK && status[NEW] != HMF_OK) take_failure(a, grid, &error);
    if (status[BASE] == HMF_OK && status[NEW] == HMF_OK) add_cells(a, grid, certified, got);
    for (int side = 0; side < SIDES; side++) free(got[side]);
}

/* Makes a larger grid by repeating redshifts and masses, slightly shifted each time, so that an
 * implementation that remembers masses does not find them again. The shift is too small to change
 * nu. */
static hmf_truth_grid repeat(const hmf_truth_grid *from, size_t nz, size_t nmass) {
    hmf_truth_grid grid = {.cosmology = from->cosmology};
    if (!hmf_truth_allocate_grid(&grid, nz, nmass)) die(EXIT_ERROR, "out of memory");
    for (size_t i = 0; i < nz; i++) {
        const size_t round = i / from->nz;
        grid.z[i] = from->z[i % from->nz] * (1.0 - 1e-8 * (double)round);
    }
    for (size_t i = 0; i < nmass; i++) {
        const size_t round = i / from->nmass;
        grid.mass[i] = from->mass[i % from->nmass] * (1.0 + 1e-8 * (double)round);
    }
    for (size_t i = 0; i < nz * nmass; i++)
        grid.nu[i] = from->nu[i / nmass % from->nz * from->nmass + i % nmass % from->nmass];
    return grid;
}

static void compare_repeated(answers *a, const hmf_truth_grid *from, size_t nz, size_t nmass) {
    hmf_truth_grid grid = repeat(from, nz, nmass);
    compare_grid(a, &grid, false);
    hmf_truth_free_grid(&grid);
}

/* Compares rows of every length, each a warm call. */
static void compare_rows(answers *a, const hmf_truth_grid *from) {
    hmf_model model[SIDES];
    hmf_error error;
    hmf_status created[SIDES];
    for (int side = 0; side < SIDES; side++) {
        turn_to(side);
        created[side] = a->registry[side]->wrappers.create(&model[side], a->impl[side],
                                                           &from->cosmology, &error);
    }
    const bool good = created[BASE] == HMF_OK && created[NEW] == HMF_OK;
    if (created[BASE] == HMF_OK && created[NEW] != HMF_OK) take_failure(a, from, &error);
    for (size_t length = 1; good && length <= LONGEST_ROW; length++) {
        hmf_truth_grid grid = repeat(from, ROW_REDSHIFTS - length % 2, length);
        double cells[SIDES][ROW_REDSHIFTS * LONGEST_ROW] = {{0.0}};
        hmf_status status[SIDES];
        for (int side = 0; side < SIDES; side++) {
            turn_to(side);
            status[side] = a->registry[side]->wrappers.evaluate(
                &model[side], grid.z, grid.nz, grid.mass, grid.nmass, cells[side], &error);
        }
        if (status[BASE] == HMF_OK && status[NEW] != HMF_OK) take_failure(a, &grid, &error);
        double *const got[SIDES] = {cells[BASE], cells[NEW]};
        if (status[BASE] == HMF_OK && status[NEW] == HMF_OK) add_cells(a, &grid, false, got);
        hmf_truth_free_grid(&grid);
    }
    for (int side = 0; side < SIDES; side++)
        if (created[side] == HMF_OK) a->registry[side]->wrappers.destroy(&model[side]);
}

static void compare_large(answers *a, const hmf_truth_grid *from, size_t nmass) {
    compare_repeated(a, from, 601, 3);
    const double start = hmf_now();
    compare_repeated(a, from, 2, nmass);
    if (hmf_now() - start < SIDES * quick_seconds) compare_repeated(a, from, 3, 100003);
}

/* Compares outside the domain of tables, where implementations integrate. Takes nu from the
 * referee, because there are no certified values. */
static void compare_outside(answers *a, double n_s) {
    static const double z[] = {0.0, 40.0}, mass[] = {1e-4, 0.5, 3e9, 2e17};
    hmf_cosmology cosmology = hmf_cosmology_default;
    cosmology.n_s = n_s;
    hmf_truth_grid grid;
    if (hmf_truth_refer(&cosmology, z, 2, mass, 4, &grid, NULL) != HMF_OK) return;
    compare_grid(a, &grid, false);
    hmf_truth_free_grid(&grid);
}

static void compare_all(answers *a, const hmf_truth_table *table) {
    for (size_t i = 0; i < table->count; i++) compare_grid(a, &table->grids[i], true);
    const hmf_truth_grid *untilted = NULL, *tilted = NULL;
    for (size_t i = table->count; i-- > 0;)
        *(table->grids[i].cosmology.n_s == 1.0 ? &untilted : &tilted) = &table->grids[i];
    for (int i = 0; i < 2; i++) {
        const hmf_truth_grid *from = i == 0 ? untilted : tilted;
        if (!from) continue;
        compare_rows(a, from);
        compare_large(a, from, i == 0 ? 10007 : 2503);
    }
    compare_outside(a, 0.6);
    compare_outside(a, 1.0);
}

/* ---- the verdict ----------------------------------------------------------------------------- */

static double worst_of(const answers *a, int side) {
    double worst = 0.0;
    for (size_t i = 0; i < a->certified; i++) worst = fmax(worst, a->error[side][i]);
    return worst;
}

/* Sorts the errors of both sides, and returns whether none is larger than the base's of the same
 * rank. */
static bool are_closer(answers *a, double rounding) {
    for (int side = 0; side < SIDES; side++) gsl_sort(a->error[side], 1, a->certified);
    const double floor = negligible_share * a->error[BASE][a->certified / 2];
    for (size_t i = 0; i < a->certified; i++)
        if (a->error[NEW][i] > fmax(a->error[BASE][i] + rounding, floor)) return false;
    return a->elsewhere <= fmax(rounding, elsewhere_factor * a->change);
}

static const char *kind_of(answers *a) {
    const double rounding = fmin(most_rounding, 2.0 * worst_of(a, BASE));
    if (a->fails) return "fails";
    if (a->identical) return "identical";
    if (fmax(a->change, a->elsewhere) <= rounding) return "rounding";
    return a->certified > 0 && are_closer(a, rounding) ? "closer" : "changed";
}

static const char *unavailable(const hmf_impl *impl) {
    return impl->unavailable ? impl->unavailable() : NULL;
}

static int compare(const hmf_registry *const registry[SIDES], const hmf_truth_table *table,
                   const char *name) {
    answers a = {.identical = true};
    for (int side = 0; side < SIDES; side++) {
        a.registry[side] = registry[side];
        a.impl[side] = hmf_find(registry[side], name);
        if (a.impl[side]) continue;
        fprintf(stderr, "hmf gate: %s: only one build has this implementation, or none\n", name);
        return GATE_MODULE_WRONG;
    }
    prepare_for_crashes(name);
    if (unavailable(a.impl[BASE])) return printf("%s unavailable 0 0 0\n", name), 0;
    const char *lost = unavailable(a.impl[NEW]);
    if (lost) return printf("%s lost 0 0 0 %s\n", name, lost), 0;
    compare_all(&a, table);
    const char *kind = kind_of(&a);
    printf("%s %s %.3g %.3g %.3g %s\n", name, kind, fmax(a.change, a.elsewhere), worst_of(&a, BASE),
           worst_of(&a, NEW), a.fails ? a.message : a.where);
    for (int side = 0; side < SIDES; side++) free(a.error[side]);
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return fputs(usage, stdout) < 0 || fflush(stdout) != 0;
    if (argc < 4) return fputs(usage, stderr), GATE_MODULE_FAILED;
    gsl_set_error_handler_off(); /* it would abort */
    if (!make_caches()) return GATE_MODULE_FAILED;
    const hmf_registry *registry[SIDES];
    char message[512];
    int status = gate_module_load(argv[1], &registry[BASE]);
    if (status == 0) status = gate_module_load(argv[2], &registry[NEW]);
    if (status != 0) return status;
    hmf_truth_table *table = hmf_truth_load(NULL, message, sizeof message);
    if (!table) return fprintf(stderr, "hmf gate: %s\n", message), GATE_MODULE_FAILED;
    for (int i = 3; i < argc && status == 0; i++) {
        status = compare(registry, table, argv[i]);
        fflush(stdout);
    }
    hmf_truth_free(table);
    if (!ferror(stdout)) return status;
    perror("hmf gate: cannot write the comparison");
    return GATE_MODULE_FAILED;
}
