/* outcome.c: names, and text from strangers made harmless. */
#include "outcome.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const names[OUTCOME_COUNT] = {
    [OUTCOME_CORRECT] = "correct",
    [OUTCOME_UNREADABLE] = "unreadable",
    [OUTCOME_TOO_LARGE] = "too large",
    [OUTCOME_NOT_COMPILED] = "does not compile",
    [OUTCOME_NO_DESCRIPTOR] = "no descriptor",
    [OUTCOME_UNAVAILABLE] = "unavailable",
    [OUTCOME_SANITIZER] = "undefined behaviour",
    [OUTCOME_WRONG] = "wrong",
    [OUTCOME_NOT_FINITE] = "not finite",
    [OUTCOME_UNTOUCHED] = "untouched output",
    [OUTCOME_REFUSED] = "refused",
    [OUTCOME_FORBIDDEN_CALL] = "forbidden call",
    [OUTCOME_READS_CLOCK] = "reads the clock",
    [OUTCOME_CHANGES_INPUTS] = "changes its inputs",
    [OUTCOME_OUT_OF_BOUNDS] = "out of bounds",
    [OUTCOME_STACK_OVERFLOW] = "stack overflow",
    [OUTCOME_CRASH] = "crash",
    [OUTCOME_ABORTED] = "aborted",
    [OUTCOME_EXITED] = "exited",
    [OUTCOME_TIMED_OUT] = "timed out",
    [OUTCOME_TOO_MUCH_MEMORY] = "too much memory",
    [OUTCOME_NOT_DONE] = "not done",
    [OUTCOME_INCONSISTENT] = "inconsistent",
    [OUTCOME_JUDGE_FAILED] = "not judged",
};

const char *outcome_name(outcome which) {
    return names[which];
}

/* No control characters but newlines where those are wanted, nothing but ASCII: it goes to a
 * terminal. */
static void make_printable(char *text, bool lines) {
    for (; *text; text++)
        if ((*text < ' ' || *text > '~') && !(lines && *text == '\n')) *text = lines ? '?' : ' ';
}

bool finding_set(finding *found, outcome which, const char *format, ...) {
    found->outcome = which;
    found->advice = NULL;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(found->reason, sizeof found->reason, format, arguments);
    va_end(arguments);
    make_printable(found->reason, false);
    return false;
}

void finding_explain(finding *found, char *text) {
    free(found->details);
    found->details = text;
    if (text) make_printable(text, true);
}

void finding_free(finding *found) {
    free(found->details);
    found->details = NULL;
}
