/* figures.h: the numbers of the report as JSON, for the page. */
#ifndef HMF_REPORT_FIGURES_H
#define HMF_REPORT_FIGURES_H

#include "sources.h"

/*
 * {"hmfbench_schema": 1, "kind": "report", "confidence", "context": of the timings or null,
 *  "ladder": what list says of each rung, in order, "slowest": name or null, "next_step": text,
 *  "boards": [{"workload", "mode", "rows": the fastest first, what failed last}]}
 *
 * A row has "rank": one more than the number of those that are surely faster, so that what cannot
 * be told apart ties. Its times are {"median", "low", "high", "coverage"}, and so are the ratios
 * "leader" (how many times as long as the fastest), "base" (how many times faster than the first
 * rung) and "predecessor" (than the rung it builds on). What is not known is null. Owned by the
 * caller; NULL when memory is short.
 */
json_t *report_figures(const report_sources *sources);

#endif
