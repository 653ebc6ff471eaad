/* host.h: the machine as the judge uses it: protections, cores, programs, random numbers. */
#ifndef JUDGE_HOST_H
#define JUDGE_HOST_H

#include "protections.h"

#include <gsl/gsl_rng.h>
#include <stdint.h>

typedef struct {
    protection_found found[PROTECT_COUNT];
    unsigned mask;                   /* of those in use                                     */
    int cores;                       /* that may be used                                    */
    int judge_core, contestant_core; /* -1: there is but one, nobody spins */
    double patience;                 /* seconds that a question may take */
    uint64_t seed;
    gsl_rng *rng;
    char jail[4096], sanitized_jail[4096]; /* programs   */
    char module[4096];                     /* of the rungs */
} judge_host;

/*
 * Leaves the host's network, IPC and host name, chooses cores and seeds the random numbers. False,
 * after a message on stderr, when a protection is missing that is required (and not
 * accept_reduced), or a program is not there. The caller gives the host to judge_host_close either
 * way.
 */
bool judge_host_open(judge_host *host, uint64_t seed, double patience, bool accept_reduced);
void judge_host_close(judge_host *host);

/* Uniform in [low, high). */
double judge_random(const judge_host *host, double low, double high);

/* Uniform among 0 .. count-1, count >= 1. */
size_t judge_random_below(const judge_host *host, size_t count);

/* Where the judge itself runs: on its own core, or anywhere. */
void judge_host_pin(const judge_host *host, bool own_core);

#endif
