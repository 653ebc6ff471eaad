/* section_timings.c: every benchmark in the file of timings, what failed and what was not run. */
#include "format.h"
#include "markdown.h"

#include <math.h>

static void write_timing(FILE *out, const report_timing *t) {
    format_text text;
    fprintf(out, "| `%s/%s/%s` |", t->impl, t->workload, t->mode);
    if (t->error) {
        fputs(" **failed** | - | - |\n", out);
        return;
    }
    fprintf(out, " %s | %zu |", format_time(report_median(t), &text), t->count);
    if (isnan(t->conditioned_error))
        fputs(" - |\n", out);
    else
        fprintf(out, " %.1e |\n", t->conditioned_error);
}

static void write_failures(FILE *out, const report_bench *bench) {
    size_t failures = 0;
    for (size_t i = 0; i < bench->count; i++) {
        const report_timing *t = &bench->timings[i];
        if (!t->error) continue;
        if (failures++ == 0) fputs("Failed:\n\n", out);
        fprintf(out, "- `%s/%s/%s`: ", t->impl, t->workload, t->mode);
        report_write_text(out, t->error);
        fprintf(out, "; `./hmf test --filter %s` looks into it\n", t->impl);
    }
    if (failures) fputc('\n', out);
}

static void write_not_run(FILE *out, const report_bench *bench) {
    const char *not_run = report_context(bench->context, "not_run");
    if (!not_run || !*not_run) return;
    fputs("Not run (`./hmf bench --all` runs it): ", out);
    report_write_text(out, not_run);
    fputs("\n\n", out);
}

void report_section_timings(FILE *out, const report_sources *s) {
    fputs("## All timings\n\n", out);
    if (!s->bench.root) {
        fputs("Not run; `./hmf bench` runs them.\n\n", out);
        return;
    }
    fputs("| benchmark | per call | repetitions | error |\n|---|---:|---:|---:|\n", out);
    for (size_t i = 0; i < s->bench.count; i++) write_timing(out, &s->bench.timings[i]);
    fputc('\n', out);
    write_failures(out, &s->bench);
    write_not_run(out, &s->bench);
}
