/* layer_right.c: what need not or must not be timed: what is on one side only, what is the same
 * machine code, and what is wrong. */
#include "gate_run.h"

#include "clone.h"

#include <string.h>

static const double tests_limit = 600.0, scripts_limit = 60.0; /* seconds */

/* The name of a program's exit status for a test that cannot run here, as CTest has it. */
enum { SKIPPED = 77 };

static bool settle(gate_run *run, const char *impl, gate_outcome outcome, const char *reason) {
    char name[sizeof run->report->comparisons->name];
    snprintf(name, sizeof name, "%s/*", impl);
    return gate_add(run, name, outcome, reason);
}

/* ---- on one side only ------------------------------------------------------------------------ */

static bool settle_vanished(gate_run *run) {
    const hmf_registry *base = run->registry[GATE_BASE];
    bool good = true;
    for (size_t i = 0; good && i < base->count; i++) {
        const char *impl = base->impls[i]->name;
        if (gate_options_want_impl(run->options, impl) && !hmf_find(run->registry[GATE_HEAD], impl))
            good = settle(run, impl, OUTCOME_VANISHED, "the new build has no such implementation");
    }
    return good;
}

/* Those of the new build that have no outcome yet, and of which why() tells why they are not
 * compared. */
static bool settle_those(gate_run *run, const char *(*why)(const gate_run *, const hmf_impl *)) {
    const hmf_registry *head = run->registry[GATE_HEAD];
    bool good = true;
    for (size_t i = 0; good && i < head->count; i++) {
        const hmf_impl *impl = head->impls[i];
        const char *reason = why(run, impl);
        if (reason && gate_options_want_impl(run->options, impl->name) &&
            !gate_is_settled(run, impl->name))
            good = settle(run, impl->name, OUTCOME_NOT_COMPARED, reason);
    }
    return good;
}

static const char *why_new(const gate_run *run, const hmf_impl *impl) {
    return hmf_find(run->registry[GATE_BASE], impl->name)
               ? NULL
               : "new: the base has no such implementation";
}

static bool only_known(const gate_run *run) {
    const gate_list *only = &run->options->only;
    for (size_t i = 0; i < only->count; i++) {
        if (hmf_find(run->registry[GATE_BASE], only->item[i]) ||
            hmf_find(run->registry[GATE_HEAD], only->item[i]))
            continue;
        fprintf(stderr, "hmf gate: --only '%s': neither build has such an implementation\n",
                only->item[i]);
        return false;
    }
    return true;
}

/* ---- the same machine code ------------------------------------------------------------------- */

static bool settle_unchanged(gate_run *run) {
    static const char output[] = "unchanged.txt";
    const gate_options *o = run->options;
    const char *const arguments[] = {"sh",
                                     (HMF_GATE_SCRIPTS "/unchanged.sh"),
                                     run->build[GATE_BASE],
                                     run->build[GATE_HEAD],
                                     o->base_target,
                                     o->head_target,
                                     NULL};
    const int status =
        gate_command(run, arguments, output, "looking for what has changed", scripts_limit);
    if (status != 0) return status > 0 && (gate_show_output(run, output), false);
    FILE *file = gate_open_output(run, output);
    bool good = file;
    for (char line[64]; good && fgets(line, sizeof line, file);) {
        line[strcspn(line, "\n")] = '\0';
        if (gate_options_want_impl(o, line) && !gate_is_settled(run, line))
            good = settle(run, line, OUTCOME_UNCHANGED, "");
    }
    if (file) fclose(file);
    return good;
}

/* ---- right answers --------------------------------------------------------------------------- */

/* The first line that says what failed. */
static void read_failure(const gate_run *run, const char *output, char reason[256]) {
    FILE *file = gate_open_output(run, output);
    snprintf(reason, 256, "its tests failed");
    if (!file) return;
    for (char line[256]; fgets(line, sizeof line, file);) {
        if (!strstr(line, "FAIL")) continue;
        line[strcspn(line, "\n")] = '\0';
        snprintf(reason, 256, "%s", line);
        break;
    }
    fclose(file);
}

static bool runs_here(const gate_run *run, int side, const char *impl) {
    const hmf_impl *found = run->unreadable[side] ? NULL : hmf_find(run->registry[side], impl);
    return found && !(found->unavailable && found->unavailable());
}

/* Settles it if it cannot run on this machine. Otherwise a single check was skipped, or a clone:
 * the rest has passed. */
static bool settle_skipped(gate_run *run, const char *impl, const char *clone) {
    if (clone || runs_here(run, GATE_HEAD, impl)) return true;
    if (runs_here(run, GATE_BASE, impl))
        return settle(run, impl, OUTCOME_VANISHED,
                      "the base can run on this machine, the new build cannot");
    return settle(run, impl, OUTCOME_NOT_COMPARED, "it cannot run on this machine");
}

/* Settles it unless it is right in that clone; NULL is the clone that this machine chooses. */
static bool check(gate_run *run, const char *impl, const char *clone) {
    char program[PATH_MAX + 32], progress[128], output[128], reason[256], failed[300], setting[64];
    snprintf(program, sizeof program, "%s/bin/hmf-check", run->build[GATE_HEAD]);
    snprintf(progress, sizeof progress, "checking the answers of %s%s%s", impl, clone ? ", " : "",
             clone ? clone : "");
    snprintf(output, sizeof output, "right-%s.txt", impl);
    snprintf(setting, sizeof setting, "HMF_CLONE=%s", clone ? clone : "");
    const char *const arguments[] = {"env", setting, program, impl, "truth", "contract", NULL};
    const int status =
        gate_command(run, arguments + (clone ? 0 : 2), output, progress, tests_limit);
    if (status < 0) return false;
    if (status == 0) return true;
    if (status == SKIPPED) return settle_skipped(run, impl, clone);
    read_failure(run, output, reason);
    snprintf(failed, sizeof failed, "%s%s%s", clone ? "clone " : "", clone ? clone : "",
             clone ? ": " : "");
    snprintf(failed + strlen(failed), sizeof failed - strlen(failed), "%s", reason);
    return settle(run, impl, OUTCOME_WRONG, failed);
}

/* A wrong answer is not worth timing, nor what stands beside it. */
static const char *why_beside(const gate_run *run, const hmf_impl *impl) {
    (void)run, (void)impl;
    return "nothing is timed beside a wrong answer";
}

static bool check_all(gate_run *run) {
    const hmf_registry *head = run->registry[GATE_HEAD];
    bool good = true;
    for (size_t i = 0; good && i < head->count; i++)
        if (gate_options_want_impl(run->options, head->impls[i]->name))
            good = check(run, head->impls[i]->name, NULL);
    return good;
}

/* Checks every other clone that this machine can run, of implementations that have changed. */
static bool check_clones(gate_run *run) {
    const hmf_registry *head = run->registry[GATE_HEAD];
    size_t clones;
    const char *const *clone = hmf_clone_names(&clones);
    bool good = true;
    for (size_t i = 0; good && i < head->count; i++) {
        const hmf_impl *impl = head->impls[i];
        if (!impl->clone || !gate_options_want_impl(run->options, impl->name)) continue;
        for (size_t k = 0; good && k < clones && !gate_is_settled(run, impl->name); k++)
            if (strcmp(clone[k], hmf_clone_chosen_name()) != 0)
                good = check(run, impl->name, clone[k]);
    }
    return good;
}

static bool none_wrong(const gate_run *run) {
    return gate_report_tally(run->report, OUTCOME_WRONG) == 0;
}

/* ---- the whole ------------------------------------------------------------------------------ */

bool gate_layer_right(gate_run *run) {
    if (run->unreadable[GATE_BASE]) return check_all(run) && check_clones(run);
    if (!only_known(run)) return false;
    if (run->options->time_only) return true;
    return settle_vanished(run) && check_all(run) &&
           (!none_wrong(run) || run->options->all || settle_unchanged(run)) && check_clones(run) &&
           settle_those(run, why_new) && (!none_wrong(run) || gate_compare_answers(run)) &&
           (none_wrong(run) || settle_those(run, why_beside)) && settle_those(run, gate_left_out);
}
