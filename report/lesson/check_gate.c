/* check_gate.c: two changes before the gate, which says which of them is a regression. */
#include "child.h"
#include "station.h"

#include <stdlib.h>

static const double gate_limit = 900.0; /* seconds, with a budget of its own below that */

/* Wider than the gate's own 2 %, for machines that are busy: the regression is 25 % and more. */
static const char margin[] = "10";

enum { SAME = 0, REGRESSION = 2, INCONCLUSIVE = 3 };

/* The gate's exit status on one side, or an error told. */
static int judge_side(const lesson *l, const char *side, int *verdict) {
    char program[64], log[64], progress[96];
    snprintf(program, sizeof program, "hmf-lesson-row-%s", station_change(l, side));
    snprintf(log, sizeof log, "gate-%s.txt", side);
    snprintf(progress, sizeof progress, "the gate compares base and %s", side);
    const lesson_path base = lesson_program("hmf-lesson-row-base");
    const lesson_path changed = lesson_program(program);
    const char *const arguments[] = {l->front_door, "gate", "--binaries", base.text, changed.text,
                                     "--margin",    margin, "--budget",   "120",     NULL};
    *verdict = child_run(l, arguments, log, progress, gate_limit);
    if (*verdict == CHILD_NOT_RUN) return 1;
    printf("\nThe gate on base and %s:\n", side);
    child_print_log(l, log, 12, stdout);
    if (*verdict == SAME || *verdict == REGRESSION || *verdict == INCONCLUSIVE) return 0;
    lesson_fail("./hmf gate --binaries failed on base and %s", side);
    return 1;
}

int check_gate(const lesson *l, const station *s, station_outcome *outcome) {
    int verdicts[2];
    for (int i = 0; i < 2; i++) {
        const int status = judge_side(l, s->words[i], &verdicts[i]);
        if (status != 0) return status;
    }
    putchar('\n');
    for (int i = 0; i < 2; i++)
        if (verdicts[i] == REGRESSION && verdicts[1 - i] == SAME) {
            printf("The regression is %s. The other was under suspicion for nothing: to the "
                   "compiler\nit is what was there before.\n",
                   s->words[i]);
            outcome->measured = json_string(s->words[i]);
            outcome->passed = true;
            return 0;
        }
    puts("Not yet: the gate is not sure of both, which is what it says on a machine that is too\n"
         "noisy at the moment (./hmf doctor). Ask again when less else is running.");
    return 0;
}
