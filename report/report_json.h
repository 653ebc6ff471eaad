/* SPDX-License-Identifier: MIT */
/* report_json.h: medians, ratios and ranks as JSON, for the page. */
#ifndef HMF_REPORT_JSON_H
#define HMF_REPORT_JSON_H

#include "load.h"

/*
 * Returns the report, which the caller owns:
 *
 * {"hmfbench_schema": 1, "kind": "report", "confidence", "context": of the timings or null,
 *  "ladder": [{"name", "summary", "builds_on", "lesson", "accuracy", "conditioned_error"}],
 *  "slowest": name or null, "next_step": text,
 *  "boards": [{"workload", "mode", "rows": fastest first, failures last}]}
 *
 * A row's "rank" is one more than the number of rows that are significantly faster, so that rows
 * without a significant difference tie. Times are {"median", "low", "high", "coverage"} in seconds.
 * Three ratios have the same form: "leader" (time over that of the fastest), "base" (speed-up over
 * the first rung) and "predecessor" (speed-up over the rung that it builds on). Unknown values are
 * null.
 */
json_t *report_json(const report_sources *sources);

#endif
