/*
 * external.h: programs in Python that time themselves, as contestants.
 */
#ifndef HMF_EXTERNAL_H
#define HMF_EXTERNAL_H

#include <stdbool.h>
#include <stddef.h>

/* For hmf_contestant.time; what is the command line, const char *[] with two words or more and
 * NULL, of a program that prints seconds of calls as a JSON list, of which the last is taken: the
 * first may pay for what comes once. */
bool hmf_time_external(void *what, double *seconds, char *message, size_t size);

#endif
