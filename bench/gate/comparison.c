/* SPDX-License-Identifier: MIT */
#include "comparison.h"

#include "die.h"

#include <ctype.h>
#include <fnmatch.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    int status;
} outcomes[GATE_OUTCOMES] = {
    [GATE_OPEN] = {"open", EXIT_INCONCLUSIVE},
    [GATE_UNCHANGED] = {"unchanged", EXIT_SUCCESS},
    [GATE_SAME] = {"same", EXIT_SUCCESS},
    [GATE_FASTER] = {"faster", EXIT_SUCCESS},
    [GATE_TRADE] = {"trade", EXIT_SUCCESS},
    [GATE_SLOWER] = {"slower", EXIT_NO},
    [GATE_INSTRUCTIONS] = {"more instructions", EXIT_NO},
    [GATE_ACCEPTED] = {"accepted", EXIT_SUCCESS},
    [GATE_INCONCLUSIVE] = {"inconclusive", EXIT_INCONCLUSIVE},
    [GATE_NOT_COMPARED] = {"not compared", EXIT_SUCCESS},
    [GATE_VANISHED] = {"vanished", EXIT_ERROR},
    [GATE_WRONG] = {"wrong answer", EXIT_WRONG},
    [GATE_ANSWERS] = {"changed answers", EXIT_NO},
    [GATE_PROMISE] = {"lower promise", EXIT_NO},
    [GATE_INTERFACE] = {"other interface", EXIT_INCONCLUSIVE},
};

const char *gate_outcome_name(gate_outcome outcome) {
    return outcomes[outcome].name;
}

int gate_outcome_status(gate_outcome outcome) {
    return outcomes[outcome].status;
}

/* ---- the list -------------------------------------------------------------------------------- */

gate_comparison *gate_add(gate_comparisons *list, const char *format, ...) {
    list->item = xrealloc(list->item, (list->count + 1) * sizeof *list->item);
    gate_comparison *added = &list->item[list->count++];
    *added = (gate_comparison){.margin = list->margin};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(added->name, sizeof added->name, format, arguments);
    va_end(arguments);
    return added;
}

void gate_settle(gate_comparison *c, gate_outcome outcome, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(c->reason, sizeof c->reason, format, arguments);
    va_end(arguments);
    c->outcome = outcome;
}

bool gate_has(const gate_comparisons *list, const char *name) {
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->item[i].name, name) == 0) return true;
    return false;
}

/* ---- the verdict on a comparison ------------------------------------------------------------- */

/* The outcome that each metric of accepted.txt can accept. */
static const struct {
    const char *metric;
    gate_outcome outcome;
} acceptable[] = {{"time", GATE_SLOWER},      {"instructions", GATE_INSTRUCTIONS},
                  {"removed", GATE_VANISHED}, {"answers", GATE_ANSWERS},
                  {"promise", GATE_PROMISE},  {"interface", GATE_INTERFACE}};

/* Returns GATE_OPEN for an unknown metric. */
static gate_outcome acceptable_outcome(const char *metric) {
    for (size_t i = 0; i < sizeof acceptable / sizeof *acceptable; i++)
        if (strcmp(acceptable[i].metric, metric) == 0) return acceptable[i].outcome;
    return GATE_OPEN;
}

bool gate_parse_accepted(const char *text, gate_accepted *a) {
    double percent;
    int used = 0;
    const int fields = sscanf(text, "%127s %15s %lf %n", a->pattern, a->metric, &percent, &used);
    if (fields != 3 || used == 0 || !isspace((unsigned char)text[used - 1]) || !text[used] ||
        acceptable_outcome(a->metric) == GATE_OPEN || !(percent >= 0.0 && isfinite(percent)))
        return false;
    a->limit = 0.01 * percent;
    a->why = text + used;
    return true;
}

static double growth_of_instructions(const gate_comparison *c) {
    if (!c->counted || c->instructions[GATE_BASE] == 0) return 0.0;
    return (double)c->instructions[GATE_HEAD] / (double)c->instructions[GATE_BASE] - 1.0;
}

static void combine(gate_comparison *c, double instruction_margin) {
    if (growth_of_instructions(c) <= instruction_margin) return;
    if (c->outcome == GATE_FASTER)
        c->outcome = GATE_TRADE;
    else if (c->outcome == GATE_SAME || c->outcome == GATE_INCONCLUSIVE)
        gate_settle(c, GATE_INSTRUCTIONS, "%s", "");
}

/* Returns by how much the comparison is worse, as a ratio. */
static double excess(const gate_comparison *c) {
    switch (c->outcome) {
    case GATE_SLOWER: return expm1(c->round[1].findings.ratio.centre);
    case GATE_INSTRUCTIONS: return growth_of_instructions(c);
    case GATE_ANSWERS:
    case GATE_PROMISE: return c->change;
    default: return 0.0;
    }
}

static void accept(const gate_accepted *a, gate_comparison *c) {
    if (c->outcome != acceptable_outcome(a->metric) || !(excess(c) <= a->limit) ||
        fnmatch(a->pattern, c->name, 0) != 0)
        return;
    c->accepted = c->outcome;
    gate_settle(c, GATE_ACCEPTED, "%s, up to %g %%: %s", a->metric, 100.0 * a->limit, a->why);
}

void gate_classify(gate_comparison *comparisons, size_t count, double instruction_margin,
                   const gate_accepted *accepted, size_t accepts) {
    for (size_t i = 0; i < count; i++) {
        combine(&comparisons[i], instruction_margin);
        for (size_t k = 0; k < accepts; k++) accept(&accepted[k], &comparisons[i]);
    }
}
