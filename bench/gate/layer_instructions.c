/*
 * layer_instructions.c: makes the comparisons and counts the instructions of each, in both builds.
 *
 * There is no list of them to keep. For every implementation small jobs are counted first: one
 * cell, and 3 redshifts x 3 masses with n_s other than 1, in which every loop runs. From their
 * counts follows how large a grid with many redshifts, one with many masses, and the job default
 * may be. Jobs of more than about 1.5 ms are compared by their counts alone, except the cold job of
 * 3 x 3, which is always timed. The length of the whole run is bounded whatever is added.
 */
#include "gate_run.h"

#include "sides.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double count_limit = 300.0; /* seconds */

/* Instructions of one call. Callgrind counts some 1e8 in a second; processors run 1e10. */
static const double countable = 1.2e8;      /* larger grids are not counted              */
static const double timeable = 1.5e7;       /* larger jobs are not timed                 */
static const double timeable_cold = 3e8;    /* larger cold jobs of 3 x 3 are not timed   */
static const double timeable_suspect = 1e8; /* the same, if they have more than before */
static const double cheap_default = 5e4;    /* of the job default, for survey to be timed */
static const double light_create = 1e7;     /* for the job default to be cold             */

/* Two modes with counts that differ by no more than this share run the same code. */
static const double alike = 0.05;

/* A warm job is timed beside the cold one, and a replay is counted beside the warm job, where its
 * count is below this share of the other's. */
static const double worth_timing = 0.4, remembers = 0.5;

static bool fail(const char *name, const char *reason) {
    fprintf(stderr, "hmf gate: %s: %s\n", name, reason);
    return false;
}

/* ---- counting -------------------------------------------------------------------------------- */

/* What count.sh prints for one side. */
typedef struct {
    int status;
    uint64_t instructions;
    char clone[32];
} counted;

static bool read_counted(FILE *file, counted *c) {
    char line[128];
    *c = (counted){0};
    if (!fgets(line, sizeof line, file)) return false;
    const int fields = sscanf(line, "%d %" SCNu64 " %31s", &c->status, &c->instructions, c->clone);
    return fields == 3 || (fields == 1 && c->status != 0);
}

/* Every side's word counts for itself: the base may fail at what is right now. */
static void take_counted(gate_run *run, gate_comparison *c, const counted side[GATE_SIDES]) {
    static char clones[64]; /* of the report, for a single run: they are the same in all of it */
    if (side[GATE_HEAD].status != 0) {
        c->outcome = OUTCOME_WRONG;
        snprintf(c->reason, sizeof c->reason, "the new build fails here, with exit status %d",
                 side[GATE_HEAD].status);
    } else if (side[GATE_BASE].status != 0) {
        c->outcome = OUTCOME_NOT_COMPARED;
        snprintf(c->reason, sizeof c->reason, "the base fails here, with exit status %d",
                 side[GATE_BASE].status);
    } else {
        c->counted = true;
        for (int i = 0; i < GATE_SIDES; i++) c->instructions[i] = side[i].instructions;
        if (strcmp(side[GATE_HEAD].clone, "portable") == 0) return;
        snprintf(clones, sizeof clones, "%s", side[GATE_HEAD].clone);
        run->report->clone = clones;
    }
}

enum { JOBS_MAX = 16, JOB_NAME = 128 };

typedef struct {
    char name[JOB_NAME]; /* IMPL/WORKLOAD/MODE */
    counted side[GATE_SIDES];
} counted_job;

static bool crashed(const counted_job *job) {
    for (int side = 0; side < GATE_SIDES; side++)
        if (job->side[side].status != 0 && job->side[side].status != SIDE_WRONG) return true;
    return false;
}

/* Counts the jobs in one process a side, because Valgrind takes a while to start. */
static bool count_once(gate_run *run, counted_job *jobs, size_t count) {
    static const char output[] = "count.txt";
    char counter[PATH_MAX], progress[160], path[PATH_MAX];
    const char *arguments[JOBS_MAX + 8];
    snprintf(path, sizeof path, "%s/count", run->work);
    snprintf(counter, sizeof counter, "%s/hmf-gate-count", run->programs);
    snprintf(progress, sizeof progress, "counting %.*s", (int)strcspn(jobs->name, "/"), jobs->name);
    size_t n = 0;
    arguments[n++] = "sh";
    arguments[n++] = HMF_GATE_SCRIPTS "/count.sh";
    arguments[n++] = counter;
    arguments[n++] = path;
    arguments[n++] = run->module[GATE_BASE];
    arguments[n++] = run->module[GATE_HEAD];
    for (size_t i = 0; i < count; i++) arguments[n++] = jobs[i].name;
    arguments[n] = NULL;
    const int status = gate_command(run, arguments, output, progress, count_limit);
    if (status != 0) return status > 0 && (gate_show_output(run, output), false);
    FILE *file = gate_open_output(run, output);
    bool good = file;
    for (size_t i = 0; good && i < count; i++)
        good = read_counted(file, &jobs[i].side[GATE_BASE]) &&
               read_counted(file, &jobs[i].side[GATE_HEAD]);
    if (file) fclose(file);
    if (!good) return gate_show_output(run, output), fail(jobs->name, "was not counted");
    return true;
}

/* Counts the jobs; a crash costs only the job that crashes. */
static bool count(gate_run *run, counted_job *jobs, size_t count) {
    if (count == 0) return true;
    bool good = count_once(run, jobs, count), any = false;
    for (size_t i = 0; good && i < count; i++) any |= crashed(&jobs[i]);
    for (size_t i = 0; good && any && count > 1 && i < count; i++)
        good = count_once(run, &jobs[i], 1);
    return good;
}

/* ---- comparisons ----------------------------------------------------------------------------- */

static double margin_of(const gate_run *run, const char *name) {
    side_job job;
    if (!side_job_parse(name, &job)) return run->options->margin;
    const hmf_impl *impl = hmf_find(run->registry[GATE_HEAD], job.impl);
    return impl && (impl->flags & HMF_THREADED) ? run->options->threaded_margin
                                                : run->options->margin;
}

static gate_comparison *add(gate_run *run, const char *name) {
    gate_comparison *c = gate_add(run, name, OUTCOME_OPEN, "");
    if (c) c->margin = margin_of(run, name);
    return c;
}

/* The jobs of one implementation that are counted together. */
typedef struct {
    const char *impl;
    counted_job jobs[JOBS_MAX];
    size_t count;
} batch;

static void put(batch *b, const char *workload, const char *mode) {
    counted_job *job = &b->jobs[b->count++];
    snprintf(job->name, sizeof job->name, "%s/%s/%s", b->impl, workload, mode);
}

/* Instructions of the side that has more; infinite where one failed. */
static double most(const counted_job *job) {
    double instructions = 0.0;
    for (int side = 0; side < GATE_SIDES; side++)
        instructions =
            fmax(instructions,
                 job->side[side].status == 0 ? (double)job->side[side].instructions : INFINITY);
    return instructions;
}

static double share_of_base(const counted_job *job, const counted_job *other) {
    return (double)job->side[GATE_BASE].instructions / (double)other->side[GATE_BASE].instructions;
}

/* Up to how many instructions a job is timed. */
static double time_limit(const gate_run *run, const counted_job *job, double limit) {
    const double more = 1.0 + run->report->instruction_margin;
    const bool suspect = most(job) > more * (double)job->side[GATE_BASE].instructions;
    return suspect ? fmax(limit, timeable_suspect) : limit;
}

/* Adds a counted job to the comparisons if it is asked for. More than `limit` instructions are not
 * timed. */
static bool keep(gate_run *run, const counted_job *job, double limit) {
    if (!gate_options_want(run->options, job->name)) return true;
    gate_comparison *c = add(run, job->name);
    if (!c) return false;
    take_counted(run, c, job->side);
    if (c->outcome != OUTCOME_OPEN || most(job) <= time_limit(run, job, limit)) return true;
    c->outcome = OUTCOME_SAME;
    snprintf(c->reason, sizeof c->reason, "by its instructions alone");
    return true;
}

/* The small jobs, in the order in which they are counted. */
enum { POINT_COLD, POINT_WARM, COLD, WARM, REPLAY, MASSES, REDSHIFTS, SMALL };

/* The instructions of a warm call on a grid, from four small ones: a cost for each redshift, each
 * mass and each cell. A vector may take several masses at once, but not more than eight. */
static double estimate(const batch *small, double nz, double nmass) {
    const double one = most(&small->jobs[POINT_WARM]), masses = most(&small->jobs[MASSES]);
    const double redshifts = most(&small->jobs[REDSHIFTS]), both = most(&small->jobs[WARM]);
    const double mass = fmax(one / 8.0, 0.5 * (masses - one));
    const double redshift = fmax(0.0, 0.5 * (redshifts - one));
    const double cell = fmax(0.0, 0.25 * (both - masses - redshifts + one));
    return one + (nmass - 1.0) * mass + (nz - 1.0) * redshift + (nmass - 1.0) * (nz - 1.0) * cell;
}

/* The largest grid that can be counted, or NULL. */
static const char *largest_tall(const batch *small) {
    if (estimate(small, 520, 3) <= countable) return "520x3";
    return estimate(small, 52, 3) <= countable ? "52x3" : NULL;
}

static const char *largest_wide(const batch *small) {
    if (estimate(small, 3, 1300) <= countable) return "3x1300";
    if (estimate(small, 3, 130) <= countable) return "3x130";
    return estimate(small, 3, 13) <= countable ? "3x13" : NULL;
}

static void put_large(batch *large, const batch *small) {
    const char *const grids[] = {largest_tall(small), largest_wide(small)};
    const double create = most(&small->jobs[COLD]) - most(&small->jobs[WARM]);
    for (size_t i = 0; i < 2; i++) {
        if (!grids[i]) continue;
        put(large, grids[i], "warm");
        if (share_of_base(&small->jobs[REPLAY], &small->jobs[WARM]) < remembers)
            put(large, grids[i], "replay");
    }
    if (estimate(small, 5, 200) <= countable)
        put(large, "default", create <= light_create ? "cold" : "warm");
    if (estimate(small, 5, 200) <= cheap_default) put(large, "survey", "warm");
}

/* Keeps a mode that runs other code than the one before it; one that failed in any case. */
static bool keep_mode(gate_run *run, const counted_job *job, const counted_job *other, double share,
                      double timed_share) {
    const double own = share_of_base(job, other);
    if (isfinite(most(job)) && !(own < share)) return true;
    return keep(run, job, own < timed_share ? timeable : 0.0);
}

/* A replay is timed on larger grids. */
static bool keep_small(gate_run *run, const batch *small) {
    const counted_job *jobs = small->jobs;
    return keep(run, &jobs[POINT_COLD], timeable) &&
           keep_mode(run, &jobs[POINT_WARM], &jobs[POINT_COLD], 1.0 - alike, worth_timing) &&
           keep(run, &jobs[COLD], timeable_cold) &&
           keep_mode(run, &jobs[WARM], &jobs[COLD], 1.0 - alike, worth_timing) &&
           keep_mode(run, &jobs[REPLAY], &jobs[WARM], remembers, 0.0);
}

static bool add_jobs(gate_run *run, const char *impl) {
    batch small = {.impl = impl}, large = {.impl = impl};
    put(&small, "point", "cold");
    put(&small, "point", "warm");
    put(&small, "3x3", "cold");
    put(&small, "3x3", "warm");
    put(&small, "3x3", "replay");
    put(&small, "1x3", "warm");
    put(&small, "3x1", "warm");
    if (!count(run, small.jobs, small.count) || !keep_small(run, &small)) return false;
    for (size_t i = 0; i < small.count; i++)
        if (!isfinite(most(&small.jobs[i]))) return true; /* enough is known */
    put_large(&large, &small);
    bool good = count(run, large.jobs, large.count);
    for (size_t i = 0; good && i < large.count; i++) good = keep(run, &large.jobs[i], timeable);
    return good;
}

static bool is_added(const gate_run *run, const char *name) {
    for (size_t i = 0; i < run->report->count; i++)
        if (strcmp(run->report->comparisons[i].name, name) == 0) return true;
    return false;
}

/* Counts it unless time alone is wanted; it is timed whatever it costs. */
static bool add_asked_for(gate_run *run, const char *name) {
    counted_job job = {.name = ""};
    gate_comparison *c = add(run, name);
    if (!c || run->options->time_only) return c;
    snprintf(job.name, sizeof job.name, "%s", name);
    if (!count(run, &job, 1)) return false;
    take_counted(run, c, job.side);
    return true;
}

static bool add_those_asked_for(gate_run *run) {
    const gate_list *list = &run->options->compare;
    for (size_t i = 0; i < list->count; i++) {
        side_job job;
        if (!side_job_parse(list->item[i], &job)) return false;
        if (!hmf_find(run->registry[GATE_BASE], job.impl) ||
            !hmf_find(run->registry[GATE_HEAD], job.impl))
            return fail(list->item[i], "not both builds have such an implementation");
        if (!gate_options_want(run->options, list->item[i]))
            return fail(list->item[i], "--only or --filter leaves it out");
        if (!gate_is_settled(run, job.impl) && !is_added(run, list->item[i]) &&
            !add_asked_for(run, list->item[i]))
            return false;
    }
    return true;
}

bool gate_layer_instructions(gate_run *run) {
    const hmf_registry *head = run->registry[GATE_HEAD];
    if (run->options->compare.count > 0) return add_those_asked_for(run);
    if (run->options->time_only) return fail("--time-only", "what to time is said with --compare");
    for (size_t i = 0; i < head->count; i++) {
        const char *impl = head->impls[i]->name;
        if (gate_options_want_impl(run->options, impl) && !gate_is_settled(run, impl) &&
            !gate_left_out(run, head->impls[i]) && !add_jobs(run, impl))
            return false;
    }
    return true;
}
