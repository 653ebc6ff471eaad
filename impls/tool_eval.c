/* tool_eval.c: ./hmf eval, the mass function itself. */
#include "eval_points.h"
#include "hmf.h"
#include "json_text.h"

#include <getopt.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: ./hmf eval IMPL [--z LIST] [--mass LIST] [OPTION ...]\n"
    "       ./hmf eval IMPL --points FILE.csv [OPTION ...]\n"
    "\n"
    "Evaluates dn/dlnM, in Mpc^-3, with one implementation (./hmf list names them), at every\n"
    "redshift and mass of a grid or at single points. A LIST is numbers, A,B,C, or\n"
    "FIRST:LAST:COUNT, evenly spaced for --z and evenly in the logarithm for --mass.\n"
    "\n"
    "  --z LIST              redshifts                                     0,5,10,20,30\n"
    "  --mass LIST           masses in solar masses                        1e2:1e15:200\n"
    "  --points FILE         pairs z,mass instead of a grid; - is standard input; a first\n"
    "                        line may name the columns, others than z and mass are passed over\n"
    "  --omega-m X           matter density over critical                  0.3089\n"
    "  --omega-lambda X      cosmological constant over critical           0.6911\n"
    "  --h0 X                Hubble constant, km/s/Mpc                     67.74\n"
    "  --sigma-8 X           sigma at 8 Mpc/h                              0.72\n"
    "  --n-s X               spectral index                                1\n"
    "  --delta-c X           critical overdensity                          1.69\n"
    "  --format csv|json     csv: header z,mass,dn_dlnm and 17 digits      csv\n"
    "  --json                the same as --format json\n"
    "  --help                this text\n"
    "\n"
    "Curvature is left out: the growth factor is that of H(a) = H0 sqrt(Om a^-3 + OL), without "
    "the\n"
    "term (1 - Om - OL) a^-2, whatever Om and OL are. Where 1 - Om - OL is beyond +-0.001 a "
    "warning\n"
    "on standard error says so; it changes neither the result nor the exit status.\n"
    "\n"
    "Exit status: 0 success, 1 usage error, bad input or failed output,\n"
    "2 the implementation could not compute its answer.\n";

typedef struct {
    const hmf_impl *impl;
    hmf_cosmology cosmology;
    eval_list z, mass;
    bool points; /* z and mass are pairs, not the sides of a grid */
    bool json;
} eval_job;

/* The rows of the output: z and mass of every cell. */
typedef struct {
    size_t count;
    double *z, *mass, *dn_dlnm;
} eval_rows;

static bool eval_fail(const char *reason) {
    fprintf(stderr, "hmf eval: %s\n", reason);
    return false;
}

static bool read_parameter(const char *name, const char *text, double *value) {
    char *end;
    *value = strtod(text, &end);
    if (end != text && *end == '\0') return true;
    fprintf(stderr, "hmf eval: --%s '%s': not a number\n", name, text);
    return false;
}

static bool find_implementation(const char *name, eval_job *job) {
    job->impl = hmf_find(hmf_get_registry(), name);
    if (job->impl) return true;
    fprintf(stderr, "hmf eval: no implementation '%s'; ./hmf list names them\n", name);
    return false;
}

enum { OPTION_Z = 1, OPTION_MASS, OPTION_POINTS, OPTION_FORMAT, OPTION_JSON, OPTION_PARAMETER };

static bool read_format(const char *text, eval_job *job) {
    job->json = strcmp(text, "json") == 0;
    if (job->json || strcmp(text, "csv") == 0) return true;
    fprintf(stderr, "hmf eval: --format '%s': csv or json\n", text);
    return false;
}

/* The grid or the points, from the texts given, or the default grid. */
static bool read_arguments(const char *z, const char *mass, const char *points, eval_job *job) {
    char message[512];
    job->points = points != NULL;
    if (points) {
        if (z || mass) return eval_fail("--points goes without --z and --mass");
        if (eval_read_points(points, &job->z, &job->mass, message, sizeof message)) return true;
        return eval_fail(message);
    }
    if (eval_read_list(z ? z : "0,5,10,20,30", "--z", false, &job->z, message, sizeof message) &&
        eval_read_list(mass ? mass : "1e2:1e15:200", "--mass", true, &job->mass, message,
                       sizeof message))
        return true;
    return eval_fail(message);
}

static bool read_options(int argc, char **argv, eval_job *job) {
    hmf_cosmology *c = &job->cosmology;
    double *const parameters[] = {&c->omega_m, &c->omega_lambda, &c->h0,
                                  &c->sigma_8, &c->n_s,          &c->delta_c};
    static const struct option options[] = {
        {"z", required_argument, NULL, OPTION_Z},
        {"mass", required_argument, NULL, OPTION_MASS},
        {"points", required_argument, NULL, OPTION_POINTS},
        {"format", required_argument, NULL, OPTION_FORMAT},
        {"json", no_argument, NULL, OPTION_JSON},
        {"omega-m", required_argument, NULL, OPTION_PARAMETER},
        {"omega-lambda", required_argument, NULL, OPTION_PARAMETER + 1},
        {"h0", required_argument, NULL, OPTION_PARAMETER + 2},
        {"sigma-8", required_argument, NULL, OPTION_PARAMETER + 3},
        {"n-s", required_argument, NULL, OPTION_PARAMETER + 4},
        {"delta-c", required_argument, NULL, OPTION_PARAMETER + 5},
        {0}};
    const char *z = NULL, *mass = NULL, *points = NULL;
    int index;
    for (int option; (option = getopt_long(argc, argv, "", options, &index)) != -1;) {
        bool good = true;
        switch (option) {
        case OPTION_Z: z = optarg; break;
        case OPTION_MASS: mass = optarg; break;
        case OPTION_POINTS: points = optarg; break;
        case OPTION_FORMAT: good = read_format(optarg, job); break;
        case OPTION_JSON: job->json = true; break;
        case '?': return eval_fail("see ./hmf eval --help");
        default:
            good =
                read_parameter(options[index].name, optarg, parameters[option - OPTION_PARAMETER]);
        }
        if (!good) return false;
    }
    if (optind != argc - 1) return eval_fail("one implementation, please; see ./hmf eval --help");
    return find_implementation(argv[optind], job) && read_arguments(z, mass, points, job);
}

static bool allocate_rows(const eval_job *job, eval_rows *rows) {
    const size_t nz = job->z.count, nmass = job->points ? 1 : job->mass.count;
    size_t count;
    if (__builtin_mul_overflow(nz, nmass, &count)) return false;
    rows->count = count;
    rows->z = calloc(count, sizeof *rows->z);
    rows->mass = calloc(count, sizeof *rows->mass);
    rows->dn_dlnm = calloc(count, sizeof *rows->dn_dlnm);
    return rows->z && rows->mass && rows->dn_dlnm;
}

static void free_rows(eval_rows *rows) {
    free(rows->z);
    free(rows->mass);
    free(rows->dn_dlnm);
}

static void fill_coordinates(const eval_job *job, eval_rows *rows) {
    const size_t nmass = job->mass.count;
    for (size_t i = 0; i < rows->count; i++) {
        rows->z[i] = job->z.values[job->points ? i : i / nmass];
        rows->mass[i] = job->mass.values[job->points ? i : i % nmass];
    }
}

/* Points of equal redshift that stand together are one call. */
static hmf_status evaluate_points(hmf_model *model, const eval_job *job, double *dn_dlnm,
                                  hmf_error *error) {
    const double *z = job->z.values, *mass = job->mass.values;
    hmf_status status = HMF_OK;
    for (size_t first = 0, end; status == HMF_OK && first < job->z.count; first = end) {
        for (end = first + 1; end < job->z.count && z[end] == z[first];) end++;
        status =
            hmf_evaluate(model, z + first, 1, mass + first, end - first, dn_dlnm + first, error);
        if (status != HMF_OK)
            fprintf(stderr, "hmf eval: points %zu to %zu, counted from 0 in the next line:\n",
                    first + 1, end);
    }
    return status;
}

static hmf_status evaluate(const eval_job *job, double *dn_dlnm, hmf_error *error) {
    hmf_model model;
    hmf_status status = hmf_create(&model, job->impl, &job->cosmology, error);
    if (status != HMF_OK) return status;
    status = job->points ? evaluate_points(&model, job, dn_dlnm, error)
                         : hmf_evaluate(&model, job->z.values, job->z.count, job->mass.values,
                                        job->mass.count, dn_dlnm, error);
    hmf_destroy(&model);
    return status;
}

/* Prints a warning where curvature, which the model leaves out, would be felt. The margin is that
 * of decimal input, which may be 0.001 away from a flat universe to the last digit. */
static void warn_of_curvature(const hmf_cosmology *c) {
    const double curvature = 1.0 - c->omega_m - c->omega_lambda;
    if (fabs(curvature) <= 1e-3 * (1.0 + 1e-9)) return;
    fprintf(stderr,
            "hmf eval: warning: 1 - omega_m - omega_lambda = %.4g, but H(a) and the growth factor "
            "leave out curvature (see ./hmf eval --help)\n",
            curvature);
}

static void write_csv(const eval_rows *rows) {
    puts("z,mass,dn_dlnm");
    for (size_t i = 0; i < rows->count; i++)
        printf("%.17g,%.17g,%.17g\n", rows->z[i], rows->mass[i], rows->dn_dlnm[i]);
}

/* What is not finite becomes null: JSON has no word for it. */
static json_t *column(const double *values, size_t count) {
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, isfinite(values[i]) ? json_real(values[i]) : json_null());
    return array;
}

static bool write_json(const eval_job *job, const eval_rows *rows) {
    const hmf_cosmology *c = &job->cosmology;
    json_t *root = json_pack(
        "{s:i, s:s, s:s, s:{s:f, s:f, s:f, s:f, s:f, s:f}, s:o, s:o, s:o}", "hmfbench_schema", 1,
        "kind", "eval", "implementation", job->impl->name, "cosmology", "omega_m", c->omega_m,
        "omega_lambda", c->omega_lambda, "h0", c->h0, "sigma_8", c->sigma_8, "n_s", c->n_s,
        "delta_c", c->delta_c, "z", column(rows->z, rows->count), "mass",
        column(rows->mass, rows->count), "dn_dlnm", column(rows->dn_dlnm, rows->count));
    return hmf_json_print(root, JSON_INDENT(2) | JSON_REAL_PRECISION(17), stdout);
}

static int run(const eval_job *job, eval_rows *rows) {
    if (!allocate_rows(job, rows)) return eval_fail("out of memory for so many points"), 1;
    fill_coordinates(job, rows);
    hmf_error error;
    const hmf_status status = evaluate(job, rows->dn_dlnm, &error);
    if (status != HMF_OK) {
        eval_fail(error.message);
        return status == HMF_NO_MEMORY || status == HMF_NO_CONVERGENCE || status == HMF_UNAVAILABLE
                   ? 2
                   : 1;
    }
    warn_of_curvature(&job->cosmology);
    bool written = true;
    if (job->json)
        written = write_json(job, rows);
    else
        write_csv(rows);
    if (written && fflush(stdout) == 0 && !ferror(stdout)) return 0;
    perror("hmf eval: cannot write the result");
    return 1;
}

static int print_usage(void) {
    if (fputs(usage, stdout) >= 0 && fflush(stdout) == 0) return 0;
    perror("hmf eval: cannot write the help");
    return 1;
}

int main(int argc, char **argv) {
    argv[0] = (char[]){"hmf eval"}; /* what getopt_long calls us */
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) return print_usage();
    eval_job job = {.cosmology = hmf_cosmology_default};
    eval_rows rows = {0};
    const int status = read_options(argc, argv, &job) ? run(&job, &rows) : 1;
    free_rows(&rows);
    free(job.z.values);
    free(job.mass.values);
    return status;
}
