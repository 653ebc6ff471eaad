/*
 * draw.c: one draw of the gate: the same work on the base, on the new build and on a second copy of
 * the base, in turns, in one process of its own.
 */
#include "clock.h"
#include "gate_draw.h"
#include "job.h"

#include <dlfcn.h>
#include <errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: hmf-gate-draw SEED MILLISECONDS BASE NEW COPY COMPARISON ...\n"
    "\n"
    "Times every COMPARISON, IMPL/WORKLOAD/MODE, in three builds of the module hmf_module.so, in "
    "turns\n"
    "for about so many milliseconds, and prints a line for each:\n"
    "COMPARISON RATIO CONTROL SECONDS: the median log ratio of NEW to BASE, that of COPY to BASE, "
    "and\n"
    "the median seconds of a call of BASE. The order of everything is drawn from SEED.\n"
    "\n"
    "Exit status: 0 success, 1 usage error or a module that cannot be loaded, 3 the modules have\n"
    "another interface than this program, 4 an implementation failed or is missing.\n";

enum { BASE, NEW, COPY, SIDES };
enum { ROUNDS_MIN = 5, ROUNDS_MAX = 1000 };

/* Long against the clock, short against what disturbs. */
static const double batch_seconds = 0.5e-3;

typedef struct {
    const hmf_registry *registry[SIDES];
    gsl_rng *rng;
    double seconds; /* for one comparison */
} draw;

/* ---- the modules ----------------------------------------------------------------------------- */

/* A module that the last draw had under the same path is another file now, or the same one. */
static const hmf_registry *load(const char *path) {
    void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!module) {
        fprintf(stderr, "hmf-gate-draw: %s\n", dlerror());
        return NULL;
    }
    const hmf_registry *(*get)(void);
    *(void **)&get = dlsym(module, HMF_GET_REGISTRY_SYMBOL);
    if (!get) fprintf(stderr, "hmf-gate-draw: %s\n", dlerror());
    return get ? get() : NULL;
}

/* In an order drawn at random: what is loaded first lies elsewhere. */
static bool load_all(draw *d, char **paths) {
    int order[SIDES] = {BASE, NEW, COPY};
    gsl_ran_shuffle(d->rng, order, SIDES, sizeof *order);
    for (int i = 0; i < SIDES; i++)
        if (!(d->registry[order[i]] = load(paths[order[i]]))) return false;
    return true;
}

static bool same_interface(const draw *d) {
    for (int i = 0; i < SIDES; i++)
        if (d->registry[i]->abi_version != HMF_ABI_VERSION) return false;
    return true;
}

/* ---- one comparison -------------------------------------------------------------------------- */

typedef struct {
    const char *name;
    char impl[64];
    const hmf_workload *workload;
    hmf_mode mode;
    hmf_job *job[SIDES];
    size_t calls; /* of a batch, the same on all sides */
} comparison;

static bool fail(const char *name, const char *reason) {
    fprintf(stderr, "hmf-gate-draw: %s: %s\n", name, reason);
    return false;
}

static bool parse(const char *name, comparison *c) {
    char workload[64], mode[16];
    *c = (comparison){.name = name};
    if (sscanf(name, "%63[^/]/%63[^/]/%15s", c->impl, workload, mode) != 3)
        return fail(name, "not IMPL/WORKLOAD/MODE");
    c->workload = hmf_workload_find(workload);
    if (!c->workload) return fail(name, "no such workload");
    for (c->mode = HMF_COLD; c->mode < HMF_MODE_COUNT; c->mode++)
        if (strcmp(hmf_mode_name(c->mode), mode) == 0) return true;
    return fail(name, "no such mode");
}

static bool create_jobs(const draw *d, comparison *c) {
    int order[SIDES] = {BASE, NEW, COPY};
    gsl_ran_shuffle(d->rng, order, SIDES, sizeof *order);
    const unsigned long seed = gsl_rng_get(d->rng); /* the same inputs on all sides */
    for (int i = 0; i < SIDES; i++) {
        hmf_error error;
        const hmf_impl *impl = hmf_find(d->registry[order[i]], c->impl);
        if (!impl) return fail(c->name, "a build has no such implementation");
        if (hmf_job_create(impl, c->workload, c->mode, seed, &c->job[order[i]], &error) != HMF_OK)
            return fail(c->name, error.message);
    }
    hmf_job_share_output(c->job[NEW], c->job[BASE]);
    hmf_job_share_output(c->job[COPY], c->job[BASE]);
    return true;
}

/* Seconds for so many calls, without those for new inputs; negative when one fails. */
static double time_calls(hmf_job *job, size_t calls, hmf_error *error) {
    double sum = 0.0;
    while (calls > 0) {
        if (hmf_job_left(job) == 0) hmf_job_refill(job);
        const size_t left = hmf_job_left(job), chunk = calls < left ? calls : left;
        const double start = hmf_now();
        for (size_t i = 0; i < chunk; i++)
            if (hmf_job_call(job, error) != HMF_OK) return -1.0;
        sum += hmf_now() - start;
        calls -= chunk;
    }
    return sum;
}

/* How many calls make a batch, which warms all sides up as well. */
static bool choose_calls(comparison *c) {
    hmf_error error;
    double one = HUGE_VAL;
    for (int try = 0; try < 3; try++)
        for (int side = 0; side < SIDES; side++) {
            const double seconds = time_calls(c->job[side], 1, &error);
            if (seconds < 0.0) return fail(c->name, error.message);
            one = fmin(one, seconds);
        }
    c->calls = (size_t)fmax(1.0, batch_seconds / fmax(one, 1e-9));
    return true;
}

/* One batch on every side in some order, and again in the opposite one: what drifts evenly hits all
 * sides alike. */
static bool play_round(const draw *d, const comparison *c, double seconds[SIDES]) {
    int order[SIDES] = {BASE, NEW, COPY};
    gsl_ran_shuffle(d->rng, order, SIDES, sizeof *order);
    hmf_error error;
    for (int side = 0; side < SIDES; side++) seconds[side] = 0.0;
    for (int i = 0; i < 2 * SIDES; i++) {
        const int side = order[i < SIDES ? i : 2 * SIDES - 1 - i];
        const double batch = time_calls(c->job[side], c->calls, &error);
        if (batch < 0.0) return fail(c->name, error.message);
        seconds[side] += batch;
    }
    return true;
}

static double median(double *x, size_t count) {
    gsl_sort(x, 1, count);
    return gsl_stats_median_from_sorted_data(x, 1, count);
}

static bool measure(const draw *d, const comparison *c) {
    static double ratio[ROUNDS_MAX], control[ROUNDS_MAX], base[ROUNDS_MAX];
    const double end = hmf_now() + d->seconds;
    size_t rounds = 0;
    while (rounds < ROUNDS_MAX && (rounds < ROUNDS_MIN || hmf_now() < end)) {
        double seconds[SIDES];
        if (!play_round(d, c, seconds)) return false;
        ratio[rounds] = log(seconds[NEW] / seconds[BASE]);
        control[rounds] = log(seconds[COPY] / seconds[BASE]);
        base[rounds++] = seconds[BASE] / (2.0 * (double)c->calls);
    }
    printf("%s %.9g %.9g %.9g\n", c->name, median(ratio, rounds), median(control, rounds),
           median(base, rounds));
    return true;
}

static bool compare(const draw *d, const char *name) {
    comparison c;
    const bool good = parse(name, &c) && create_jobs(d, &c) && choose_calls(&c) && measure(d, &c);
    for (int side = SIDES; side-- > BASE;) hmf_job_destroy(c.job[side]); /* BASE, which owns it, last */
    return good;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* To one of the cores that this process may use, for all but what has threads. */
static void pin(const draw *d, const char *name) {
    static cpu_set_t all;
    static bool known = false;
    if (!known) known = sched_getaffinity(0, sizeof all, &all) == 0;
    const char *slash = strchr(name, '/');
    char impl[64];
    snprintf(impl, sizeof impl, "%.*s", (int)(slash ? slash - name : 0), name);
    const hmf_impl *found = hmf_find(d->registry[BASE], impl);
    cpu_set_t one = all;
    if (found && !(found->flags & HMF_THREADED)) {
        unsigned long skip = gsl_rng_uniform_int(d->rng, (unsigned long)CPU_COUNT(&all));
        for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
            if (CPU_ISSET(cpu, &all) && skip-- == 0) {
                CPU_ZERO(&one);
                CPU_SET(cpu, &one);
                break;
            }
    }
    if (known) sched_setaffinity(0, sizeof one, &one);
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return fputs(usage, stdout) < 0 || fflush(stdout) != 0;
    if (argc < 7) return fputs(usage, stderr), DRAW_FAILED;
    draw d = {.rng = gsl_rng_alloc(gsl_rng_mt19937), .seconds = 1e-3 * atof(argv[2])};
    if (!d.rng) return fail("draw", "out of memory"), DRAW_FAILED;
    gsl_rng_set(d.rng, strtoul(argv[1], NULL, 10));
    int status = DRAW_FAILED;
    if (load_all(&d, argv + 3)) status = same_interface(&d) ? 0 : DRAW_OTHER_INTERFACE;
    char **names = argv + 6;
    const size_t count = (size_t)(argc - 6);
    gsl_ran_shuffle(d.rng, names, count, sizeof *names);
    for (size_t i = 0; status == 0 && i < count; i++) {
        pin(&d, names[i]);
        if (!compare(&d, names[i])) status = DRAW_WRONG;
    }
    gsl_rng_free(d.rng);
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    perror("hmf-gate-draw");
    return DRAW_FAILED;
}
