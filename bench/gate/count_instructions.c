/* SPDX-License-Identifier: MIT */
/*
 * count_instructions.c: makes the comparisons and counts the instructions of each, in both builds.
 *
 * The comparisons follow from the counts. For every implementation small jobs are counted first:
 * one cell, and 3 redshifts x 3 masses with n_s other than 1, which run every loop. Their counts
 * decide how large the grids with many redshifts and with many masses are, and whether the job
 * default is counted. Jobs of more than about 1.5 ms are compared by their counts alone, except the
 * cold job of 3 x 3, which is always timed. This bounds the time of a run, whatever implementations
 * are added.
 */
#include "gate_run.h"

#include "build_module.h"
#include "die.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double count_limit = 300.0, blame_limit = 120.0; /* seconds */

/* Instructions of one call. Callgrind counts some 1e8 in a second; processors run 1e10. */
static const double countable = 1.2e8;      /* larger grids are not counted               */
static const double timeable = 1.5e7;       /* larger jobs are not timed                  */
static const double timeable_cold = 3e8;    /* larger cold jobs of 3 x 3 are not timed    */
static const double timeable_suspect = 1e8; /* larger jobs with more than the base are not */
static const double cheap_default = 5e4;    /* of the job default, for survey to be timed */
static const double light_create = 1e7;     /* of create, for the job default to be cold  */

/* Two modes with counts that differ by no more than this share run the same code. */
static const double alike = 0.05;

/* A warm job is timed as well as the cold one, and a replay is counted as well as the warm job, if
 * its count is below this share of the other's. */
static const double worth_timing = 0.4, remembers = 0.5;

/* The inputs and the result of this layer. */
typedef struct {
    const gate_builds *builds;
    const gate_options *options;
    const gate_comparisons *settled;
    double instruction_margin;
    char *clone; /* [32] */
    gate_comparisons counted;
} counting;

/* ---- counting -------------------------------------------------------------------------------- */

/* The line of count.sh for one side. */
typedef struct {
    int status;
    uint64_t instructions;
    char clone[32];
} side_count;

enum { JOBS_MAX = 16 };

typedef struct {
    char name[128]; /* IMPL/WORKLOAD/MODE */
    side_count side[GATE_SIDES];
} counted_job;

static bool read_count(FILE *file, side_count *c) {
    char line[128];
    *c = (side_count){0};
    if (!fgets(line, sizeof line, file)) return false;
    const int fields = sscanf(line, "%d %" SCNu64 " %31s", &c->status, &c->instructions, c->clone);
    return fields == 3 || (fields == 1 && c->status != 0);
}

static bool crashed(const counted_job *job) {
    for (int side = 0; side < GATE_SIDES; side++)
        if (job->side[side].status != 0 && job->side[side].status != GATE_MODULE_WRONG) return true;
    return false;
}

/* Counts jobs in one process a side, because Valgrind takes long to start. */
static void count_once(const counting *all, counted_job *jobs, size_t count) {
    static const char output[] = "count.txt";
    char *counter = gate_program("hmf-gate-count");
    char *progress = xasprintf("counting %.*s", (int)strcspn(jobs->name, "/"), jobs->name);
    const char *arguments[JOBS_MAX + 7] = {
        "sh",    (HMF_GATE_SCRIPTS "/count.sh"), counter,
        "count", all->builds->module[GATE_BASE], all->builds->module[GATE_HEAD]};
    for (size_t i = 0; i < count; i++) arguments[i + 6] = jobs[i].name;
    gate_do(arguments, output, progress, count_limit);
    FILE *file = gate_open_output(output);
    for (size_t i = 0; i < count; i++)
        if (!read_count(file, &jobs[i].side[GATE_BASE]) ||
            !read_count(file, &jobs[i].side[GATE_HEAD])) {
            gate_show_output(output);
            die(EXIT_ERROR, "%s: was not counted", jobs[i].name);
        }
    fclose(file);
    free(counter);
    free(progress);
}

/* Counts jobs; after a crash each alone, because a crash ends the process. */
static void count(const counting *all, counted_job *jobs, size_t count) {
    bool any = false;
    if (count == 0) return;
    count_once(all, jobs, count);
    for (size_t i = 0; i < count; i++) any |= crashed(&jobs[i]);
    for (size_t i = 0; any && count > 1 && i < count; i++) count_once(all, &jobs[i], 1);
}

/* ---- comparisons ----------------------------------------------------------------------------- */

static double margin_of(const counting *all, const char *name) {
    gate_job job;
    const hmf_impl *impl =
        gate_job_parse(name, &job) ? hmf_find(all->builds->registry[GATE_HEAD], job.impl) : NULL;
    return impl && (impl->flags & HMF_THREADED) ? all->options->threaded_margin
                                                : all->options->margin;
}

static gate_comparison *add(counting *all, const char *name) {
    gate_comparison *c = gate_add(&all->counted, "%s", name);
    c->margin = margin_of(all, name);
    return c;
}

/* Takes the counts of both sides. Handles both exit statuses separately: the base may fail where
 * the new build works. */
static void take_counts(counting *all, gate_comparison *c, const side_count side[GATE_SIDES]) {
    if (side[GATE_HEAD].status != 0) {
        gate_settle(c, GATE_WRONG, "the new build fails here, with exit status %d",
                    side[GATE_HEAD].status);
    } else if (side[GATE_BASE].status != 0) {
        gate_settle(c, GATE_NOT_COMPARED, "the base fails here, with exit status %d",
                    side[GATE_BASE].status);
    } else {
        c->counted = true;
        for (int i = 0; i < GATE_SIDES; i++) c->instructions[i] = side[i].instructions;
        if (strcmp(side[GATE_HEAD].clone, "portable") != 0)
            snprintf(all->clone, sizeof side->clone, "%s", side[GATE_HEAD].clone);
    }
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

/* Returns the instructions of the side that has more; infinite if one failed. */
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

/* Returns the largest number of instructions that is timed. */
static double time_limit(const counting *all, const counted_job *job, double limit) {
    const double more = 1.0 + all->instruction_margin;
    const bool suspect = most(job) > more * (double)job->side[GATE_BASE].instructions;
    return suspect ? fmax(limit, timeable_suspect) : limit;
}

/* Adds a counted job to the comparisons if the options select it. It is not timed if it has more
 * than `limit` instructions. */
static void keep(counting *all, const counted_job *job, double limit) {
    if (!gate_options_want(all->options, job->name)) return;
    gate_comparison *c = add(all, job->name);
    take_counts(all, c, job->side);
    if (c->outcome == GATE_OPEN && most(job) > time_limit(all, job, limit))
        gate_settle(c, GATE_SAME, "by its instructions alone");
}

/* The small jobs, in their order. */
enum { POINT_COLD, POINT_WARM, COLD, WARM, REPLAY, MASSES, REDSHIFTS, SMALL };
static const char *const small_jobs[SMALL][2] = {
    {"point", "cold"}, {"point", "warm"}, {"3x3", "cold"}, {"3x3", "warm"},
    {"3x3", "replay"}, {"1x3", "warm"},   {"3x1", "warm"}};

/* Estimates the instructions of a warm call on a grid from four small ones: a cost for each
 * redshift, each mass and each cell. A vector takes at most eight masses at once. */
static double estimate(const batch *small, double nz, double nmass) {
    const double one = most(&small->jobs[POINT_WARM]), masses = most(&small->jobs[MASSES]);
    const double redshifts = most(&small->jobs[REDSHIFTS]), both = most(&small->jobs[WARM]);
    const double mass = fmax(one / 8.0, 0.5 * (masses - one));
    const double redshift = fmax(0.0, 0.5 * (redshifts - one));
    const double cell = fmax(0.0, 0.25 * (both - masses - redshifts + one));
    return one + (nmass - 1.0) * mass + (nz - 1.0) * redshift + (nmass - 1.0) * (nz - 1.0) * cell;
}

/* Grids with many redshifts and with many masses, the largest first. */
static const struct {
    const char *name;
    double nz, nmass;
} grids[2][3] = {{{"520x3", 520, 3}, {"52x3", 52, 3}},
                 {{"3x1300", 3, 1300}, {"3x130", 3, 130}, {"3x13", 3, 13}}};

/* Returns the largest of these grids that can be counted, or NULL. */
static const char *largest(const batch *small, int kind) {
    for (int i = 0; i < 3 && grids[kind][i].name; i++)
        if (estimate(small, grids[kind][i].nz, grids[kind][i].nmass) <= countable)
            return grids[kind][i].name;
    return NULL;
}

static void put_large(batch *large, const batch *small) {
    const double create = most(&small->jobs[COLD]) - most(&small->jobs[WARM]);
    for (int kind = 0; kind < 2; kind++) {
        const char *grid = largest(small, kind);
        if (!grid) continue;
        put(large, grid, "warm");
        if (share_of_base(&small->jobs[REPLAY], &small->jobs[WARM]) < remembers)
            put(large, grid, "replay");
    }
    if (estimate(small, 5, 200) <= countable)
        put(large, "default", create <= light_create ? "cold" : "warm");
    if (estimate(small, 5, 200) <= cheap_default) put(large, "survey", "warm");
}

/* Keeps a mode that runs other code than the one before it, and one that failed. */
static void keep_mode(counting *all, const counted_job *job, const counted_job *other, double share,
                      double timed_share) {
    const double own = share_of_base(job, other);
    if (isfinite(most(job)) && !(own < share)) return;
    keep(all, job, own < timed_share ? timeable : 0.0);
}

/* Keeps the small jobs; a replay is timed on larger grids only. */
static void keep_small(counting *all, const batch *small) {
    const counted_job *jobs = small->jobs;
    keep(all, &jobs[POINT_COLD], timeable);
    keep_mode(all, &jobs[POINT_WARM], &jobs[POINT_COLD], 1.0 - alike, worth_timing);
    keep(all, &jobs[COLD], timeable_cold);
    keep_mode(all, &jobs[WARM], &jobs[COLD], 1.0 - alike, worth_timing);
    keep_mode(all, &jobs[REPLAY], &jobs[WARM], remembers, 0.0);
}

static void add_jobs(counting *all, const char *impl) {
    batch small = {.impl = impl}, large = {.impl = impl};
    for (int i = 0; i < SMALL; i++) put(&small, small_jobs[i][0], small_jobs[i][1]);
    count(all, small.jobs, small.count);
    keep_small(all, &small);
    for (size_t i = 0; i < small.count; i++)
        if (!isfinite(most(&small.jobs[i]))) return; /* a failure is enough */
    put_large(&large, &small);
    count(all, large.jobs, large.count);
    for (size_t i = 0; i < large.count; i++) keep(all, &large.jobs[i], timeable);
}

/* Adds a comparison of --compare, which is timed whatever it costs, and counts it unless only time
 * is wanted. */
static void add_named(counting *all, const char *name) {
    counted_job job = {.name = ""};
    gate_comparison *c = add(all, name);
    if (all->options->time_only) return;
    snprintf(job.name, sizeof job.name, "%s", name);
    count(all, &job, 1);
    take_counts(all, c, job.side);
}

static void add_all_named(counting *all) {
    const cli_list *list = &all->options->compare;
    for (size_t i = 0; i < list->count; i++) {
        gate_job job;
        const char *name = list->item[i];
        if (!gate_job_parse(name, &job)) exit(EXIT_ERROR); /* the reason has been printed */
        if (!hmf_find(all->builds->registry[GATE_BASE], job.impl) ||
            !hmf_find(all->builds->registry[GATE_HEAD], job.impl))
            die(EXIT_ERROR, "%s: only one build has this implementation, or none", name);
        if (!gate_options_want(all->options, name))
            die(EXIT_ERROR, "%s: excluded by --only or --filter", name);
        if (!gate_is_settled(all->settled, job.impl) && !gate_has(&all->counted, name))
            add_named(all, name);
    }
}

gate_comparisons gate_count_instructions(const gate_builds *builds, const gate_comparisons *settled,
                                         double instruction_margin, char clone[32]) {
    counting all = {.builds = builds,
                    .options = builds->options,
                    .settled = settled,
                    .instruction_margin = instruction_margin,
                    .clone = clone};
    const hmf_registry *head = builds->registry[GATE_HEAD];
    if (all.options->compare.count > 0) {
        add_all_named(&all);
        return all.counted;
    }
    if (all.options->time_only) die(EXIT_ERROR, "--time-only needs --compare");
    for (size_t i = 0; i < head->count; i++) {
        const char *impl = head->impls[i]->name;
        if (gate_options_want_impl(all.options, impl) && !gate_is_settled(settled, impl) &&
            !gate_left_out(builds, head->impls[i]))
            add_jobs(&all, impl);
    }
    return all.counted;
}

/* ---- the lines to blame ---------------------------------------------------------------------- */

static const char *text_of(const json_t *row, const char *key) {
    const char *text = json_string_value(json_object_get(row, key));
    return text ? text : "";
}

static json_int_t gain_of(json_t *row) {
    json_int_t base = 0, head = 0;
    json_unpack(row, "{s:[I, I]}", "instructions_self", &base, &head);
    return head - base;
}

/* Returns the row with the largest gain, of lines only those of that function unless it is NULL.
 * Returns NULL if no row has a gain. */
static json_t *largest_gain(const json_t *rows, const char *function) {
    json_t *row, *largest = NULL;
    size_t i;
    json_array_foreach(rows, i, row) {
        if (function && strcmp(text_of(row, "function"), function) != 0) continue;
        if (gain_of(row) > (largest ? gain_of(largest) : 0)) largest = row;
    }
    return largest;
}

/* Finds the function before the line, because an edited line appears as a removed and a new one. */
static void read_blame(const json_t *difference, gate_blame *blame) {
    int old_line, new_line = 0;
    json_t *function = largest_gain(json_object_get(difference, "functions"), NULL);
    if (!function) return;
    blame->known = true;
    snprintf(blame->function, sizeof blame->function, "%s", text_of(function, "name"));
    snprintf(blame->file, sizeof blame->file, "%s", text_of(function, "source"));
    blame->function_gain = gain_of(function);
    json_t *line = largest_gain(json_object_get(difference, "lines"), blame->function);
    if (!line) return;
    snprintf(blame->file, sizeof blame->file, "%s", text_of(line, "source"));
    snprintf(blame->text, sizeof blame->text, "%s", text_of(line, "text"));
    json_unpack(line, "{s:[i, i]}", "line", &old_line, &new_line);
    blame->line = (unsigned)new_line;
    blame->line_gain = gain_of(line);
}

void gate_find_blame(gate_comparison *c) {
    static const char output[] = "blame.txt";
    char *program = gate_program("hmf-profile");
    char *base = xasprintf("count-%s.base", c->name), *head = xasprintf("count-%s.head", c->name);
    for (size_t i = 0; base[i]; i++)
        if (base[i] == '/') base[i] = head[i] = '-';
    const char *const arguments[] = {program,  "--diff", base,    head,
                                     "--json", "--out",  "blame", NULL};
    const int status = gate_try(arguments, output, "looking for the lines", blame_limit);
    FILE *file = status == 0 ? gate_open_output(output) : NULL;
    json_t *difference = file ? json_loadf(file, 0, NULL) : NULL;
    if (file) fclose(file);
    if (difference) {
        read_blame(difference, &c->blame);
    } else {
        gate_show_output(output);
        fprintf(stderr, "%s: %s: the line with the largest growth was not found\n", program_name(),
                c->name);
    }
    json_decref(difference);
    free(program);
    free(base);
    free(head);
}
