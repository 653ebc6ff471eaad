/* binaries.c: which benchmarks both programs have, and draws of them. */
#include "binaries.h"

#include "clock.h"
#include "copy_file.h"
#include "escaped.h"
#include "gbench_program.h"
#include "rounds_of_draws.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OLD, NEW, COPY, SIDES };

typedef struct {
    const gate_options *options;
    gate_report *report;
    gbench_program program[SIDES];
    char path[SIDES][PATH_MAX];
    char **name;           /* [report->count], whole where a comparison's is shortened */
    double (*sum)[SIDES];  /* [report->count], seconds of a benchmark in this draw      */
    const char **argument; /* [report->count], names of the next run                    */
    size_t *which;         /* [report->count], the comparisons that they belong to      */
    gsl_rng *rng;
    double seconds; /* that the base took for all of them */
    int interrupt;
} pairing;

/* ---- messages -------------------------------------------------------------------------------- */

__attribute__((format(printf, 1, 2))) static bool fail(const char *format, ...) {
    char text[2 * PATH_MAX + 512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fputs("hmf gate: ", stderr);
    gate_write_escaped(stderr, text, NULL);
    fputc('\n', stderr);
    return false;
}

static bool out_of_memory(void) {
    return fail("out of memory");
}

__attribute__((format(printf, 2, 3))) static void note(gate_report *report, const char *format,
                                                       ...) {
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (report->nnotes < GATE_NOTES_MAX && vasprintf(&text, format, arguments) >= 0)
        report->notes[report->nnotes++] = text;
    va_end(arguments);
}

__attribute__((format(printf, 3, 4))) static void settle(gate_comparison *c, gate_outcome outcome,
                                                         const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(c->reason, sizeof c->reason, format, arguments);
    va_end(arguments);
    c->outcome = outcome;
}

/* A run of that side is over, and with it the gate. */
static bool give_up(pairing *p, int side, gbench_end end) {
    const gbench_program *program = &p->program[side];
    if (end == GBENCH_INTERRUPTED) return p->interrupt = program->interrupt, false;
    return fail("%s, %s, %s", program->role, program->path, program->reason);
}

/* ---- programs -------------------------------------------------------------------------------- */

static const double first_limit = 600.0, later_limit = 60.0; /* seconds */
static const double later_times = 20.0;                      /* what the base took */

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

static void set_programs(pairing *p, const char *work) {
    static const char *const roles[SIDES] = {"the base", "the new program", "the copy of the base"};
    set_path(p->path[OLD], p->options->base);
    set_path(p->path[NEW], p->options->head);
    for (int side = 0; side < SIDES; side++)
        p->program[side] = (gbench_program){.role = roles[side],
                                            .path = p->path[side],
                                            .folder = work,
                                            .min_time = p->options->min_time,
                                            .limit = limit_for(first_limit)};
}

/* What is loaded from a file of another length of name lies elsewhere on the stack. */
static void name_copy(pairing *p) {
    const size_t folder = strlen(p->program[COPY].folder), wanted = strlen(p->path[OLD]);
    size_t length = wanted > folder + 2 ? wanted - folder - 1 : 1;
    if (length > NAME_MAX) length = NAME_MAX;
    char name[NAME_MAX + 1];
    memset(name, 'c', length);
    name[length] = '\0';
    snprintf(p->path[COPY], PATH_MAX, "%s/%s", p->program[COPY].folder, name);
}

/* ---- one run --------------------------------------------------------------------------------- */

static bool is_component(const char *begin, const char *wanted) {
    const size_t length = strlen(wanted);
    return strncmp(begin, wanted, length) == 0 &&
           (wanted[length - 1] == ':' || begin[length] == '/' || begin[length] == '\0');
}

/* What the name says that it measures. */
static bool says_real(const char *name) {
    for (const char *c = strchr(name, '/'); c; c = strchr(c + 1, '/'))
        if (is_component(c + 1, "real_time") || is_component(c + 1, "manual_time") ||
            is_component(c + 1, "threads:"))
            return true;
    return false;
}

static bool is_real(const pairing *p, const char *name) {
    return p->options->metric ? strcmp(p->options->metric, "real") == 0 : says_real(name);
}

/* Adds what a run says of that comparison, or settles it. */
static void take(pairing *p, int side, size_t i, const gbench_results *results) {
    const char *role = p->program[side].role;
    gate_comparison *c = &p->report->comparisons[i];
    const gbench_result *r = gbench_find(results, p->name[i]);
    const gate_outcome failed = side == NEW ? OUTCOME_WRONG : OUTCOME_NOT_COMPARED;
    const bool real = is_real(p, p->name[i]);
    const double seconds = !r ? NAN : real ? r->real_seconds : r->cpu_seconds;
    if (!r)
        settle(c, failed, "%s lists it, but did not report it", role);
    else if (r->state == GBENCH_ERROR)
        settle(c, failed, "%s reports an error: %s", role, r->reason);
    else if (r->state == GBENCH_SKIPPED)
        settle(c, OUTCOME_NOT_COMPARED, "%s skipped it: %s", role, r->reason);
    else if (isnan(seconds))
        settle(c, OUTCOME_NOT_COMPARED, "%s reports no %s time above 0", role,
               real ? "real" : "cpu");
    else
        p->sum[i][side] += seconds;
}

/* Runs one of these alone; *failing says whether the new program fails with it. */
static bool try_alone(pairing *p, size_t k, bool *failing) {
    gbench_results ignored = {0};
    const gbench_end end = gbench_run(&p->program[NEW], &p->argument[k], 1, &ignored);
    gbench_free(&ignored);
    *failing = end != GBENCH_RAN;
    return end != GBENCH_INTERRUPTED || give_up(p, NEW, end);
}

static gate_comparison *collected(const pairing *p, size_t k) {
    return &p->report->comparisons[p->which[k]];
}

/* After a run of these that broke: each alone, as long as there is time. */
static bool find_failing(pairing *p, size_t count) {
    const gbench_program *program = &p->program[NEW];
    char together[sizeof program->reason];
    const double end = hmf_now() + p->options->seconds;
    size_t found = 0;
    snprintf(together, sizeof together, "%s", program->reason);
    for (size_t k = 0; k < count; k++) {
        bool failing = true;
        if (hmf_now() > end)
            settle(collected(p, k), OUTCOME_INCONCLUSIVE,
                   "the new program fails, and no time was left to see whether with this");
        else if (count > 1 && !try_alone(p, k, &failing))
            return false;
        else if (failing && ++found)
            settle(collected(p, k), OUTCOME_WRONG, "%s %s", program->role, program->reason);
    }
    for (size_t k = 0; found == 0 && k < count; k++)
        settle(collected(p, k), OUTCOME_WRONG, "%s, run with others besides, %s", program->role,
               together);
    return true;
}

/* Collects what is still open, and asked for if samples is given. */
static size_t collect(pairing *p, gate_sample *const *samples) {
    size_t count = 0;
    for (size_t i = 0; i < p->report->count; i++) {
        if (p->report->comparisons[i].outcome != OUTCOME_OPEN || (samples && !samples[i])) continue;
        p->argument[count] = p->name[i];
        p->which[count++] = i;
    }
    return count;
}

/* Until it has run with all that are left. */
static bool run_side(pairing *p, int side, gate_sample *const *samples) {
    for (size_t count; (count = collect(p, samples)) > 0;) {
        gbench_results results = {0};
        const gbench_end end = gbench_run(&p->program[side], p->argument, count, &results);
        if (end == GBENCH_RAN)
            for (size_t k = 0; k < count; k++) take(p, side, p->which[k], &results);
        gbench_free(&results);
        if (end == GBENCH_RAN) return true;
        if (side != NEW || end != GBENCH_BROKE) return give_up(p, side, end);
        if (!find_failing(p, count)) return false;
    }
    return true;
}

/* ---- draws ----------------------------------------------------------------------------------- */

static void fill_sample(const pairing *p, size_t i, gate_sample *sample) {
    const double *sum = p->sum[i];
    *sample = (gate_sample){NAN, NAN, NAN};
    if (p->report->comparisons[i].outcome != OUTCOME_OPEN) return;
    sample->ratio = log(sum[NEW] / sum[OLD]);
    sample->control = log(sum[COPY] / sum[OLD]);
    sample->base_seconds = 0.5 * sum[OLD];
}

static bool draw(void *what, size_t number, gate_sample *const *samples) {
    (void)number;
    pairing *p = what;
    int order[SIDES] = {OLD, NEW, COPY};
    gsl_ran_shuffle(p->rng, order, SIDES, sizeof *order);
    memset(p->sum, 0, p->report->count * sizeof *p->sum);
    for (int k = 0; k < 2 * SIDES; k++)
        if (!run_side(p, order[k < SIDES ? k : 2 * SIDES - 1 - k], samples)) return false;
    for (size_t i = 0; i < p->report->count; i++)
        if (samples[i]) fill_sample(p, i, samples[i]);
    return true;
}

/* What was drawn of a comparison until it could not be gone on with says nothing. */
static void forget_broken_rounds(gate_report *report) {
    for (size_t i = 0; i < report->count; i++) {
        gate_comparison *c = &report->comparisons[i];
        bool broken = false;
        for (int round = 0; round < 2; round++) {
            const size_t draws = c->round[round].draws;
            broken |= draws > 0 && isnan(c->round[round].ratio[draws - 1]);
        }
        if (broken) memset(c->round, 0, sizeof c->round);
    }
}

static bool make_draws(pairing *p) {
    const gate_options *o = p->options;
    const gate_plan plan = {.level = o->level, .most = o->most, .seconds = o->seconds};
    const gate_source source = {.what = p, .draw = draw};
    const bool good = gate_draw_rounds(p->report->comparisons, p->report->count, &plan, &source);
    forget_broken_rounds(p->report);
    return good;
}

/* ---- what both have -------------------------------------------------------------------------- */

/* Asks for the list. *end says what became of that; false: the gate is over. */
static bool ask(pairing *p, int side, gbench_list *list, gbench_end *end) {
    *end = gbench_ask(&p->program[side], list);
    if (*end == GBENCH_BROKE && side == NEW) return true;
    if (*end != GBENCH_RAN) return give_up(p, side, *end);
    return list->count > 0 || fail("%s, %s, lists no benchmarks: is it a Google Benchmark program?",
                                   p->program[side].role, p->path[side]);
}

/* The beginning, and the end, where the parameters are. */
static void shorten(char *text, size_t size, const char *name) {
    const size_t length = strlen(name), head = size / 2 - 2, tail = size - head - 4;
    if (length < size)
        memcpy(text, name, length + 1);
    else
        snprintf(text, size, "%.*s...%s", (int)head, name, name + length - tail);
}

static gate_comparison *add(pairing *p, const char *name) {
    const size_t i = p->report->count;
    gate_comparison *c = &p->report->comparisons[i];
    if (!(p->name[i] = strdup(name))) return out_of_memory(), NULL;
    memset(c, 0, sizeof *c);
    shorten(c->name, sizeof c->name, name);
    c->margin = p->options->margin;
    p->report->count++;
    return c;
}

static bool make_room(pairing *p, size_t count) {
    p->report->comparisons = calloc(count + 1, sizeof *p->report->comparisons);
    p->name = calloc(count + 1, sizeof *p->name);
    p->sum = calloc(count + 1, sizeof *p->sum);
    p->argument = calloc(count + 1, sizeof *p->argument);
    p->which = calloc(count + 1, sizeof *p->which);
    return (p->report->comparisons && p->name && p->sum && p->argument && p->which) ||
           out_of_memory();
}

/* What a list has twice is added once. */
static bool is_added(const pairing *p, const gbench_list *list, const char *name) {
    if (gbench_times_listed(list, name) < 2) return false;
    for (size_t i = 0; i < p->report->count; i++)
        if (strcmp(p->name[i], name) == 0) return true;
    return false;
}

static bool add_old(pairing *p, const gbench_list *old) {
    for (size_t i = 0; i < old->count; i++) {
        const char *name = old->name[i];
        if (!gate_options_want(p->options, name) || is_added(p, old, name)) continue;
        gate_comparison *c = add(p, name);
        if (!c) return false;
        if (gbench_times_listed(old, name) > 1)
            settle(c, OUTCOME_NOT_COMPARED, "several benchmarks of the base have this name");
    }
    return p->report->count > 0 ||
           fail("the base, %s, has no benchmark that is asked for", p->path[OLD]);
}

static bool add_new(pairing *p, const gbench_list *old, const gbench_list *new) {
    for (size_t i = 0; i < new->count; i++) {
        const char *name = new->name[i];
        if (!gate_options_want(p->options, name) || gbench_times_listed(old, name) > 0 ||
            is_added(p, new, name))
            continue;
        gate_comparison *c = add(p, name);
        if (!c) return false;
        settle(c, OUTCOME_NOT_COMPARED, "the base has it not");
    }
    return true;
}

static bool match(pairing *p, const gbench_list *new) {
    size_t common = 0;
    for (size_t i = 0; i < p->report->count; i++) {
        gate_comparison *c = &p->report->comparisons[i];
        const size_t times = gbench_times_listed(new, p->name[i]);
        common += times > 0;
        if (times == 0)
            settle(c, OUTCOME_VANISHED, "the new program has it not");
        else if (times > 1)
            settle(c, OUTCOME_NOT_COMPARED, "several benchmarks of the new program have this name");
    }
    return common > 0 || fail("%s and %s have no benchmark in common%s", p->path[OLD], p->path[NEW],
                              p->options->has_filter ? " that --filter asks for" : "");
}

/* ---- the first runs -------------------------------------------------------------------------- */

static void drop(pairing *p, size_t i) {
    const size_t after = --p->report->count - i;
    gate_comparison *c = &p->report->comparisons[i];
    free(p->name[i]);
    memmove(&p->name[i], &p->name[i + 1], after * sizeof *p->name);
    memmove(c, c + 1, after * sizeof *c);
}

/* Drops what was listed and not run: what a program prints besides when it is asked for a list. */
static void drop_what_did_not_run(pairing *p, size_t count, const gbench_results *results) {
    size_t dropped = 0;
    char first[64] = "";
    for (size_t k = count; k-- > 0;) {
        if (gbench_find(results, p->argument[k])) {
            take(p, OLD, p->which[k], results);
            continue;
        }
        dropped++;
        shorten(first, sizeof first, p->argument[k]);
        drop(p, p->which[k]);
    }
    if (dropped > 0)
        note(p->report,
             "left out what the base lists and does not run: %zu line%s, the first "
             "\"%s\"",
             dropped, dropped == 1 ? "" : "s", first);
}

static bool try_base(pairing *p) {
    gbench_results results = {0};
    const double start = hmf_now();
    const size_t count = collect(p, NULL);
    const gbench_end end = gbench_run(&p->program[OLD], p->argument, count, &results);
    p->seconds = hmf_now() - start;
    if (end == GBENCH_RAN) drop_what_did_not_run(p, count, &results);
    gbench_free(&results);
    for (int side = 0; side < SIDES; side++)
        p->program[side].limit = limit_for(later_limit + later_times * p->seconds);
    if (end != GBENCH_RAN) return give_up(p, OLD, end);
    return p->report->count > 0 || fail("the base, %s, ran none of the benchmarks that it lists: "
                                        "is it a Google Benchmark program?",
                                        p->path[OLD]);
}

/* With one benchmark. A program that finds its libraries or its data by where it lies itself does
 * not run elsewhere. */
static bool try_copy(pairing *p) {
    gbench_results ignored = {0};
    if (collect(p, NULL) == 0) return true;
    name_copy(p);
    gbench_end end = GBENCH_BROKE;
    if (gate_copy_file(p->path[OLD], p->path[COPY]))
        end = gbench_run(&p->program[COPY], p->argument, 1, &ignored);
    gbench_free(&ignored);
    if (end == GBENCH_INTERRUPTED) return give_up(p, COPY, end);
    if (end == GBENCH_RAN) return true;
    strcpy(p->path[COPY], p->path[OLD]);
    note(p->report, "the base does not run from another place: its file stands in for the copy");
    return true;
}

static void settle_all(pairing *p, const char *reason) {
    for (size_t i = 0; i < p->report->count; i++)
        if (p->report->comparisons[i].outcome == OUTCOME_OPEN)
            settle(&p->report->comparisons[i], OUTCOME_WRONG, "the new program %s", reason);
}

static void note_budget(pairing *p) {
    const double round = VERDICT_FIRST_LOOK * 2 * SIDES * p->seconds;
    if (collect(p, NULL) > 0 && round > p->options->seconds)
        note(p->report,
             "the least number of draws, %d, takes about %.0f s, and --budget is %.0f s; --filter "
             "and --min-time make it shorter",
             VERDICT_FIRST_LOOK, round, p->options->seconds);
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* "real time", "cpu time", or both. */
static void set_metric(pairing *p) {
    size_t real = 0;
    for (size_t i = 0; i < p->report->count; i++) real += is_real(p, p->name[i]);
    p->report->metric = real == p->report->count ? "real time"
                        : real == 0              ? "cpu time"
                                                 : "cpu or real time";
}

static bool compare_lists(pairing *p, const gbench_list *old, const gbench_list *new,
                          gbench_end new_end) {
    if (!make_room(p, old->count + new->count) || !add_old(p, old) || !try_base(p)) return false;
    if (new_end != GBENCH_RAN) return settle_all(p, p->program[NEW].reason), true;
    if (!match(p, new) || !add_new(p, old, new)) return false;
    if (p->options->list) return true;
    if (!try_copy(p) || !run_side(p, NEW, NULL)) return false;
    note_budget(p);
    return make_draws(p);
}

static bool compare(pairing *p) {
    gbench_list old = {0}, new = {0};
    gbench_end end;
    const bool good =
        ask(p, OLD, &old, &end) && ask(p, NEW, &new, &end) && compare_lists(p, &old, &new, end);
    if (good) set_metric(p);
    gbench_list_free(&old);
    gbench_list_free(&new);
    return good;
}

int gate_compare_binaries(const gate_options *options, const char *work, gate_report *report,
                          int *interrupt) {
    pairing p = {.options = options, .report = report, .rng = gsl_rng_alloc(gsl_rng_mt19937)};
    report->metric = "time";
    set_programs(&p, work);
    if (p.rng) gsl_rng_set(p.rng, (unsigned long)options->seed);
    const bool good = p.rng ? compare(&p) : out_of_memory();
    *interrupt = p.interrupt;
    for (size_t i = 0; p.name && i < report->count; i++) free(p.name[i]);
    free(p.name);
    free(p.sum);
    free(p.argument);
    free(p.which);
    gsl_rng_free(p.rng);
    return good ? 0 : GATE_FAILED;
}
