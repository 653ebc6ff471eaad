/* gate_report.c: what all comparisons together come to. */
#include "gate_report.h"

#include <math.h>

int gate_outcome_status(gate_outcome outcome) {
    switch (outcome) {
    case OUTCOME_WRONG: return GATE_WRONG;
    case OUTCOME_SLOWER:
    case OUTCOME_INSTRUCTIONS:
    case OUTCOME_ANSWERS:
    case OUTCOME_PROMISE: return GATE_REGRESSION;
    case OUTCOME_VANISHED: return GATE_FAILED;
    case OUTCOME_OPEN:
    case OUTCOME_INTERFACE:
    case OUTCOME_INCONCLUSIVE: return GATE_INCONCLUSIVE;
    default: return GATE_PASS;
    }
}

size_t gate_report_tally(const gate_report *report, gate_outcome outcome) {
    size_t tally = 0;
    for (size_t i = 0; i < report->count; i++) tally += report->comparisons[i].outcome == outcome;
    return tally;
}

size_t gate_report_count(const gate_report *report, int status) {
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++)
        count += gate_outcome_status(report->comparisons[i].outcome) == status;
    return count;
}

/* An accepted removal compares nothing; somebody has compared an accepted interface. */
static bool is_compared(const gate_comparison *c) {
    switch (c->outcome) {
    case OUTCOME_OPEN:
    case OUTCOME_NOT_COMPARED:
    case OUTCOME_VANISHED: return false;
    case OUTCOME_ACCEPTED: return c->accepted != OUTCOME_OPEN && c->accepted != OUTCOME_VANISHED;
    default: return true;
    }
}

size_t gate_report_compared(const gate_report *report) {
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++) count += is_compared(&report->comparisons[i]);
    return count;
}

int gate_report_status(const gate_report *report) {
    static const int gravest_first[] = {GATE_WRONG, GATE_REGRESSION, GATE_FAILED,
                                        GATE_INCONCLUSIVE};
    for (size_t i = 0; i < sizeof gravest_first / sizeof *gravest_first; i++)
        if (gate_report_count(report, gravest_first[i]) > 0) return gravest_first[i];
    return gate_report_compared(report) > 0 ? GATE_PASS : GATE_FAILED;
}

bool gate_report_nothing_compared(const gate_report *report) {
    return gate_report_status(report) == GATE_FAILED && gate_report_compared(report) == 0;
}

bool gate_is_suspect(const gate_comparison *c) {
    if (gate_outcome_status(c->outcome) != GATE_INCONCLUSIVE) return false;
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
    return gate_outcome_status(c->outcome) == GATE_INCONCLUSIVE &&
           (c->round[0].draws == 0 || !isfinite(c->round[0].findings.ratio.centre));
}

int gate_report_exit(const gate_report *report) {
    const int status = gate_report_status(report);
    if (status != GATE_INCONCLUSIVE || report->fail_on == GATE_FAIL_ON_INCONCLUSIVE) return status;
    for (size_t i = 0; i < report->count; i++)
        if (is_unmeasured(&report->comparisons[i])) return status;
    const bool fails = report->fail_on == GATE_FAIL_ON_SUSPECT && gate_report_suspects(report) > 0;
    return fails ? status : GATE_PASS;
}

const char *gate_status_name(int status) {
    static const char *const names[] = {
        [GATE_PASS] = "pass",
        [GATE_FAILED] = "cannot be judged",
        [GATE_REGRESSION] = "regression",
        [GATE_INCONCLUSIVE] = "inconclusive",
        [GATE_WRONG] = "wrong answer",
    };
    return names[status];
}
