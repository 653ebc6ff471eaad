/* SPDX-License-Identifier: MIT */
#include "noise.h"

#include "clock.h"
#include "die.h"
#include "job.h"
#include "statistics.h"

#include <math.h>
#include <stdlib.h>

enum { PAIRS_MIN = 12, PAIRS_MAX = 10000 };
static const double batch_seconds = 1e-3;

static void summarise(const double *log_ratio, size_t count, hmf_noise *noise) {
    double *size = xcalloc(count, sizeof *size);
    for (size_t i = 0; i < count; i++) {
        size[i] = fabs(log_ratio[i]);
        noise->worst = fmax(noise->worst, size[i]);
    }
    noise->typical = hmf_median_interval(size, count, 0.95).median;
    free(size);
    const hmf_interval ratio = hmf_median_interval(log_ratio, count, 0.95);
    noise->bias = ratio.median;
    noise->resolution = 0.5 * (ratio.high - ratio.low);
}

static hmf_status measure(hmf_job *job, double seconds, double *log_ratio, hmf_noise *noise,
                          hmf_error *error) {
    double one = 0.0, first = 0.0, second = 0.0;
    hmf_status status = hmf_job_time(job, 1, NULL, &one, error); /* warms up */
    if (status == HMF_OK) status = hmf_job_time(job, 1, NULL, &one, error);
    if (status != HMF_OK) return status;
    const size_t calls = (size_t)fmax(1.0, batch_seconds / fmax(one, 1e-9));
    const double end = hmf_now() + seconds;
    do {
        status = hmf_job_time(job, calls, NULL, &first, error);
        if (status == HMF_OK) status = hmf_job_time(job, calls, NULL, &second, error);
        if (status != HMF_OK) return status;
        log_ratio[noise->pairs] = log(noise->pairs % 2 ? second / first : first / second);
        noise->batch = first;
        noise->pairs++;
    } while (noise->pairs < PAIRS_MIN || (noise->pairs < PAIRS_MAX && hmf_now() < end));
    summarise(log_ratio, (size_t)noise->pairs, noise);
    return HMF_OK;
}

hmf_status hmf_noise_measure(double seconds, hmf_noise *noise, hmf_error *error) {
    *noise = (hmf_noise){0};
    hmf_job *job;
    hmf_status status =
        hmf_job_create(&hmf_get_registry()->wrappers, hmf_find(hmf_get_registry(), "quadrature"),
                       hmf_workload_find("point"), HMF_REPLAY, 1, &job, error);
    if (status != HMF_OK) return status;
    double *log_ratio = xcalloc(PAIRS_MAX, sizeof *log_ratio);
    status = measure(job, seconds, log_ratio, noise, error);
    free(log_ratio);
    hmf_job_destroy(job);
    return status;
}
