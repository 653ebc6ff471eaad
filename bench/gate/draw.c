/* SPDX-License-Identifier: MIT */
/* draw.c: one draw of the gate. Runs the same work on the base, on the new build and on a second
 * copy of the base, in turns, in a process of its own. */
#include "build_module.h"
#include "clock.h"

#include <fcntl.h>
#include <gsl/gsl_errno.h>
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
#include <unistd.h>

static const char usage[] =
    "usage: hmf-gate-draw SEED MILLISECONDS BASE NEW COPY COMPARISON ...\n"
    "\n"
    "Times every COMPARISON, IMPL/WORKLOAD/MODE, in three builds of the module hmf_module.so, in\n"
    "turns for about MILLISECONDS, up to four times that if a call is long. Prints a line for "
    "each:\n"
    "COMPARISON RATIO CONTROL SECONDS. RATIO is the logarithm of NEW's time over BASE's, CONTROL\n"
    "that of COPY's over BASE's, SECONDS the time of one call of BASE; each time is the lower\n"
    "quartile of the batches. All orders are drawn from SEED.\n"
    "\n"
    "Exit status: 0 success, 1 usage error or a module that cannot be loaded, 3 a module has\n"
    "another interface than this program, 4 an implementation failed or is missing.\n";

enum { BASE, NEW, COPY, SIDES };
enum { BATCHES_MIN = 6, BATCHES_MIN_LONG = 2, BATCHES_MAX = 2000 }; /* even */

/* Long compared with the clock's resolution, short compared with interruptions. */
static const double batch_seconds = 0.25e-3;

/* Calls longer than this have fewer turns, to leave time for the other comparisons. More draws make
 * up for it. */
static const double long_seconds = 2.5e-3;

/* Calls longer than this get more time in proportion, up to this multiple. Their batches hold few
 * calls, whose inputs differ in cost, and more batches reduce that noise. */
static const double short_seconds = 0.1e-3, most_time = 4.0;

typedef struct {
    const hmf_registry *registry[SIDES];
    gsl_rng *rng;
    double seconds;  /* for one comparison        */
    cpu_set_t cores; /* that this process may use */
} draw;

static int schedstat = -1; /* of this thread */

/* ---- one comparison -------------------------------------------------------------------------- */

typedef struct {
    const char *name;
    gate_job spec;
    hmf_job *job[SIDES];
    size_t calls; /* of a batch, the same on all sides */
    size_t least; /* batches on each side              */
    double time;  /* seconds for all of them           */
} comparison;

static bool fail(const char *name, const char *reason) {
    fprintf(stderr, "hmf gate: %s: %s\n", name, reason);
    return false;
}

/* Creates the jobs in random order, because the order changes their addresses. */
static bool create_jobs(const draw *d, comparison *c) {
    int order[SIDES] = {BASE, NEW, COPY};
    gsl_ran_shuffle(d->rng, order, SIDES, sizeof *order);
    const unsigned long seed = gsl_rng_get(d->rng); /* the same inputs on all sides */
    for (int i = 0; i < SIDES; i++)
        if (!(c->job[order[i]] = gate_job_create(d->registry[order[i]], &c->spec, seed)))
            return false;
    hmf_job_share_output(c->job[NEW], c->job[BASE]);
    hmf_job_share_output(c->job[COPY], c->job[BASE]);
    return true;
}

/* Returns the time without the time that this thread has waited for a processor, as Linux counts it
 * (fs/proc/base.c, proc_pid_schedstat: time on a processor, time waiting, turns). Time asleep
 * counts. For calls longer than a time slice, which all wait. */
static double now_without_waiting(void) {
    char text[96];
    unsigned long long ran, waited = 0;
    const ssize_t length = schedstat < 0 ? -1 : pread(schedstat, text, sizeof text - 1, 0);
    if (length > 0) {
        text[length] = '\0';
        if (sscanf(text, "%llu %llu", &ran, &waited) != 2) waited = 0;
    }
    return hmf_now() - 1e-9 * (double)waited;
}

/* Returns the seconds of the calls, without the time for new inputs; negative if one fails. */
static double time_calls(hmf_job *job, size_t calls, bool are_long, hmf_error *error) {
    double seconds;
    if (hmf_job_time(job, calls, are_long ? now_without_waiting : NULL, &seconds, error) != HMF_OK)
        return -1.0;
    return fmax(seconds, 1e-9);
}

/* Chooses the number of calls in a batch, and warms up all sides. */
static bool choose_calls(const draw *d, comparison *c) {
    hmf_error error;
    double one = HUGE_VAL;
    for (int try = 0; try < 3 && (try == 0 || one < long_seconds); try++)
        for (int side = 0; side < SIDES; side++) {
            const double seconds = time_calls(c->job[side], 1, false, &error);
            if (seconds < 0.0) return fail(c->name, error.message);
            one = fmin(one, seconds);
        }
    c->least = one < long_seconds ? BATCHES_MIN : BATCHES_MIN_LONG;
    c->time = d->seconds * fmin(most_time, fmax(1.0, one / short_seconds));
    c->calls = (size_t)fmax(1.0, batch_seconds / fmax(one, 1e-9));
    return true;
}

/* The times of all batches. */
typedef struct {
    double seconds[SIDES][BATCHES_MAX];
    size_t count; /* on each side */
} batches;

/* Times one batch on every side in random order, then in reverse, so that a linear drift affects
 * all sides equally. */
static bool time_round(const draw *d, const comparison *c, batches *b) {
    int order[SIDES] = {BASE, NEW, COPY};
    gsl_ran_shuffle(d->rng, order, SIDES, sizeof *order);
    hmf_error error;
    for (int i = 0; i < 2 * SIDES; i++) {
        const int side = order[i < SIDES ? i : 2 * SIDES - 1 - i];
        const double seconds =
            time_calls(c->job[side], c->calls, c->least == BATCHES_MIN_LONG, &error);
        if (seconds < 0.0) return fail(c->name, error.message);
        b->seconds[side][b->count + (i >= SIDES)] = seconds;
    }
    b->count += 2;
    return true;
}

/* Interference only adds time; the lower quartile is valid if up to 3/4 of the batches are
 * disturbed. */
static double lower_quartile(double *seconds, size_t count) {
    gsl_sort(seconds, 1, count);
    return gsl_stats_quantile_from_sorted_data(seconds, 1, count, 0.25);
}

static bool measure(const draw *d, const comparison *c) {
    static batches b;
    b.count = 0;
    const double end = hmf_now() + c->time;
    while (b.count < BATCHES_MAX && (b.count < c->least || hmf_now() < end))
        if (!time_round(d, c, &b)) return false;
    double quartile[SIDES];
    for (int side = 0; side < SIDES; side++)
        quartile[side] = lower_quartile(b.seconds[side], b.count);
    printf("%s %.9g %.9g %.9g\n", c->name, log(quartile[NEW] / quartile[BASE]),
           log(quartile[COPY] / quartile[BASE]), quartile[BASE] / (double)c->calls);
    return true;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* Pins this process to a random core of those that it may use, unless the implementation has
 * threads. */
static void pin(const draw *d, const char *impl) {
    cpu_set_t cores = d->cores;
    if (!(hmf_find(d->registry[BASE], impl)->flags & HMF_THREADED)) {
        unsigned long skip = gsl_rng_uniform_int(d->rng, (unsigned long)CPU_COUNT(&d->cores));
        size_t cpu = 0;
        while (!CPU_ISSET(cpu, &d->cores) || skip-- > 0) cpu++;
        CPU_ZERO(&cores);
        CPU_SET(cpu, &cores);
    }
    sched_setaffinity(0, sizeof cores, &cores);
}

static bool compare(const draw *d, const char *name) {
    comparison c = {.name = name};
    if (!gate_job_parse(name, &c.spec)) return false;
    bool good = create_jobs(d, &c);
    if (good) pin(d, c.spec.impl);
    good = good && choose_calls(d, &c) && measure(d, &c);
    for (int side = SIDES; side-- > BASE;) hmf_job_destroy(c.job[side]); /* BASE owns the output */
    return good;
}

static int load_all(draw *d, char **paths) {
    int order[SIDES] = {BASE, NEW, COPY}, status = 0;
    gsl_ran_shuffle(d->rng, order, SIDES, sizeof *order);
    for (int i = 0; status == 0 && i < SIDES; i++)
        status = gate_module_load(paths[order[i]], &d->registry[order[i]]);
    return status;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return fputs(usage, stdout) < 0 || fflush(stdout) != 0;
    if (argc < 7) return fputs(usage, stderr), GATE_MODULE_FAILED;
    gsl_set_error_handler_off(); /* it would abort */
    draw d = {.rng = gsl_rng_alloc(gsl_rng_mt19937), .seconds = 1e-3 * atof(argv[2])};
    schedstat = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    if (!d.rng || sched_getaffinity(0, sizeof d.cores, &d.cores) != 0)
        return perror("hmf gate"), GATE_MODULE_FAILED;
    gsl_rng_set(d.rng, strtoul(argv[1], NULL, 10));
    int status = load_all(&d, argv + 3);
    char **names = argv + 6;
    const size_t count = (size_t)(argc - 6);
    gsl_ran_shuffle(d.rng, names, count, sizeof *names);
    for (size_t i = 0; status == 0 && i < count; i++)
        if (!compare(&d, names[i])) status = GATE_MODULE_WRONG;
    gsl_rng_free(d.rng);
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    perror("hmf gate: cannot write the measurements");
    return GATE_MODULE_FAILED;
}
