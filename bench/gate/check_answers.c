/* SPDX-License-Identifier: MIT */
/* check_answers.c: settles the implementations that need not or must not be timed: those on one
 * side only, with unchanged machine code, or with wrong answers. Then it finds changes that the
 * tests accept because they are within the promise: answers that differ from the base's, and lower
 * promises. */
#include "gate_run.h"

#include "clone.h"
#include "die.h"

#include <stdlib.h>
#include <string.h>

static const double tests_limit = 600.0, scripts_limit = 60.0, answers_limit = 600.0; /* s */

enum { SKIPPED = 77 }; /* exit status of a test that cannot run here, as in CTest */

/* The kinds that hmf-gate-answers prints, the gravest last. */
enum { IDENTICAL, ROUNDING, CLOSER, CHANGED, LOST, FAILS, KINDS };
static const char *const kinds[KINDS] = {"identical", "rounding", "closer",
                                         "changed",   "lost",     "fails"};

/* The gravest difference of answers of one implementation in all its clones. */
typedef struct {
    const hmf_impl *impl; /* of the new build */
    int kind;
    double change, error[GATE_SIDES]; /* conditioned                  */
    char clone[32], where[192];       /* of that result               */
    bool seen, unavailable;           /* in the run of the last clone */
} finding;

/* The inputs and the result of this layer. */
typedef struct {
    const gate_builds *builds;
    const gate_options *options;
    const hmf_registry *head, *base;
    gate_comparisons settled;
    gate_notes *notes;
    finding *finding; /* [count] of implementations with a base and no outcome */
    size_t count;
} checks;

static bool is_pending(const checks *c, const char *impl) {
    return gate_options_want_impl(c->options, impl) && !gate_is_settled(&c->settled, impl);
}

/* ---- on one side only ------------------------------------------------------------------------ */

static void settle_vanished(checks *c) {
    for (size_t i = 0; i < c->base->count; i++) {
        const char *impl = c->base->impls[i]->name;
        if (gate_options_want_impl(c->options, impl) && !hmf_find(c->head, impl))
            gate_settle(gate_add(&c->settled, "%s/*", impl), GATE_VANISHED,
                        "missing from the new build");
    }
}

/* Settles the pending implementations for which why() returns a reason. */
static void settle_those(checks *c, const char *(*why)(const gate_builds *, const hmf_impl *)) {
    for (size_t i = 0; i < c->head->count; i++) {
        const hmf_impl *impl = c->head->impls[i];
        const char *reason = why(c->builds, impl);
        if (reason && is_pending(c, impl->name))
            gate_settle(gate_add(&c->settled, "%s/*", impl->name), GATE_NOT_COMPARED, "%s", reason);
    }
}

static const char *why_new(const gate_builds *builds, const hmf_impl *impl) {
    return hmf_find(builds->registry[GATE_BASE], impl->name) ? NULL : "new: not in the base";
}

/* If any implementation is wrong, nothing is timed. */
static const char *why_beside(const gate_builds *builds, const hmf_impl *impl) {
    (void)builds, (void)impl;
    return "not timed, because another implementation is wrong";
}

static void check_only(const checks *c) {
    const cli_list *only = &c->options->only;
    for (size_t i = 0; i < only->count; i++)
        if (!hmf_find(c->base, only->item[i]) && !hmf_find(c->head, only->item[i]))
            die(EXIT_ERROR, "--only %s: neither build has this implementation", only->item[i]);
}

/* ---- the same machine code ------------------------------------------------------------------- */

static void settle_unchanged(checks *c) {
    static const char output[] = "unchanged.txt";
    const char *const arguments[] = {"sh",
                                     (HMF_GATE_SCRIPTS "/same_machine_code.sh"),
                                     c->builds->build[GATE_BASE],
                                     c->builds->build[GATE_HEAD],
                                     c->options->base_target,
                                     c->options->head_target,
                                     NULL};
    gate_do(arguments, output, "comparing machine code", scripts_limit);
    FILE *file = gate_open_output(output);
    for (char line[64]; fgets(line, sizeof line, file);) {
        line[strcspn(line, "\n")] = '\0';
        if (is_pending(c, line)) gate_add(&c->settled, "%s/*", line)->outcome = GATE_UNCHANGED;
    }
    fclose(file);
}

/* ---- right answers --------------------------------------------------------------------------- */

/* Reads the first line that reports a failure. */
static void read_failure(const char *output, char reason[256]) {
    FILE *file = gate_open_output(output);
    snprintf(reason, 256, "its tests failed");
    for (char line[256]; fgets(line, sizeof line, file);) {
        if (!strstr(line, "FAIL")) continue;
        line[strcspn(line, "\n")] = '\0';
        snprintf(reason, 256, "%s", line);
        break;
    }
    fclose(file);
}

static bool runs_here(const checks *c, int side, const char *impl) {
    const hmf_registry *registry = c->builds->registry[side];
    const hmf_impl *found = c->builds->unreadable[side] ? NULL : hmf_find(registry, impl);
    return found && !(found->unavailable && found->unavailable());
}

/* Settles an implementation that cannot run on this machine. Otherwise only one check or one clone
 * was skipped, and the rest has passed. */
static void settle_skipped(checks *c, const char *impl, const char *clone) {
    if (clone || runs_here(c, GATE_HEAD, impl)) return;
    if (runs_here(c, GATE_BASE, impl))
        gate_settle(gate_add(&c->settled, "%s/*", impl), GATE_VANISHED,
                    "the base can run on this machine, the new build cannot");
    else
        gate_settle(gate_add(&c->settled, "%s/*", impl), GATE_NOT_COMPARED,
                    "it cannot run on this machine");
}

/* Checks the answers in that clone, or in the best one for this machine if it is NULL. */
static void check(checks *c, const char *impl, const char *clone) {
    char reason[256];
    char *program = xasprintf("%s/bin/hmf-check", c->builds->build[GATE_HEAD]);
    char *progress =
        xasprintf("checking the answers of %s%s%s", impl, clone ? ", " : "", clone ? clone : "");
    char *output = xasprintf("right-%s.txt", impl);
    char *setting = xasprintf("HMF_CLONE=%s", clone ? clone : "");
    const char *const arguments[] = {"env", setting, program, impl, "truth", "contract", NULL};
    const int status = gate_try(arguments + (clone ? 0 : 2), output, progress, tests_limit);
    if (status < 0) exit(EXIT_ERROR); /* the reason has been printed */
    if (status == SKIPPED) {
        settle_skipped(c, impl, clone);
    } else if (status != 0) {
        read_failure(output, reason);
        gate_settle(gate_add(&c->settled, "%s/*", impl), GATE_WRONG, "%s%s%s%s",
                    clone ? "clone " : "", clone ? clone : "", clone ? ": " : "", reason);
    }
    free(program);
    free(progress);
    free(output);
    free(setting);
}

static void check_all(checks *c) {
    for (size_t i = 0; i < c->head->count; i++)
        if (gate_options_want_impl(c->options, c->head->impls[i]->name))
            check(c, c->head->impls[i]->name, NULL);
}

/* Checks all other clones that this machine can run, of pending implementations. */
static void check_clones(checks *c) {
    size_t clones;
    const char *const *clone = hmf_clone_names(&clones);
    for (size_t i = 0; i < c->head->count; i++) {
        const hmf_impl *impl = c->head->impls[i];
        for (size_t k = 0; impl->clone && k < clones && is_pending(c, impl->name); k++)
            if (strcmp(clone[k], hmf_clone_chosen_name()) != 0) check(c, impl->name, clone[k]);
    }
}

static bool any_wrong(const checks *c) {
    for (size_t i = 0; i < c->settled.count; i++)
        if (c->settled.item[i].outcome == GATE_WRONG) return true;
    return false;
}

/* ---- lower promises -------------------------------------------------------------------------- */

/* Returns a flag on which users rely, or which would keep the gate from comparing it, or NULL. */
static const char *lowered_flag(unsigned base, unsigned head) {
    if (base & ~head & HMF_CONCURRENT) return "no longer HMF_CONCURRENT";
    if (head & ~base & HMF_THREADED) return "HMF_THREADED, but not in the base";
    if (head & ~base & HMF_DETOUR) return "HMF_DETOUR, but not in the base";
    if (head & ~base & HMF_FILES) return "HMF_FILES, but not in the base";
    return NULL;
}

static void compare_promises(checks *c, const hmf_impl *base, const hmf_impl *head) {
    const char *flag = lowered_flag(base->flags, head->flags);
    if (flag) gate_settle(gate_add(&c->settled, "%s/flags", head->name), GATE_PROMISE, "%s", flag);
    if (!(head->accuracy > base->accuracy)) return;
    gate_comparison *lower = gate_add(&c->settled, "%s/promise", head->name);
    gate_settle(lower, GATE_PROMISE, "accuracy %.3g, the base promises %.3g", head->accuracy,
                base->accuracy);
    lower->change = head->accuracy / base->accuracy - 1.0;
}

/* ---- changed answers ------------------------------------------------------------------------- */

/* Keeps the result in a line of hmf-gate-answers, if it is graver than those before. */
static void take_line(const checks *c, const char *clone, const char *line) {
    char impl[64], word[16];
    double change, base, head;
    int used = 0, kind = 0;
    if (sscanf(line, "%63s %15s %lf %lf %lf%n", impl, word, &change, &base, &head, &used) != 5)
        return;
    finding *f = NULL;
    for (size_t i = 0; !f && i < c->count; i++)
        if (strcmp(c->finding[i].impl->name, impl) == 0) f = &c->finding[i];
    if (!f) return;
    f->seen = true;
    f->unavailable = strcmp(word, "unavailable") == 0;
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
static void read_answers(const checks *c, const char *output, const char *clone) {
    FILE *file = gate_open_output(output);
    for (char line[512]; fgets(line, sizeof line, file);) take_line(c, clone, line);
    fclose(file);
    for (size_t i = 0; i < c->count; i++) {
        finding *f = &c->finding[i];
        if (f->seen || (clone && !f->impl->clone)) continue;
        f->kind = FAILS;
        snprintf(f->where, sizeof f->where, "the comparison of its answers crashed");
    }
}

/* Compares the implementations in that clone, only those that have clones; or all of them in the
 * best clone for this machine if it is NULL. A process each, so that a crash affects only one. */
static void compare_clone(const checks *c, const char *clone) {
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
                                 c->builds->module[GATE_BASE],
                                 c->builds->module[GATE_HEAD]};
    const size_t fixed = sizeof words / sizeof *words;
    const char **arguments = xcalloc(c->count + fixed + 1, sizeof *arguments);
    memcpy(arguments, words, sizeof words);
    size_t n = fixed;
    for (size_t i = 0; i < c->count; i++) {
        c->finding[i].seen = c->finding[i].unavailable = false;
        if (!clone || c->finding[i].impl->clone) arguments[n++] = c->finding[i].impl->name;
    }
    if (n > fixed) {
        gate_do(arguments + (clone ? 0 : 2), output, progress, answers_limit);
        read_answers(c, output, clone);
    }
    free(arguments);
    free(program);
    free(setting);
    free(progress);
}

static void report(checks *c, const finding *f) {
    const char *impl = f->impl->name;
    gate_comparison *changed;
    char where[256];
    snprintf(where, sizeof where, "%s%s%s%s", *f->clone ? "clone " : "", f->clone,
             *f->clone ? ": " : "", f->where);
    switch (f->kind) {
    case ROUNDING:
        gate_note(c->notes, "%s: answers differ within rounding, by up to %.2g", impl, f->change);
        break;
    case CLOSER:
        gate_note(c->notes,
                  "%s: answers changed by up to %.2g, and are closer to the truth: worst error "
                  "%.2g, the base's %.2g",
                  impl, f->change, f->error[GATE_HEAD], f->error[GATE_BASE]);
        break;
    case CHANGED:
        changed = gate_add(&c->settled, "%s/answers", impl);
        changed->change = f->change;
        gate_settle(changed, GATE_ANSWERS, "by up to %.3g %%, conditioned: %s", 100.0 * f->change,
                    where);
        break;
    case LOST:
        gate_settle(gate_add(&c->settled, "%s/answers", impl), GATE_VANISHED,
                    "the base can run on this machine, the new build: %s", where);
        break;
    case FAILS:
        gate_settle(gate_add(&c->settled, "%s/*", impl), GATE_WRONG,
                    "fails where the base does not: %s", where);
        break;
    default: break;
    }
}

/* Adds lower promises, and changed answers of pending implementations, to those settled. */
static void compare_with_base(checks *c) {
    size_t clones;
    const char *const *clone = hmf_clone_names(&clones);
    c->finding = xcalloc(c->head->count, sizeof *c->finding);
    for (size_t i = 0; i < c->head->count; i++) {
        const hmf_impl *impl = c->head->impls[i], *before = hmf_find(c->base, impl->name);
        if (!before || !gate_options_want_impl(c->options, impl->name)) continue;
        compare_promises(c, before, impl);
        if (is_pending(c, impl->name)) c->finding[c->count++].impl = impl;
    }
    compare_clone(c, NULL);
    for (size_t i = 0; i < c->count; i++)
        if (c->finding[i].unavailable)
            gate_note(c->notes, "%s: the base cannot run it here, so its answers were not compared",
                      c->finding[i].impl->name);
    for (size_t i = 0; i < clones; i++)
        if (strcmp(clone[i], hmf_clone_chosen_name()) != 0) compare_clone(c, clone[i]);
    for (size_t i = 0; i < c->count; i++) report(c, &c->finding[i]);
    free(c->finding);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static checks begin(const gate_builds *builds) {
    return (checks){.builds = builds,
                    .options = builds->options,
                    .head = builds->registry[GATE_HEAD],
                    .base = builds->registry[GATE_BASE],
                    .settled = {.margin = builds->options->margin}};
}

gate_comparisons gate_check_head(const gate_builds *builds) {
    checks c = begin(builds);
    check_all(&c);
    check_clones(&c);
    return c.settled;
}

gate_comparisons gate_check_answers(const gate_builds *builds, gate_notes *notes) {
    checks c = begin(builds);
    c.notes = notes;
    check_only(&c);
    if (c.options->time_only) return c.settled;
    settle_vanished(&c);
    check_all(&c);
    if (!any_wrong(&c) && !c.options->all) settle_unchanged(&c);
    check_clones(&c);
    settle_those(&c, why_new);
    if (!any_wrong(&c)) compare_with_base(&c);
    if (any_wrong(&c)) settle_those(&c, why_beside);
    settle_those(&c, gate_left_out);
    return c.settled;
}
