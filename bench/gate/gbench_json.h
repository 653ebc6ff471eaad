/*
 * gbench_json.h: reads the times in what a Google Benchmark program writes with
 * --benchmark_out_format=json, of any version.
 *
 * Bytes that are not UTF-8 are read as '?'. The same benchmark may be there several times, as
 * repetitions. Its time is the median of them. Means, deviations and fits that the library makes of
 * them are left out, except where a benchmark reports nothing else: then its median counts, or
 * where there is none its mean.
 */
#ifndef HMF_GBENCH_JSON_H
#define HMF_GBENCH_JSON_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    GBENCH_TIMED,
    GBENCH_SKIPPED, /* the benchmark says that it cannot be made here (1.8 and later) */
    GBENCH_ERROR,   /* the benchmark says that it has failed                          */
} gbench_state;

typedef struct {
    char *name; /* "BM_sort<int>/1024/real_time" */
    gbench_state state;
    char *reason;                     /* the benchmark's own, why it was not timed; or ""         */
    double real_seconds, cpu_seconds; /* of one iteration; NaN where not finite and above 0       */
    double iterations;                /* of a run; NaN if unknown, as of aggregates               */
} gbench_result;

typedef struct {
    gbench_result *result; /* [count], by ascending name, each name once */
    size_t count;
    char
        version[32]; /* of the library, "v1.9.1"; "unknown" if the file has none; "" before a run */
} gbench_results;

/* Fills results from that file, to be freed. False: message[size] is "PATH: REASON", and there is
 * nothing to free. */
bool gbench_read(const char *path, gbench_results *results, char *message, size_t size);

/* Moves the results of `more`, of other benchmarks, into results. False when memory is short;
 * `more` is to be freed all the same. */
bool gbench_merge(gbench_results *results, gbench_results *more);

/* The result of that name, or NULL. */
const gbench_result *gbench_find(const gbench_results *results, const char *name);

void gbench_free(gbench_results *results);

#endif
