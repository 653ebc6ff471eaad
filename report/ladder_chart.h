/* ladder_chart.h: the ladder for a terminal, one line a rung. */
#ifndef HMF_REPORT_LADDER_CHART_H
#define HMF_REPORT_LADDER_CHART_H

#include "screen.h"
#include "sources.h"

/*
 * A table of the job default, cold, in the order of the ladder: error, time of a call, how many
 * times faster than the first rung, and the time as a bar on a logarithmic scale: solid is what a
 * call takes on a cosmology that it is set up for (warm), light is what the set-up adds. A screen
 * too narrow for bars gets the table alone. Where nothing was timed nothing is written.
 */
void report_ladder_chart(FILE *out, const report_sources *sources, report_screen screen);

#endif
