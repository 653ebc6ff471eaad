/* SPDX-License-Identifier: MIT */
/* check_answers.c: settles the implementations that need not or must not be timed: those on one
 * side only, with unchanged machine code, or with wrong answers. */
#include "gate_run.h"

#include "clone.h"
#include "die.h"
#include "work.h"

#include <stdlib.h>
#include <string.h>

static const double tests_limit = 600.0, scripts_limit = 60.0; /* seconds */

enum { SKIPPED = 77 }; /* exit status of a test that cannot run here, as in CTest */

/* The inputs and the result of this layer. */
typedef struct {
    const gate_builds *builds;
    const gate_options *options;
    const hmf_registry *head, *base;
    gate_comparisons settled;
} checks;

static bool is_pending(const checks *c, const char *impl) {
    return gate_options_want_impl(c->options, impl) && !gate_is_settled(&c->settled, impl);
}

/* ---- on one side only ------------------------------------------------------------------------ */

static void settle_vanished(checks *c) {
    for (size_t i = 0; i < c->base->count; i++) {
        const char *impl = c->base->impls[i]->name;
        if (gate_options_want_impl(c->options, impl) && !hmf_find(c->head, impl))
            gate_settle_impl(&c->settled, impl, GATE_VANISHED, "missing from the new build");
    }
}

/* Settles the pending implementations for which why() returns a reason. */
static void settle_those(checks *c, const char *(*why)(const gate_builds *, const hmf_impl *)) {
    for (size_t i = 0; i < c->head->count; i++) {
        const hmf_impl *impl = c->head->impls[i];
        const char *reason = why(c->builds, impl);
        if (reason && is_pending(c, impl->name))
            gate_settle_impl(&c->settled, impl->name, GATE_NOT_COMPARED, "%s", reason);
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
        if (is_pending(c, line)) gate_settle_impl(&c->settled, line, GATE_UNCHANGED, "%s", "");
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
        gate_settle_impl(&c->settled, impl, GATE_VANISHED,
                         "the base can run on this machine, the new build cannot");
    else
        gate_settle_impl(&c->settled, impl, GATE_NOT_COMPARED, "it cannot run on this machine");
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
        gate_settle_impl(&c->settled, impl, GATE_WRONG, "%s%s%s%s", clone ? "clone " : "",
                         clone ? clone : "", clone ? ": " : "", reason);
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
    check_only(&c);
    if (c.options->time_only) return c.settled;
    settle_vanished(&c);
    check_all(&c);
    if (!any_wrong(&c) && !c.options->all) settle_unchanged(&c);
    check_clones(&c);
    settle_those(&c, why_new);
    if (!any_wrong(&c)) gate_compare_answers(builds, &c.settled, notes);
    if (any_wrong(&c)) settle_those(&c, why_beside);
    settle_those(&c, gate_left_out);
    return c.settled;
}
