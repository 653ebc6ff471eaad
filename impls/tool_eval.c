/* SPDX-License-Identifier: MIT */
/* tool_eval.c: ./hmf eval, values of the mass function. */
#include "die.h"
#include "eval_points.h"
#include "hmf.h"
#include "options.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static hmf_cosmology cosmology;
static const char *z_text, *mass_text, *points;
static bool as_json;
static const char *const formats[] = {"csv", "json", NULL};
static int format;

static const cli_option options[] = {
    {"z", CLI_TEXT, &z_text, "LIST", "redshifts (default 0,5,10,20,30)", 0, 0, NULL},
    {"mass", CLI_TEXT, &mass_text, "LIST", "masses in solar masses (default 1e2:1e15:200)", 0, 0,
     NULL},
    {"points", CLI_TEXT, &points, "FILE",
     "CSV file of pairs z,mass instead of a grid, - for standard input; a first line may name the "
     "columns, and others than z and mass are ignored",
     0, 0, NULL},
    {"omega-m", CLI_REAL, &cosmology.omega_m, "X", "matter density over critical", 0, 0, NULL},
    {"omega-lambda", CLI_REAL, &cosmology.omega_lambda, "X", "cosmological constant over critical",
     0, 0, NULL},
    {"h0", CLI_REAL, &cosmology.h0, "X", "Hubble constant in km/s/Mpc", 0, 0, NULL},
    {"sigma-8", CLI_REAL, &cosmology.sigma_8, "X", "sigma at 8 Mpc/h", 0, 0, NULL},
    {"n-s", CLI_REAL, &cosmology.n_s, "X", "spectral index", 0, 0, NULL},
    {"delta-c", CLI_REAL, &cosmology.delta_c, "X", "critical overdensity", 0, 0, NULL},
    {"format", CLI_CHOICE, &format, "csv|json", "csv has the header z,mass,dn_dlnm and 17 digits",
     0, 0, formats},
    {"json", CLI_FLAG, &as_json, NULL, "--format json", 0, 0, NULL},
};
static const cli_program program = {
    "hmf eval",
    "IMPL [--z LIST] [--mass LIST] [OPTION ...]\nIMPL --points FILE.csv [OPTION ...]",
    "Evaluates dn/dlnM, in Mpc^-3, with one implementation (see ./hmf list), for a grid of\n"
    "redshifts and masses or for single points. A LIST is numbers, A,B,C, or FIRST:LAST:COUNT,\n"
    "evenly spaced for --z and evenly in the logarithm for --mass.",
    options,
    CLI_SIZE(options),
    "H(a) = H0 sqrt(Om a^-3 + OL) and the growth factor have no curvature term\n"
    "(1 - Om - OL) a^-2. If |1 - Om - OL| > 0.001, a warning on standard error says so. The\n"
    "result and the exit status do not change.\n"
    "\n"
    "Exit status: 0 success; 1 usage error, bad input or failed output; 2 the implementation\n"
    "could not compute the answer."};

/* z and mass are the sides of a grid, or pairs with --points. */
static eval_list z, mass;

/* The number of rows of the output, and the redshift and mass of row i. */
static size_t row_count;
static double row_z(size_t i) {
    return z.values[points ? i : i / mass.count];
}
static double row_mass(size_t i) {
    return mass.values[points ? i : i % mass.count];
}

static void read_inputs(void) {
    char message[512];
    if (points && (z_text || mass_text))
        die(EXIT_ERROR, "--points cannot be combined with --z and --mass");
    const bool good = points ? eval_read_points(points, &z, &mass, message, sizeof message)
                             : eval_read_list(z_text ? z_text : "0,5,10,20,30", "--z", false, &z,
                                              message, sizeof message) &&
                                   eval_read_list(mass_text ? mass_text : "1e2:1e15:200", "--mass",
                                                  true, &mass, message, sizeof message);
    if (!good) die(EXIT_ERROR, "%s", message);
    if (__builtin_mul_overflow(z.count, points ? 1 : mass.count, &row_count))
        die(EXIT_ERROR, "out of memory");
}

_Noreturn static void fail(hmf_status status, const char *where, const hmf_error *error) {
    const bool no_answer =
        status == HMF_NO_MEMORY || status == HMF_NO_CONVERGENCE || status == HMF_UNAVAILABLE;
    die(no_answer ? EXIT_NO : EXIT_ERROR, "%s%s", where, error->message);
}

/* Evaluates consecutive points of equal redshift in one call. */
static void evaluate_points(hmf_model *model, double *dn_dlnm) {
    for (size_t first = 0, end; first < z.count; first = end) {
        hmf_error error;
        for (end = first + 1; end < z.count && z.values[end] == z.values[first];) end++;
        const hmf_status status = hmf_evaluate(model, z.values + first, 1, mass.values + first,
                                               end - first, dn_dlnm + first, &error);
        if (status == HMF_OK) continue;
        char where[96];
        snprintf(where, sizeof where, "points %zu to %zu, indexed from 0 below: ", first + 1, end);
        fail(status, where, &error);
    }
}

static void evaluate(const hmf_impl *impl, double *dn_dlnm) {
    hmf_model model;
    hmf_error error;
    hmf_status status = hmf_create(&model, impl, &cosmology, &error);
    if (status != HMF_OK) fail(status, "", &error);
    if (points)
        evaluate_points(&model, dn_dlnm);
    else
        status = hmf_evaluate(&model, z.values, z.count, mass.values, mass.count, dn_dlnm, &error);
    if (status != HMF_OK) fail(status, "", &error);
    hmf_destroy(&model);
}

/* Warns if the cosmology is curved. Decimal inputs may differ from a flat universe by 0.001. */
static void warn_of_curvature(void) {
    const double curvature = 1.0 - cosmology.omega_m - cosmology.omega_lambda;
    if (fabs(curvature) <= 1e-3 * (1.0 + 1e-9)) return;
    fprintf(stderr,
            "hmf eval: warning: 1 - omega_m - omega_lambda = %.4g, but H(a) and the growth factor "
            "leave out curvature (see ./hmf eval --help)\n",
            curvature);
}

static void write_csv(const double *dn_dlnm) {
    puts("z,mass,dn_dlnm");
    for (size_t i = 0; i < row_count; i++)
        printf("%.17g,%.17g,%.17g\n", row_z(i), row_mass(i), dn_dlnm[i]);
}

static void write_json(const hmf_impl *impl, const double *dn_dlnm) {
    const hmf_cosmology *c = &cosmology;
    json_t *redshifts = json_array(), *masses = json_array(), *values = json_array();
    for (size_t i = 0; i < row_count; i++) {
        json_array_append_new(redshifts, json_real(row_z(i)));
        json_array_append_new(masses, json_real(row_mass(i)));
        json_array_append_new(values, json_real(dn_dlnm[i]));
    }
    json_t *root = json_pack("{s:i, s:s, s:s, s:{s:f, s:f, s:f, s:f, s:f, s:f}, s:o, s:o, s:o}",
                             "hmfbench_schema", 1, "kind", "eval", "implementation", impl->name,
                             "cosmology", "omega_m", c->omega_m, "omega_lambda", c->omega_lambda,
                             "h0", c->h0, "sigma_8", c->sigma_8, "n_s", c->n_s, "delta_c",
                             c->delta_c, "z", redshifts, "mass", masses, "dn_dlnm", values);
    if (json_dumpf(root, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) != 0)
        die(EXIT_ERROR, "cannot write the result: %s", strerror(errno));
    putchar('\n');
    json_decref(root);
}

int main(int argc, char **argv) {
    cosmology = hmf_cosmology_default;
    json_set_alloc_funcs(xmalloc, free);
    if (cli_parse_or_exit(&program, argc, argv) != 1)
        die(EXIT_ERROR, "expected one implementation; see ./hmf eval --help");
    const hmf_impl *impl = hmf_find(hmf_get_registry(), argv[1]);
    if (!impl) die(EXIT_ERROR, "no implementation '%s'; ./hmf list names them", argv[1]);
    read_inputs();
    double *dn_dlnm = xcalloc(row_count, sizeof *dn_dlnm);
    evaluate(impl, dn_dlnm);
    warn_of_curvature();
    if (as_json || format == 1)
        write_json(impl, dn_dlnm);
    else
        write_csv(dn_dlnm);
    if (fflush(stdout) != 0 || ferror(stdout))
        die(EXIT_ERROR, "cannot write the result: %s", strerror(errno));
    free(dn_dlnm);
    free(z.values);
    free(mass.values);
    return EXIT_SUCCESS;
}
