/* test_regression.c: does an implementation still compute what was recorded? */
#include "record.h"

#include "fresh_cache.h"

#include <errno.h>
#include <float.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: test_regression IMPL [--reset] [--record FILE]\n"
    "\n"
    "Compares what an implementation computes with what was recorded, right or wrong.\n"
    "\n"
    "  --reset         record anew, compare nothing\n"
    "  --record FILE   the record                          tests/impls/recorded/IMPL.csv\n"
    "  --help          this text\n"
    "\n"
    "Exit status: 0 the same or recorded, 1 different, refused or usage error, 77 there is no\n"
    "record yet (1 where CI is set in the environment), or IMPL cannot run on this machine.\n";

enum { EXIT_SKIPPED = 77, ROWS_SHOWN = 10 };

/* The same source does not round alike everywhere. Over the whole table of certified values (2823
 * cells) naive moves by up to 2.9e-14 and quadrature by up to 3.2e-15 where the compiler contracts
 * to FMA (gcc 12 and clang 14, -O2 and -O3, AVX2 and AVX-512), both by up to 2.1e-16 where glibc's
 * libm runs without FMA, and not at all between -O0 and -O3 or between the compilers. This is four
 * times the most, 1.1e-13. */
static const double tolerance = 512.0 * DBL_EPSILON;

typedef struct {
    const hmf_impl *impl;
    bool reset;
    const char *path;    /* of the record */
    char own_path[4096]; /* its usual one */
} regression_job;

static int regression_fail(const char *reason) {
    fprintf(stderr, "test_regression: %s\n", reason);
    return EXIT_FAILURE;
}

/* ---- the comparison -------------------------------------------------------------------------- */

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
    printf("Is the change meant? ./hmf test --reset records it, git diff tests/impls/recorded shows it "
           "(record: %s)\n",
           job->path);
}

static int compare(const regression_job *job, const hmf_truth_table *recorded,
                   const hmf_truth_table *now) {
    if (!record_same_cells(recorded, now)) {
        printf("%s: a record of other cells than those of impls/truth/truth.csv; ./hmf test --reset "
               "records anew\n",
               job->path);
        return EXIT_FAILURE;
    }
    size_t count, differ = 0;
    record_cell *cells = record_compare(recorded, now, &count);
    if (!cells) return regression_fail("out of memory");
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
    printf("%s: no record of %s at %s yet; ./hmf test --reset makes it\n",
           ci ? "FAILED" : "SKIPPED", job->impl->name, job->path);
    return ci ? EXIT_FAILURE : EXIT_SKIPPED;
}

static int compare_with_record(const regression_job *job, const hmf_truth_table *now) {
    if (access(job->path, F_OK) != 0 && errno == ENOENT) return no_record(job);
    char message[512];
    hmf_truth_table *recorded = hmf_truth_load(job->path, message, sizeof message);
    if (!recorded) return regression_fail(message);
    const int status = compare(job, recorded, now);
    hmf_truth_free(recorded);
    return status;
}

/* ---- the program ----------------------------------------------------------------------------- */

static int run(const regression_job *job) {
    const char *why_not = job->impl->unavailable ? job->impl->unavailable() : NULL;
    if (why_not) {
        printf("SKIPPED: %s cannot run here: %s\n", job->impl->name, why_not);
        return EXIT_SKIPPED;
    }
    char message[5000];
    hmf_truth_table *truth = hmf_truth_load(NULL, message, sizeof message);
    if (!truth) return regression_fail(message);
    hmf_truth_table *cells = record_cells(truth);
    hmf_truth_free(truth);
    if (!cells) return regression_fail("out of memory");
    int status = EXIT_SUCCESS;
    if (!record_compute(job->impl, cells, message, sizeof message) ||
        (job->reset && !record_write(job->path, job->impl, cells, message, sizeof message)))
        status = regression_fail(message);
    else if (job->reset)
        printf("recorded %s in %s\n", job->impl->name, job->path);
    else
        status = compare_with_record(job, cells);
    hmf_truth_free(cells);
    return status;
}

static bool read_options(int argc, char **argv, regression_job *job) {
    static const struct option options[] = {
        {"reset", no_argument, NULL, 'r'}, {"record", required_argument, NULL, 'f'}, {0}};
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == '?') return false;
        if (option == 'r') job->reset = true;
        if (option == 'f') job->path = optarg;
    }
    if (optind != argc - 1) return regression_fail("one implementation, please"), false;
    job->impl = hmf_find(hmf_get_registry(), argv[optind]);
    if (!job->impl) {
        fprintf(stderr, "test_regression: no implementation '%s'; ./hmf list names them\n",
                argv[optind]);
        return false;
    }
    if (job->path) return true;
    const int length =
        snprintf(job->own_path, sizeof job->own_path, "%s/%s.csv", HMF_RECORDED, job->impl->name);
    job->path = job->own_path;
    return length < (int)sizeof job->own_path ||
           (regression_fail("the path of the record is too long"), false);
}

int main(int argc, char **argv) {
    argv[0] = (char[]){"test_regression"}; /* what getopt_long calls us */
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0) return fputs(usage, stdout) < 0;
    regression_job job = {0};
    if (!read_options(argc, argv, &job)) {
        fputs("see test_regression --help\n", stderr);
        return EXIT_FAILURE;
    }
    if (!hmf_fresh_cache()) return EXIT_FAILURE;
    const int status = run(&job);
    if (fflush(stdout) == 0) return status;
    perror("test_regression: cannot write the result");
    return EXIT_FAILURE;
}
