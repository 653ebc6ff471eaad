/* ladder_chart.c: a table with bars, as wide as the screen. */
#include "ladder_chart.h"

#include "format.h"

#include <math.h>
#include <string.h>

enum {
    ERROR_COLUMNS = 8,   /* "7.8e-02!"    */
    TIME_COLUMNS = 7,    /* "49.0 ms"     */
    RATIO_COLUMNS = 11,  /* "12,300,000×" */
    GAP = 2,             /* between columns */
    FEWEST_COLUMNS = 20, /* of a bar: room for both ends of its scale */
};

typedef struct {
    FILE *out;
    report_screen screen;
    size_t name, bar;        /* columns of a name and of the longest bar; bar = 0: no bars */
    double fastest, slowest; /* seconds, cold */
    double low, high;        /* powers of ten, the ends of the bars' scale */
} chart;

/* ---- what was timed -------------------------------------------------------------------------- */

static double seconds(const report_timing *timing) {
    if (!timing || timing->error) return NAN;
    return report_median(timing).median;
}

static double mode_seconds(const report_sources *s, const hmf_impl *impl, const char *mode) {
    return seconds(report_default(s, impl, mode));
}

static void find_range(const report_sources *s, chart *c) {
    c->fastest = c->slowest = NAN;
    for (size_t i = 0; i < s->registry->count; i++) {
        const double cold = mode_seconds(s, s->ladder[i], "cold");
        c->fastest = fmin(c->fastest, cold); /* what is not a number loses */
        c->slowest = fmax(c->slowest, cold);
    }
    /* No bar is empty, and none is longer than the scale. */
    c->low = pow(10.0, ceil(log10(c->fastest)) - 1.0);
    c->high = pow(10.0, ceil(log10(c->slowest)));
}

static void find_columns(const report_sources *s, chart *c) {
    c->name = strlen("rung");
    for (size_t i = 0; i < s->registry->count; i++) {
        const size_t length = strlen(s->ladder[i]->name);
        if (length > c->name) c->name = length;
    }
    const size_t table = c->name + ERROR_COLUMNS + TIME_COLUMNS + RATIO_COLUMNS + 4 * GAP;
    c->bar = c->screen.columns >= table + FEWEST_COLUMNS ? c->screen.columns - table : 0;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* What is written next is of that colour, an SGR parameter; "0" ends it. */
static void set_colour(const chart *c, const char *colour) {
    if (c->screen.colour) fprintf(c->out, "\033[%sm", colour);
}

static void write_name(const chart *c, const char *text) {
    fprintf(c->out, "%-*s", (int)c->name, text);
}

/* At the right end of a column. */
static void write_cell(const chart *c, const char *text, size_t columns) {
    format_text fit;
    snprintf(fit.text, sizeof fit.text, "%s", text);
    report_fit_characters(fit.text, c->screen);
    const size_t used = report_columns(fit.text);
    fprintf(c->out, "%*s%s", (int)(GAP + (used < columns ? columns - used : 0)), "", fit.text);
}

static void write_error(const chart *c, const report_sources *s, const hmf_impl *impl) {
    const double error = report_error(s, impl);
    const bool broken = error > report_promise(s, impl);
    format_text text = {"-"};
    if (!isnan(error)) snprintf(text.text, sizeof text.text, "%.1e%s", error, broken ? "!" : "");
    if (broken) set_colour(c, "31");
    write_cell(c, text.text, ERROR_COLUMNS);
    if (broken) set_colour(c, "0");
}

static void write_time(const chart *c, const report_timing *timing) {
    format_text text;
    write_cell(c,
               !timing         ? "not run"
               : timing->error ? "failed"
                               : format_seconds(seconds(timing), &text),
               TIME_COLUMNS);
}

static void write_ratio(const chart *c, double base, double cold) {
    format_text text;
    format_ratio((hmf_interval){.median = base / cold}, &text);
    write_cell(c, base == cold ? "1" : text.text, RATIO_COLUMNS);
}

/* Eighths of a column up to that time. */
static size_t eighths(const chart *c, double time) {
    const double share = log10(time / c->low) / log10(c->high / c->low);
    const double length = round(share * 8.0 * (double)c->bar);
    return length < 1.0 ? 1 : (size_t)length; /* warm may be shorter than the scale */
}

static void repeat(const chart *c, const char *text, size_t times) {
    while (times-- > 0) fputs(text, c->out);
}

static void write_bar(const chart *c, double warm, double cold) {
    static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const bool utf8 = c->screen.utf8;
    const size_t length = eighths(c, cold), columns = (length + 4) / 8;
    const size_t solid = isnan(warm) ? length : eighths(c, warm);
    if (solid + 8 <= length) { /* less than a column may be noise */
        repeat(c, utf8 ? "█" : "#", (solid + 4) / 8);
        repeat(c, utf8 ? "░" : "-", columns - (solid + 4) / 8);
    } else if (utf8) {
        repeat(c, "█", length / 8);
        fputs(parts[length % 8], c->out);
    } else {
        repeat(c, "#", columns > 0 ? columns : 1);
    }
}

static void write_rung(const chart *c, const report_sources *s, const hmf_impl *impl) {
    const report_timing *timing = report_default(s, impl, "cold");
    const double cold = seconds(timing);
    write_name(c, impl->name);
    write_error(c, s, impl);
    write_time(c, timing);
    write_ratio(c, mode_seconds(s, s->ladder[0], "cold"), cold);
    if (c->bar > 0 && !isnan(cold)) {
        fprintf(c->out, "%*s", GAP, "");
        set_colour(c, cold == c->fastest ? "32" : cold == c->slowest ? "33" : "36");
        write_bar(c, mode_seconds(s, impl, "warm"), cold);
        set_colour(c, "0");
    }
    fputc('\n', c->out);
}

static void write_header(const chart *c) {
    set_colour(c, "1");
    write_name(c, "rung");
    write_cell(c, "error", ERROR_COLUMNS);
    write_cell(c, "cold", TIME_COLUMNS);
    write_cell(c, "faster", RATIO_COLUMNS);
    set_colour(c, "0");
    fputc('\n', c->out);
}

/* What the bars are, and under them the ends of their scale. */
static void write_scale(const chart *c) {
    format_text low, high;
    format_seconds(c->low, &low);
    format_seconds(c->high, &high);
    report_fit_characters(low.text, c->screen);
    report_fit_characters(high.text, c->screen);
    const size_t between = c->bar - report_columns(low.text) - report_columns(high.text);
    const char *legend = c->screen.utf8 ? "█ evaluate  ░ set up  (logarithmic)"
                                        : "# evaluate  - set up  (logarithmic)";
    const size_t before = c->screen.columns - c->bar - report_columns(legend);
    fprintf(c->out, "%s%*s%s%*s%s\n", legend, (int)before, "", low.text, (int)between, "",
            high.text);
}

void report_ladder_chart(FILE *out, const report_sources *s, report_screen screen) {
    chart c = {.out = out, .screen = screen};
    find_range(s, &c);
    if (isnan(c.fastest)) return;
    find_columns(s, &c);
    write_header(&c);
    for (size_t i = 0; i < s->registry->count; i++) write_rung(&c, s, s->ladder[i]);
    if (c.bar > 0) write_scale(&c);
}
