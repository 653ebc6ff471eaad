/*
 * samples.h: reads what gperftools sampled.
 *
 * The file is gperftools' CPU profile ("cpuprofile-fileformat" in its documentation): words of the
 * machine's size, 0 3 0 PERIOD 0, then for every stack COUNT DEPTH PC..., leaf first, then 0 1 0,
 * then the text of /proc/self/maps.
 */
#ifndef HMF_PROFILE_SAMPLES_H
#define HMF_PROFILE_SAMPLES_H

#include "tables.h"

typedef struct {
    uint64_t samples;
    uint64_t main_samples; /* of the thread that called the job                             */
    char *stripped;        /* names of the objects without symbols of their own, separated by
                            * ", "; owned                                                    */
} samples_totals;

/*
 * Adds the sampled columns to the tables and stacks to theirs (merged), and rows for functions that
 * only the samples show; what has no symbol becomes the function "[no symbol]" of its object. The
 * function `caller`, which called the job, is passed over with all that called it. On failure
 * returns false with the file and the reason in message[size]; the columns then hold a part of the
 * samples, and there is nothing in totals to free.
 */
bool samples_read(const char *path, const char *caller, const profile_tables *to,
                  samples_totals *totals, char *message, size_t size);

#endif
