/* SPDX-License-Identifier: MIT */
#include "gate_report.h"

#include "die.h"
#include "statistics.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void gate_note(gate_notes *notes, const char *format, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    notes->text = xrealloc(notes->text, (notes->count + 1) * sizeof *notes->text);
    notes->text[notes->count++] = xstrdup(text);
}

void gate_report_free(gate_report *report) {
    for (size_t i = 0; i < report->notes.count; i++) free(report->notes.text[i]);
    free(report->notes.text);
    free(report->comparisons);
}

/* ---- the verdict on the run ------------------------------------------------------------------ */

size_t gate_report_tally(const gate_report *report, gate_outcome outcome) {
    size_t tally = 0;
    for (size_t i = 0; i < report->count; i++) tally += report->comparisons[i].outcome == outcome;
    return tally;
}

static bool any_with_status(const gate_report *report, int status) {
    for (size_t i = 0; i < report->count; i++)
        if (gate_outcome_status(report->comparisons[i].outcome) == status) return true;
    return false;
}

/* An accepted removal compares nothing; an accepted interface was compared by other means. */
static bool is_compared(const gate_comparison *c) {
    const gate_outcome made = c->outcome == GATE_ACCEPTED ? c->accepted : c->outcome;
    return made != GATE_OPEN && made != GATE_NOT_COMPARED && made != GATE_VANISHED;
}

static bool any_compared(const gate_report *report) {
    for (size_t i = 0; i < report->count; i++)
        if (is_compared(&report->comparisons[i])) return true;
    return false;
}

int gate_report_status(const gate_report *report) {
    static const int gravest_first[] = {EXIT_WRONG, EXIT_NO, EXIT_ERROR, EXIT_INCONCLUSIVE};
    for (size_t i = 0; i < sizeof gravest_first / sizeof *gravest_first; i++)
        if (any_with_status(report, gravest_first[i])) return gravest_first[i];
    return any_compared(report) ? EXIT_SUCCESS : EXIT_ERROR;
}

bool gate_report_nothing_compared(const gate_report *report) {
    return gate_report_status(report) == EXIT_ERROR && !any_compared(report);
}

bool gate_is_suspect(const gate_comparison *c) {
    if (gate_outcome_status(c->outcome) != EXIT_INCONCLUSIVE) return false;
    for (int i = 0; i < 2; i++)
        if (c->round[i].draws > 0 && c->round[i].findings.ratio.centre > log1p(c->margin))
            return true;
    return false;
}

size_t gate_report_suspects(const gate_report *report) {
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++) count += gate_is_suspect(&report->comparisons[i]);
    return count;
}

/* Returns whether a comparison is inconclusive for a reason other than noise: it has no measured
 * ratio, or the two builds have different interfaces. */
static bool is_unmeasured(const gate_comparison *c) {
    return gate_outcome_status(c->outcome) == EXIT_INCONCLUSIVE &&
           (c->round[0].draws == 0 || !isfinite(c->round[0].findings.ratio.centre));
}

int gate_report_exit(const gate_report *report) {
    const int status = gate_report_status(report);
    if (status != EXIT_INCONCLUSIVE || report->fail_on == GATE_FAIL_ON_INCONCLUSIVE) return status;
    for (size_t i = 0; i < report->count; i++)
        if (is_unmeasured(&report->comparisons[i])) return status;
    const bool fails = report->fail_on == GATE_FAIL_ON_SUSPECT && gate_report_suspects(report) > 0;
    return fails ? status : EXIT_SUCCESS;
}

const char *gate_status_name(int status) {
    static const char *const names[] = {
        [EXIT_SUCCESS] = "pass",       [EXIT_ERROR] = "cannot be judged",
        [EXIT_NO] = "regression",      [EXIT_INCONCLUSIVE] = "inconclusive",
        [EXIT_WRONG] = "wrong answer",
    };
    return names[status];
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* "0.5 %" */
static format_text percent(double share) {
    format_text t;
    snprintf(t.text, sizeof t.text, "%.6g %%", 100.0 * share);
    return t;
}

/* "+0.512 %"; "0 %" only if the counts are equal. */
static format_text change_of(const uint64_t instructions[GATE_SIDES]) {
    const uint64_t base = instructions[GATE_BASE], head = instructions[GATE_HEAD];
    if (base == head) return (format_text){"0 %"};
    if (base == 0) return (format_text){"?"};
    const uint64_t difference = head > base ? head - base : base - head;
    const double change = 100.0 * (double)difference / (double)base;
    const char sign = head > base ? '+' : '-';
    format_text t;
    if (change < 0.001)
        snprintf(t.text, sizeof t.text, "%c<0.001 %%", sign);
    else
        snprintf(t.text, sizeof t.text, "%c%.*f %%", sign, change < 99.9995 ? 3 : 1, change);
    return t;
}

static format_text ratio_text(double log_ratio) {
    const double ratio = exp(log_ratio);
    format_text t = {"?"};
    if (!isfinite(log_ratio) || !isfinite(ratio)) return t;
    snprintf(t.text, sizeof t.text, ratio >= 0.1 && ratio < 9.9995 ? "%.3f" : "%.4g", ratio);
    return t;
}

/* "1.052 [1.031, 1.070]"; "?" for bounds that are not finite. */
static format_text interval(const signed_rank *log_ratio) {
    format_text t;
    snprintf(t.text, sizeof t.text, "%.16s [%.16s, %.16s]", ratio_text(log_ratio->centre).text,
             ratio_text(log_ratio->low).text, ratio_text(log_ratio->high).text);
    return t;
}

static format_text seconds_text(double seconds) {
    format_text t;
    format_seconds(seconds, &t);
    return t;
}

static format_text count_text(double count) {
    format_text t;
    format_count(count, &t);
    return t;
}

/* Returns the last round, which decided; NULL if there was none. */
static const gate_round *last_round(const gate_comparison *c) {
    for (int round = 2; round-- > 0;)
        if (c->round[round].draws > 0) return &c->round[round];
    return NULL;
}

double gate_base_seconds(const gate_round *round) {
    return hmf_median_interval(round->base_seconds, round->draws, 0.95).median;
}

/* ---- cells ----------------------------------------------------------------------------------- */

gate_cells gate_cells_of(const gate_comparison *c) {
    const gate_round *round = last_round(c);
    gate_cells cells;
    for (int i = 0; i < GATE_CELLS; i++) cells.cell[i] = (format_text){"-"};
    if (c->counted) {
        cells.cell[GATE_CELL_INSTRUCTIONS] = count_text((double)c->instructions[GATE_BASE]);
        cells.cell[GATE_CELL_CHANGE] = change_of(c->instructions);
    }
    if (round) {
        cells.cell[GATE_CELL_SECONDS] = seconds_text(gate_base_seconds(round));
        cells.cell[GATE_CELL_RATIO] = interval(&round->findings.ratio);
        cells.cell[GATE_CELL_DRAWS] = count_text((double)round->draws);
    }
    return cells;
}

int gate_first_cell(const gate_report *report) {
    return report->instruction_margin > 0.0 ? 0 : GATE_CELL_SECONDS;
}

const char *gate_cell_title(const gate_report *report, int cell) {
    static const char *const titles[GATE_CELLS] = {
        [GATE_CELL_INSTRUCTIONS] = "instructions",
        [GATE_CELL_CHANGE] = "change",
        [GATE_CELL_RATIO] = "new/base",
        [GATE_CELL_DRAWS] = "draws",
    };
    return cell == GATE_CELL_SECONDS ? report->metric : titles[cell];
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
    if (c->reason[0] || c->outcome != GATE_INCONCLUSIVE) return c->reason;
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
               interval(&round->findings.ratio).text, seconds_text(gate_base_seconds(round)).text,
               round->draws);
    if (c->counted)
        append(&s, "%sinstructions %s, %s to %s", round ? "; " : "",
               change_of(c->instructions).text, count_text((double)c->instructions[GATE_BASE]).text,
               count_text((double)c->instructions[GATE_HEAD]).text);
    return s;
}

gate_sentence gate_blame_sentence(const gate_comparison *c) {
    gate_sentence s = {""};
    const gate_blame *b = &c->blame;
    if (!b->known) return s;
    const double gain = (double)(b->line ? b->line_gain : b->function_gain);
    if (b->file[0]) append(&s, "%s", b->file);
    if (b->file[0] && b->line) append(&s, ":%u", b->line);
    append(&s, "%s(%s): %s%s instructions", b->file[0] ? " " : "", b->function,
           gain < 0.0 ? "" : "+", count_text(gain).text);
    const char *text = b->text + strspn(b->text, " \t");
    if (*text) append(&s, ": %s", text);
    return s;
}

gate_sentence gate_details_sentence(const gate_report *report, const gate_comparison *c) {
    gate_sentence s = {""};
    const gate_round *last = last_round(c), *first = &c->round[0];
    if (!last) return s;
    if (last != first && first->draws > 0)
        append(&s, "first round %s in %zu draws, second %s in %zu draws",
               interval(&first->findings.ratio).text, first->draws,
               interval(&last->findings.ratio).text, last->draws);
    if (c->outcome == GATE_INCONCLUSIVE)
        append(&s, "%scontrol, a copy of the base to the base, %s", s.text[0] ? "; " : "",
               interval(&last->findings.control).text);
    if (c->margin > 0.0 && c->margin != report->margin)
        append(&s, "%sits margin is %s", s.text[0] ? "; " : "", percent(c->margin).text);
    return s;
}

gate_sentence gate_suspect_sentence(const gate_comparison *c) {
    gate_sentence s = {""};
    const gate_round *first = &c->round[0], *last = last_round(c);
    const bool is_first = !last || first->findings.ratio.centre > last->findings.ratio.centre;
    append(&s, "%s %s", c->name, interval(&(is_first ? first : last)->findings.ratio).text);
    return s;
}

gate_sentence gate_tally_sentence(const gate_report *report) {
    gate_sentence s = {""};
    append(&s, "%zu comparison%s", report->count, report->count == 1 ? "" : "s");
    const char *before = ": ";
    for (gate_outcome o = GATE_OPEN; o < GATE_OUTCOMES; o++) {
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
    append(&s, "margin %s of %s", percent(report->margin).text, report->metric);
    if (report->instruction_margin > 0.0)
        append(&s, ", %s of instructions", percent(report->instruction_margin).text);
    append(&s, "; wrong alarms %s; seed %" PRIu64, percent(report->level).text, report->seed);
    return s;
}
