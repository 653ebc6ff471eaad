/* gbench_time.h: the time of one benchmark in one run of a Google Benchmark program, if it is one.
 */
#ifndef HMF_GBENCH_TIME_H
#define HMF_GBENCH_TIME_H

#include "gbench_json.h"

typedef struct {
    double seconds; /* of one iteration; NaN if the run did not time the benchmark            */
    bool brief;     /* the run was far shorter than the minimum time that was asked for       */
    char why[224];  /* if NaN or brief, after the program's role: "skips it: no data"; or ""  */
} gbench_time;

/* Returns whether the name says that the benchmark measures real time: "/real_time". */
bool gbench_says_real(const char *name);

/*
 * Returns the real or the cpu time of the benchmark of that name.
 *
 * Less than 0.05 ns an iteration, of both times, is no time. A single iteration that took less than
 * a tenth of min_time (seconds) is no measurement: the program has read a minimum time of 0, or
 * makes a dry run. More iterations in less than a tenth are brief. Neither holds if the source sets
 * the number of iterations or the minimum time, which the name then says, or if the library has
 * reached its limit of 1e9 iterations.
 */
gbench_time gbench_time_of(const gbench_results *results, const char *name, bool real,
                           double min_time);

#endif
