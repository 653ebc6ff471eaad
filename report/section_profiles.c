/* section_profiles.c: where the instructions go in each implementation that was profiled. */
#include "format.h"
#include "markdown.h"

#include <math.h>

/* What is listed has this share of the instructions or of the samples for itself. A reader's
 * choice: less is not worth a look, and at most 200 functions can have it. */
static const double listed_share = 0.01;

static bool was_counted(const report_profile *p) {
    return p->instructions > 0.0;
}

static bool is_listed(const report_profile *p, const report_function *f) {
    return (was_counted(p) && f->instructions_self >= listed_share * p->instructions) ||
           (p->sampled_tool && f->samples_self >= listed_share * p->samples);
}

static void write_reason(FILE *out, const char *what, const char *reason) {
    fprintf(out, "Not %s: ", what);
    report_write_text(out, reason ? reason : "no reason given");
    fputc('.', out);
}

static void write_basis(FILE *out, const report_profile *p) {
    format_text instructions, calls, samples, seconds;
    fprintf(out, "### `%s` on `%s`, %s\n\n", p->impl, p->workload, p->mode);
    if (was_counted(p))
        fprintf(out, "Counted by %s %s: %s instructions, calls profiled: %s.", p->counted_tool,
                p->counted_version, format_count(p->instructions, &instructions),
                format_count(p->calls_profiled, &calls));
    else
        write_reason(out, "counted", p->not_counted);
    fputc(' ', out);
    if (p->sampled_tool)
        fprintf(out, "Sampled by %s: %s samples in %s, %g a second.", p->sampled_tool,
                format_count(p->samples, &samples), format_seconds(p->sampled_seconds, &seconds),
                p->rate_hz);
    else
        write_reason(out, "sampled", p->not_sampled);
    if (p->release_differs)
        fprintf(out,
                " **Not the work of the release build:** the profiled build takes %.2f times its"
                " instructions.",
                p->release_ratio);
    fputs("\n\n", out);
}

static void write_function(FILE *out, const report_profile *p, const report_function *f) {
    const double samples = p->sampled_tool ? p->samples : 0.0;
    format_text calls, self, inclusive, samples_self, samples_inclusive;
    fprintf(out, "| %s | %s | %s | %s | %s | `",
            format_count(was_counted(p) ? f->calls : NAN, &calls),
            format_share(f->instructions_self, p->instructions, &self),
            format_share(f->instructions_inclusive, p->instructions, &inclusive),
            format_share(f->samples_self, samples, &samples_self),
            format_share(f->samples_inclusive, samples, &samples_inclusive));
    report_write_text(out, f->name);
    fputs("` |", out);
    if (f->file) {
        fputc(' ', out);
        report_write_text(out, f->file);
        if (f->line > 0) fprintf(out, ":%d", f->line);
    }
    fputs(" |\n", out);
}

static void write_profile(FILE *out, const report_profile *p) {
    size_t rest = 0;
    double rest_instructions = 0.0;
    format_text share;
    write_basis(out, p);
    fputs(
        "| calls | instructions, self | inclusive | samples, self | inclusive | function | file |\n"
        "|---:|---:|---:|---:|---:|---|---|\n",
        out);
    for (size_t i = 0; i < p->count; i++) {
        const report_function *f = &p->functions[i];
        if (is_listed(p, f)) {
            write_function(out, p, f);
        } else {
            rest++;
            rest_instructions += f->instructions_self;
        }
    }
    if (rest > 0) fprintf(out, "\n%zu more below %.0f %%", rest, 100.0 * listed_share);
    if (rest > 0 && was_counted(p))
        fprintf(out, ", with %s of the instructions between them",
                format_share(rest_instructions, p->instructions, &share));
    fputs(rest > 0 ? ".\n\n" : "\n", out);
}

/* impl = NULL: those of implementations that the registry does not know. */
static void write_profiles_of(FILE *out, const report_sources *s, const hmf_impl *impl) {
    for (size_t i = 0; i < s->profiles.count; i++)
        if (hmf_find(s->registry, s->profiles.profiles[i].impl) == impl)
            write_profile(out, &s->profiles.profiles[i]);
}

static void write_not_profiled(FILE *out, const report_sources *s) {
    size_t missing = 0;
    for (size_t i = 0; i < s->registry->count; i++) {
        const char *name = s->ladder[i]->name;
        if (report_find_profile(&s->profiles, name)) continue;
        fprintf(out, "- `%s` was not run; `./hmf profile %s` runs it.\n", name, name);
        missing++;
    }
    if (missing > 0) fputc('\n', out);
}

void report_section_profiles(FILE *out, const report_sources *s) {
    fputs("## Profiles\n\n"
          "Calls and instructions are counted, every one; samples say where the time went. A share "
          "of the samples far above that of the instructions is waiting: for memory, a division, a "
          "long chain.\n\n",
          out);
    for (size_t i = 0; i < s->registry->count; i++) write_profiles_of(out, s, s->ladder[i]);
    write_profiles_of(out, s, NULL);
    write_not_profiled(out, s);
}
