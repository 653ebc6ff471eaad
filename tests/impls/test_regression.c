/* SPDX-License-Identifier: MIT */
/* test_regression.c: compares the output of an implementation with its record. */
#include "die.h"
#include "fresh_cache.h"
#include "options.h"
#include "record.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_SKIPPED = 77, ROWS_SHOWN = 10 };

/* Rounding differs between builds. Over the 2823 certified cells, contraction to FMA (gcc 12, clang
 * 14, -O2, -O3, AVX2, AVX-512) moves naive by up to 2.9e-14 and quadrature by up to 3.2e-15; a libm
 * without FMA moves both by up to 2.1e-16. The tolerance, 1.1e-13, is four times the largest. */
static const double tolerance = 512.0 * DBL_EPSILON;

/* Implementations with the same arithmetic share one record. */
static const struct {
    const char *impl, *record;
} shared_records[] = {
    {"memoised", "naive"},   {"openmp", "universal"}, {"forked", "universal"},
    {"cached", "tabulated"}, {"boxed", "dispatched"},
};

typedef struct {
    const hmf_impl *impl;
    const char *path; /* of the record */
} regression_job;

/* ---- comparison ------------------------------------------------------------------------------ */

static void print_cell(const record_cell *cell) {
    const hmf_cosmology *c = cell->cosmology;
    printf("%-9.5g %-11.6g %-23.17g %-23.17g %-10.2e %-10.2e %.4g %.4g %.4g %.4g %.4g %.4g\n",
           cell->z, cell->mass, cell->recorded, cell->now, log(cell->now / cell->recorded),
           cell->difference, c->omega_m, c->omega_lambda, c->h0, c->sigma_8, c->n_s, c->delta_c);
}

static void print_differences(const regression_job *job, const record_cell *cells, size_t differ) {
    printf("worst first:\n%-9s %-11s %-23s %-23s %-10s %-10s %s\n", "z", "mass", "recorded", "now",
           "ln ratio", "/(1+nu^2)", "omega_m omega_lambda h0 sigma_8 n_s delta_c");
    for (size_t i = 0; i < differ && i < ROWS_SHOWN; i++) print_cell(&cells[i]);
    if (differ > ROWS_SHOWN) printf("... and %zu more\n", differ - ROWS_SHOWN);
    printf("If this is intended, record it with ./hmf test --reset and check git diff "
           "tests/impls/recorded (record: %s)\n",
           job->path);
}

static int compare(const regression_job *job, const hmf_truth_table *recorded,
                   const hmf_truth_table *now) {
    if (!record_same_cells(recorded, now)) {
        printf("%s: a record of other cells than impls/truth/truth.csv; ./hmf test --reset "
               "records again\n",
               job->path);
        return EXIT_FAILURE;
    }
    size_t count, differ = 0;
    record_cell *cells = record_compare(recorded, now, &count);
    if (!cells) die(EXIT_ERROR, "out of memory");
    while (differ < count && !(cells[differ].difference <= tolerance)) differ++;
    printf("%s: %zu of %zu cells differ from the record; largest conditioned difference %.2e, "
           "allowed %.2e\n",
           job->impl->name, differ, count, cells[0].difference, tolerance);
    if (differ > 0) print_differences(job, cells, differ);
    free(cells);
    return differ > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int no_record(const regression_job *job) {
    const bool ci = getenv("CI") != NULL;
    printf("%s: no record of %s at %s; ./hmf test --reset makes it\n", ci ? "FAILED" : "SKIPPED",
           job->impl->name, job->path);
    return ci ? EXIT_FAILURE : EXIT_SKIPPED;
}

static int compare_with_record(const regression_job *job, const hmf_truth_table *now) {
    if (access(job->path, F_OK) != 0 && errno == ENOENT) return no_record(job);
    char message[512];
    hmf_truth_table *recorded = hmf_truth_load(job->path, message, sizeof message);
    if (!recorded) die(EXIT_ERROR, "%s", message);
    const int status = compare(job, recorded, now);
    hmf_truth_free(recorded);
    return status;
}

/* ---- program --------------------------------------------------------------------------------- */

static int run(const regression_job *job, bool reset) {
    const char *why_not = job->impl->unavailable ? job->impl->unavailable() : NULL;
    if (why_not) {
        printf("SKIPPED: %s cannot run here: %s\n", job->impl->name, why_not);
        return EXIT_SKIPPED;
    }
    char message[5000];
    hmf_truth_table *truth = hmf_truth_load(NULL, message, sizeof message);
    if (!truth) die(EXIT_ERROR, "%s", message);
    hmf_truth_table *cells = record_cells(truth);
    hmf_truth_free(truth);
    if (!cells) die(EXIT_ERROR, "out of memory");
    if (!record_compute(job->impl, cells, message, sizeof message) ||
        (reset && !record_write(job->path, job->impl, cells, message, sizeof message)))
        die(EXIT_ERROR, "%s", message);
    if (reset) printf("recorded %s in %s\n", job->impl->name, job->path);
    const int status = reset ? EXIT_SUCCESS : compare_with_record(job, cells);
    hmf_truth_free(cells);
    return status;
}

/* Returns the implementation whose record this one shares, or its own name. */
static const char *record_name(const char *impl) {
    for (size_t i = 0; i < CLI_SIZE(shared_records); i++)
        if (strcmp(shared_records[i].impl, impl) == 0) return shared_records[i].record;
    return impl;
}

int main(int argc, char **argv) {
    static bool reset;
    static const char *path;
    static const cli_option options[] = {
        {"reset", CLI_FLAG, &reset, NULL, "record the output instead of comparing", 0, 0, NULL},
        {"record", CLI_TEXT, &path, "FILE", "record (default tests/impls/recorded/IMPL.csv)", 0, 0,
         NULL},
    };
    static const cli_program program = {
        "test_regression",
        "[--reset] [--record FILE] IMPL",
        "Compares the output of an implementation with its record. Implementations with the same\n"
        "arithmetic share a record; --reset compares them instead of recording.",
        options,
        CLI_SIZE(options),
        "Exit status: 0 equal or recorded; 1 different, rejected or usage error; 77 skipped: no\n"
        "record (1 if CI is set), or IMPL cannot run on this machine."};
    if (cli_parse_or_exit(&program, argc, argv) != 1)
        die(EXIT_ERROR, "expected one implementation; see test_regression --help");
    regression_job job = {.impl = hmf_find(hmf_get_registry(), argv[1]), .path = path};
    if (!job.impl) die(EXIT_ERROR, "no implementation '%s'; ./hmf list names them", argv[1]);
    const char *record = record_name(argv[1]);
    if (!job.path) job.path = xasprintf("%s/%s.csv", HMF_RECORDED, record);
    if (!path && strcmp(record, argv[1]) != 0) reset = false;
    if (!hmf_fresh_cache()) return EXIT_FAILURE;
    const int status = run(&job, reset);
    if (!path) free((char *)job.path);
    if (fflush(stdout) != 0) die(EXIT_ERROR, "cannot write the result: %s", strerror(errno));
    return status;
}
