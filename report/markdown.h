/* markdown.h: the report as Markdown, for a terminal or a pull request. */
#ifndef HMF_REPORT_MARKDOWN_H
#define HMF_REPORT_MARKDOWN_H

#include "sources.h"

#include <stdio.h>

/* The whole report. Whether it could be written is for the caller to ask: ferror(out). */
void report_markdown(FILE *out, const report_sources *sources);

/* ---- its sections, in reading order; each is a file section_NAME.c --------------------------- */

void report_section_ladder(FILE *out, const report_sources *sources);
void report_section_timings(FILE *out, const report_sources *sources);
void report_section_profiles(FILE *out, const report_sources *sources);
void report_section_machine(FILE *out, const report_sources *sources);

/* Text from elsewhere on one line, such that it ends neither a table's cell nor a code span. */
void report_write_text(FILE *out, const char *text);

#endif
