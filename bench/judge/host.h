/* host.h: the machine as the judge uses it: protections, cores, programs, random numbers. */
#ifndef JUDGE_HOST_H
#define JUDGE_HOST_H

#include "memory_group.h"
#include "protections.h"
#include "random.h"

typedef struct {
    protection_found found[PROTECT_COUNT];
    unsigned mask;                   /* of those in use                                     */
    int cores;                       /* that may be used                                    */
    int judge_core, contestant_core; /* -1: there is but one, nobody spins */
    double patience;                 /* seconds that a question may take */
    judge_random *random;
    memory_groups *groups;                 /* NULL: none to be had */
    char jail[4096], sanitized_jail[4096]; /* programs   */
    char module[4096];                     /* of the rungs */
} judge_host;

/*
 * Leaves the host's network, IPC and host name, chooses cores and starts the random numbers from
 * the given seed, or for NULL from a drawn one. Returns false after a message on stderr when a
 * required protection is missing (and not accept_reduced), or a program is not there. The caller
 * gives the host to judge_host_close either way.
 */
bool judge_host_open(judge_host *host, const judge_seed *given, double patience,
                     bool accept_reduced);
void judge_host_close(judge_host *host);

/* Where the judge itself runs: on its own core, or anywhere. */
void judge_host_pin(const judge_host *host, bool own_core);

#endif
