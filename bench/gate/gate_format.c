/* gate_format.c: enough digits to see the margin by. */
#include "gate_format.h"

#include "statistics.h"
#include "time_unit.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

/* ---- numbers --------------------------------------------------------------------------------- */

gate_text gate_seconds(double seconds) {
    if (!isfinite(seconds)) return (gate_text){"-"};
    const hmf_time_unit unit = hmf_time_unit_of(seconds);
    const double value = seconds / unit.seconds;
    const int decimals = value < 9.9995 ? 3 : value < 99.995 ? 2 : value < 999.95 ? 1 : 0;
    gate_text t;
    snprintf(t.text, sizeof t.text, "%.*f %s", decimals, value, unit.name);
    return t;
}

gate_text gate_count(uint64_t count) {
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRIu64, count);
    const size_t length = strlen(digits);
    gate_text t = {""};
    for (size_t i = 0, out = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) t.text[out++] = ',';
        t.text[out++] = digits[i];
    }
    return t;
}

static gate_text signed_count(int64_t count) {
    const uint64_t magnitude = count < 0 ? 0 - (uint64_t)count : (uint64_t)count;
    gate_text t;
    snprintf(t.text, sizeof t.text, "%c%.48s", count < 0 ? '-' : '+', gate_count(magnitude).text);
    return t;
}

gate_text gate_percent(double share) {
    gate_text t;
    snprintf(t.text, sizeof t.text, "%.6g %%", 100.0 * share);
    return t;
}

gate_text gate_change(const uint64_t instructions[2]) {
    if (instructions[0] == instructions[1]) return (gate_text){"0 %"};
    if (instructions[0] == 0) return (gate_text){"?"};
    const bool more = instructions[1] > instructions[0];
    const uint64_t difference =
        more ? instructions[1] - instructions[0] : instructions[0] - instructions[1];
    const double percent = 100.0 * (double)difference / (double)instructions[0];
    const char sign = more ? '+' : '-';
    gate_text t;
    if (percent < 0.001)
        snprintf(t.text, sizeof t.text, "%c<0.001 %%", sign);
    else
        snprintf(t.text, sizeof t.text, "%c%.*f %%", sign, percent < 99.9995 ? 3 : 1, percent);
    return t;
}

static gate_text ratio_text(double log_ratio) {
    const double ratio = exp(log_ratio);
    if (!isfinite(log_ratio) || !isfinite(ratio)) return (gate_text){"?"};
    gate_text t;
    if (ratio >= 0.1 && ratio < 9.9995)
        snprintf(t.text, sizeof t.text, "%.3f", ratio);
    else
        snprintf(t.text, sizeof t.text, "%.4g", ratio);
    return t;
}

gate_text gate_ratio(const signed_rank *log_ratio) {
    gate_text t;
    snprintf(t.text, sizeof t.text, "%.16s [%.16s, %.16s]", ratio_text(log_ratio->centre).text,
             ratio_text(log_ratio->low).text, ratio_text(log_ratio->high).text);
    return t;
}

/* The last round that was made, which decided; NULL where there was none. */
static const gate_round *last_round(const gate_comparison *c) {
    for (int round = 2; round-- > 0;)
        if (c->round[round].draws > 0) return &c->round[round];
    return NULL;
}

double gate_base_seconds(const gate_round *round) {
    if (!round) return NAN;
    return hmf_median_interval(round->base_seconds, round->draws, 0.95).median;
}

/* ---- a row of a table ------------------------------------------------------------------------ */

gate_cells gate_cells_of(const gate_comparison *c) {
    const gate_round *round = last_round(c);
    gate_cells cells;
    for (int i = 0; i < CELL_COUNT; i++) cells.cell[i] = (gate_text){"-"};
    if (c->counted) {
        cells.cell[CELL_INSTRUCTIONS] = gate_count(c->instructions[0]);
        cells.cell[CELL_CHANGE] = gate_change(c->instructions);
    }
    if (round) {
        cells.cell[CELL_SECONDS] = gate_seconds(gate_base_seconds(round));
        cells.cell[CELL_RATIO] = gate_ratio(&round->findings.ratio);
        cells.cell[CELL_DRAWS] = gate_count(round->draws);
    }
    return cells;
}

int gate_first_cell(const gate_report *report) {
    return report->instruction_margin > 0.0 ? 0 : CELL_SECONDS;
}

const char *gate_cell_title(const gate_report *report, int cell) {
    static const char *const titles[CELL_COUNT] = {
        [CELL_INSTRUCTIONS] = "instructions",
        [CELL_CHANGE] = "change",
        [CELL_RATIO] = "new/base",
        [CELL_DRAWS] = "draws",
    };
    return cell == CELL_SECONDS ? report->metric : titles[cell];
}

/* ---- sentences ------------------------------------------------------------------------------- */

__attribute__((format(printf, 2, 3))) static void append(gate_sentence *s, const char *format,
                                                         ...) {
    const size_t used = strlen(s->text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(s->text + used, sizeof s->text - used, format, arguments);
    va_end(arguments);
}

static const char *reason_of(const gate_comparison *c) {
    const gate_round *round = last_round(c);
    if (c->reason[0] || c->outcome != OUTCOME_INCONCLUSIVE) return c->reason;
    return round && round->findings.reason ? round->findings.reason : "";
}

gate_sentence gate_verdict_sentence(const gate_comparison *c) {
    gate_sentence s = {""};
    const char *reason = reason_of(c);
    append(&s, "%s%s%s", gate_outcome_name(c->outcome), *reason ? ": " : "", reason);
    return s;
}

gate_sentence gate_numbers_sentence(const gate_report *report, const gate_comparison *c) {
    gate_sentence s = {""};
    const gate_round *round = last_round(c);
    if (round)
        append(&s, "%s %s of the base's %s in %zu draws", report->metric,
               gate_ratio(&round->findings.ratio).text, gate_seconds(gate_base_seconds(round)).text,
               round->draws);
    if (c->counted)
        append(&s, "%sinstructions %s, %s to %s", round ? "; " : "",
               gate_change(c->instructions).text, gate_count(c->instructions[0]).text,
               gate_count(c->instructions[1]).text);
    return s;
}

/* What is known of: the line, the file, or only the function. */
gate_sentence gate_blame_sentence(const gate_comparison *c) {
    gate_sentence s = {""};
    const gate_blame *b = &c->blame;
    if (!b->known) return s;
    if (b->file[0]) append(&s, "%s", b->file);
    if (b->file[0] && b->line) append(&s, ":%u", b->line);
    append(&s, "%s(%s): %s instructions", b->file[0] ? " " : "", b->function,
           signed_count(b->line ? b->line_gain : b->function_gain).text);
    const char *text = b->text + strspn(b->text, " \t");
    if (*text) append(&s, ": %s", text);
    return s;
}

static const char *separator(const gate_sentence *s) {
    return s->text[0] ? "; " : "";
}

gate_sentence gate_details_sentence(const gate_report *report, const gate_comparison *c) {
    gate_sentence s = {""};
    const gate_round *last = last_round(c), *first = &c->round[0];
    if (last && last != first && first->draws > 0)
        append(&s, "first round %s in %zu draws, second %s in %zu draws",
               gate_ratio(&first->findings.ratio).text, first->draws,
               gate_ratio(&last->findings.ratio).text, last->draws);
    if (last && c->outcome == OUTCOME_INCONCLUSIVE)
        append(&s, "%scontrol, a copy of the base to the base, %s", separator(&s),
               gate_ratio(&last->findings.control).text);
    if (last && c->margin > 0.0 && c->margin != report->margin)
        append(&s, "%sits margin is %s", separator(&s), gate_percent(c->margin).text);
    return s;
}

gate_sentence gate_suspect_sentence(const gate_comparison *c) {
    gate_sentence s = {""};
    const gate_round *first = &c->round[0], *last = last_round(c);
    const bool is_first = !last || first->findings.ratio.centre > last->findings.ratio.centre;
    append(&s, "%s %s", c->name, gate_ratio(&(is_first ? first : last)->findings.ratio).text);
    return s;
}

gate_sentence gate_tally_sentence(const gate_report *report) {
    gate_sentence s = {""};
    append(&s, "%zu comparison%s", report->count, report->count == 1 ? "" : "s");
    const char *before = ": ";
    for (gate_outcome o = OUTCOME_OPEN; o < OUTCOME_COUNT; o++) {
        const size_t tally = gate_report_tally(report, o);
        if (tally == 0) continue;
        append(&s, "%s%zu %s", before, tally, gate_outcome_name(o));
        before = ", ";
    }
    return s;
}

gate_sentence gate_legend_sentence(const gate_report *report) {
    gate_sentence s = {""};
    if (report->clone[0])
        append(&s, "instructions (of clone %s) and %s are", report->clone, report->metric);
    else
        append(&s, "%s is", report->metric);
    append(&s, " of one call of the base");
    return s;
}

gate_sentence gate_rule_sentence(const gate_report *report) {
    gate_sentence s = {""};
    append(&s, "margin %s of %s", gate_percent(report->margin).text, report->metric);
    if (report->instruction_margin > 0.0)
        append(&s, ", %s of instructions", gate_percent(report->instruction_margin).text);
    append(&s, "; wrong alarms %s; seed %" PRIu64, gate_percent(report->level).text, report->seed);
    return s;
}
