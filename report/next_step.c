/* SPDX-License-Identifier: MIT */
/* next_step.c: advises to repair failures first, then to speed up. */
#include "report.h"

#include "die.h"
#include "format.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- timings of the workload `default`, cold ------------------------------------------------- */

static const report_timing *cold(const report_sources *s, const hmf_impl *impl) {
    const report_timing *timing = report_default(s, impl, "cold");
    return timing && !timing->error ? timing : NULL;
}

static bool is_detour(const hmf_impl *impl) {
    return impl->flags & HMF_DETOUR;
}

/* Returns the slowest (sign = 1) or fastest (sign = -1) rung. Skips demonstrations. */
static const hmf_impl *extreme(const report_sources *s, double sign) {
    const hmf_impl *found = NULL;
    double most = 0.0;
    for (size_t i = 0; i < s->registry->count; i++) {
        const hmf_impl *impl = s->ladder[i];
        const report_timing *timing = cold(s, impl);
        if (!timing || is_detour(impl)) continue;
        const double signed_time = sign * report_median(timing).median;
        if (found && !(signed_time > most)) continue;
        found = impl;
        most = signed_time;
    }
    return found;
}

const hmf_impl *report_slowest(const report_sources *sources) {
    return extreme(sources, 1.0);
}

/* ---- missing and failed results -------------------------------------------------------------- */

static bool advise_timing(FILE *out, const report_sources *s) {
    if (report_slowest(s)) return false;
    fputs("The workload `default` was not timed cold, so there is nothing to compare.\n\n    ./hmf "
          "bench\n",
          out);
    return true;
}

static bool advise_repair(FILE *out, const report_sources *s) {
    for (size_t i = 0; i < s->bench.count; i++) {
        const report_timing *t = &s->bench.timings[i];
        if (!t->error) continue;
        fprintf(out, "%s/%s/%s failed: ", t->impl, t->workload, t->mode);
        for (const char *c = t->error; *c; c++) fputc(iscntrl((unsigned char)*c) ? ' ' : *c, out);
        fprintf(out,
                ".\nRepair it first: the speed of a wrong answer is meaningless.\n\n    ./hmf test "
                "--filter %s\n",
                t->impl);
        return true;
    }
    return false;
}

static bool advise_accuracy(FILE *out, const report_sources *s) {
    for (size_t i = 0; i < s->registry->count; i++) {
        const hmf_impl *impl = s->ladder[i];
        const double error = report_error(s, impl), promise = report_promise(s, impl);
        if (!(error > promise)) continue;
        fprintf(out,
                "%s is less accurate than it promises: its error is %.1e, the promise %.1e.\n"
                "Repair it first: the speed of a wrong answer is meaningless.\n\n    ./hmf test "
                "--filter %s\n",
                impl->name, error, promise, impl->name);
        return true;
    }
    return false;
}

/* ---- speed ----------------------------------------------------------------------------------- */

static const stored_profile *current_profile(const report_sources *s, const hmf_impl *impl) {
    for (size_t i = 0; i < s->profiles.count; i++) {
        const stored_profile *p = &s->profiles.profiles[i];
        if (strcmp(p->implementation, impl->name) == 0 && strcmp(p->workload, "default") == 0 &&
            strcmp(p->mode, "cold") == 0 && p->functions.count > 0 && report_same_commit(s, p))
            return p;
    }
    return NULL;
}

static const hmf_impl *next_rung(const report_sources *s, const hmf_impl *impl) {
    for (size_t i = 0; i < s->registry->count; i++)
        if (s->ladder[i]->builds_on && strcmp(s->ladder[i]->builds_on, impl->name) == 0 &&
            !is_detour(s->ladder[i]))
            return s->ladder[i];
    return NULL;
}

/* Returns the last rung above impl up to which every rung has a profile of this commit. */
static const hmf_impl *climb(const report_sources *s, const hmf_impl *impl) {
    for (size_t steps = 0; steps < s->registry->count; steps++) {
        const hmf_impl *next = next_rung(s, impl);
        if (!next || !current_profile(s, impl) || !current_profile(s, next)) break;
        impl = next;
    }
    return impl;
}

static void write_slowest(FILE *out, const report_sources *s, const hmf_impl *slowest) {
    const report_timing *slow = cold(s, slowest);
    const hmf_impl *fastest = extreme(s, -1.0);
    format_text text;
    fprintf(out, "%s is the slowest on the workload `default`, cold: %s per call", slowest->name,
            format_seconds(report_median(slow).median, &text));
    if (fastest != slowest) {
        const report_timing *fast = cold(s, fastest);
        fprintf(out, ", %s the time of %s, the fastest",
                format_ratio(report_times_as_long(slow, fast), &text), fastest->name);
    }
    fputs(".\n", out);
}

/* Returns the function with the most samples, or with the most instructions if there are none. */
static const profile_function *hottest_function(const stored_profile *profile) {
    const profile_function *rows = profile->functions.rows, *hottest = rows;
    for (size_t i = 1; profile->samples > 0.0 && i < profile->functions.count; i++)
        if (rows[i].samples_self > hottest->samples_self) hottest = &rows[i];
    return hottest;
}

static void write_hottest(FILE *out, const hmf_impl *impl, const stored_profile *profile) {
    const profile_function *hottest = hottest_function(profile);
    const char *file = basename(hottest->file);
    format_text text, calls;
    fprintf(out, "The hottest function of %s is %s", impl->name, hottest->name);
    if (*file && hottest->line > 0) fprintf(out, " (%s:%lu)", file, hottest->line);
    fputs(", with ", out);
    if (profile->samples > 0.0)
        fprintf(out, "%s of the samples",
                format_share((double)hottest->samples_self, profile->samples, &text));
    if (profile->instructions > 0)
        fprintf(
            out, "%s%s of the instructions in %s calls", profile->samples > 0.0 ? " and " : "",
            format_share((double)hottest->self.instructions, (double)profile->instructions, &text),
            format_count((double)hottest->calls, &calls));
    fputs(".\n", out);
}

static void write_next_rung(FILE *out, const report_sources *s, const hmf_impl *next) {
    format_text text;
    fprintf(out, "The next rung, %s, teaches: %s.\n", next->name, next->lesson);
    if (cold(s, next))
        fprintf(out, "It takes %s per call.\n",
                format_seconds(report_median(cold(s, next)).median, &text));
    fprintf(out, "See how that function changed.\n\n    ./hmf profile %s\n", next->name);
}

static void advise_speed(FILE *out, const report_sources *s) {
    const hmf_impl *slowest = report_slowest(s), *rung = climb(s, slowest);
    const hmf_impl *next = next_rung(s, rung);
    const stored_profile *profile = current_profile(s, rung);
    write_slowest(out, s, slowest);
    if (!profile) {
        fprintf(out,
                "There is no profile of %s on this commit.\n\n"
                "    ./hmf profile %s\n",
                rung->name, rung->name);
        return;
    }
    write_hottest(out, rung, profile);
    if (next)
        write_next_rung(out, s, next);
    else
        fprintf(out,
                "No rung builds on %s yet. Write the next one, starting from a copy.\n\n"
                "    cp impls/impl_%s.c impls/impl_mine.c\n",
                rung->name, rung->name);
}

char *report_next_step(const report_sources *sources) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) die(EXIT_ERROR, "out of memory");
    if (!advise_repair(out, sources) && !advise_accuracy(out, sources) &&
        !advise_timing(out, sources))
        advise_speed(out, sources);
    if (fclose(out) != 0 || !text) die(EXIT_ERROR, "out of memory");
    return text;
}
