/* SPDX-License-Identifier: MIT */
/*
 * gbench_json.h: reads the JSON results of a Google Benchmark program, of version 1.5 of the
 * library (2019) or later. Before that, aggregates are taken for benchmarks.
 *
 * Bytes that are not UTF-8 are read as '?'. A benchmark may be reported several times, as
 * repetitions; its time is their median. Aggregates are ignored, except for benchmarks that report
 * nothing else: their time is the reported median, or the mean.
 */
#ifndef HMF_GBENCH_JSON_H
#define HMF_GBENCH_JSON_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    GBENCH_TIMED,
    GBENCH_SKIPPED, /* the benchmark skipped itself (library 1.8 and later) */
    GBENCH_ERROR,   /* the benchmark reported an error                      */
} gbench_state;

typedef struct {
    char *name; /* "BM_sort<int>/1024/real_time" */
    gbench_state state;
    char *reason; /* the benchmark's own, why it was not timed; or ""          */
    double real_seconds, cpu_seconds; /* of one iteration; NaN unless finite and above 0 */
    double iterations; /* of one run; NaN if unknown, as in aggregates              */
} gbench_result;

typedef struct {
    gbench_result *result; /* [count], by ascending name, each name once */
    size_t count;
    char
        version[32]; /* of the library, "v1.9.1"; "unknown" if the file has none; "" before a run */
} gbench_results;

/* Reads the file; free the results. Returns false with "PATH: REASON" in message[size], and nothing
 * to free. */
bool gbench_read(const char *path, gbench_results *results, char *message, size_t size);

/* Moves the results of `more`, of other benchmarks, into results. */
void gbench_merge(gbench_results *results, gbench_results *more);

/* Returns the result of that name, or NULL. */
const gbench_result *gbench_find(const gbench_results *results, const char *name);

void gbench_free(gbench_results *results);

/* ---- the time of one benchmark --------------------------------------------------------------- */

typedef struct {
    double seconds; /* of one iteration; NaN if the run did not time the benchmark           */
    bool brief;     /* the run was far shorter than the requested minimum time               */
    char why[224];  /* if NaN or brief, to follow the program's role: "skips it: no data"    */
} gbench_time;

/* Returns whether the name says that the benchmark measures real time: "/real_time". */
bool gbench_says_real(const char *name);

/*
 * Returns the real or the CPU time of the benchmark of that name.
 *
 * Rejects times below 0.05 ns an iteration, and a single iteration that took less than a tenth of
 * min_time (seconds): the program has read a minimum time of 0, or makes a dry run. More iterations
 * in less than a tenth are brief. Both are allowed if the name says that the source sets the number
 * of iterations or the minimum time, or if the library has reached its limit of 1e9 iterations.
 */
gbench_time gbench_time_of(const gbench_results *results, const char *name, bool real,
                           double min_time);

#endif
