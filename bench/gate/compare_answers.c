/* SPDX-License-Identifier: MIT */
/* compare_answers.c: finds changes that the tests accept because they are within the promise:
 * answers that differ from the base's, and promises that are lower than the base's. */
#include "gate_run.h"

#include "clone.h"
#include "die.h"
#include "work.h"

#include <stdlib.h>
#include <string.h>

static const double answers_limit = 600.0; /* seconds */

/* The kinds that hmf-gate-answers prints, the gravest last. */
enum { IDENTICAL, ROUNDING, CLOSER, CHANGED, LOST, FAILS, KINDS };
static const char *const kinds[KINDS] = {"identical", "rounding", "closer",
                                         "changed",   "lost",     "fails"};

/* The gravest result of one implementation in all its clones. */
typedef struct {
    const hmf_impl *impl; /* of the new build */
    int kind;
    double change, error[GATE_SIDES]; /* conditioned                */
    char clone[32], where[192];       /* of that result             */
    bool seen, unavailable;           /* in the run of the last clone */
} finding;

typedef struct {
    finding *item;
    size_t count;
} findings;

/* ---- promises -------------------------------------------------------------------------------- */

static void add_change(gate_comparisons *settled, const char *impl, const char *subject,
                       gate_outcome outcome, double change, const char *reason) {
    char *name = xasprintf("%s/%s", impl, subject);
    gate_add(settled, name, outcome, "%s", reason)->change = change;
    free(name);
}

/* Returns a flag on which users rely, or which would keep the gate from comparing it, or NULL. */
static const char *lowered_flag(unsigned base, unsigned head) {
    if (base & ~head & HMF_CONCURRENT) return "no longer HMF_CONCURRENT";
    if (head & ~base & HMF_THREADED) return "HMF_THREADED, but not in the base";
    if (head & ~base & HMF_DETOUR) return "HMF_DETOUR, but not in the base";
    if (head & ~base & HMF_FILES) return "HMF_FILES, but not in the base";
    return NULL;
}

static void compare_promises(gate_comparisons *settled, const hmf_impl *base,
                             const hmf_impl *head) {
    const char *flag = lowered_flag(base->flags, head->flags);
    if (flag) add_change(settled, head->name, "flags", GATE_PROMISE, 0.0, flag);
    if (!(head->accuracy > base->accuracy)) return;
    char *reason =
        xasprintf("accuracy %.3g, the base promises %.3g", head->accuracy, base->accuracy);
    add_change(settled, head->name, "promise", GATE_PROMISE, head->accuracy / base->accuracy - 1.0,
               reason);
    free(reason);
}

/* ---- answers --------------------------------------------------------------------------------- */

/* Keeps the result in a line of hmf-gate-answers, if it is graver than those before. */
static void take_line(const findings *all, const char *clone, const char *line) {
    char impl[64], word[16];
    double change, base, head;
    int used = 0;
    if (sscanf(line, "%63s %15s %lf %lf %lf%n", impl, word, &change, &base, &head, &used) != 5)
        return;
    finding *f = NULL;
    for (size_t i = 0; !f && i < all->count; i++)
        if (strcmp(all->item[i].impl->name, impl) == 0) f = &all->item[i];
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

/* Reads all lines. An implementation without a line has crashed the program. */
static void read_answers(const char *output, const findings *all, const char *clone) {
    FILE *file = gate_open_output(output);
    for (char line[512]; fgets(line, sizeof line, file);) take_line(all, clone, line);
    fclose(file);
    for (size_t i = 0; i < all->count; i++) {
        finding *f = &all->item[i];
        if (f->seen || (clone && !f->impl->clone)) continue;
        f->kind = FAILS;
        snprintf(f->where, sizeof f->where, "the comparison of its answers crashed");
    }
}

/* Compares the implementations in that clone, only those that have clones; or all of them in the
 * best clone for this machine if it is NULL. A process each, so that a crash affects only one. */
static void compare_clone(const gate_builds *builds, const findings *all, const char *clone) {
    static const char output[] = "answers.txt";
    static const char script[] =
        "program=$1 base=$2 head=$3; shift 3\n"
        "printf '%s\\n' \"$@\" | xargs -n 1 -P \"$(nproc)\" \"$program\" \"$base\" \"$head\"\n"
        "case $? in 0 | 12[35]) exit 0 ;; *) exit 1 ;; esac\n";
    char *program = gate_program("hmf-gate-answers");
    char *setting = xasprintf("HMF_CLONE=%s", clone ? clone : "");
    char *progress = xasprintf("comparing answers with the base's%s%s", clone ? ", clone " : "",
                               clone ? clone : "");
    const char *const words[] = {"env",
                                 setting,
                                 "sh",
                                 "-c",
                                 script,
                                 "answers",
                                 program,
                                 builds->module[GATE_BASE],
                                 builds->module[GATE_HEAD]};
    const size_t fixed = sizeof words / sizeof *words;
    const char **arguments = xcalloc(all->count + fixed + 1, sizeof *arguments);
    memcpy(arguments, words, sizeof words);
    size_t n = fixed;
    for (size_t i = 0; i < all->count; i++) {
        all->item[i].seen = all->item[i].unavailable = false;
        if (!clone || all->item[i].impl->clone) arguments[n++] = all->item[i].impl->name;
    }
    if (n > fixed) {
        gate_do(arguments + (clone ? 0 : 2), output, progress, answers_limit);
        read_answers(output, all, clone);
    }
    free(arguments);
    free(program);
    free(setting);
    free(progress);
}

static void report(const finding *f, gate_comparisons *settled, gate_notes *notes) {
    const char *impl = f->impl->name;
    char *where =
        xasprintf("%s%s%s%s", *f->clone ? "clone " : "", f->clone, *f->clone ? ": " : "", f->where);
    char *reason = NULL;
    switch (f->kind) {
    case ROUNDING:
        gate_note(notes, "%s: answers differ within rounding, by up to %.2g", impl, f->change);
        break;
    case CLOSER:
        gate_note(notes,
                  "%s: answers changed by up to %.2g, and are closer to the truth: worst error "
                  "%.2g, the base's %.2g",
                  impl, f->change, f->error[GATE_HEAD], f->error[GATE_BASE]);
        break;
    case CHANGED:
        reason = xasprintf("by up to %.3g %%, conditioned: %s", 100.0 * f->change, where);
        add_change(settled, impl, "answers", GATE_ANSWERS, f->change, reason);
        break;
    case LOST:
        reason = xasprintf("the base can run on this machine, the new build: %s", where);
        add_change(settled, impl, "answers", GATE_VANISHED, 0.0, reason);
        break;
    case FAILS:
        gate_settle_impl(settled, impl, GATE_WRONG, "fails where the base does not: %s", where);
        break;
    default: break;
    }
    free(reason);
    free(where);
}

static void compare_all(const gate_builds *builds, const findings *all, gate_comparisons *settled,
                        gate_notes *notes) {
    size_t clones;
    const char *const *clone = hmf_clone_names(&clones);
    compare_clone(builds, all, NULL);
    for (size_t i = 0; i < all->count; i++)
        if (all->item[i].unavailable)
            gate_note(notes, "%s: the base cannot run it here, so its answers were not compared",
                      all->item[i].impl->name);
    for (size_t i = 0; i < clones; i++)
        if (strcmp(clone[i], hmf_clone_chosen_name()) != 0) compare_clone(builds, all, clone[i]);
    for (size_t i = 0; i < all->count; i++) report(&all->item[i], settled, notes);
}

void gate_compare_answers(const gate_builds *builds, gate_comparisons *settled, gate_notes *notes) {
    const hmf_registry *head = builds->registry[GATE_HEAD], *base = builds->registry[GATE_BASE];
    findings all = {.item = xcalloc(head->count, sizeof *all.item)};
    for (size_t i = 0; i < head->count; i++) {
        const hmf_impl *impl = head->impls[i], *before = hmf_find(base, impl->name);
        if (!before || !gate_options_want_impl(builds->options, impl->name)) continue;
        compare_promises(settled, before, impl);
        if (!gate_is_settled(settled, impl->name)) all.item[all.count++].impl = impl;
    }
    if (all.count > 0) compare_all(builds, &all, settled, notes);
    free(all.item);
}
