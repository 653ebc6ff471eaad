/* section_ladder.c: every implementation on the job default: how accurate, how fast. */
#include "format.h"
#include "markdown.h"

#include <math.h>

static void write_error(FILE *out, double error, double promise) {
    if (isnan(error))
        fputs(" - |", out);
    else if (error > promise)
        fprintf(out, " **%.1e, promise broken** |", error);
    else
        fprintf(out, " %.1e |", error);
    fprintf(out, " %.1e |", promise);
}

/* The time and how many times it is shorter than the base's. */
static void write_time(FILE *out, const report_timing *timing, const report_timing *base) {
    format_text text;
    if (!timing || timing->error) {
        fprintf(out, " %s | - |", timing ? "**failed**" : "not run");
        return;
    }
    fprintf(out, " %s |", format_time(report_median(timing), &text));
    if (!base || base->error)
        fputs(" - |", out);
    else if (base == timing)
        fputs(" 1 |", out);
    else
        fprintf(out, " %s |", format_ratio(report_times_as_long(base, timing), &text));
}

static void write_rung(FILE *out, const report_sources *s, const hmf_impl *impl) {
    static const char *const modes[] = {"cold", "warm"};
    fprintf(out, "| `%s` |", impl->name);
    write_error(out, report_error(s, impl), report_promise(s, impl));
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        write_time(out, report_default(s, impl, modes[i]),
                   report_default(s, s->ladder[0], modes[i]));
    fputc('\n', out);
}

static void write_explanation(FILE *out, const report_sources *s, const hmf_impl *impl) {
    fprintf(out, "- `%s`: %s. Teaches: *%s*.", impl->name, impl->summary, impl->lesson);
    if (!report_default(s, impl, "cold") || !report_default(s, impl, "warm"))
        fprintf(out, " Not run in full; `./hmf bench %s` runs it.", impl->name);
    fputc('\n', out);
}

void report_section_ladder(FILE *out, const report_sources *s) {
    fprintf(out,
            "## Implementations\n\n"
            "The job `default`, each after the one it builds on. Error is the worst "
            "|ln(got/truth)| / (1 + nu^2) against certified values. Times are per call: the median "
            "over repetitions and the interval that covers it with %.0f %% (an interval that says "
            "a lower number had too few repetitions). Cold is a cosmology not seen before, warm an "
            "evaluation alone. Faster is against `%s`.\n\n",
            100.0 * format_confidence, s->ladder[0]->name);
    fputs("| implementation | error | promised | cold | faster, cold | warm | faster, warm |\n"
          "|---|---:|---:|---:|---:|---:|---:|\n",
          out);
    for (size_t i = 0; i < s->registry->count; i++) write_rung(out, s, s->ladder[i]);
    fputc('\n', out);
    for (size_t i = 0; i < s->registry->count; i++) write_explanation(out, s, s->ladder[i]);
    fputc('\n', out);
}
