/* SPDX-License-Identifier: MIT */
#include "job.h"

#include "clock.h"
#include "die.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Half of the smallest common level-2 cache of servers. Inputs are then in cache, as for a caller
 * that has just computed them. Stopping Google Benchmark's clock for a refill costs 0.3 us, and a
 * batch lasts more than 100 us. */
enum { BATCH_BYTES = 512 * 1024 };

struct hmf_job {
    hmf_wrappers call;
    const hmf_impl *impl;
    const hmf_workload *workload;
    hmf_mode mode;
    uint64_t seed, next_variation;
    size_t batch, used;       /* inputs in the batch, and used ones among them */
    hmf_cosmology *cosmology; /* [batch][ncosmology] */
    double *z, *mass;         /* [batch][nz], [batch][nmass] */
    hmf_model *models;        /* [ncosmology], for warm and replay */
    size_t nmodels;
    double *dn_dlnm; /* [nz][nmass] */
    bool shared;     /* dn_dlnm belongs to another job */
};

const char *hmf_mode_name(hmf_mode mode) {
    static const char *const names[HMF_MODE_COUNT] = {"cold", "warm", "replay"};
    return names[mode];
}

static size_t batch_size(const hmf_workload *w, hmf_mode mode) {
    if (mode == HMF_REPLAY) return 1;
    const size_t bytes =
        w->ncosmology * sizeof(hmf_cosmology) + (w->nz + w->nmass) * sizeof(double);
    return bytes < BATCH_BYTES ? BATCH_BYTES / bytes : 1;
}

static hmf_status create_models(hmf_job *job, hmf_error *error) {
    hmf_status status = HMF_OK;
    while (status == HMF_OK && job->nmodels < job->workload->ncosmology) {
        status = job->call.create(&job->models[job->nmodels], job->impl,
                                  &job->cosmology[job->nmodels], error);
        if (status == HMF_OK) job->nmodels++;
    }
    return status;
}

hmf_status hmf_job_create(const hmf_wrappers *wrappers, const hmf_impl *impl,
                          const hmf_workload *workload, hmf_mode mode, uint64_t seed, hmf_job **job,
                          hmf_error *error) {
    const hmf_workload *w = workload;
    const size_t batch = batch_size(w, mode), output = w->nz * w->nmass * sizeof(double);
    hmf_job *j = xmalloc(sizeof *j);
    *j = (hmf_job){.call = *wrappers,
                   .impl = impl,
                   .workload = w,
                   .mode = mode,
                   .seed = seed,
                   .next_variation = mode == HMF_REPLAY ? 0 : 1,
                   .batch = batch,
                   .cosmology = xcalloc(batch * w->ncosmology, sizeof *j->cosmology),
                   .z = xcalloc(batch * w->nz, sizeof *j->z),
                   .mass = xcalloc(batch * w->nmass, sizeof *j->mass),
                   .models = xcalloc(w->ncosmology, sizeof *j->models),
                   .dn_dlnm = memset(xmalloc(output), 0, output)};
    hmf_job_refill(j);
    const hmf_status status = mode == HMF_COLD ? HMF_OK : create_models(j, error);
    *job = status == HMF_OK ? j : NULL;
    if (status != HMF_OK) hmf_job_destroy(j);
    return status;
}

void hmf_job_destroy(hmf_job *job) {
    if (!job) return;
    for (size_t i = 0; i < job->nmodels; i++) job->call.destroy(&job->models[i]);
    free(job->models);
    free(job->cosmology);
    free(job->z);
    free(job->mass);
    if (!job->shared) free(job->dn_dlnm);
    free(job);
}

void hmf_job_share_output(hmf_job *job, const hmf_job *with) {
    if (!job->shared) free(job->dn_dlnm);
    job->dn_dlnm = with->dn_dlnm;
    job->shared = true;
}

size_t hmf_job_left(const hmf_job *job) {
    return job->batch - job->used;
}

void hmf_job_refill(hmf_job *job) {
    const hmf_workload *w = job->workload;
    for (size_t i = 0; i < job->batch; i++)
        hmf_workload_fill(w, job->seed, job->next_variation++, job->cosmology + i * w->ncosmology,
                          job->z + i * w->nz, job->mass + i * w->nmass);
    job->used = 0;
}

void hmf_job_seek(hmf_job *job, uint64_t variation) {
    job->next_variation = variation;
    hmf_job_refill(job);
}

hmf_status hmf_job_call(hmf_job *job, hmf_error *error) {
    const hmf_workload *w = job->workload;
    const hmf_cosmology *cosmology = job->cosmology + job->used * w->ncosmology;
    const double *z = job->z + job->used * w->nz, *mass = job->mass + job->used * w->nmass;
    hmf_status status = HMF_OK;
    for (size_t i = 0; i < w->ncosmology && status == HMF_OK; i++)
        status = job->mode == HMF_COLD
                     ? job->call.mass_function(job->impl, &cosmology[i], z, w->nz, mass, w->nmass,
                                               job->dn_dlnm, error)
                     : job->call.evaluate(&job->models[i], z, w->nz, mass, w->nmass, job->dn_dlnm,
                                          error);
    if (job->mode != HMF_REPLAY) job->used++;
    return status;
}

hmf_status hmf_job_time(hmf_job *job, size_t calls, double (*now)(void), double *seconds,
                        hmf_error *error) {
    if (!now) now = hmf_now;
    *seconds = 0.0;
    while (calls > 0) {
        if (hmf_job_left(job) == 0) hmf_job_refill(job);
        const size_t left = hmf_job_left(job);
        const size_t chunk = calls < left || job->mode == HMF_REPLAY ? calls : left;
        const double start = now();
        for (size_t i = 0; i < chunk; i++) {
            const hmf_status status = hmf_job_call(job, error);
            if (status != HMF_OK) return status;
        }
        *seconds += now() - start;
        calls -= chunk;
    }
    return HMF_OK;
}

hmf_job_answer hmf_job_last(const hmf_job *job) {
    const hmf_workload *w = job->workload;
    const size_t input = job->used > 0 ? job->used - 1 : 0, last = w->ncosmology - 1;
    return (hmf_job_answer){
        .cosmology = job->mode == HMF_COLD ? &job->cosmology[input * w->ncosmology + last]
                                           : &job->models[last].cosmology,
        .z = job->z + input * w->nz,
        .mass = job->mass + input * w->nmass,
        .dn_dlnm = job->dn_dlnm,
    };
}
