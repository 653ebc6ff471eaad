/* pairing.c: runs of a side, the times that they give, and the outcome where they give none. */
#include "pairing.h"

#include "clock.h"
#include "text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- messages -------------------------------------------------------------------------------- */

bool pairing_fail(const char *format, ...) {
    char text[2 * PATH_MAX + 512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fputs("hmf gate: ", stderr);
    text_write_escaped(stderr, text, NULL);
    fputc('\n', stderr);
    return false;
}

void pairing_note(gate_report *report, const char *format, ...) {
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (report->nnotes < GATE_NOTES_MAX && vasprintf(&text, format, arguments) >= 0)
        report->notes[report->nnotes++] = text;
    va_end(arguments);
}

void pairing_settle(gate_comparison *c, gate_outcome outcome, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(c->reason, sizeof c->reason, format, arguments);
    va_end(arguments);
    c->outcome = outcome;
}

bool pairing_give_up(pairing *p, int side, gbench_end end) {
    const gbench_program *program = &p->program[side];
    if (end == GBENCH_INTERRUPTED) return p->interrupt = program->interrupt, false;
    return pairing_fail("%s, %s, %s", program->role, program->path, program->reason);
}

/* ---- programs -------------------------------------------------------------------------------- */

static const double first_limit = 600.0, later_limit = 60.0; /* seconds */
static const double later_times = 20.0;                      /* the time of the base */

static double limit_for(double seconds) {
    const char *text = getenv("HMF_GATE_LIMIT");
    const double set = text ? strtod(text, NULL) : 0.0;
    return set > 0.0 ? set : seconds;
}

/* Absolute, so that a copy's path can be as long. */
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

void pairing_set_programs(pairing *p, const char *work) {
    static const char *const roles[PAIRING_SIDES] = {"the base", "the new program",
                                                     "the copy of the base"};
    set_path(p->path[PAIRING_OLD], p->options->base);
    set_path(p->path[PAIRING_NEW], p->options->head);
    for (int side = 0; side < PAIRING_SIDES; side++)
        p->program[side] = (gbench_program){.role = roles[side],
                                            .path = p->path[side],
                                            .folder = work,
                                            .min_time = p->options->min_time,
                                            .limit = limit_for(first_limit)};
}

/* A path of another length would move the stack. */
void pairing_name_copy(pairing *p) {
    const size_t folder = strlen(p->program[PAIRING_COPY].folder),
                 wanted = strlen(p->path[PAIRING_OLD]);
    size_t length = wanted > folder + 2 ? wanted - folder - 1 : 1;
    if (length > NAME_MAX) length = NAME_MAX;
    char name[NAME_MAX + 1];
    memset(name, 'c', length);
    name[length] = '\0';
    snprintf(p->path[PAIRING_COPY], PATH_MAX, "%s/%s", p->program[PAIRING_COPY].folder, name);
}

/* ---- one run --------------------------------------------------------------------------------- */

bool pairing_is_real(const pairing *p, const char *name) {
    return p->options->metric ? strcmp(p->options->metric, "real") == 0 : gbench_says_real(name);
}

gbench_time pairing_time(const pairing *p, size_t i, const gbench_results *results) {
    return gbench_time_of(results, p->name[i], pairing_is_real(p, p->name[i]),
                          p->options->min_time);
}

/* Returns the outcome if a run of that side does not time a benchmark. The base has timed it
 * before, unless this is its first run; too short a run is a measurement that failed. */
static gate_outcome outcome_without(const pairing *p, int side, const gbench_time *time) {
    if (side == PAIRING_NEW) return OUTCOME_VANISHED;
    return p->has_timed || time->brief ? OUTCOME_INCONCLUSIVE : OUTCOME_NOT_COMPARED;
}

static void note_brief(pairing *p, int side, size_t i, const gbench_time *time) {
    if (p->noted_brief[side] || side == PAIRING_COPY) return;
    p->noted_brief[side] = true;
    pairing_note(p->report, "%s has a minimum time of its own: \"%.64s\": it %s",
                 p->program[side].role, p->name[i], time->why);
}

void pairing_take(pairing *p, int side, size_t i, const gbench_results *results) {
    const gbench_time time = pairing_time(p, i, results);
    if (isnan(time.seconds)) {
        pairing_settle(&p->report->comparisons[i], outcome_without(p, side, &time), "%s %s",
                       p->program[side].role, time.why);
        return;
    }
    p->sum[i][side] += time.seconds;
    if (time.brief) note_brief(p, side, i, &time);
}

/* Runs one of these alone; *failing says whether the new program fails with it. */
static bool try_alone(pairing *p, size_t k, bool *failing) {
    gbench_results ignored = {0};
    const gbench_end end = gbench_run(&p->program[PAIRING_NEW], &p->argument[k], 1, &ignored);
    gbench_free(&ignored);
    *failing = end != GBENCH_RAN;
    return end != GBENCH_INTERRUPTED || pairing_give_up(p, PAIRING_NEW, end);
}

static gate_comparison *collected(const pairing *p, size_t k) {
    return &p->report->comparisons[p->which[k]];
}

/* After a run of these that broke: each alone, as long as there is time. */
static bool find_failing(pairing *p, size_t count) {
    const gbench_program *program = &p->program[PAIRING_NEW];
    char together[sizeof program->reason];
    const double end = hmf_now() + p->options->seconds;
    size_t found = 0;
    snprintf(together, sizeof together, "%s", program->reason);
    for (size_t k = 0; k < count; k++) {
        bool failing = true;
        if (hmf_now() > end)
            pairing_settle(collected(p, k), OUTCOME_INCONCLUSIVE,
                           "the new program fails, and no time was left to see whether with this");
        else if (count > 1 && !try_alone(p, k, &failing))
            return false;
        else if (failing && ++found)
            pairing_settle(collected(p, k), OUTCOME_WRONG, "%s %s", program->role, program->reason);
    }
    for (size_t k = 0; found == 0 && k < count; k++)
        pairing_settle(collected(p, k), OUTCOME_WRONG, "%s, run together with others, %s",
                       program->role, together);
    return true;
}

size_t pairing_collect(pairing *p, gate_sample *const *samples) {
    size_t count = 0;
    for (size_t i = 0; i < p->report->count; i++) {
        if (p->report->comparisons[i].outcome != OUTCOME_OPEN || (samples && !samples[i])) continue;
        p->argument[count] = p->name[i];
        p->which[count++] = i;
    }
    return count;
}

bool pairing_run(pairing *p, int side, gate_sample *const *samples) {
    for (size_t count; (count = pairing_collect(p, samples)) > 0;) {
        gbench_results results = {0};
        const gbench_end end = gbench_run(&p->program[side], p->argument, count, &results);
        if (end == GBENCH_RAN)
            for (size_t k = 0; k < count; k++) pairing_take(p, side, p->which[k], &results);
        gbench_free(&results);
        if (end == GBENCH_RAN) return true;
        if (side != PAIRING_NEW || end != GBENCH_BROKE) return pairing_give_up(p, side, end);
        if (!find_failing(p, count)) return false;
    }
    return true;
}
