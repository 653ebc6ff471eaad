/* SPDX-License-Identifier: MIT */
/* gate_run.c: loads two builds and runs the layers on them. */
#include "gate_run.h"

#include "build_module.h"
#include "die.h"
#include "work.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- settled implementations ----------------------------------------------------------------- */

void gate_settle_impl(gate_comparisons *settled, const char *impl, gate_outcome outcome,
                      const char *format, ...) {
    char reason[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    char *name = xasprintf("%s/*", impl);
    gate_add(settled, name, outcome, "%s", reason);
    free(name);
}

bool gate_is_settled(const gate_comparisons *settled, const char *impl) {
    char *name = xasprintf("%s/*", impl);
    const bool is_settled = gate_has(settled, name);
    free(name);
    return is_settled;
}

const char *gate_left_out(const gate_builds *builds, const hmf_impl *impl) {
    if (impl->flags & HMF_FILES)
        return "it keeps files: one side would find the files of the other";
    if ((impl->flags & HMF_DETOUR) && !gate_options_name(builds->options, impl->name))
        return "a demonstration; --only compares it";
    return NULL;
}

/* ---- loading --------------------------------------------------------------------------------- */

/* Names both copies with the same length, which would otherwise shift the stack. */
static void load(gate_builds *builds, int side) {
    const gate_options *o = builds->options;
    const char *build = side == GATE_BASE ? o->base : o->head;
    const char *target = side == GATE_BASE ? o->base_target : o->head_target;
    if (!realpath(build, builds->build[side])) die(EXIT_ERROR, "%s: %s", build, strerror(errno));
    char *from = xasprintf("%s/lib/%s.so", builds->build[side], target);
    snprintf(builds->module[side], PATH_MAX, "%.*s/%s.so", PATH_MAX - 16, gate_work(),
             side == GATE_BASE ? "base" : "head");
    if (!gate_copy_file(from, builds->module[side]))
        die(EXIT_ERROR, "%s: %s", from, strerror(errno));
    const int status = gate_module_load(builds->module[side], &builds->registry[side]);
    builds->unreadable[side] = status == GATE_MODULE_INTERFACE;
    if (status != 0 && status != GATE_MODULE_INTERFACE) exit(EXIT_ERROR);
    free(from);
}

/* ---- the sequence ---------------------------------------------------------------------------- */

static void append(gate_report *report, const gate_comparisons *more) {
    report->comparisons =
        xrealloc(report->comparisons, (report->count + more->count) * sizeof *report->comparisons);
    if (more->count > 0)
        memcpy(report->comparisons + report->count, more->item, more->count * sizeof *more->item);
    report->count += more->count;
    free(more->item);
}

/* Checks the new build alone. The run fails until the new interface is accepted, after the builds
 * have been compared by other means. */
static gate_comparisons check_interface(const gate_builds *builds) {
    gate_comparisons settled = {.margin = builds->options->margin};
    if (!builds->unreadable[GATE_HEAD] && !builds->options->list) settled = gate_check_head(builds);
    gate_add(&settled, "hmf_module", GATE_INTERFACE,
             "HMF_ABI_VERSION of hmf.h: %u, the base has %u; not compared, see --binaries",
             builds->registry[GATE_HEAD]->abi_version, builds->registry[GATE_BASE]->abi_version);
    return settled;
}

static void blame(gate_report *report) {
    for (size_t i = 0; i < report->count; i++) {
        gate_comparison *c = &report->comparisons[i];
        if (c->counted && (c->outcome == GATE_SLOWER || c->outcome == GATE_INSTRUCTIONS))
            gate_find_blame(c);
    }
}

void gate_compare_builds(const gate_options *options, gate_report *report) {
    gate_builds builds = {.options = options};
    gate_comparisons settled = {.margin = options->margin}, counted = {0};
    report->metric = "wall time";
    if (options->nothing) {
        gate_add(&settled, "hmf_module", GATE_NOT_COMPARED, "%s", options->nothing);
        append(report, &settled);
        return;
    }
    for (int side = 0; side < GATE_SIDES; side++) load(&builds, side);
    if (builds.unreadable[GATE_BASE] || builds.unreadable[GATE_HEAD]) {
        settled = check_interface(&builds);
    } else {
        if (!options->list) settled = gate_check_answers(&builds, &report->notes);
        counted =
            gate_count_instructions(&builds, &settled, report->instruction_margin, report->clone);
        if (!options->list) gate_time_layouts(&builds, &counted);
    }
    append(report, &settled);
    append(report, &counted);
    if (options->list) return;
    gate_classify(report->comparisons, report->count, report->instruction_margin, options->accepted,
                  options->accepts);
    blame(report);
}
