/*
 * layer_instructions.c: makes the comparisons and counts the instructions of each, in both builds.
 *
 * Which ones are made, without a list to keep: for every implementation the job point, cold and
 * warm; default and the larger ones in a mode where the next smaller one is cheap enough for them
 * to take less than about a millisecond. So the whole run is of bounded length whatever is added.
 */
#include "gate_run.h"

#include "sides.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const double count_limit = 300.0; /* seconds */

/* Instructions of a call of the smaller job. */
static const uint64_t cheap_point = 20000, cheap_default = 50000;

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

static bool count(gate_run *run, gate_comparison *c) {
    static const char output[] = "count.txt";
    char counter[PATH_MAX], progress[160], path[PATH_MAX];
    counted side[GATE_SIDES];
    gate_count_path(run, (size_t)(c - run->report->comparisons), path);
    snprintf(counter, sizeof counter, "%s/hmf-gate-count", run->programs);
    snprintf(progress, sizeof progress, "counting %s", c->name);
    const char *const arguments[] = {"sh",
                                     (HMF_GATE_SCRIPTS "/count.sh"),
                                     counter,
                                     c->name,
                                     path,
                                     run->module[GATE_BASE],
                                     run->module[GATE_HEAD],
                                     NULL};
    const int status = gate_command(run, arguments, output, progress, count_limit);
    if (status != 0) return status > 0 && (gate_show_output(run, output), false);
    FILE *file = gate_open_output(run, output);
    const bool good =
        file && read_counted(file, &side[GATE_BASE]) && read_counted(file, &side[GATE_HEAD]);
    if (file) fclose(file);
    if (!good) return gate_show_output(run, output), fail(c->name, "was not counted");
    take_counted(run, c, side);
    return true;
}

/* ---- comparisons ----------------------------------------------------------------------------- */

static double margin_of(const gate_run *run, const char *name) {
    side_job job;
    if (!side_job_parse(name, &job)) return run->options->margin;
    const hmf_impl *impl = hmf_find(run->registry[GATE_HEAD], job.impl);
    return impl && (impl->flags & HMF_THREADED) ? run->options->threaded_margin
                                                : run->options->margin;
}

/* Adds it, and counts it unless time alone is wanted. */
static gate_comparison *add_counted(gate_run *run, const char *name) {
    gate_comparison *c = gate_add(run, name, OUTCOME_OPEN, "");
    if (!c) return NULL;
    c->margin = margin_of(run, name);
    return run->options->time_only || count(run, c) ? c : NULL;
}

/* One job in one mode. *cheap, unless NULL, is whether it takes no more than so many instructions
 * on both sides; one that is not asked for is counted for that, and taken out again. */
static bool add_job(gate_run *run, const char *impl, const char *job, uint64_t at_most,
                    bool *cheap) {
    char name[sizeof run->report->comparisons->name];
    snprintf(name, sizeof name, "%s/%s", impl, job);
    const bool wanted = gate_options_want(run->options, name);
    if (!wanted && !cheap) return true;
    const gate_comparison *c = add_counted(run, name);
    if (!c) return false;
    if (cheap)
        *cheap = c->counted && c->instructions[GATE_BASE] <= at_most &&
                 c->instructions[GATE_HEAD] <= at_most;
    if (!wanted) run->report->count--;
    return true;
}

static bool add_jobs(gate_run *run, const char *impl) {
    bool cold, warm, larger_cold = false, larger_warm = false;
    return add_job(run, impl, "point/cold", cheap_point, &cold) &&
           add_job(run, impl, "point/warm", cheap_point, &warm) &&
           (!cold || add_job(run, impl, "default/cold", cheap_default, &larger_cold)) &&
           (!warm || add_job(run, impl, "default/warm", cheap_default, &larger_warm)) &&
           (!larger_cold || add_job(run, impl, "chain_ns/cold", 0, NULL)) &&
           (!larger_warm || add_job(run, impl, "survey/warm", 0, NULL));
}

static bool is_added(const gate_run *run, const char *name) {
    for (size_t i = 0; i < run->report->count; i++)
        if (strcmp(run->report->comparisons[i].name, name) == 0) return true;
    return false;
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
            !add_counted(run, list->item[i]))
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
