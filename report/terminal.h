/* terminal.h: how a report ends on a terminal. */
#ifndef HMF_REPORT_TERMINAL_H
#define HMF_REPORT_TERMINAL_H

#include "screen.h"
#include "sources.h"

/* The ladder as a table with bars, and the next step, as wide as the screen. False when memory is
 * short; whether it could be written is for the caller to ask: ferror(out). */
bool report_terminal(FILE *out, const report_sources *sources, report_screen screen);

#endif
