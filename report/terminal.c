/* terminal.c: the ladder and the next step, made to fit. */
#include "terminal.h"

#include "ladder_chart.h"
#include "next_step.h"

#include <stdlib.h>

bool report_terminal(FILE *out, const report_sources *sources, report_screen screen) {
    char *step = report_next_step_text(sources);
    if (!step) return false;
    report_fit_characters(step, screen);
    if (report_slowest(sources)) {
        report_ladder_chart(out, sources, screen);
        fputc('\n', out);
    }
    fputs("Next step\n", out);
    report_write_wrapped(out, step, screen);
    free(step);
    return true;
}
