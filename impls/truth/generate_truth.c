/* SPDX-License-Identifier: MIT */
/* generate_truth.c: generates and checks tables of certified values. */
#include "certified.h"
#include "truth_design.h"

#include <errno.h>
#include <flint/flint.h>
#include <getopt.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: generate_truth [--jobs N] > truth.csv\n"
    "       generate_truth --random CELLS [--seed S] [--jobs N] > random.csv\n"
    "       generate_truth --check FILE [--sample N] [--seed S]\n"
    "       generate_truth --point OMEGA_M OMEGA_LAMBDA H0 SIGMA_8 N_S DELTA_C Z MASS\n"
    "\n"
    "Computes the mass function in ball arithmetic: every value is an interval that provably\n"
    "contains the truth. Prints a complete table, by default impls/truth/truth.csv.\n"
    "\n"
    "  --random N    print a table of at least N random cells\n"
    "  --jobs N      threads (default 1)\n"
    "  --check FILE  compute cells of a table again and compare\n"
    "  --sample N    number of random cells to check, or `all` (default 20)\n"
    "  --seed S      seed of random cells (default 1)\n"
    "  --point ...   print one value with its radius; must come last\n"
    "  --help        print this text\n"
    "\n"
    "Exit status: 0 success; 1 usage error, bad input, failed output, or a cell that differs;\n"
    "2 a value could not be certified.\n";

enum { EXIT_DIFFERS = 1, EXIT_UNCERTAIN = 2, JOBS_MAX = 256 };

typedef struct {
    unsigned long jobs;
    unsigned long random; /* cells; 0: the committed table */
    const char *check;
    unsigned long sample; /* cells; SIZE_MAX: all */
    unsigned long seed;
    bool point;
} options_given;

/* ---- one value ------------------------------------------------------------------------------- */

/* A model is kept until the cosmology changes; precision 0 means that there is none. */
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

/* Computes want[i * stride] and nu[i * stride] for each redshift i at the precision of the model.
 * Returns false if it is too low. */
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
    fprintf(stderr, "generate_truth: mass = %.17g: not certain with %d bits\n", mass,
            CERTIFIED_PRECISION_MAX);
    return false;
}

/* ---- the whole table ------------------------------------------------------------------------- */

typedef struct {
    hmf_truth_table *table;
    size_t masses; /* of all grids, each with all redshifts */
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

/* Runs jobs - 1 threads and works in the calling thread as well. */
static void run_jobs(generation *g, unsigned long jobs) {
    pthread_t threads[JOBS_MAX];
    unsigned long started = 0;
    while (started + 1 < jobs) {
        const int reason = pthread_create(&threads[started], NULL, generate_thread, g);
        if (reason != 0) {
            fprintf(stderr, "generate_truth: thread %lu: %s; going on with fewer\n", started + 2,
                    strerror(reason));
            break;
        }
        started++;
    }
    generate_thread(g);
    for (unsigned long i = 0; i < started; i++) pthread_join(threads[i], NULL);
}

static bool write_table(const hmf_truth_table *table, const options_given *options) {
    printf(
        "# True values of the Press-Schechter mass function as impls/hmf.h defines it, with the\n"
        "# parameters, z and mass (solar masses) being the doubles nearest to the decimals here.\n"
        "# dn_dlnm (Mpc^-3) and nu are proven to be the doubles nearest to the true values.\n"
        "# Generated by impls/truth/generate_truth.c in ball arithmetic; do not edit.\n"
        "# impls/truth/truth_design.c chooses the cells; %sseed %lu.\n",
        options->random > 0 ? "random ones, " : "",
        options->random > 0 ? options->seed : TRUTH_DESIGN_SEED);
    hmf_truth_write(stdout, table);
    if (fflush(stdout) == 0 && !ferror(stdout)) return true;
    perror("generate_truth: cannot write the table");
    return false;
}

static int generate(const options_given *options) {
    generation g = {.table = options->random > 0
                                 ? truth_design_random(options->random, options->seed)
                                 : truth_design()};
    if (!g.table) {
        fputs("generate_truth: out of memory, or " HMF_WORKSHOP_CSV " cannot be read\n", stderr);
        return EXIT_FAILURE;
    }
    g.masses = count_masses(g.table);
    run_jobs(&g, options->jobs);
    int status = EXIT_SUCCESS;
    if (g.failed)
        status = EXIT_UNCERTAIN;
    else if (!write_table(g.table, options))
        status = EXIT_FAILURE;
    hmf_truth_free(g.table);
    return status;
}

/* ---- checking a table ------------------------------------------------------------------------ */

/* Draws `sample` different indices below `cells`, sorted. Returns NULL if out of memory. */
static size_t *draw_cells(size_t cells, size_t sample, unsigned long seed) {
    size_t *all = malloc(cells * sizeof *all), *drawn = malloc(sample * sizeof *drawn);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    const bool good = all && drawn && rng;
    if (good) {
        for (size_t i = 0; i < cells; i++) all[i] = i;
        gsl_rng_set(rng, seed);
        gsl_ran_choose(rng, drawn, sample, all, cells, sizeof *all);
    }
    if (rng) gsl_rng_free(rng);
    free(all);
    if (good) return drawn;
    free(drawn);
    return NULL;
}

/* Compares one cell of the table, counted over all grids. */
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

static int check_cells(const options_given *options, const hmf_truth_table *table) {
    size_t cells = 0;
    for (size_t i = 0; i < table->count; i++) cells += table->grids[i].nz * table->grids[i].nmass;
    const size_t sample = options->sample < cells ? options->sample : cells;
    size_t *drawn = draw_cells(cells, sample, options->seed);
    if (!drawn) {
        fputs("generate_truth: out of memory\n", stderr);
        return EXIT_FAILURE;
    }
    certified_model model = {0};
    size_t differ = 0;
    int status = EXIT_SUCCESS;
    for (size_t i = 0; i < sample && status != EXIT_UNCERTAIN; i++) {
        const int result = check_cell(&model, table, drawn[i]);
        differ += result == EXIT_DIFFERS;
        if (result != EXIT_SUCCESS) status = result;
    }
    model_clear(&model);
    free(drawn);
    if (status == EXIT_UNCERTAIN) return status;
    printf("%s: of %zu cells %zu computed again (seed %lu), %zu differ\n", options->check, cells,
           sample, options->seed, differ);
    return status;
}

static int check(const options_given *options) {
    char message[512];
    hmf_truth_table *table = hmf_truth_load(options->check, message, sizeof message);
    if (!table) {
        fprintf(stderr, "generate_truth: %s\n", message);
        return EXIT_FAILURE;
    }
    const int status = check_cells(options, table);
    hmf_truth_free(table);
    return status;
}

/* ---- one point ------------------------------------------------------------------------------- */

/* Prints a ball that certified_nearest accepts. */
static void print_ball(const char *name, const arb_t ball, double nearest) {
    printf("%-8s ", name);
    arb_printn(ball, 40, 0);
    printf(" nearest double %.17g\n", nearest);
}

static int print_point(const hmf_cosmology *cosmology, double z, double mass) {
    certified_model model = {0};
    double want, nu;
    if (!solve(&model, cosmology, &z, 1, mass, &want, &nu, 1)) {
        model_clear(&model);
        return EXIT_UNCERTAIN;
    }
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
    model_clear(&model);
    return EXIT_SUCCESS;
}

static int point(char **texts) {
    double values[8];
    for (int i = 0; i < 8; i++) {
        char *end;
        values[i] = strtod(texts[i], &end);
        if (end == texts[i] || *end != '\0') {
            fprintf(stderr, "generate_truth: --point '%s': not a number\n", texts[i]);
            return EXIT_FAILURE;
        }
    }
    const hmf_cosmology cosmology = {values[0], values[1], values[2],
                                     values[3], values[4], values[5]};
    /* The wrappers reject invalid inputs with a reason. */
    hmf_truth_grid grid;
    hmf_error error;
    if (hmf_truth_refer(&cosmology, &values[6], 1, &values[7], 1, &grid, &error) != HMF_OK) {
        fprintf(stderr, "generate_truth: --point: %s\n", error.message);
        return EXIT_FAILURE;
    }
    hmf_truth_free_grid(&grid);
    const int status = print_point(&cosmology, values[6], values[7]);
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    perror("generate_truth: cannot write the result");
    return EXIT_FAILURE;
}

/* ---- the command line ------------------------------------------------------------------------ */

static bool fail(const char *reason) {
    fprintf(stderr, "generate_truth: %s\n", reason);
    return false;
}

static bool read_count(const char *name, const char *text, unsigned long min, unsigned long max,
                       unsigned long *value) {
    char *end;
    errno = 0;
    *value = strtoul(text, &end, 10);
    if (end != text && *end == '\0' && text[0] != '-' && errno == 0 && *value >= min &&
        *value <= max)
        return true;
    fprintf(stderr, "generate_truth: --%s '%s': must be a whole number from %lu to %lu\n", name,
            text, min, max);
    return false;
}

static bool read_sample(const char *text, unsigned long *sample) {
    *sample = SIZE_MAX;
    return strcmp(text, "all") == 0 || read_count("sample", text, 1, SIZE_MAX, sample);
}

static bool read_options(int argc, char **argv, options_given *given) {
    static const struct option options[] = {{"jobs", required_argument, NULL, 'j'},
                                            {"check", required_argument, NULL, 'c'},
                                            {"sample", required_argument, NULL, 'n'},
                                            {"seed", required_argument, NULL, 's'},
                                            {"point", no_argument, NULL, 'p'},
                                            {"random", required_argument, NULL, 'r'},
                                            {0}};
    for (int option; (option = getopt_long(argc, argv, "+", options, NULL)) != -1;) {
        bool good = true;
        switch (option) {
        case 'j': good = read_count("jobs", optarg, 1, JOBS_MAX, &given->jobs); break;
        case 'c': given->check = optarg; break;
        case 'n': good = read_sample(optarg, &given->sample); break;
        case 's': good = read_count("seed", optarg, 0, UINT32_MAX, &given->seed); break;
        case 'p': given->point = true; break;
        case 'r': good = read_count("random", optarg, 1, 10000000, &given->random); break;
        default: good = false;
        }
        if (!good) return false;
    }
    if (given->point && given->check) return fail("--point goes without --check");
    if (given->random > 0 && (given->point || given->check))
        return fail("--random goes without --check and --point");
    if (argc - optind == (given->point ? 8 : 0)) return true;
    return fail(given->point ? "--point needs eight numbers" : "unexpected argument");
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return fputs(usage, stdout) < 0 || fflush(stdout) != 0;
    argv[0] = (char[]){"generate_truth"}; /* for the messages of getopt_long */
    options_given options = {.jobs = 1, .sample = 20, .seed = 1};
    if (!read_options(argc, argv, &options)) {
        fail("see generate_truth --help");
        return EXIT_FAILURE;
    }
    if (options.point) return point(argv + optind);
    const int status = options.check ? check(&options) : generate(&options);
    flint_cleanup_master();
    return status;
}
