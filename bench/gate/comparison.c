/* comparison.c: what the outcomes are called. */
#include "comparison.h"

const char *gate_outcome_name(gate_outcome outcome) {
    static const char *const names[OUTCOME_COUNT] = {
        [OUTCOME_OPEN] = "open",
        [OUTCOME_UNCHANGED] = "unchanged",
        [OUTCOME_SAME] = "same",
        [OUTCOME_FASTER] = "faster",
        [OUTCOME_TRADE] = "trade",
        [OUTCOME_SLOWER] = "slower",
        [OUTCOME_INSTRUCTIONS] = "more instructions",
        [OUTCOME_ACCEPTED] = "accepted",
        [OUTCOME_INCONCLUSIVE] = "inconclusive",
        [OUTCOME_NOT_COMPARED] = "not compared",
        [OUTCOME_VANISHED] = "vanished",
        [OUTCOME_WRONG] = "wrong answer",
        [OUTCOME_ANSWERS] = "changed answers",
        [OUTCOME_PROMISE] = "lower promise",
        [OUTCOME_INTERFACE] = "other interface",
    };
    return names[outcome];
}
