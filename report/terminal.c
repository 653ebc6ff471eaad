/* SPDX-License-Identifier: MIT */
/* terminal.c: the ladder as a table with bars, and the next step, as wide as the screen. */
#include "report.h"

#include "format.h"
#include "text.h"

#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* ---- the screen ------------------------------------------------------------------------------ */

enum { USUAL_COLUMNS = 80, FEWEST_COLUMNS = 20, MOST_COLUMNS = 1000 };

static size_t standard_columns(void) {
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    const char *columns = getenv("COLUMNS");
    const long given = columns ? strtol(columns, NULL, 10) : 0;
    return given >= FEWEST_COLUMNS && given <= MOST_COLUMNS ? (size_t)given : USUAL_COLUMNS;
}

/* Reads the environment's locale without setting it, so that numbers keep their decimal point. */
static bool locale_is_utf8(void) {
    const locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    if (locale == (locale_t)0) return false;
    const bool utf8 = strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
    freelocale(locale);
    return utf8;
}

report_screen report_standard_screen(void) {
    const char *none = getenv("NO_COLOR");
    return (report_screen){.columns = standard_columns(),
                           .utf8 = locale_is_utf8(),
                           .colour = isatty(STDOUT_FILENO) && !(none && *none)};
}

/* Returns true for every byte of a UTF-8 character except its first. */
static bool continues(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

void report_fit_characters(char *text, report_screen screen) {
    if (screen.utf8) return;
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (strncmp(from, "×", strlen("×")) == 0)
            *to++ = 'x';
        else if (strncmp(from, "µ", strlen("µ")) == 0)
            *to++ = 'u';
        else if (!continues(*from))
            *to++ = (unsigned char)*from < 0x80 ? *from : '?';
    }
    *to = '\0';
}

/* Returns how many bytes of a line fit: up to the last word that ends within the columns, or the
 * first word if none does. */
static size_t fitting(const char *line, size_t length, size_t columns) {
    size_t fits = 0, used = 0;
    for (size_t i = 0; i < length; i++) {
        if (line[i] == ' ' && (used <= columns || fits == 0)) fits = i;
        used += !continues(line[i]);
    }
    return used <= columns || fits == 0 ? length : fits;
}

static void write_line(FILE *out, const char *line, size_t length, size_t columns) {
    while (length > 0) {
        const size_t now = *line == ' ' ? length : fitting(line, length, columns);
        fprintf(out, "%.*s\n", (int)now, line);
        const size_t blank = now < length; /* between this word and the next */
        line += now + blank;
        length -= now + blank;
    }
}

void report_write_wrapped(FILE *out, const char *text, report_screen screen) {
    while (*text) {
        const size_t length = strcspn(text, "\n");
        if (length == 0) fputc('\n', out);
        write_line(out, text, length, screen.columns);
        text += length + (text[length] == '\n');
    }
}

/* ---- the chart ------------------------------------------------------------------------------- */

enum {
    ERROR_COLUMNS = 8,  /* "7.8e-02!"    */
    TIME_COLUMNS = 7,   /* "49.0 ms"     */
    RATIO_COLUMNS = 11, /* "12,300,000×" */
    GAP = 2,            /* between columns */
    BAR_COLUMNS = 20,   /* least length of the longest bar: room for both ends of its scale */
};

typedef struct {
    FILE *out;
    report_screen screen;
    size_t name, bar;        /* columns of a name and of the longest bar; bar = 0: no bars */
    double fastest, slowest; /* seconds, cold */
    double low, high;        /* powers of ten, the ends of the bars' scale */
} chart;

/* ---- layout ---------------------------------------------------------------------------------- */

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
        c->fastest = fmin(c->fastest, cold); /* ignores NaN */
        c->slowest = fmax(c->slowest, cold);
    }
    /* Whole decades: no bar is empty or longer than the scale. */
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
    c->bar = c->screen.columns >= table + BAR_COLUMNS ? c->screen.columns - table : 0;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* Sets the colour of the following text, an SGR parameter; "0" resets it. */
static void set_colour(const chart *c, const char *colour) {
    if (c->screen.colour) fprintf(c->out, "\033[%sm", colour);
}

static void write_name(const chart *c, const char *text) {
    fprintf(c->out, "%-*s", (int)c->name, text);
}

/* Writes text right-aligned in a column. */
static void write_cell(const chart *c, const char *text, size_t columns) {
    format_text fit;
    snprintf(fit.text, sizeof fit.text, "%s", text);
    report_fit_characters(fit.text, c->screen);
    const size_t used = text_columns(fit.text);
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

/* Returns the length of a bar up to that time, in eighths of a column. */
static size_t eighths(const chart *c, double time) {
    const double share = log10(time / c->low) / log10(c->high / c->low);
    const double length = round(share * 8.0 * (double)c->bar);
    return length < 1.0 ? 1 : (size_t)length; /* warm may be below the scale */
}

static void repeat(const chart *c, const char *text, size_t times) {
    while (times-- > 0) fputs(text, c->out);
}

static void write_bar(const chart *c, double warm, double cold) {
    static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const bool utf8 = c->screen.utf8;
    const size_t length = eighths(c, cold), columns = (length + 4) / 8;
    const size_t solid = isnan(warm) ? length : eighths(c, warm);
    if (solid + 8 <= length) { /* a difference below one column may be noise */
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

/* Writes the legend and, under the bars, the ends of their scale. */
static void write_scale(const chart *c) {
    format_text low, high;
    format_seconds(c->low, &low);
    format_seconds(c->high, &high);
    report_fit_characters(low.text, c->screen);
    report_fit_characters(high.text, c->screen);
    const size_t between = c->bar - text_columns(low.text) - text_columns(high.text);
    const char *legend =
        c->screen.utf8 ? "█ evaluate  ░ set up  (log scale)" : "# evaluate  - set up  (log scale)";
    const size_t before = c->screen.columns - c->bar - text_columns(legend);
    fprintf(c->out, "%s%*s%s%*s%s\n", legend, (int)before, "", low.text, (int)between, "",
            high.text);
}

static void write_chart(FILE *out, const report_sources *s, report_screen screen) {
    chart c = {.out = out, .screen = screen};
    find_range(s, &c);
    if (isnan(c.fastest)) return;
    find_columns(s, &c);
    write_header(&c);
    for (size_t i = 0; i < s->registry->count; i++) write_rung(&c, s, s->ladder[i]);
    if (c.bar > 0) write_scale(&c);
}

/* ---- the summary ----------------------------------------------------------------------------- */

void report_print_next_step(FILE *out, const report_sources *sources, report_screen screen) {
    char *step = report_next_step(sources);
    report_fit_characters(step, screen);
    fputs("Next step\n", out);
    report_write_wrapped(out, step, screen);
    free(step);
}

void report_print_ladder(FILE *out, const report_sources *sources, report_screen screen) {
    if (report_slowest(sources)) {
        write_chart(out, sources, screen);
        fputc('\n', out);
    }
    report_print_next_step(out, sources, screen);
}
