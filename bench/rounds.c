/* rounds.c: taking turns. */
#include "rounds.h"

#include "clock.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdio.h>
#include <stdlib.h>

/* Long against the clock and short against the seconds in which machines change speed. */
static const double sample_seconds = 2e-3;

bool hmf_time_calls(const hmf_calls *calls, void *what, double *seconds, char *message,
                    size_t size) {
    double sum = 0.0;
    size_t made = 0;
    (void)calls->prepare(what);
    if (!calls->call(what, message, size))
        return false; /* others had the caches, and threads sleep */
    do {
        const size_t chunk = calls->prepare(what);
        const double start = hmf_now();
        double end = start;
        for (size_t i = 0; i < chunk && sum + (end - start) < sample_seconds; i++) {
            if (!calls->call(what, message, size)) return false;
            made++;
            /* The clock is read after the 1st, 2nd, 4th ... call: a long call is not repeated, and
             * a short one not disturbed. */
            if ((made & (made - 1)) == 0 || i + 1 == chunk) end = hmf_now();
        }
        sum += hmf_now() - start;
    } while (sum < sample_seconds);
    *seconds = sum / (double)made;
    return true;
}

static bool call_job(void *what, char *message, size_t size) {
    hmf_error error;
    if (hmf_job_call(what, &error) == HMF_OK) return true;
    snprintf(message, size, "%s", error.message);
    return false;
}

static size_t prepare_job(void *what) {
    if (hmf_job_left(what) == 0) hmf_job_refill(what);
    return hmf_job_left(what);
}

bool hmf_time_job(void *what, double *seconds, char *message, size_t size) {
    static const hmf_calls job = {prepare_job, call_job};
    return hmf_time_calls(&job, what, seconds, message, size);
}

static bool play_round(hmf_contestant *contestants, const size_t *order, size_t count, size_t round,
                       char *message, size_t size) {
    for (size_t i = 0; i < count; i++) {
        hmf_contestant *c = &contestants[order[i]];
        if (c->every == 0 || round % c->every != 0) continue;
        for (; c; c = c->follower) {
            if (!c->time(c->what, &c->samples[c->count], message, size)) return false;
            c->count++;
        }
    }
    return true;
}

bool hmf_rounds(hmf_contestant *contestants, size_t count, size_t rounds, uint64_t seed,
                void (*progress)(size_t done, void *context), void *context, char *message,
                size_t size) {
    if (count == 0) return true; /* gsl_ran_shuffle does not bear it */
    size_t *order = calloc(count, sizeof *order);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    bool good = order && rng;
    if (!good) snprintf(message, size, "out of memory");
    if (rng) gsl_rng_set(rng, (unsigned long)seed);
    for (size_t i = 0; good && i < count; i++) order[i] = i;
    for (size_t round = 0; good && round < rounds; round++) {
        gsl_ran_shuffle(rng, order, count, sizeof *order);
        good = play_round(contestants, order, count, round, message, size);
        if (progress) progress(round + 1, context);
    }
    gsl_rng_free(rng);
    free(order);
    return good;
}
