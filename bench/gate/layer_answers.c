/* layer_answers.c: changes that tests do not see, since they are within the promise: answers that
 * differ from the base's, and promises that are lower than the base's. */
#include "gate_run.h"

#include "clone.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double answers_limit = 600.0; /* seconds */

/* As hmf-gate-answers prints them, the gravest last. */
enum { IDENTICAL, ROUNDING, CLOSER, CHANGED, LOST, FAILS, KINDS };
static const char *const kinds[KINDS] = {"identical", "rounding", "closer",
                                         "changed",   "lost",     "fails"};

/* One implementation, over all its clones. */
typedef struct {
    const char *impl;
    int kind;
    double change, error[GATE_SIDES]; /* conditioned; of the clone with the gravest kind */
    char clone[32], where[192];       /* of the same clone                               */
    bool seen, unavailable;           /* in the run of the last clone                    */
} finding;

/* ---- promises -------------------------------------------------------------------------------- */

static bool add_change(gate_run *run, const char *impl, const char *what, gate_outcome outcome,
                       double change, const char *reason) {
    char name[sizeof run->report->comparisons->name];
    snprintf(name, sizeof name, "%s/%s", impl, what);
    gate_comparison *c = gate_add(run, name, outcome, reason);
    if (c) c->change = change;
    return c;
}

/* What users rely on, and what keeps the gate from comparing it. */
static const char *lowered_flag(unsigned base, unsigned head) {
    if (base & ~head & HMF_CONCURRENT) return "no longer HMF_CONCURRENT";
    if (head & ~base & HMF_THREADED) return "HMF_THREADED, which the base is not";
    if (head & ~base & HMF_DETOUR) return "HMF_DETOUR, which the base is not";
    if (head & ~base & HMF_FILES) return "HMF_FILES, which the base is not";
    return NULL;
}

static bool compare_promises(gate_run *run, const hmf_impl *base, const hmf_impl *head) {
    char reason[160];
    const char *flag = lowered_flag(base->flags, head->flags);
    if (flag && !add_change(run, head->name, "flags", OUTCOME_PROMISE, 0.0, flag)) return false;
    if (!(head->accuracy > base->accuracy)) return true;
    snprintf(reason, sizeof reason, "accuracy %.3g, the base promises %.3g", head->accuracy,
             base->accuracy);
    return add_change(run, head->name, "promise", OUTCOME_PROMISE,
                      head->accuracy / base->accuracy - 1.0, reason);
}

/* ---- answers --------------------------------------------------------------------------------- */

static finding *find_finding(finding *findings, size_t count, const char *impl) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(findings[i].impl, impl) == 0) return &findings[i];
    return NULL;
}

static void take_line(finding *findings, size_t count, const char *clone, const char *line) {
    char impl[64], word[16];
    double change, base, head;
    int used = 0;
    if (sscanf(line, "%63s %15s %lf %lf %lf%n", impl, word, &change, &base, &head, &used) != 5)
        return;
    finding *f = find_finding(findings, count, impl);
    if (!f) return;
    f->seen = true;
    f->unavailable = strcmp(word, "unavailable") == 0;
    int kind = 0;
    while (kind < KINDS && strcmp(word, kinds[kind]) != 0) kind++;
    if (kind == KINDS || kind < f->kind || (kind == f->kind && change <= f->change)) return;
    f->kind = kind;
    f->change = change;
    f->error[GATE_BASE] = base;
    f->error[GATE_HEAD] = head;
    snprintf(f->clone, sizeof f->clone, "%s", clone ? clone : "");
    snprintf(f->where, sizeof f->where, "%.190s", line + used + (line[used] == ' '));
    f->where[strcspn(f->where, "\n")] = '\0';
}

/* An implementation of which nothing was printed took the program down with it. */
static bool read_answers(gate_run *run, const char *output, finding *findings, size_t count,
                         const char *clone) {
    FILE *file = gate_open_output(run, output);
    if (!file) return false;
    for (char line[512]; fgets(line, sizeof line, file);) take_line(findings, count, clone, line);
    fclose(file);
    for (size_t i = 0; i < count; i++) {
        finding *f = &findings[i];
        if (f->seen || (clone && !hmf_find(run->registry[GATE_HEAD], f->impl)->clone)) continue;
        f->kind = FAILS;
        snprintf(f->where, sizeof f->where, "the comparison of its answers crashed");
    }
    return true;
}

/* Compares the findings' implementations in that clone; NULL is the one that this machine chooses,
 * of all of them, otherwise those that have clones. One process each: one that crashes is alone. */
static bool compare_clone(gate_run *run, finding *findings, size_t count, const char *clone) {
    static const char output[] = "answers.txt";
    static const char script[] =
        "program=$1 base=$2 head=$3; shift 3\n"
        "printf '%s\\n' \"$@\" | xargs -n 1 -P \"$(nproc)\" \"$program\" \"$base\" \"$head\"\n"
        "case $? in 0 | 12[35]) exit 0 ;; *) exit 1 ;; esac\n";
    char program[PATH_MAX + 32], setting[64], progress[96];
    const char **arguments = calloc(count + 10, sizeof *arguments);
    if (!arguments) return fputs("hmf gate: out of memory\n", stderr), false;
    snprintf(program, sizeof program, "%s/hmf-gate-answers", run->programs);
    snprintf(setting, sizeof setting, "HMF_CLONE=%s", clone ? clone : "");
    snprintf(progress, sizeof progress, "comparing answers with the base's%s%s",
             clone ? ", clone " : "", clone ? clone : "");
    size_t n = 0, compared = 0;
    if (clone) {
        arguments[n++] = "env";
        arguments[n++] = setting;
    }
    const char *const words[] = {
        "sh", "-c", script, "answers", program, run->module[GATE_BASE], run->module[GATE_HEAD]};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) arguments[n++] = words[i];
    for (size_t i = 0; i < count; i++) {
        findings[i].seen = findings[i].unavailable = false;
        if (clone && !hmf_find(run->registry[GATE_HEAD], findings[i].impl)->clone) continue;
        arguments[n++] = findings[i].impl;
        compared++;
    }
    const int status =
        compared == 0 ? 0 : gate_command(run, arguments, output, progress, answers_limit);
    free(arguments);
    if (compared == 0) return true;
    if (status != 0) return status > 0 && (gate_show_output(run, output), false);
    return read_answers(run, output, findings, count, clone);
}

/* "clone x86-64-v2: 4.2e-06 became ..." */
static void describe(const finding *f, char text[256]) {
    snprintf(text, 256, "%s%s%s%s", *f->clone ? "clone " : "", f->clone, *f->clone ? ": " : "",
             f->where);
}

static bool conclude(gate_run *run, const finding *f) {
    char where[256], reason[400];
    describe(f, where);
    switch (f->kind) {
    case ROUNDING:
        return gate_note(run, "%s: answers differ within rounding, by up to %.2g", f->impl,
                         f->change);
    case CLOSER:
        return gate_note(run,
                         "%s: answers changed by up to %.2g, and are closer to the truth: worst "
                         "error %.2g, the base's %.2g",
                         f->impl, f->change, f->error[GATE_HEAD], f->error[GATE_BASE]);
    case CHANGED:
        snprintf(reason, sizeof reason, "by up to %.3g %%, conditioned: %s", 100.0 * f->change,
                 where);
        return add_change(run, f->impl, "answers", OUTCOME_ANSWERS, f->change, reason);
    case LOST:
        snprintf(reason, sizeof reason, "the base can run on this machine, the new build: %s",
                 where);
        return add_change(run, f->impl, "answers", OUTCOME_VANISHED, 0.0, reason);
    case FAILS:
        snprintf(reason, sizeof reason, "fails where the base does not: %s", where);
        return add_change(run, f->impl, "*", OUTCOME_WRONG, 0.0, reason);
    default: break;
    }
    return true;
}

static bool compare_all(gate_run *run, finding *findings, size_t count) {
    size_t clones;
    const char *const *clone = hmf_clone_names(&clones);
    bool good = compare_clone(run, findings, count, NULL);
    for (size_t i = 0; good && i < count; i++)
        if (findings[i].unavailable)
            good = gate_note(run, "%s: the base cannot run it here: answers were not compared",
                             findings[i].impl);
    for (size_t i = 0; good && i < clones; i++)
        if (strcmp(clone[i], hmf_clone_chosen_name()) != 0)
            good = compare_clone(run, findings, count, clone[i]);
    for (size_t i = 0; good && i < count; i++) good = conclude(run, &findings[i]);
    return good;
}

bool gate_compare_answers(gate_run *run) {
    const hmf_registry *head = run->registry[GATE_HEAD], *base = run->registry[GATE_BASE];
    finding *findings = calloc(head->count + 1, sizeof *findings);
    if (!findings) return fputs("hmf gate: out of memory\n", stderr), false;
    size_t count = 0;
    bool good = true;
    for (size_t i = 0; good && i < head->count; i++) {
        const hmf_impl *impl = head->impls[i], *before = hmf_find(base, impl->name);
        if (!before || !gate_options_want_impl(run->options, impl->name)) continue;
        good = compare_promises(run, before, impl);
        if (!gate_is_settled(run, impl->name)) findings[count++].impl = impl->name;
    }
    good = good && (count == 0 || compare_all(run, findings, count));
    free(findings);
    return good;
}
