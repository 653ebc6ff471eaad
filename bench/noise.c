/* noise.c: the same work timed against itself. */
#include "noise.h"

#include "clock.h"
#include "job.h"
#include "statistics.h"

#include <math.h>
#include <stdlib.h>

enum { PAIRS_MIN = 12, PAIRS_MAX = 10000 };
static const double batch_seconds = 1e-3;

/* Seconds for `calls` calls; negative where one fails. */
static double time_batch(hmf_job *job, int calls, hmf_error *error) {
    const double start = hmf_now();
    for (int i = 0; i < calls; i++)
        if (hmf_job_call(job, error) != HMF_OK) return -1.0;
    return hmf_now() - start;
}

static hmf_status out_of_memory(hmf_error *error) {
    *error = (hmf_error){HMF_NO_MEMORY, "out of memory"};
    return HMF_NO_MEMORY;
}

static hmf_status summarise(const double *log_ratio, size_t count, hmf_noise *noise,
                            hmf_error *error) {
    double *size = malloc(count * sizeof *size);
    if (!size) return out_of_memory(error);
    for (size_t i = 0; i < count; i++) {
        size[i] = fabs(log_ratio[i]);
        noise->worst = fmax(noise->worst, size[i]);
    }
    noise->typical = hmf_median_interval(size, count, 0.95).median;
    free(size);
    const hmf_interval ratio = hmf_median_interval(log_ratio, count, 0.95);
    noise->bias = ratio.median;
    noise->resolution = 0.5 * (ratio.high - ratio.low);
    /* What finds no memory is NaN. */
    return isfinite(noise->typical + noise->resolution) ? HMF_OK : out_of_memory(error);
}

static hmf_status measure(hmf_job *job, double seconds, double *log_ratio, hmf_noise *noise,
                          hmf_error *error) {
    double one = time_batch(job, 1, error);
    if (one >= 0.0) one = time_batch(job, 1, error);
    if (one < 0.0) return error->status;
    const int calls = (int)fmax(1.0, batch_seconds / fmax(one, 1e-9));
    const double end = hmf_now() + seconds;
    do {
        const double first = time_batch(job, calls, error);
        const double second = time_batch(job, calls, error);
        if (first < 0.0 || second < 0.0) return error->status;
        log_ratio[noise->pairs] = log(noise->pairs % 2 ? second / first : first / second);
        noise->batch = first;
        noise->pairs++;
    } while (noise->pairs < PAIRS_MIN || (noise->pairs < PAIRS_MAX && hmf_now() < end));
    return summarise(log_ratio, (size_t)noise->pairs, noise, error);
}

hmf_status hmf_noise_measure(double seconds, hmf_noise *noise, hmf_error *error) {
    *noise = (hmf_noise){0};
    double *log_ratio = calloc(PAIRS_MAX, sizeof *log_ratio);
    if (!log_ratio) return out_of_memory(error);
    hmf_job *job;
    hmf_status status =
        hmf_job_create(&hmf_get_registry()->wrappers, hmf_find(hmf_get_registry(), "quadrature"),
                       hmf_workload_find("point"), HMF_REPLAY, 1, &job, error);
    if (status == HMF_OK) {
        status = measure(job, seconds, log_ratio, noise, error);
        hmf_job_destroy(job);
    }
    free(log_ratio);
    return status;
}
