/* conclude.c: what the layers come to together. */
#include "gate_run.h"

#include <fnmatch.h>
#include <math.h>
#include <string.h>

static double change_of(const gate_comparison *c) {
    if (!c->counted || c->instructions[GATE_BASE] == 0) return 0.0;
    return (double)c->instructions[GATE_HEAD] / (double)c->instructions[GATE_BASE] - 1.0;
}

static void add_instructions(gate_comparison *c, double margin) {
    if (change_of(c) <= margin) return;
    if (c->outcome == OUTCOME_FASTER) {
        c->outcome = OUTCOME_TRADE;
    } else if (c->outcome == OUTCOME_SAME || c->outcome == OUTCOME_INCONCLUSIVE) {
        c->outcome = OUTCOME_INSTRUCTIONS;
        c->reason[0] = '\0';
    }
}

/* ---- accepted slow-downs --------------------------------------------------------------------- */

/* How much worse it has become in what the entry is about; negative where it is about something
 * else. */
static double excess(const gate_accepted *a, const gate_comparison *c) {
    if (strcmp(a->metric, "time") == 0 && c->outcome == OUTCOME_SLOWER)
        return expm1(c->round[1].findings.ratio.centre);
    if (strcmp(a->metric, "instructions") == 0 && c->outcome == OUTCOME_INSTRUCTIONS)
        return change_of(c);
    if (strcmp(a->metric, "removed") == 0 && c->outcome == OUTCOME_VANISHED) return 0.0;
    if (strcmp(a->metric, "interface") == 0 && c->outcome == OUTCOME_INTERFACE) return 0.0;
    if ((strcmp(a->metric, "answers") == 0 && c->outcome == OUTCOME_ANSWERS) ||
        (strcmp(a->metric, "promise") == 0 && c->outcome == OUTCOME_PROMISE))
        return c->change;
    return -1.0;
}

static void accept(const gate_accepted *a, gate_comparison *c) {
    const double by = excess(a, c);
    if (by < 0.0 || by > a->limit || fnmatch(a->pattern, c->name, 0) != 0) return;
    c->accepted = c->outcome;
    c->outcome = OUTCOME_ACCEPTED;
    snprintf(c->reason, sizeof c->reason, "%s, up to %g %%: %s", a->metric, 100.0 * a->limit,
             a->why);
}

void gate_conclude(const gate_options *options, gate_report *report) {
    for (size_t i = 0; i < report->count; i++)
        add_instructions(&report->comparisons[i], report->instruction_margin);
    for (size_t i = 0; i < options->accepts; i++)
        for (size_t k = 0; k < report->count; k++)
            accept(&options->accept[i], &report->comparisons[k]);
}
