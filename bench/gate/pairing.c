/* SPDX-License-Identifier: MIT */
#include "pairing.h"

#include "clock.h"
#include "die.h"
#include "text.h"
#include "work.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void pairing_fail(const char *format, ...) {
    char text[2 * PATH_MAX + 512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fprintf(stderr, "%s: ", program_name());
    text_write_escaped(stderr, text, NULL);
    fputc('\n', stderr);
    exit(EXIT_ERROR);
}

void pairing_give_up(const pairing *p, int side) {
    const gbench_program *program = &p->program[side];
    pairing_fail("%s, %s, %s", program->role, program->path, program->reason);
}

/* ---- programs -------------------------------------------------------------------------------- */

static const double first_limit = 600.0, later_limit = 60.0; /* seconds */
static const double later_times = 20.0;                      /* the time of the base */

static double limit_for(double seconds) {
    const char *text = getenv("HMF_GATE_LIMIT");
    const double set = text ? strtod(text, NULL) : 0.0;
    return set > 0.0 ? set : seconds;
}

/* Makes the path absolute, so that a copy's path can have the same length. */
static void set_path(char path[PATH_MAX], const char *given) {
    char folder[PATH_MAX / 2];
    if (*given == '/' || !getcwd(folder, sizeof folder))
        snprintf(path, PATH_MAX, "%s", given);
    else
        snprintf(path, PATH_MAX, "%s/%.*s", folder, PATH_MAX / 2 - 2, given);
}

void pairing_set_limits(pairing *p) {
    for (int side = 0; side < PAIRING_SIDES; side++)
        p->program[side].limit = limit_for(later_limit + later_times * p->seconds);
}

void pairing_set_programs(pairing *p) {
    static const char *const roles[PAIRING_SIDES] = {"the base", "the new program",
                                                     "the copy of the base"};
    set_path(p->path[PAIRING_OLD], p->options->base);
    set_path(p->path[PAIRING_NEW], p->options->head);
    for (int side = 0; side < PAIRING_SIDES; side++)
        p->program[side] = (gbench_program){.role = roles[side],
                                            .path = p->path[side],
                                            .min_time = p->options->min_time,
                                            .limit = limit_for(first_limit)};
}

/* Keeps path lengths equal, because the length of argv[0] shifts the stack. */
void pairing_name_copy(pairing *p) {
    const size_t folder = strlen(gate_work()), wanted = strlen(p->path[PAIRING_OLD]);
    size_t length = wanted > folder + 2 ? wanted - folder - 1 : 1;
    if (length > NAME_MAX) length = NAME_MAX;
    char name[NAME_MAX + 1];
    memset(name, 'c', length);
    name[length] = '\0';
    snprintf(p->path[PAIRING_COPY], PATH_MAX, "%s/%s", gate_work(), name);
}

/* ---- one run --------------------------------------------------------------------------------- */

bool pairing_is_real(const pairing *p, const char *name) {
    return p->options->metric == GATE_METRIC_AUTO ? gbench_says_real(name)
                                                  : p->options->metric == GATE_METRIC_REAL;
}

gbench_time pairing_time(const pairing *p, size_t i, const gbench_results *results) {
    return gbench_time_of(results, p->name[i], pairing_is_real(p, p->name[i]),
                          p->options->min_time);
}

/* Returns the outcome if a run of that side does not time a benchmark. The base has timed it
 * before, unless this is its first run; too short a run is a failed measurement. */
static gate_outcome outcome_without(const pairing *p, int side, const gbench_time *time) {
    if (side == PAIRING_NEW) return GATE_VANISHED;
    return p->has_timed || time->brief ? GATE_INCONCLUSIVE : GATE_NOT_COMPARED;
}

static void note_brief(pairing *p, int side, size_t i, const gbench_time *time) {
    if (p->noted_brief[side] || side == PAIRING_COPY) return;
    p->noted_brief[side] = true;
    gate_note(&p->report->notes, "%s has a minimum time of its own: \"%.64s\": it %s",
              p->program[side].role, p->name[i], time->why);
}

void pairing_take(pairing *p, int side, size_t i, const gbench_results *results) {
    const gbench_time time = pairing_time(p, i, results);
    if (isnan(time.seconds)) {
        gate_settle(&p->report->comparisons[i], outcome_without(p, side, &time), "%s %s",
                    p->program[side].role, time.why);
        return;
    }
    p->sum[i][side] += time.seconds;
    if (time.brief) note_brief(p, side, i, &time);
}

/* Returns whether the new program fails with that benchmark alone. */
static bool fails_alone(pairing *p, size_t k) {
    gbench_results ignored = {0};
    const gbench_end end = gbench_run(&p->program[PAIRING_NEW], &p->argument[k], 1, &ignored);
    gbench_free(&ignored);
    return end != GBENCH_RAN;
}

static gate_comparison *collected(const pairing *p, size_t k) {
    return &p->report->comparisons[p->which[k]];
}

/* Finds the benchmarks with which the new program fails, after a run of all of them has failed:
 * runs each alone, as long as there is time. */
static void find_failing(pairing *p, size_t count) {
    const gbench_program *program = &p->program[PAIRING_NEW];
    char together[sizeof program->reason];
    const double end = hmf_now() + p->options->seconds;
    size_t found = 0;
    snprintf(together, sizeof together, "%s", program->reason);
    for (size_t k = 0; k < count; k++) {
        if (hmf_now() > end) {
            gate_settle(collected(p, k), GATE_INCONCLUSIVE,
                        "the new program fails, and no time was left to try this alone");
        } else if (count == 1 || fails_alone(p, k)) {
            gate_settle(collected(p, k), GATE_WRONG, "%s %s", program->role, program->reason);
            found++;
        }
    }
    for (size_t k = 0; found == 0 && k < count; k++)
        gate_settle(collected(p, k), GATE_WRONG, "%s, run together with others, %s", program->role,
                    together);
}

size_t pairing_collect(pairing *p, gate_sample *const *samples) {
    size_t count = 0;
    for (size_t i = 0; i < p->report->count; i++) {
        if (p->report->comparisons[i].outcome != GATE_OPEN || (samples && !samples[i])) continue;
        p->argument[count] = p->name[i];
        p->which[count++] = i;
    }
    return count;
}

void pairing_run(pairing *p, int side, gate_sample *const *samples) {
    for (size_t count; (count = pairing_collect(p, samples)) > 0;) {
        gbench_results results = {0};
        const gbench_end end = gbench_run(&p->program[side], p->argument, count, &results);
        if (end == GBENCH_RAN)
            for (size_t k = 0; k < count; k++) pairing_take(p, side, p->which[k], &results);
        gbench_free(&results);
        if (end == GBENCH_RAN) return;
        if (side != PAIRING_NEW || end != GBENCH_BROKE) pairing_give_up(p, side);
        find_failing(p, count);
    }
}
