/* SPDX-License-Identifier: MIT */
/* generate_truth.c: makes and checks the table of certified values. */
#include "certified.h"
#include "die.h"
#include "options.h"
#include "truth_design.h"

#include <errno.h>
#include <flint/flint.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_DIFFERS = 1, EXIT_UNCERTAIN = 2, JOBS_MAX = 256 };

static unsigned long jobs = 1, random_cells, sample = 20, seed = 1;
static const char *checked;
static bool all, one_point;

static const cli_option options[] = {
    {"random", CLI_NUMBER, &random_cells, "N", "make a table of at least N random cells instead", 1,
     1e7, NULL},
    {"jobs", CLI_NUMBER, &jobs, "N", "threads that make the table", 1, JOBS_MAX, NULL},
    {"check", CLI_TEXT, &checked, "FILE", "compute cells of a table again and compare", 0, 0, NULL},
    {"sample", CLI_NUMBER, &sample, "N", "number of cells to compare, drawn at random", 1, 1e9,
     NULL},
    {"all", CLI_FLAG, &all, NULL, "compare all cells", 0, 0, NULL},
    {"seed", CLI_NUMBER, &seed, "S", "seed of the random numbers", 0, UINT32_MAX, NULL},
    {"point", CLI_FLAG, &one_point, NULL, "compute one value with its radius", 0, 0, NULL},
};

static const cli_program program = {
    "generate_truth",
    "[--jobs N] > truth.csv\n"
    "--random CELLS [--seed S] [--jobs N] > random.csv\n"
    "--check FILE [--sample N | --all] [--seed S]\n"
    "--point [--] OMEGA_M OMEGA_LAMBDA H0 SIGMA_8 N_S DELTA_C Z MASS",
    "Computes the mass function in ball arithmetic: every value is an interval that provably\n"
    "contains the true value. Without --check and --point it makes a table, by default that of\n"
    "impls/truth/truth.h, and writes it when it is complete.",
    options,
    CLI_SIZE(options),
    "Exit status: 0 success; 1 usage error, bad input, failed output, or a cell that\n"
    "differs; 2 a value could not be certified.",
};

/* ---- one value ------------------------------------------------------------------------------- */

/* A model is kept, because the next mass usually has the same cosmology. precision 0: no model yet.
 */
static void model_clear(certified_model *m) {
    if (m->precision != 0) certified_destroy(m);
    m->precision = 0;
}

static void model_set(certified_model *m, const hmf_cosmology *cosmology, slong precision) {
    if (m->precision == precision && memcmp(&m->cosmology, cosmology, sizeof *cosmology) == 0)
        return;
    model_clear(m);
    certified_create(m, cosmology, precision);
}

/* Computes with the model's precision; returns false if that is insufficient. The results of
 * redshift i go to want[i * stride] and nu[i * stride]. */
static bool solve_once(const certified_model *model, const double *z, size_t nz, double mass,
                       double *want, double *nu, size_t stride) {
    certified_mass at;
    arb_t dn_ball, nu_ball;
    certified_mass_init(&at);
    arb_init(dn_ball);
    arb_init(nu_ball);
    certified_mass_set(&at, model, mass);
    bool good = true;
    for (size_t i = 0; good && i < nz; i++) {
        certified_cell(dn_ball, nu_ball, model, &at, z[i]);
        good = certified_nearest(dn_ball, &want[i * stride]) &&
               certified_nearest(nu_ball, &nu[i * stride]);
    }
    certified_mass_clear(&at);
    arb_clear(dn_ball);
    arb_clear(nu_ball);
    return good;
}

static bool solve(certified_model *m, const hmf_cosmology *cosmology, const double *z, size_t nz,
                  double mass, double *want, double *nu, size_t stride) {
    for (slong bits = CERTIFIED_PRECISION_MIN; bits <= CERTIFIED_PRECISION_MAX; bits *= 2) {
        model_set(m, cosmology, bits);
        if (solve_once(m, z, nz, mass, want, nu, stride)) return true;
    }
    fprintf(stderr, "generate_truth: mass = %.17g: not certified with %d bits\n", mass,
            CERTIFIED_PRECISION_MAX);
    return false;
}

/* ---- the whole table ------------------------------------------------------------------------- */

typedef struct {
    hmf_truth_table *table;
    size_t masses; /* of all grids; each is one unit of work, with all of its redshifts */
    atomic_size_t next, done;
    atomic_bool failed;
} generation;

static size_t count_masses(const hmf_truth_table *table) {
    size_t masses = 0;
    for (size_t i = 0; i < table->count; i++) masses += table->grids[i].nmass;
    return masses;
}

static void show_progress(generation *g) {
    const size_t done = atomic_fetch_add(&g->done, 1) + 1;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%zu of %zu masses%s", done, g->masses, done == g->masses ? "\n" : "");
}

static void *generate_thread(void *context) {
    generation *g = context;
    certified_model model = {0};
    for (size_t i; !g->failed && (i = atomic_fetch_add(&g->next, 1)) < g->masses;) {
        hmf_truth_grid *grid = g->table->grids;
        for (; i >= grid->nmass; grid++) i -= grid->nmass;
        if (!solve(&model, &grid->cosmology, grid->z, grid->nz, grid->mass[i], grid->want + i,
                   grid->nu + i, grid->nmass))
            g->failed = true;
        show_progress(g);
    }
    model_clear(&model);
    flint_cleanup();
    return NULL;
}

/* The calling thread is one of the jobs. */
static void run_jobs(generation *g) {
    pthread_t threads[JOBS_MAX];
    unsigned long started = 0;
    while (started + 1 < jobs) {
        const int reason = pthread_create(&threads[started], NULL, generate_thread, g);
        if (reason != 0) die(EXIT_ERROR, "thread %lu: %s", started + 2, strerror(reason));
        started++;
    }
    generate_thread(g);
    for (unsigned long i = 0; i < started; i++) pthread_join(threads[i], NULL);
}

static void write_table(const hmf_truth_table *table) {
    printf(
        "# True values of the Press-Schechter mass function as impls/hmf.h defines it, with the\n"
        "# parameters, z and mass (solar masses) being the doubles nearest to the decimals here.\n"
        "# dn_dlnm (Mpc^-3) and nu are proven to be the doubles nearest to the true values.\n"
        "# Made by generate_truth (impls/truth/generate_truth.c) in ball arithmetic; do not edit.\n"
        "# impls/truth/truth_design.c describes the cells; %sseed %lu.\n",
        random_cells > 0 ? "random ones, " : "", random_cells > 0 ? seed : TRUTH_DESIGN_SEED);
    hmf_truth_write(stdout, table);
}

static int generate(void) {
    generation g = {.table = random_cells > 0 ? truth_design_random(random_cells, seed)
                                              : truth_design()};
    g.masses = count_masses(g.table);
    run_jobs(&g);
    if (!g.failed) write_table(g.table);
    hmf_truth_free(g.table);
    return g.failed ? EXIT_UNCERTAIN : EXIT_SUCCESS;
}

/* ---- checking a table ------------------------------------------------------------------------ */

/* Returns the sorted numbers of `count` distinct cells out of `cells`. */
static size_t *draw_cells(size_t cells, size_t count) {
    size_t *numbers = xcalloc(cells, sizeof *numbers), *drawn = xcalloc(count, sizeof *drawn);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (!rng) die(EXIT_ERROR, "out of memory");
    for (size_t i = 0; i < cells; i++) numbers[i] = i;
    gsl_rng_set(rng, seed);
    gsl_ran_choose(rng, drawn, count, numbers, cells, sizeof *numbers);
    gsl_rng_free(rng);
    free(numbers);
    return drawn;
}

/* Compares cell number `cell` of the table, counted through all grids. */
static int check_cell(certified_model *m, const hmf_truth_table *table, size_t cell) {
    const hmf_truth_grid *grid = table->grids;
    for (; cell >= grid->nz * grid->nmass; grid++) cell -= grid->nz * grid->nmass;
    const double z = grid->z[cell / grid->nmass], mass = grid->mass[cell % grid->nmass];
    double want, nu;
    if (!solve(m, &grid->cosmology, &z, 1, mass, &want, &nu, 1)) return EXIT_UNCERTAIN;
    if (want == grid->want[cell] && nu == grid->nu[cell]) return EXIT_SUCCESS;
    const hmf_cosmology *c = &grid->cosmology;
    const double where[] = {c->omega_m, c->omega_lambda, c->h0, c->sigma_8,
                            c->n_s,     c->delta_c,      z,     mass};
    fputs("generate_truth: ", stderr);
    for (size_t i = 0; i < 8; i++)
        fprintf(stderr, "%s%s", hmf_truth_shortest(where[i]).text, i < 7 ? "," : ":\n");
    fprintf(stderr, "    dn_dlnm %.17g, certified %.17g; nu %.17g, certified %.17g\n",
            grid->want[cell], want, grid->nu[cell], nu);
    return EXIT_DIFFERS;
}

static int check(void) {
    char message[512];
    hmf_truth_table *table = hmf_truth_load(checked, message, sizeof message);
    if (!table) die(EXIT_ERROR, "%s", message);
    size_t cells = 0, differ = 0;
    for (size_t i = 0; i < table->count; i++) cells += table->grids[i].nz * table->grids[i].nmass;
    const size_t count = all || sample > cells ? cells : sample;
    size_t *drawn = draw_cells(cells, count);
    certified_model model = {0};
    int status = EXIT_SUCCESS;
    for (size_t i = 0; i < count && status != EXIT_UNCERTAIN; i++) {
        const int result = check_cell(&model, table, drawn[i]);
        differ += result == EXIT_DIFFERS;
        if (result != EXIT_SUCCESS) status = result;
    }
    model_clear(&model);
    free(drawn);
    hmf_truth_free(table);
    if (status != EXIT_UNCERTAIN)
        printf("%s: of %zu cells %zu computed again (seed %lu), %zu differ\n", checked, cells,
               count, seed, differ);
    return status;
}

/* ---- one point ------------------------------------------------------------------------------- */

/* Prints a ball and its nearest double. */
static void print_ball(const char *name, const arb_t ball, double nearest) {
    printf("%-8s ", name);
    arb_printn(ball, 40, 0);
    printf(" nearest double %.17g\n", nearest);
}

static int print_point(const hmf_cosmology *cosmology, double z, double mass) {
    certified_model model = {0};
    double want, nu;
    const bool good = solve(&model, cosmology, &z, 1, mass, &want, &nu, 1);
    if (good) {
        certified_mass at;
        arb_t dn_ball, nu_ball;
        certified_mass_init(&at);
        arb_init(dn_ball);
        arb_init(nu_ball);
        certified_mass_set(&at, &model, mass);
        certified_cell(dn_ball, nu_ball, &model, &at, z);
        print_ball("dn_dlnm", dn_ball, want);
        print_ball("nu", nu_ball, nu);
        certified_mass_clear(&at);
        arb_clear(dn_ball);
        arb_clear(nu_ball);
    }
    model_clear(&model);
    return good ? EXIT_SUCCESS : EXIT_UNCERTAIN;
}

static int point(char **texts) {
    double values[8];
    for (int i = 0; i < 8; i++) {
        char *end;
        values[i] = strtod(texts[i], &end);
        if (end == texts[i] || *end != '\0')
            die(EXIT_ERROR, "--point '%s': not a number", texts[i]);
    }
    const hmf_cosmology cosmology = {values[0], values[1], values[2],
                                     values[3], values[4], values[5]};
    /* The wrappers check the arguments. */
    hmf_truth_grid grid;
    hmf_error error;
    if (hmf_truth_refer(&cosmology, &values[6], 1, &values[7], 1, &grid, &error) != HMF_OK)
        die(EXIT_ERROR, "--point: %s", error.message);
    hmf_truth_free_grid(&grid);
    return print_point(&cosmology, values[6], values[7]);
}

int main(int argc, char **argv) {
    const int operands = cli_parse_or_exit(&program, argc, argv);
    if (one_point + (checked != NULL) + (random_cells > 0) > 1)
        die(EXIT_ERROR, "only one of --random, --check and --point is possible");
    if (operands != (one_point ? 8 : 0))
        die(EXIT_ERROR, one_point ? "--point needs eight numbers" : "unexpected argument '%s'",
            argv[1]);
    const int status = one_point ? point(argv + 1) : checked ? check() : generate();
    flint_cleanup_master();
    if (fflush(stdout) != 0 || ferror(stdout))
        die(EXIT_ERROR, "cannot write the result: %s", strerror(errno));
    return status;
}
